"""An expression with its value: what the resolving modules make and the tagger hands out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from defevents.timex.anchors import Context
from defevents.timex.grammar import Found

__all__ = ["Place", "Resolved", "Resolver", "TimexType", "date_of", "integer"]

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


class Place(NamedTuple):
    """A found expression in its place: what the text has said before it, and the year it shares with a neighbor."""

    found: Found
    context: Context
    shared_year: int | None


@dataclass(slots=True)
class Resolved:
    """A time expression and its TIMEX3 value.

    Attributes
    ----------
    start, end
        Offsets in characters.
    news
        The value as a DATE entity where it differs from `value`; empty where the expression is no DATE entity (mere
        durations, frequencies, adjectives); None where both are the same.
    calendar
        First and last day where they are not those of the value: fiscal years, which begin in October.
    news_start
        Where the DATE entity begins, if before `start`: *within* and *in* make a date of a length of time.
    """

    start: int
    end: int
    type: TimexType
    value: str
    rule: str
    news: str | None = None
    calendar: tuple[dt.date, dt.date] | None = None
    news_start: int | None = None


Resolver = Callable[[Place], list[Resolved]]
"""Gives the expressions of a place their values; most places hold one, ranges two, some none."""


def date_of(found: Found, value: str, *, news: str | None = None) -> Resolved:
    """Return the whole of what was found as a DATE."""
    return Resolved(found.start, found.end, "DATE", value, found.rule, news=news)


def integer(value: object) -> int | None:
    """Return a payload as an integer; None where it is no number."""
    return int(value) if isinstance(value, int | float) else None
