"""TIMEX3 values as stretches of the calendar, and the arithmetic between them."""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
import re
from functools import lru_cache
from typing import Final

from defevents.timex.lexicon import Holiday

__all__ = [
    "SEASON_MONTHS",
    "Stretch",
    "add_months",
    "at_grain",
    "day_value",
    "holiday_date",
    "iso_week",
    "month_value",
    "quarter_value",
    "shift",
    "stretch",
    "weekend",
]

Stretch = tuple[dt.date | None, dt.date | None, str]
"""First day, last day (both inclusive, None where open or unknown) and precision."""

# Meteorological seasons of the northern hemisphere (NOAA, "Meteorological versus astronomical seasons"): three whole
# months each; a winter bears the year of its January and February.
SEASON_MONTHS: Final = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_OPEN: Final[Stretch] = (None, None, "open")
_SHAPE: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>T.*)?)?|W(?P<week>\d\d)(?P<weekend>-WE)?"
    r"|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?"
)


def day_value(day: dt.date) -> str:
    """Return the TIMEX3 value of a day."""
    return day.isoformat()


def month_value(year: int, month: int) -> str:
    """Return the TIMEX3 value of a month."""
    return f"{year:04d}-{month:02d}"


def iso_week(day: dt.date) -> str:
    """Return the TIMEX3 value of the ISO 8601 week that holds `day`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def quarter_value(day: dt.date) -> str:
    """Return the TIMEX3 value of the calendar quarter that holds `day`."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Return year and month `months` after (or, negative, before) a month."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def at_grain(day: dt.date, unit: str) -> str:
    """Return the TIMEX3 value of the unit (TIMEX3 letter) that holds `day`."""
    if unit == "W":
        return iso_week(day)
    if unit == "M":
        return month_value(day.year, day.month)
    if unit == "Q":
        return quarter_value(day)
    if unit == "Y":
        return f"{day.year:04d}"
    if unit == "S":
        season = next(name for name, month in SEASON_MONTHS.items() if (day.month - month) % 12 < 3)
        return f"{day.year + (day.month == 12):04d}-{season}"
    if unit == "DE":
        return f"{day.year // 10:03d}"
    if unit == "CE":
        return f"{day.year // 100:02d}"
    return day_value(day)


def weekend(day: dt.date) -> dt.date:
    """Return the Saturday of the ISO week that holds `day`."""
    return day + dt.timedelta(days=6 - day.isoweekday())


def shift(day: dt.date, unit: str, number: float) -> dt.date | None:
    """Return the day `number` units (TIMEX3 letters) away from `day`; None outside years 1 to 9999.

    A month or year too short for the day of the month takes its last day.
    """
    days = {"D": 1, "W": 7, "2W": 14, "WE": 7}.get(unit)
    try:
        if days is not None:
            return day + dt.timedelta(days=days * number)
        if unit in ("TH", "TM", "TS"):
            return day + dt.timedelta(hours={"TH": 1.0, "TM": 1 / 60, "TS": 1 / 3600}[unit] * number)
        months = round({"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}[unit] * number)
        year, month = add_months(day.year, day.month, months)
        return dt.date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


def _months(year: int, month: int, count: int, precision: str) -> Stretch:
    last_year, last_month = add_months(year, month, count - 1)
    last = dt.date(last_year, last_month, gregorian.monthrange(last_year, last_month)[1])
    return dt.date(year, month, 1), last, precision


@lru_cache(maxsize=8192)
def stretch(value: str) -> Stretch:
    """Return the first day, the last day and the precision that a TIMEX3 value names.

    Parameters
    ----------
    value
        Any value that the normaliser gives; one with no place on the calendar (`XXXX-06`, `PAST_REF`, an impossible
        date) is open.
    """
    if "/" in value:
        left, right = value.split("/", 1)
        start, end = stretch(left)[0], stretch(right)[1]
        return (start, end, "interval") if start and end and start <= end else _OPEN
    try:
        if re.fullmatch(r"\d{3}", value) and value != "000":
            return dt.date(int(value) * 10, 1, 1), dt.date(int(value) * 10 + 9, 12, 31), "decade"
        if re.fullmatch(r"\d{2}", value) and value != "00":
            return dt.date(int(value) * 100, 1, 1), dt.date(int(value) * 100 + 99, 12, 31), "century"
        shape = _SHAPE.fullmatch(value)
        return _shaped(shape) if shape else _OPEN
    except (ValueError, OverflowError):
        return _OPEN


def _shaped(shape: re.Match[str]) -> Stretch:
    part = shape.groupdict()
    year = int(part["year"])
    if part["day"]:
        day = dt.date(year, int(part["month"]), int(part["day"]))
        return day, day, "time" if part["time"] else "day"
    if part["month"]:
        return _months(year, int(part["month"]), 1, "month")
    if part["week"]:
        monday = dt.date.fromisocalendar(year, int(part["week"]), 1)
        first = monday + dt.timedelta(days=5) if part["weekend"] else monday
        return first, monday + dt.timedelta(days=6), "interval" if part["weekend"] else "week"
    if part["quarter"]:
        return _months(year, int(part["quarter"]) * 3 - 2, 3, "quarter")
    if part["half"]:
        return _months(year, int(part["half"]) * 6 - 5, 6, "interval")
    if part["season"]:
        month = SEASON_MONTHS[part["season"]]
        return _months(year - (month == 12), month, 3, "season")
    return _months(year, 1, 12, "year")


def _easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def _hijri(year: int, month: int, day: int) -> dt.date:
    """Return the Gregorian date of a day of the tabular Islamic calendar (civil epoch, 30-year cycle)."""
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return dt.date.fromordinal(227014 + days)  # 1 Muharram of year 1 is 19 July 622, proleptic Gregorian


def holiday_date(rule: Holiday, year: int) -> str:
    """Return the TIMEX3 value of a named day in a year: a day, or an interval for a month of the Islamic calendar."""
    if rule.date:
        return rule.date
    if rule.on:
        return day_value(dt.date(year, *rule.on))
    if rule.easter is not None:
        return day_value(_easter(year) + dt.timedelta(days=rule.easter))
    if rule.nth:
        month, weekday, which = rule.nth
        days = [dt.date(year, month, d) for d in range(1, gregorian.monthrange(year, month)[1] + 1)]
        return day_value([d for d in days if d.isoweekday() == weekday][which - (which > 0)])
    month, *rest = rule.hijri or (1,)
    islamic_year = next(y for y in range(int((year - 622) * 1.03) - 1, 9999) if _hijri(y, month, 1).year >= year)
    if rest:
        return day_value(_hijri(islamic_year, month, rest[0]))
    first = _hijri(islamic_year, month, 1)
    following = _hijri(islamic_year + month // 12, month % 12 + 1, 1)
    return f"{day_value(first)}/{day_value(following - dt.timedelta(days=1))}"
