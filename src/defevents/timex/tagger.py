"""Tags a text: finds, screens and resolves its time expressions in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from defevents.errors import ArticleError
from defevents.timex import calendar_dates, periods, quantities, relative
from defevents.timex.anchors import Context, is_narrative
from defevents.timex.calendar import stretch
from defevents.timex.clock import CLOCK_RULES, join_times, resolve_time
from defevents.timex.grammar import GROUPS, Found, find_all
from defevents.timex.lexicon import class_set
from defevents.timex.resolved import Place, Resolved, Resolver, date_of, integer
from defevents.timex.screen import accepts
from defevents.timex.tense import TenseOf, guess_tense
from defevents.timex.tokens import Tokens, scan

__all__ = ["publication_date", "resolve"]

_RESOLVERS: Final[dict[str, Resolver]] = {
    **calendar_dates.RESOLVERS, **periods.RESOLVERS, **quantities.RESOLVERS, **relative.RESOLVERS,
}  # fmt: skip
_JOINS: Final = "DASH TO AND SLASH UNTIL COMMA"
_RANGES: Final = "DASH TO UNTIL"
_LONGEST_JOIN: Final = 3  # tokens: "and in the"
_FILLERS: Final = "THE ON IN FROM"
_COMPARING: Final = frozenset({"offset", "ago", "rel_unit", "rel_month", "same_period"})
_BORROWERS: Final = frozenset(
    {"day_month", "month_day", "month", "season", "days_of_month", "month_of_days", "quarter", "quarter_code"}
)
_LENDERS: Final = _BORROWERS | {"month_year"}


def publication_date(published: dt.date | str | None) -> dt.date | None:
    """Return the publication date as a date.

    Raises
    ------
    ArticleError
        If it is a string that is no ISO 8601 date.
    """
    if published is None or published == "":
        return None
    if isinstance(published, dt.datetime):
        return published.date()
    if isinstance(published, dt.date):
        return published
    try:
        return dt.date.fromisoformat(published[:10])
    except (TypeError, ValueError) as problem:
        raise ArticleError(
            f"publication date {published!r} is no date: give it as YYYY-MM-DD, a datetime.date, or None"
        ) from problem


def resolve(
    text: str, published: dt.date | None, tense: TenseOf | None = None, groups: frozenset[str] = frozenset(GROUPS)
) -> list[Resolved]:
    """Return the time expressions of a text with their values, in order of their place.

    Parameters
    ----------
    groups
        The groups of rules to use.
    """
    tokens = scan(text)
    founds = list(_found(tokens, groups))
    years = [(year, found.start) for found in founds if (year := _year_in(found)) is not None]
    spoken = sum(_is_spoken(found) for found in founds)
    narrative = is_narrative([year for year, _ in years], spoken, published)
    context = Context(text, published, tense or guess_tense(text), narrative, years)
    resolved: list[Resolved] = []
    times: list[tuple[Found, dt.date | None]] = []
    for i, found in enumerate(founds):
        if found.rule in CLOCK_RULES:
            times.append((found, known.day if (known := context.recent.get("D")) else None))
            continue
        shared = _shared_year(founds, i, tokens)
        for item in _resolved_at(Place(found, context, shared)):
            resolved.append(item)
            if item.type in ("DATE", "TIME"):
                context.mention(item.value, item.end, looks_back=found.rule in _COMPARING)
    days = [item for item in resolved if item.type in ("DATE", "TIME") and stretch(item.value)[2] in ("day", "time")]
    resolved += [resolve_time(found, context, days, before) for found, before in times]
    resolved.sort(key=lambda item: item.start)
    return join_times(text, resolved)


def _resolved_at(place: Place) -> list[Resolved]:
    """Return the expressions of a place; one that leads beyond the years 1 to 9999 keeps its text, without a value."""
    try:
        return _RESOLVERS[place.found.rule](place)
    except (OverflowError, ValueError):  # what datetime raises at either end of its calendar
        return [date_of(place.found, "")]


def _found(tokens: Tokens, groups: frozenset[str]) -> Sequence[Found]:
    taken: list[Found] = []
    places = find_all(tokens, groups)
    readings = next(places, None)
    while readings is not None:
        chosen = next((found for found in readings if accepts(found)), None)
        if chosen is not None:
            taken.append(chosen)
        try:
            readings = places.send(chosen)
        except StopIteration:
            readings = None
    return taken


def _is_spoken(found: Found) -> bool:
    """Tell whether an expression counts from the day of speaking."""
    if found.rule in ("deictic_day", "tonight"):
        return True
    return found.rule in ("weekday", "rel_unit", "rel_month") and found.words("rel") in ("", "last", "this", "next")


def _year_in(found: Found) -> int | None:
    for part in ("year", "year2", "y1", "bc"):
        if (year := integer(found.payload(part))) is not None:
            return -year if part == "bc" else year
    return None


def _shared_year(founds: Sequence[Found], index: int, tokens: Tokens) -> int | None:
    """Return the year that a date without one shares with a date it is joined to.

    *31 May - 1 June 1916* and *1 January 2019 to 3 February* state it once. Worth .006 of value F1 on WikiWars.
    """
    found = founds[index]
    if found.rule not in _BORROWERS or _year_in(found) is not None or found.has("rel"):
        return None
    month = integer(found.payload("month"))
    if index + 1 < len(founds) and _are_joined(tokens, found, founds[index + 1], _JOINS):
        following = founds[index + 1]
        if following.rule in _LENDERS:
            year = integer(following.payload("year"))
            year = _shared_year(founds, index + 1, tokens) if year is None else year
            later = integer(following.payload("month"))
            return year - 1 if year is not None and month and later and month > later else year
    if index > 0 and _are_joined(tokens, founds[index - 1], found, _RANGES):
        previous = founds[index - 1]
        year, earlier = integer(previous.payload("year")), integer(previous.payload("month"))
        if previous.rule in _LENDERS and year is not None:
            return year + 1 if month and earlier and month < earlier else year
    return None


def _are_joined(tokens: Tokens, left: Found, right: Found, joins: str) -> bool:
    between = tokens.classes[left.last : right.first]
    if not between or len(between) > _LONGEST_JOIN or between[0] not in class_set(joins):
        return False
    return all(char in class_set(_JOINS + " " + _FILLERS) for char in between)
