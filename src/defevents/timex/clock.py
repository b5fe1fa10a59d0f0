"""Resolves times of day, after all dates: a time belongs to a date of its sentence, or to the one mentioned last."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import Final

from defevents.timex.anchors import Context
from defevents.timex.calendar import day_value, stretch
from defevents.timex.grammar import Found
from defevents.timex.resolved import Resolved, integer
from defevents.timex.tense import sentence_bounds

__all__ = ["CLOCK_RULES", "join_times", "resolve_time"]

CLOCK_RULES: Final = frozenset({"date_clock", "noon", "part"})
_FIGURES: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::(\d\d))?\s*(?:([ap])\.?m)?", re.I)
_BETWEEN: Final = re.compile(r"[ \n]*(?:(?:on|of|at|in)[ \n]+)?(?:the[ \n]+)?", re.I)


def _clock_text(found: Found) -> str:
    """Return the time as THH:MM, or as a part of day (TMO, TNI); empty for a time that no clock shows."""
    if found.has("part"):
        return f"T{found.payload('part')}"
    if found.has("noon"):
        clock = str(found.payload("noon"))
    else:
        clock = _hours(found)
        if not clock:
            return ""
    return f"T{clock}{_offset_from_universal_time(found)}"


def _offset_from_universal_time(found: Found) -> str:
    """Return Z for UTC, +08:00 for *(GMT +8)*, nothing for zones whose offset changes with the season."""
    span = range(*found.parts["zone"]) if found.has("zone") else range(0)
    if not any(found.tokens.payloads[i] == "Z" for i in span):
        return ""
    hours = next((integer(found.tokens.payloads[i]) for i in span if integer(found.tokens.payloads[i])), None)
    if hours is None:
        return "Z"
    return f"{'+' if '+' in found.words('zone') else '-'}{hours:02d}:00"


def _hours(found: Found) -> str:
    payload = found.payload("hour")
    surface = found.words("hour")
    if isinstance(payload, int) and payload > 99:  # 0800 GMT
        hour, minute = divmod(payload, 100)
    else:
        figures = _FIGURES.match(surface)
        if figures is None:
            return ""
        hour, minute = int(figures[1]), int(figures[2] or 0)
        afternoon = (figures[4] or "").lower() or (surface.split()[-1][0] if surface.split()[-1][0] in "ap" else "")
        if afternoon and hour <= 12:
            hour = hour % 12 + (12 if afternoon == "p" else 0)
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else ""


def resolve_time(found: Found, context: Context, days: Sequence[Resolved], before: dt.date | None) -> Resolved:
    """Give a time of day its date.

    Parameters
    ----------
    days
        The dates of the text that were resolved to a day, in order.
    before
        The day mentioned last before this place, or None.
    """
    clock = _clock_text(found)
    left, right = sentence_bounds(context.text, found.start, found.end)
    first = bisect_left(days, left, key=lambda day: day.start)
    near = [day for day in takewhile(lambda day: day.start < right, islice(days, first, None)) if day.end <= right]
    if near:
        day = min(near, key=lambda d: (found.start - d.end) if d.end <= found.start else (d.start - found.end)).value[
            :10
        ]
    elif context.published is not None and not context.narrative:
        day = day_value(context.published)
    else:
        day = day_value(before) if before else "XXXX-XX-XX"
    value = f"{day}{clock}" if clock else ""
    known = stretch(day)[0] is not None
    return Resolved(found.start, found.end, "TIME", value, found.rule, news=day if known and clock else (value or ""))


def join_times(text: str, resolved: list[Resolved]) -> list[Resolved]:
    """Join a time with the day that it stands next to: *12:00 UTC Monday*, *the morning of 19 April*.

    Worth .004 of value F1 on MEANTIME and .005 on WikiWars.
    """
    joined: list[Resolved] = []
    for item in resolved:
        previous = joined[-1] if joined else None
        if previous is not None and _BETWEEN.fullmatch(text, previous.end, item.start):
            gap = text[previous.end : item.start].split()
            clock, day = (previous, item) if previous.rule in CLOCK_RULES else (item, previous)
            if (
                clock.rule in CLOCK_RULES
                and day.rule not in CLOCK_RULES
                and stretch(day.value)[2] == "day"
                and clock.value
            ):
                follows = clock is item
                if (follows and gap in ([], ["at"])) or (not follows and (not gap or gap[0] == "of")):
                    value = f"{day.value}T{clock.value.partition('T')[2]}"
                    joined[-1] = Resolved(
                        previous.start, item.end, "TIME", value, clock.rule, news=day.news or day.value
                    )
                    continue
        joined.append(item)
    return joined
