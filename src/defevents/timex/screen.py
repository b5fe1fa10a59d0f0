"""Sorts out what only looks like a time: the numbers, names and verbs that the patterns cannot tell from dates.

Every check reads the classes of the tokens around an expression. The false positives it turns away are those that
date finders without context are known for: *may*, *march*, *sat*, *Su-35*, *737s*, *1200 troops*, *Article 5*. Without
them strict F1 of DATE entities on gold/train falls from .983 to .954, value F1 on WikiWars from .859 to .827.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from defevents.timex.grammar import Found
from defevents.timex.lexicon import class_char, class_set, false_positives

__all__ = ["accepts"]


# Classes of tokens that may stand beside an expression.
_START: Final = "NOTHING STOP BREAK PUNCTUATION COLON"
_CLOSED: Final = _START + " COMMA CLOSE"
_WHEN: Final = (
    "IN OF SINCE UNTIL FROM TO BETWEEN FOR BEFORE AFTER PREPOSITION THE A POSSESSIVE POSSESSIVE_WORD OPEN LATER "
    "EARLIER THAN OVER WITHIN APPROXIMATELY THIS THAT COMING PREVIOUS LAST NEXT RECENT REF_ADJECTIVE"
)
_NO_YEAR_AFTER: Final = "CURRENCY DESIGNATOR NUMBER DAY SLASH DASH OPAQUE AT COUNTED"
_NO_YEAR_BEFORE: Final = "COUNTED UNITS ZONE CURRENCY CLOCK AM_PM NUMBER"
_WORDS: Final = "OTHER CAPITALIZED COUNTED DESIGNATOR"
_YEAR_LIKE: Final = "YEAR DECADE"
_JOINS: Final = "AND TO DASH COMMA SLASH UNTIL"
_NUMERALS: Final = "NUMBER DAY NUMBER_WORD YEAR COUNTED TIMES"
_AMBIGUOUS_MONTHS: Final = frozenset({"may", "march", "mar", "jan", "dec", "jun", "apr", "nov", "sep"})
_PERSON: Final = re.compile(r"\b(?:Theresa|Mrs|Mr|Ms|Miss|Dr|Sir|Lady|Lord|Minister|Secretary)\.? (?:May|March)\b")
_YEAR_VERBS: Final = frozenset({"saw", "was", "marked", "proved", "brought", "became", "began", "ended"})
_PAPERS: Final = frozenset({"times", "telegraph", "mail", "express", "mirror", "post", "herald", "sun", "world"})
_PROPER_DAYS: Final = frozenset(
    {"bloody", "black", "super", "palm", "ash", "holy", "cyber", "man", "ruby", "sheffield"}
)


def accepts(found: Found) -> bool:
    """Tell whether an expression that the grammar found says a time where it stands."""
    check = _CHECKS.get(found.rule)
    return check is None or check(found)


def _before(found: Found, distance: int = 1) -> str:
    index = found.first - distance
    return found.tokens.classes[index] if index >= 0 else ""


def _after(found: Found, distance: int = 0) -> str:
    index = found.last + distance
    return found.tokens.classes[index] if index < len(found.tokens.classes) else ""


def _word_before(found: Found) -> str:
    return found.tokens.surface(found.first - 1).lower() if found.first else ""


def _word_after(found: Found) -> str:
    return found.tokens.surface(found.last).lower() if found.last < len(found.tokens.classes) else ""


def _year(found: Found) -> bool:
    before, after = _before(found), _after(found)
    if after in class_set(_NO_YEAR_BEFORE) or _counts_on(found):
        return False
    if found.last - found.first > 1:  # "early 2018", "the year 1950", "AD 70"
        return True
    if before in class_set(_NO_YEAR_AFTER):
        return False
    if before in class_set(_WHEN):  # "of 1500 guardsmen": round hundreds count more often than they date
        return not (
            before == class_char("OF")
            and after in class_set(_WORDS)
            and _number(found) % 100 == 0
            and _number(found) not in (1900, 2000)
        )
    if before in class_set(_START):
        return after in class_set(_WORDS) or after in class_set(_CLOSED) or after in class_set(_JOINS)
    if 1900 <= _number(found) < 2100 and (
        _word_after(found) in _YEAR_VERBS or (before == class_char("AND") and after in class_set(_WORDS))
    ):
        return True
    if before in class_set(_JOINS):  # lists of years, and years in apposition: "the general election, 2014."
        return _before(found, 2) in class_set(_YEAR_LIKE) or (
            before == class_char("COMMA") and after in class_set(_CLOSED)
        )
    return (
        before == class_char("OTHER")
        and after in class_set(_WORDS)
        and 1900 <= _number(found) < 2100
        and _determined(found)
    )


def _number(found: Found) -> int:
    value = found.payload("year") or found.payload("year2") or 0
    return int(value) if isinstance(value, int | float) else 0


def _counts_on(found: Found) -> bool:
    """Tell whether a number that follows shows that this one counts too: *from 1500 to 2000 troops*."""
    if _after(found) not in class_set("AND TO DASH") or _after(found, 1) not in class_set(_NUMERALS):
        return False
    return _after(found, 1) == class_char("NUMBER") or _after(found, 2) in class_set("COUNTED UNITS")


def _determined(found: Found) -> bool:
    determiners = class_set("THE A POSSESSIVE POSSESSIVE_WORD")
    return any(_before(found, distance) in determiners for distance in (2, 3, 4))


def _years(found: Found) -> bool:
    if _before(found) in class_set("CURRENCY DASH SLASH DESIGNATOR NUMBER OPAQUE DAY"):
        return False
    first, second = found.payload("y1"), found.payload("y2")
    if not isinstance(first, int) or not isinstance(second, int | float):
        return False
    surface = found.words("y2")
    if len(surface) == 2:
        return second > first % 100
    return len(surface) == 4 and first < second <= first + 300


def _month(found: Found) -> bool:
    if _after(found) == class_char("DAY") and _after(found, 1) == class_char("COUNTED"):  # "the September 11 attacks"
        return False
    if found.last - found.first > 1:
        return True
    surface = found.words("month").rstrip(".")
    before, after = _before(found), _after(found)
    if surface not in _AMBIGUOUS_MONTHS:
        return not (before == class_char("CAPITALIZED") and after == class_char("CAPITALIZED"))
    wrong = false_positives()
    if _word_before(found) in wrong["name_before"] or _word_after(found) in wrong["name_after"]:
        return False
    if (
        surface == "march"
        and before in class_set("THE A POSSESSIVE")
        and after in class_set("ON TO")
        and _after(found, 1) != class_char("MONTH")
    ):
        return False
    if surface in ("may", "march") and _names_a_person(found.tokens.text):  # then "from May" and "by May" are hers
        return before in class_set("IN SINCE UNTIL LAST NEXT THIS")
    if before in class_set(_WHEN):
        return True
    month = class_char("MONTH")
    return (after in class_set(_JOINS) and _after(found, 1) == month) or (
        before in class_set(_JOINS) and month in (_before(found, 2), _before(found, 3))
    )


@lru_cache(maxsize=8)
def _names_a_person(text: str) -> bool:
    """Tell whether a text speaks of somebody called May or March."""
    return _PERSON.search(text) is not None


def _month_year(found: Found) -> bool:
    """Tell *May 2018 attacks* from *in May 2000 troops*: a round number before what is counted counts it."""
    return _after(found) != class_char("COUNTED") or _number(found) % 100 != 0


def _month_day(found: Found) -> bool:
    return (
        found.has("weekday")
        or found.words("month") not in _AMBIGUOUS_MONTHS
        or _word_before(found) not in false_positives()["name_before"]
    )


def _season(found: Found) -> bool:
    if found.has("year") and found.first == found.parts["year"][0] and _after(found) == class_char("CAPITALIZED"):
        return found.tokens.surface(found.last - 1)[0].islower()  # "the 2012 Summer Olympics": the year alone
    if any(found.has(part) for part in ("year", "short", "rel", "mod")):
        if found.has("rel") and found.words("season") == "fall":  # "the subsequent fall in prices"
            return found.words("rel") in ("last", "next", "this") or _after(found) not in class_set("OF IN")
        return True
    before, after = _before(found), _after(found)
    surface = found.tokens.surface(found.last - 1)
    has_the = found.last - found.first > 1
    if surface.lower() == "fall":
        return has_the and before in class_set(_WHEN) and after in class_set(_CLOSED + " AND")
    if before == class_char("CAPITALIZED") or (surface[0].isupper() and before in class_set(_START)):
        return False
    if has_the:
        return surface[0].islower()
    return before in class_set(_WHEN) - class_set("A") or (
        before in class_set(_JOINS) and _before(found, 2) in class_set("SEASON FALL")
    )


def _weekday(found: Found) -> bool:
    return _word_before(found) not in _PROPER_DAYS and _word_after(found) not in _PAPERS


def _ordinal_day(found: Found) -> bool:
    if _after(found) in class_set(_JOINS) and _after(found, 1) in class_set("ORDINAL ORDINAL_WORD"):
        return False  # "on the 11th and 12th floors"
    return _before(found) in class_set("ON PREPOSITION UNTIL FROM TO BEFORE AFTER SINCE BETWEEN AND") and _after(
        found
    ) not in class_set(
        _WORDS + " DASH DAY_UNIT WEEK_UNIT MONTH_UNIT YEAR_UNIT CENTURY_UNIT UNIT UNITS NUMBER OPAQUE QUARTER HALF"
    )


def _decade(found: Found) -> bool:
    surface = found.words("decade")
    if len(surface) > 4:
        return _after(found) not in class_set("OPAQUE NUMBER")
    return _before(found) not in class_set("POSSESSIVE_WORD") and (
        surface[0] in "'’"
        or found.last - found.first > 1
        or (_before(found) in class_set(_JOINS) and _before(found, 2) == class_char("DECADE"))
    )


def _short_year(found: Found) -> bool:
    return _before(found) in class_set("OF IN SINCE FROM TO UNTIL THE PREPOSITION")


def _rel_unit(found: Found) -> bool:
    after = _after(found)
    if found.words("unit") == "day" and found.words("rel") in ("last", "the last"):  # of a stretch, not yesterday
        return False
    if found.words("unit") in ("minute", "hour") and found.words("rel") not in ("this", "that", "the next"):
        return False
    if (
        found.has("mod")
        and not found.has("rel")
        and found.words("unit") != found.tokens.surface(found.parts["unit"][0])
    ):
        return False  # "the beginning of Year One"
    if after == class_char("OF"):  # "the last year of the war" counts from the war, not from today
        return found.has("mod") or found.words("rel") not in (
            "the last",
            "the next",
            "the past",
            "the same",
            "last",
            "past",
        )
    return True


def _rate(found: Found) -> bool:
    return any(_before(found, distance) in class_set(_NUMERALS) for distance in (1, 2, 3, 4, 5))


def _then(found: Found) -> bool:
    rel, word = found.words("rel"), found.words("time")
    if word in ("period", "point", "stage", "date") or "same" in rel:
        return False
    if rel == "the":
        return _before(found) == class_char("AT") and _after(found) not in class_set("OF CAPITALIZED THE")
    return _before(found) in class_set("AT PREPOSITION UNTIL SINCE APPROXIMATELY FROM")


def _past(found: Found) -> bool:
    return _before(found) in class_set("IN OF FOR") and found.words("ref") != "current"


def _adjective(found: Found) -> bool:
    surface = found.words("adjective")
    if _after(found) not in class_set(_WORDS + " YEAR SEASON PERIODIC"):
        return False
    return surface != "present" or _before(found) in class_set("THE A POSSESSIVE POSSESSIVE_WORD")


def _reference(found: Found) -> bool:
    if found.words("adverb") in ("soon", "shortly"):
        return _after(found) not in class_set("AFTER BEFORE PREPOSITION LATER DASH") and _word_before(found) not in (
            "as",
            "how",
            "too",
        )
    return found.words("adverb") != "now" or _after(found) not in class_set("DASH THAT")  # "now that" is a conjunction


def _part(found: Found) -> bool:
    if _after(found) == class_char("OF") and _after(found, 1) in class_set("MONTH DAY THE WEEKDAY ORDINAL DEICTIC_DAY"):
        return True
    before = _before(found)
    has_the = found.tokens.classes[found.first] == class_char("THE")
    if has_the or found.has("mod"):
        return before in class_set("IN ON AT PREPOSITION UNTIL LATER EARLIER OVER")
    return before == class_char("AT")


def _no_title(found: Found) -> bool:
    """Tell a common word from a part of a name: *USA Today*, *Apple Daily*, *Happy Mondays*, *21st Century Fox*."""
    if found.tokens.surface(found.last - 1)[0].islower():
        return True
    capital = class_char("CAPITALIZED")
    return _before(found) != capital and (_after(found) != capital or found.rule in ("deictic_day", "weekdays"))


def _unusual(found: Found) -> bool:
    surface = found.words("unusual")  # eight digits are a number of another kind more often than a date
    return not surface.isdigit() or _before(found) in class_set(
        "ON SINCE UNTIL FROM TO BEFORE AFTER BETWEEN COLON OPEN PREPOSITION AND"
    )


def _holiday(found: Found) -> bool:
    if _word_after(found) in ("island", "islands"):
        return False
    return _before(found) != class_char("CAPITALIZED") or found.has("year")  # "Operation Ramadan"


def _quarter_code(found: Found) -> bool:
    if found.words("code").startswith("h"):
        return found.has("year") or found.has("fiscal") or found.has("fyear")
    return True


def _offset(found: Found) -> bool:
    if found.words("number") == "the":
        return found.words("unit") in ("day", "week", "month", "year", "night")
    return found.has("number") or found.words("unit").endswith("s")


def _units(found: Found) -> bool:
    if _before(found) in class_set("THE NUMBER DAY NUMBER_WORD DASH") and not found.has("the"):
        return False
    return _after(found) not in class_set("AGO LATER EARLIER")


_CHECKS: Final[dict[str, Callable[[Found], bool]]] = {
    "year": _year,
    "years": _years,
    "month": _month,
    "month_day": _month_day,
    "month_year": _month_year,
    "season": _season,
    "weekday": _weekday,
    "day": _ordinal_day,
    "days": _ordinal_day,
    "decade": _decade,
    "short_year": _short_year,
    "rel_unit": _rel_unit,
    "rate": _rate,
    "then": _then,
    "past": _past,
    "adjective": _adjective,
    "reference": _reference,
    "part": _part,
    "periodic": _no_title,
    "deictic_day": _no_title,
    "weekdays": _no_title,
    "century": _no_title,
    "unusual": _unusual,
    "holiday": _holiday,
    "quarter_code": _quarter_code,
    "offset": _offset,
    "units": _units,
}
