"""Resolves what counts from another date: weekdays, *last week*, *two days later*, *that month*, *now*."""

from __future__ import annotations

import datetime as dt
from typing import Final

from defevents.timex.anchors import FINENESS, Context
from defevents.timex.calendar import at_grain, day_value, iso_week, shift, weekend
from defevents.timex.calendar_dates import direction
from defevents.timex.grammar import Found
from defevents.timex.quantities import duration_value, number_of, unit_of
from defevents.timex.resolved import Place, Resolved, Resolver, date_of, integer

__all__ = ["RESOLVERS"]

_ANAPHORIC: Final = ("that", "same", "previous", "preceding", "prior", "following", "subsequent", "the next")
_BACK: Final = ("last", "previous", "preceding", "prior", "past")
_ON: Final = ("next", "following", "subsequent", "coming", "upcoming", "ensuing")
_OPEN: Final = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "Y": "XXXX",
    "DE": "XXX",
    "CE": "XX",
    "2W": "XXXX-XX-XX",
}


def _step(rel: str) -> int:
    return any(word in rel for word in _ON) - any(word in rel for word in _BACK)


def _weekday(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    weekday = integer(found.payload("weekday")) or 1
    day = _weekday_date(weekday, found, context)
    value = f"XXXX-WXX-{weekday}" if day is None else day_value(day)
    return [_with_part(found, value)]


def _weekday_date(weekday: int, found: Found, context: Context) -> dt.date | None:
    """Return the day that a weekday means.

    Alone it is the publication date or the last such day before it (right for 92 % of weekdays in news); the future
    tense takes the next one. *Last* and *next* leave the day of speaking out.
    """
    rel, week = found.words("rel"), found.words("week")
    if week:
        reference = context.deixis() if not week.startswith("that") else (context.last.day if context.last else None)
        shifted = shift(reference, "W", _step(week)) if reference else None
        return shifted + dt.timedelta(days=weekday - shifted.isoweekday()) if shifted else None
    if any(word in rel for word in _ANAPHORIC) and not rel.startswith("next"):
        anchor = context.last.day if context.last else context.deixis()
    elif rel:
        anchor = context.deixis()
    else:
        anchor = context.anchor()
    if anchor is None or (anchor != context.deixis() and context.last and FINENESS[context.last.unit] > FINENESS["W"]):
        return None
    back = (anchor.isoweekday() - weekday) % 7
    on = (weekday - anchor.isoweekday()) % 7
    if rel in ("this", "that", "that same", "the same", "this same"):
        tense = context.tense(found.start, found.end)
        return anchor + dt.timedelta(days=on) if tense != "past" else anchor - dt.timedelta(days=back)
    if step := _step(rel):
        return anchor + dt.timedelta(days=on or 7) if step > 0 else anchor - dt.timedelta(days=back or 7)
    ahead = context.narrative or direction(found, context) == "future"
    return anchor + dt.timedelta(days=on) if ahead else anchor - dt.timedelta(days=back)


def _with_part(found: Found, value: str) -> Resolved:
    """Return a day, or a part of it as a TIME: *Tuesday night*, *yesterday morning*."""
    part = found.payload("part")
    if part is None:
        return date_of(found, value)
    resolved = date_of(found, f"{value}T{part}", news=value)
    resolved.type = "TIME"
    return resolved


def _weekend(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    rel = found.words("rel")
    anaphoric = any(word in rel for word in _ANAPHORIC)
    anchor = (context.last.day if context.last else context.deixis()) if anaphoric else context.anchor()
    if anchor is None:
        return [date_of(found, "XXXX-WXX-WE")]
    saturday = weekend(anchor)
    if step := _step(rel):
        saturday += dt.timedelta(days=7 * step)
        if step < 0 and anchor.isoweekday() >= 6:
            saturday = weekend(anchor) - dt.timedelta(days=7)
    elif not rel and saturday > anchor and context.tense(found.start, found.end) != "future":
        saturday -= dt.timedelta(days=7)
    elif (
        rel == "this"
        and saturday > anchor
        and anchor.isoweekday() <= 2
        and context.tense(found.start, found.end) == "past"
    ):
        saturday -= dt.timedelta(days=7)  # on Monday, "this weekend" of the past tense is the one that has just gone by
    news = f"{day_value(saturday)}/{day_value(saturday + dt.timedelta(days=1))}"
    return [date_of(found, f"{iso_week(saturday)}-WE", news=news)]


def _deictic_day(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    spoken, step = context.deixis(), integer(found.payload("deictic")) or 0
    if found.has("side"):
        step += -1 if found.words("side") == "before" else 1
    day = shift(spoken, "D", step) if spoken else None
    return [_with_part(found, day_value(day) if day else "XXXX-XX-XX")]


def _tonight(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    spoken = context.anchor() if found.words("tonight") == "overnight" else context.deixis()
    value = day_value(spoken) if spoken else "XXXX-XX-XX"
    return [Resolved(found.start, found.end, "TIME", f"{value}TNI", found.rule, news=value)]


def _rel_part(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    rel = found.words("rel")
    if rel in ("this", "last"):
        anchor = context.deixis()
    else:
        mentioned = context.mentioned("D", found.start)
        anchor = mentioned.day if mentioned else context.deixis()
    day = shift(anchor, "D", _step(rel)) if anchor else None
    value = day_value(day) if day else "XXXX-XX-XX"
    return [_with_part(found, value)]


def _rel_unit(place: Place) -> list[Resolved]:
    """Resolve *last week* from publication, *that week* and *the following week* from the date mentioned last."""
    found, context = place.found, place.context
    unit, rel = unit_of(found), found.words("rel")
    if unit in ("TM", "TH"):
        return [Resolved(found.start, found.end, "DURATION", duration_value(1.0, unit), found.rule, news="")]
    if found.has("prior"):
        rel = "the previous"
    if rel == "this" and unit == "D" and found.first and found.tokens.surface(found.first - 1).lower() == "to":
        return [date_of(found, "PRESENT_REF")]  # "to this day"
    anchor, unit_known = _unit_anchor(rel, unit, found.start, context)
    open_value = _OPEN[unit]
    if "past" in rel.split():
        return [_past_unit(found, unit, context)]
    if anchor is None or not unit_known:
        coarse = anchor is not None and unit == "D"
        return [date_of(found, f"{anchor.year:04d}-XX-XX" if coarse and anchor else open_value)]
    day = shift(anchor, unit, _step(rel))
    return [date_of(found, at_grain(day, unit) if day else open_value)]


def _unit_anchor(rel: str, unit: str, at: int, context: Context) -> tuple[dt.date | None, bool]:
    """Return the day a unit counts from, and whether that day is known finely enough."""
    anaphoric = any(word in rel for word in _ANAPHORIC) or "entire" in rel or (rel in ("", "the") and unit == "D")
    anaphoric = anaphoric or (context.narrative and rel == "this")
    if not anaphoric:
        bare = rel in ("", "the")
        return (context.anchor() if bare else context.deixis()), True
    last = context.mentioned(unit, at)
    if last is None:
        return context.deixis(), True
    return last.day, FINENESS.get(last.unit, 0) <= FINENESS.get(unit, 0)


def _past_unit(found: Found, unit: str, context: Context) -> Resolved:
    """*The past week* is a stretch up to now: a duration, and as a DATE entity the interval that it covers."""
    return Resolved(
        found.start, found.end, "DURATION", duration_value(1.0, unit), found.rule, news=_window(-1.0, unit, context)
    )


def _window(number: float, unit: str, context: Context) -> str:
    spoken = context.deixis()
    other = shift(spoken, unit, number) if spoken else None
    if spoken is None or other is None or unit.startswith("T"):
        return "PAST_REF" if number < 0 else "FUTURE_REF"
    first, last = sorted((spoken, other))
    return f"{day_value(first)}/{day_value(last)}"


def _rel_plural(place: Place) -> list[Resolved]:
    """*The past six months*, *the coming weeks*: durations; as DATE entities the interval, or a vague reference."""
    found, context = place.found, place.context
    rel, number = found.words("rel"), number_of(found)
    sign = -1 if any(word in rel for word in (*_BACK, "recent")) else 1
    news = (
        ("PAST_REF" if sign < 0 else "FUTURE_REF")
        if number is None
        else _window(sign * number, unit_of(found), context)
    )
    return [Resolved(found.start, found.end, "DURATION", duration_value(number, unit_of(found)), found.rule, news=news)]


def _unit_end(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    unit, anchor = unit_of(found), context.anchor()
    if (year := integer(found.payload("year"))) is not None:
        return [date_of(found, f"{year:04d}")]
    return [date_of(found, at_grain(anchor, unit) if anchor else _OPEN[unit])]


def _same_period(place: Place) -> list[Resolved]:
    """*The same month a year ago*: the unit mentioned last, a year back."""
    found, context = place.found, place.context
    last = context.last
    if last is None:
        return [date_of(found, "XXXX")]
    what = found.words("what")
    unit = {"month": "M", "week": "W", "day": "D", "quarter": "Q"}.get(what, last.unit)
    day = shift(last.day, "Y", -1)
    return [date_of(found, at_grain(day, unit) if day else "XXXX")]


def _offset(place: Place) -> list[Resolved]:
    """Resolve *two years ago* (from publication) and *three days later* (from the date mentioned last).

    The value is as fine as the unit: a year for years, a month for months, a day for days and weeks.
    """
    found, context = place.found, place.context
    back = found.words("side") in ("ago", "earlier", "before", "previous", "prior", "previously", "beforehand")
    sign, unit = (-1 if back else 1), unit_of(found)
    number = number_of(found)
    if found.words("unit").endswith("s") and not found.has("number"):
        number = None
    elif found.words("number") == "the":
        number = 1.0
    if number is None:
        silent = not found.has("number") and found.words("side") != "ago"  # "hours later" says little of when
        return [date_of(found, "PAST_REF" if back else "FUTURE_REF", news="" if silent else None)]
    number += 0.5 if found.has("half") else 0.0
    ago = found.words("side") == "ago"
    mentioned = context.mentioned("D" if unit in ("W", "2W", "TH", "TM", "TS", "WE") else unit, found.start)
    anchor = mentioned.day if mentioned and not ago else None if context.narrative and not ago else context.deixis()
    if anchor is None:
        return [date_of(found, _OPEN.get(unit, "XXXX-XX-XX"))]
    fine = "D" if unit in ("W", "2W", "TH", "TM", "TS", "WE") else unit
    coarse = mentioned is not None and not ago and FINENESS[mentioned.unit] > FINENESS[fine]
    if mentioned and coarse and (unit == "D" or FINENESS[mentioned.unit] >= FINENESS["Y"]):
        return [date_of(found, f"{anchor.year:04d}-XX-XX" if fine == "D" else f"{anchor.year:04d}-XX")]
    day = shift(anchor, unit, sign * number)
    if day is None:
        return [date_of(found, "")]
    return [date_of(found, at_grain(day, "Y" if fine in ("DE", "CE") else fine))]


def _from_now(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    number, unit, spoken = number_of(found), unit_of(found), context.deixis()
    if number is None:
        return [date_of(found, "FUTURE_REF")]
    day = shift(spoken, unit, number) if spoken else None
    return [date_of(found, at_grain(day, unit) if day else _OPEN.get(unit, "XXXX-XX-XX"))]


def _long_ago(place: Place) -> list[Resolved]:
    found = place.found
    return [date_of(found, "PAST_REF")]


def _reference(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    adverb = found.words("adverb")
    if adverb == "soon" and context.tense(found.start, found.end) != "future":
        return []  # "he soon fell": an order of events, no time
    return [date_of(found, str(found.payload("adverb")), news="" if adverb == "formerly" else None)]


def _adjective(place: Place) -> list[Resolved]:
    """*Former*, *current*, *recent* place a noun in time; as DATE entities they say no *when*."""
    found = place.found
    value = {"recent": "PAST_REF", "current": "PRESENT_REF", "present": "PRESENT_REF"}.get(found.words("adjective"))
    return [date_of(found, value or str(found.payload("adjective")), news="")]


def _past(place: Place) -> list[Resolved]:
    found = place.found
    value = {"past": "PAST_REF", "present": "PRESENT_REF", "ongoing": "PRESENT_REF", "former": "PAST_REF"}.get(
        found.words("ref"), "FUTURE_REF"
    )
    return [date_of(found, value)]


def _then(place: Place) -> list[Resolved]:
    """*At this time* is the present of news; *by that time* leads back to the date mentioned last."""
    found, context = place.found, place.context
    rel = found.words("rel")
    if rel == "this" and not context.narrative:
        return [date_of(found, "PRESENT_REF")]
    if rel != "the" and context.last:
        return [date_of(found, at_grain(context.last.day, context.last.unit), news="")]
    return [date_of(found, "PAST_REF", news="")]


def _present_day(place: Place) -> list[Resolved]:
    found = place.found
    return [date_of(found, "PRESENT_REF", news="")]


RESOLVERS: Final[dict[str, Resolver]] = {
    "weekday": _weekday,
    "weekend": _weekend,
    "day_beyond": _deictic_day,
    "deictic_day": _deictic_day,
    "tonight": _tonight,
    "rel_part": _rel_part,
    "rel_unit": _rel_unit,
    "rel_plural": _rel_plural,
    "coming_plural": _rel_plural,
    "unit_end": _unit_end,
    "same_period": _same_period,
    "ago": _offset,
    "offset": _offset,
    "long_ago": _long_ago,
    "from_now": _from_now,
    "reference": _reference,
    "adjective": _adjective,
    "past": _past,
    "then": _then,
    "present_day": _present_day,
}
