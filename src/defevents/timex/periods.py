"""Resolves seasons, quarters, halves and fiscal years."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from defevents.timex.anchors import Context
from defevents.timex.calendar import SEASON_MONTHS, add_months, quarter_value
from defevents.timex.calendar_dates import direction, full_year, relative_year
from defevents.timex.grammar import Found
from defevents.timex.lexicon import class_char
from defevents.timex.resolved import Place, Resolved, Resolver, date_of, integer

__all__ = ["RESOLVERS"]

_FISCAL_START: Final = 10  # the US fiscal year begins on 1 October of the year before (31 U.S.C. 1102)
_STORY_BACK: Final = dt.timedelta(days=150)


def _season_start(season: str, year: int) -> dt.date:
    """Return the first day of a season; the winter of a year begins in the December before."""
    return dt.date(year - (season == "WI"), SEASON_MONTHS[season], 1)


def _season(place: Place) -> list[Resolved]:
    found, _context = place.found, place.context
    resolved = _resolve_season(place)
    following = found.tokens.classes[found.last : found.last + 1]
    if following == class_char("CAPITALIZED") and found.last - found.first == 2 and not found.has("rel"):
        resolved[0].start = found.start_of("season")  # "the summer Olympics": the article belongs to the noun
    return resolved


def _resolve_season(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    season = str(found.payload("season"))
    year = integer(found.payload("year"))
    if year is None and (short := integer(found.payload("short"))) is not None:
        year = full_year(short, context.anchor())
    if year is not None:
        year += season == "WI" and found.has("until")  # the winter of 2014-15 is that of January 2015
        return [date_of(found, f"{year:04d}-{season}")]
    if place.shared_year is not None:
        return [date_of(found, f"{place.shared_year:04d}-{season}")]
    rel = found.words("rel")
    year = relative_year(rel, context) if rel.endswith("year") else _season_year(season, rel, found, context)
    return [date_of(found, f"XXXX-{season}" if year is None else f"{year:04d}-{season}")]


def _season_year(season: str, rel: str, found: Found, context: Context) -> int | None:
    anchor = context.anchor()
    if rel in ("last", "next", "this", "the coming", "the past", "past"):
        anchor = context.deixis()
    elif rel and context.last:
        anchor = context.last.day
    if anchor is None:
        return None
    years = (anchor.year - 1, anchor.year, anchor.year + 1, anchor.year + 2)
    starts = [(year, _season_start(season, year)) for year in years if 1 < year < 9999]
    three_months = dt.timedelta(days=91)
    before = [year for year, start in starts if start + three_months <= anchor]
    running = [year for year, start in starts if start <= anchor < start + three_months]
    after = [year for year, start in starts if start > anchor]
    if not before or not after:
        raise OverflowError(f"no season around {anchor}")
    if rel in ("last", "the last", "the previous", "past", "the past"):
        return before[-1]
    if rel in ("next", "the next", "the following", "the coming"):
        return after[0]
    if running:
        return running[0]
    if context.narrative and not rel:
        if context.last and context.last.unit == "Y":
            return anchor.year
        return before[-1] if anchor - _season_start(season, before[-1]) < _STORY_BACK else after[0]
    tense = direction(found, context) if not rel else None
    if tense == "past":
        return before[-1]
    if tense == "future":
        return after[0]
    return min((y for y, _ in starts), key=lambda y: abs(_season_start(season, y) - anchor + three_months / 2))


def _fiscal_year(found: Found, context: Context) -> int | None:
    for part in ("fyear", "year", "year2"):
        stated = integer(found.payload(part))
        if stated is not None and (part != "year" or not found.has("code")):
            return stated
    digits = re.sub(r"\D", "", found.words("fiscal"))
    if not digits:
        return None
    return int(digits) if len(digits) == 4 else full_year(int(digits[:2]), context.published)


def _fiscal(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    year = _fiscal_year(found, context)
    if year is not None and found.has("until"):
        year += 1  # FY2024-25 is named, as fiscal years are, by the year in which it ends
    return [_fiscal_stretch(found, year)]


def _rel_fiscal(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    spoken, rel = context.deixis(), found.words("rel")
    if spoken is None:
        return [date_of(found, "XXXX")]
    year = spoken.year + (spoken.month >= _FISCAL_START)
    year += any(word in rel for word in ("next", "coming", "following")) - any(
        word in rel for word in ("last", "previous", "past")
    )
    return [_fiscal_stretch(found, year)]


def _fiscal_stretch(found: Found, year: int | None) -> Resolved:
    resolved = date_of(found, f"{year:04d}" if year else "XXXX")
    if year and 1 < year <= 9999:
        resolved.calendar = (dt.date(year - 1, _FISCAL_START, 1), dt.date(year, _FISCAL_START - 1, 30))
    return resolved


def _quarter(place: Place) -> list[Resolved]:
    found = place.found
    nth = integer(found.payload("nth")) or 0
    half = found.words("what") == "half"
    return [_part_of_year(place, -1 if nth < 0 else nth, half=half)]


def _quarter_code(place: Place) -> list[Resolved]:
    found = place.found
    code = found.words("code")
    return [_part_of_year(place, int(code[1]), half=code[0] == "h")]


def _part_of_year(place: Place, nth: int, *, half: bool) -> Resolved:
    found, context = place.found, place.context
    count, letter = (2, "H") if half else (4, "Q")
    nth = count if nth < 0 else nth
    if nth > count:
        return date_of(found, "")
    if found.has("fiscal") or found.has("fyear"):
        year = _fiscal_year(found, context)
        if year is None and (stated := integer(found.payload("year"))):
            year = stated
        if year is None:
            return date_of(found, f"XXXX-{letter}{nth}")
        first_year, first_month = add_months(year - 1, _FISCAL_START, (nth - 1) * 12 // count)
        value = quarter_value(dt.date(first_year, first_month, 1))
        if half:
            value = f"{value}/{quarter_value(dt.date(*add_months(first_year, first_month, 3), 1))}"
        return date_of(found, value)
    year = integer(found.payload("year"))
    if year is None and found.has("rel"):
        year = relative_year(found.words("rel"), context)
    elif year is None:
        year = _quarter_year(found, context, nth) if place.shared_year is None else place.shared_year
    return date_of(found, f"{'XXXX' if year is None else f'{year:04d}'}-{letter}{nth}")


def _quarter_year(found: Found, context: Context, nth: int) -> int | None:
    """Return the year of a quarter that stands alone, as a month's: by tense, else the nearest."""
    anchor = context.anchor()
    if anchor is None:
        return None
    current = (anchor.month + 2) // 3
    tense = direction(found, context)
    if tense == "past":
        return anchor.year - (nth > current)
    if tense == "future":
        return anchor.year + (nth < current - 1)  # the quarter just over is reported on, not expected
    return anchor.year + (nth - current < -2) - (nth - current > 2)


def _rel_quarter(place: Place) -> list[Resolved]:
    found, context = place.found, place.context
    rel = found.words("rel")
    anaphoric = any(word in rel for word in ("that", "same", "previous", "following", "the next"))
    anchor = context.last.day if anaphoric and context.last else context.deixis()
    if anchor is None:
        return [date_of(found, "XXXX-QX")]
    step = any(word in rel for word in ("next", "following", "coming")) - any(
        word in rel for word in ("last", "previous", "past")
    )
    return [date_of(found, quarter_value(dt.date(*add_months(anchor.year, anchor.month, 3 * step), 1)))]


RESOLVERS: Final[dict[str, Resolver]] = {
    "season": _season,
    "fiscal": _fiscal,
    "rel_fiscal": _rel_fiscal,
    "quarter": _quarter,
    "quarter_code": _quarter_code,
    "rel_quarter": _rel_quarter,
}
