"""Which date an expression counts from: the publication date, or the last date mentioned."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from defevents.timex.calendar import stretch
from defevents.timex.tense import TenseOf, sentence_bounds

__all__ = ["FINENESS", "Context", "Mentioned", "is_narrative"]

FINENESS: Final = {"D": 0, "W": 1, "M": 2, "Q": 3, "S": 3, "Y": 4, "DE": 5, "CE": 6}
"""How coarse a unit is; a season counts as a quarter."""
_PRECISIONS: Final = {
    "time": "D", "day": "D", "week": "W", "interval": "W", "month": "M",
    "quarter": "Q", "season": "S", "year": "Y", "decade": "DE", "century": "CE",
}  # fmt: skip
# What parts histories from news: the years that a text states, those of them that lie three or more years from its
# publication, and its expressions of the day of speaking. In ten histories (WikiWars) 6 to 97 years are stated, all of
# them far, with at most one spoken expression for every three. In news that states six years or more (MEANTIME and the
# articles of gold/train) at most 86 % are far.
_FAR: Final = 3
_FEW_YEARS: Final = 6
_FAR_SHARE: Final = 0.95
_SPOKEN_SHARE: Final = 0.35
_MANY_YEARS: Final = 15  # so many years stated, and next to nothing spoken, make a history of the recent past
_HARDLY_SPOKEN: Final = 0.1
# Years by which a date must stand apart from those around it to be an aside ("as in 1812"). Without the rule value F1
# on WikiWars is .840, with it .859.
_ASIDE: Final = 6


class Mentioned(NamedTuple):
    """A date that the text has named: its first day, its unit (TIMEX3 letter) and where its mention ends."""

    day: dt.date
    unit: str
    position: int


@dataclass(slots=True)
class Context:
    """What is known at a place of the text while its expressions are resolved in order.

    Attributes
    ----------
    narrative
        True where the text tells a history, in which each date counts from the one before.
    last
        The date mentioned last; None before the first.
    years
        The years that the text states, in order, with the offsets of their mentions.
    """

    text: str
    published: dt.date | None
    tense: TenseOf
    narrative: bool
    years: Sequence[tuple[int, int]] = ()
    last: Mentioned | None = None
    recent: dict[str, Mentioned] = field(default_factory=dict)

    def mention(self, value: str, end: int, *, looks_back: bool = False) -> None:
        """Take note of a date that was resolved; open values and, in histories, asides leave no trace.

        `looks_back` tells that the words compare (*the year before*): a history does not go back with them (value F1
        on WikiWars .859; where it does, .835).
        """
        day, _, precision = stretch(value)
        if day is None or (self.narrative and self._is_aside(day.year, end)):
            return
        if looks_back and self.narrative and self.last and day < self.last.day:
            return
        self.last = Mentioned(day, _PRECISIONS.get(precision, "D"), end)
        self.recent.pop(self.last.unit, None)
        self.recent[self.last.unit] = self.last

    def _is_aside(self, year: int, end: int) -> bool:
        """Tell whether a stated year is far both from the story so far and from the year stated next."""
        if self.last is None or abs(year - self.last.day.year) < _ASIDE:
            return False
        index = bisect_left(self.years, end, key=lambda stated: stated[1])
        following = self.years[index][0] if index < len(self.years) else None
        return following is None or abs(following - year) >= _ASIDE or abs(following - self.last.day.year) < _ASIDE

    def anchor(self) -> dt.date | None:
        """Return the day from which a date without a year counts."""
        if self.narrative or self.published is None:
            return self.last.day if self.last else None
        return self.published

    def deixis(self) -> dt.date | None:
        """Return the day of speaking, from which *yesterday* and *last week* count."""
        return self.published

    def mentioned(self, unit: str, at: int) -> Mentioned | None:
        """Return the date to which *that month* or *two days later* leads back; None before the first.

        In news it is the last one known at least as finely as the unit: *two days later* passes over a year that was
        named in between, and a coarser date counts only within the sentence of the offset `at`. A history leads back
        to its last date, however coarse, unless a finer one lies within it.
        """
        fine = [known for known in self.recent.values() if FINENESS[known.unit] <= FINENESS.get(unit, 0)]
        latest = max(fine, key=lambda known: known.position, default=None)
        if latest is None or self.last is None:
            near = self.last is not None and sentence_bounds(self.text, at, at)[0] <= self.last.position
            return self.last if self.narrative or near else None
        if self.narrative and not stretch_holds(self.last, latest.day):
            return self.last
        return latest


def stretch_holds(mentioned: Mentioned, day: dt.date) -> bool:
    """Tell whether a day lies within the month or year that was mentioned."""
    if FINENESS[mentioned.unit] >= FINENESS["Y"]:
        return mentioned.day.year == day.year
    return (mentioned.day.year, mentioned.day.month) == (day.year, day.month)


def is_narrative(years: Sequence[int], spoken: int, published: dt.date | None) -> bool:
    """Tell whether a text is a history rather than a report of its own days.

    Value F1 is .859 on WikiWars and .881 on MEANTIME. Were all texts read as news it would be .582 and .881, all as
    histories .859 and .800.

    Parameters
    ----------
    years
        The years that it states.
    spoken
        How many of its expressions count from the day of speaking (*Monday*, *yesterday*, *last week*).
    """
    if published is None:
        return True
    stated = len(years)
    far = sum(abs(year - published.year) >= _FAR for year in years)
    if stated >= _FEW_YEARS and far >= _FAR_SHARE * stated and spoken <= _SPOKEN_SHARE * stated:
        return True
    return stated >= _MANY_YEARS and spoken <= _HARDLY_SPOKEN * stated
