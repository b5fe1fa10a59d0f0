"""Time expressions: a grammar that finds them and a normaliser that resolves them to TIMEX3 values and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from defevents.records import DateValue, Precision
    from defevents.timex.resolved import Resolved

__all__ = ["Timex", "news_dates", "tag"]


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression.

    Attributes
    ----------
    start, end
        Offsets in characters of the text, end exclusive.
    type, value
        TIMEX3 type and value; the value is empty where there can be none (31 June).
    date
        The stretch of the calendar, for DATE and TIME; None for DURATION and SET.
    """

    start: int
    end: int
    text: str
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    date: DateValue | None


def tag(
    text: str,
    published: dt.date | str | None = None,
    *,
    tense: Callable[[int, int], Literal["past", "present", "future"] | None] | None = None,
) -> list[Timex]:
    """Find the time expressions of a text and resolve them.

    Parameters
    ----------
    text
        Plain English text.
    published
        Publication date (a date or `YYYY-MM-DD`), from which *yesterday* counts; without it such values stay open.
    tense
        Tells the tense of the clause around a span (offsets in characters); by default guessed from its verbs.

    Returns
    -------
    list of Timex
        In order of their place, without overlap; offsets in characters.

    Raises
    ------
    defevents.errors.ArticleError
        If `published` is a string that is no ISO 8601 date.
    """
    from defevents.timex.tagger import publication_date, resolve  # at first use, so that import stays cheap

    return [_timex(text, item) for item in resolve(text, publication_date(published), tense)]


def news_dates(
    text: str,
    published: dt.date | str | None = None,
    *,
    tense: Callable[[int, int], Literal["past", "present", "future"] | None] | None = None,
) -> list[Timex]:
    """Find the time expressions that say when, as the DATE entities of news annotation.

    The same tagging as `tag`, turned: a range is one span (`2018-06-03/2018-06-07`), a time of day is its date, the
    span holds no article or preposition, and durations, ages and frequencies are left out.

    Parameters
    ----------
    text, published, tense
        As for `tag`.

    Returns
    -------
    list of Timex
        All of type DATE, in order of their place, without overlap; offsets in characters.

    Raises
    ------
    defevents.errors.ArticleError
        If `published` is a string that is no ISO 8601 date.
    """
    from defevents.timex.news import date_entities  # at first use, so that import stays cheap
    from defevents.timex.tagger import publication_date, resolve

    entities = date_entities(text, resolve(text, publication_date(published), tense))
    return [_timex(text, item) for item in entities]


def _timex(text: str, item: Resolved) -> Timex:
    from defevents.records import DateValue  # at first use: pydantic takes longer to load than the whole grammar
    from defevents.timex.calendar import stretch

    surface = text[item.start : item.end]
    date: DateValue | None = None
    if item.type in ("DATE", "TIME"):
        start, end, precision = stretch(item.value)
        if item.calendar:
            start, end = item.calendar
        date = DateValue(value=item.value, start=start, end=end, precision=cast("Precision", precision), text=surface)
    return Timex(item.start, item.end, surface, item.type, item.value, date)
