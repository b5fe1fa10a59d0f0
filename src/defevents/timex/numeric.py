"""Dates in figures (5/2/2018) and in unusual order (2018 Feb 5, 05FEB2018)."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final, Literal

from defevents.timex.anchors import Context

__all__ = ["numeric_date", "unusual_date"]

_FIGURES: Final = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}(?![\d/])")
_NEAR: Final = dt.timedelta(days=8)  # news dates itself and its events within a week
_CENTURY_TURN: Final = 69  # two-digit years from 69 on are of the last century (POSIX, strptime %y)
Order = Literal["DMY", "MDY", "YMD"]


def numeric_date(surface: str, context: Context) -> str:
    """Return the TIMEX3 value of a date in figures; empty where no calendar has it.

    The day comes first, as in most of the world, unless another date in figures of the same text can only have the
    month first, or only the month-first reading lies within a week of publication.
    """
    order = _order(surface, context)
    day = _read(surface, order) or (_read(surface, "MDY") if order == "DMY" else None)
    return day.isoformat() if day else ""


def _order(surface: str, context: Context) -> Order:
    if re.match(r"\d{4}", surface):
        return "YMD"
    if stated := _stated_order(context.text):
        return stated
    if context.published:
        near = [_is_near(_read(surface, order), context.published) for order in ("DMY", "MDY")]
        if near == [False, True]:
            return "MDY"
    return "DMY"


@lru_cache(maxsize=4)
def _stated_order(text: str) -> Order | None:
    """Return the order that the first date in figures shows which can be read in one way only."""
    for first, second in _FIGURES.findall(text):
        if int(first) > 12 >= int(second):
            return "DMY"
        if int(second) > 12 >= int(first):
            return "MDY"
    return None


def _is_near(day: dt.date | None, published: dt.date) -> bool:
    return day is not None and abs(day - published) <= _NEAR


def _read(surface: str, order: Literal["DMY", "MDY", "YMD"]) -> dt.date | None:
    """Read a date in figures in one order; None where that order has no such day."""
    figures = dict(zip(order, (int(figure) for figure in re.split(r"\D", surface)), strict=True))
    year = figures["Y"]
    if year < 100:
        year += 1900 if year >= _CENTURY_TURN else 2000
    try:
        return dt.date(year, figures["M"], figures["D"])
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def unusual_date(surface: str) -> str:
    """Return the TIMEX3 value of a calendar date in a form that the grammar classes but does not take apart.

    dateparser reads these, and only these: it takes a third of a second to load and 3 ms a call, and of running text
    it makes dates that are none. The result is empty where it finds no whole date.
    """
    from dateparser import parse  # at first use, for the reason above

    parsed = parse(
        surface,
        languages=["en"],
        settings={
            "DATE_ORDER": "YMD" if re.match(r"\d{4}", surface) else "DMY",
            "REQUIRE_PARTS": ["day", "month", "year"],
        },
    )
    return parsed.date().isoformat() if parsed else ""
