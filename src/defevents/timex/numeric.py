"""Dates in figures (5/2/2018), read by dateparser once it is settled which figure is the day."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final, Literal

from defevents.timex.anchors import Context

__all__ = ["numeric_date"]

_FIGURES: Final = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}(?![\d/])")
_NEAR: Final = dt.timedelta(days=8)  # news dates itself and its events within a week
Order = Literal["DMY", "MDY", "YMD"]


def numeric_date(surface: str, context: Context) -> str:
    """Return the TIMEX3 value of a date in figures; empty where no calendar has it.

    The day comes first, as in most of the world, unless another date in figures of the same text can only have the
    month first, or only the month-first reading lies within a week of publication.
    """
    order = _order(surface, context)
    day = _parse(surface, order) or _parse(surface, "MDY" if order == "DMY" else order)
    return day.isoformat() if day else ""


def _order(surface: str, context: Context) -> Order:
    if re.match(r"\d{4}", surface):
        return "YMD"
    for first, second in _FIGURES.findall(context.text):
        if int(first) > 12 >= int(second):
            return "DMY"
        if int(second) > 12 >= int(first):
            return "MDY"
    if context.published:
        near = [_is_near(_parse(surface, order), context.published) for order in ("DMY", "MDY")]
        if near == [False, True]:
            return "MDY"
    return "DMY"


def _is_near(day: dt.date | None, published: dt.date) -> bool:
    return day is not None and abs(day - published) <= _NEAR


@lru_cache(maxsize=4096)
def _parse(surface: str, order: Literal["DMY", "MDY", "YMD"]) -> dt.date | None:
    """Read a date in figures in one order; None where that order has no such day."""
    from dateparser import parse  # at first use: it takes longer to load than most articles to tag

    settings = {"DATE_ORDER": order, "PREFER_LOCALE_DATE_ORDER": False, "REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}
    parsed = parse(surface, languages=["en"], settings=settings)  # type: ignore[arg-type]
    if parsed is None:
        return None
    figures = [int(figure) for figure in re.split(r"\D", surface)]
    day = figures["DMY".index("D")] if order == "DMY" else figures[1] if order == "MDY" else figures[2]
    return parsed.date() if parsed.day == day else None  # dateparser falls back on other orders in silence
