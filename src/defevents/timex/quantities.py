"""Resolves lengths of time and frequencies: durations (DURATION) and sets (SET)."""

from __future__ import annotations

from typing import Final

from defevents.timex.anchors import Context
from defevents.timex.calendar import at_grain, shift
from defevents.timex.grammar import Found
from defevents.timex.lexicon import words
from defevents.timex.resolved import Place, Resolved, Resolver, integer

__all__ = ["RESOLVERS", "duration_value", "number_of", "unit_of"]

_DEADLINE: Final = frozenset({"within", "in"})


def unit_of(found: Found, part: str = "unit") -> str:
    """Return the TIMEX3 letter (TH, D, W, M, Y, DE, CE) of the unit of an expression."""
    return str(found.payload(part) or "D")


def number_of(found: Found, part: str = "number") -> float | None:
    """Return how many units the words say; None where they are vague (*several*, *a few*), 1 for *a*."""
    if not found.has(part):
        return None
    first, last = found.parts[part]
    surfaces = [found.tokens.surface(i).lower() for i in range(first, last)]
    if "half" in surfaces:
        return 0.5
    vague = {"several", "few", "many", "some", "couple", "dozens", "hundreds", "numerous", "countless", "various"}
    if vague & set(surfaces):
        return None
    numbers = [p for p in found.tokens.payloads[first:last] if isinstance(p, int | float)]
    return float(sum(numbers)) if numbers else 1.0


def duration_value(number: float | None, unit: str) -> str:
    """Return the TIMEX3 value of a length of time: P2Y, PT30M, P2.5Y, PXM."""
    if unit == "2W":
        unit, number = "W", None if number is None else 2 * number
    clock = "T" if unit.startswith("T") else ""
    figure = "X" if number is None else f"{number:.10g}"
    return f"P{clock}{figure}{unit.removeprefix('T')}"


def _duration_of(found: Found, value: str, news: str = "") -> Resolved:
    return Resolved(found.start, found.end, "DURATION", value, found.rule, news=news)


def _duration(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    return [_deadline(found, context, _duration_of(found, duration_value(number_of(found), unit_of(found))))]


def _deadline(found: Found, context: Context, resolved: Resolved) -> Resolved:
    """Make a DATE entity of a length of time that ends in the future: *will leave within three months*."""
    before = found.tokens.surface(found.first - 1).lower() if found.first else ""
    earlier = found.tokens.surface(found.first - 2).lower() if found.first > 1 else ""
    if (
        before not in _DEADLINE
        or earlier == "time"
        or found.has("old")
        or context.tense(found.start, found.end) != "future"
    ):
        return resolved
    number, unit, spoken = number_of(found), unit_of(found), context.deixis()
    end = shift(spoken, unit, number) if spoken and number is not None else None
    resolved.news = at_grain(end, unit if unit in ("M", "Y") else "D") if end else "FUTURE_REF"
    resolved.news_start = found.tokens.starts[found.first - 1]
    return resolved


def _half_duration(place: Place) -> list[Resolved]:
    found = place.found
    unit = unit_of(found, "unit" if found.has("unit") else "unit2")
    number = number_of(found) if found.has("number") else 1.0
    return [_duration_of(found, duration_value(None if number is None else number + 0.5, unit))]


def _half_unit(place: Place) -> list[Resolved]:
    found = place.found
    return [_duration_of(found, duration_value(0.5, unit_of(found)))]


def _duration_range(place: Place) -> list[Resolved]:
    found = place.found
    unit = unit_of(found)
    first = Resolved(
        found.start, found.end_of("n1"), "DURATION", duration_value(number_of(found, "n1"), unit), found.rule, news=""
    )
    second = Resolved(
        found.start_of("n2"), found.end, "DURATION", duration_value(number_of(found, "n2"), unit), found.rule, news=""
    )
    return [first, second]


def _units(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    resolved = _duration_of(found, duration_value(None, unit_of(found)))
    return [resolved if found.has("the") else _deadline(found, context, resolved)]


def _long(place: Place) -> list[Resolved]:
    found = place.found
    plural = found.words("unit").endswith("s")
    return [_duration_of(found, duration_value(None if plural else 1.0, unit_of(found)))]


def _set_of(found: Found, value: str) -> Resolved:
    return Resolved(found.start, found.end, "SET", value, found.rule, news="")


def _every(place: Place) -> list[Resolved]:
    found = place.found
    number = number_of(found) or 1.0
    payload = found.payload("unit")
    word = words().get(found.words("unit").rstrip("."))
    if found.words("unit") in ("weekend", "weekends"):
        value = "XXXX-WXX-WE"
    elif found.words("unit") == "quarter":
        value = "P3M"
    elif isinstance(payload, int):  # weekdays and months have numbers for payloads
        value = f"XXXX-WXX-{payload}" if "day" in found.words("unit") else f"XXXX-{payload:02d}"
    elif str(payload) in ("MO", "AF", "EV", "NI", "DT"):
        value = f"XXXX-XX-XXT{payload}"
    elif str(payload) in ("SP", "SU", "FA", "WI"):
        value = f"XXXX-{payload}"
    else:
        value = duration_value(number, str(word.payload) if word else "D")
    return [_set_of(found, value)]


def _per(place: Place) -> list[Resolved]:
    found = place.found
    return [_set_of(found, duration_value(1.0, unit_of(found)))]


def _rate(place: Place) -> list[Resolved]:
    found = place.found
    return [_set_of(found, duration_value(1.0, unit_of(found)))]


def _periodic(place: Place) -> list[Resolved]:
    found = place.found
    return [_set_of(found, str(found.payload("periodic")))]


def _weekdays(place: Place) -> list[Resolved]:
    found = place.found
    weekday = integer(found.payload("weekdays")) or 0
    surface = found.words("weekdays")
    value = f"XXXX-WXX-{weekday}" if weekday else ("XXXX-WXX-WE" if surface == "weekends" else "XXXX-WXX")
    return [_set_of(found, f"{value}T{found.payload('part')}" if found.has("part") else value)]


RESOLVERS: Final[dict[str, Resolver]] = {
    "duration": _duration,
    "first_units": _duration,
    "half_duration": _half_duration,
    "half_unit": _half_unit,
    "duration_range": _duration_range,
    "units": _units,
    "units_long": _long,
    "every": _every,
    "per": _per,
    "rate": _rate,
    "periodic": _periodic,
    "weekdays": _weekdays,
}
