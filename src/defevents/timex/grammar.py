"""Finds time expressions: patterns over token classes, and the scan that runs them.

A pattern is a regular expression whose capitalized words are token classes (the tables of `data/words.toml` and the
shapes of `lexicon.py`), a blank between two of them being no more than a separator. Rules stand in the order in which
they are tried at one place: the longer and more special first. What a rule finds it also classes; it resolves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from defevents.timex.lexicon import class_char, words
from defevents.timex.tokens import Tokens

__all__ = ["GROUPS", "RULES", "Found", "Rule", "find_all"]

# Shorthands of the patterns; each may use those above it.
_MACROS: Final = {
    "$D": "(?:DAY|ORDINAL)",
    "$WD": "(?:WEEKDAY|WEEKDAY_ABBREVIATION)",
    "$UNIT1": "(?:DAY_UNIT|WEEK_UNIT|MONTH_UNIT|YEAR_UNIT|CENTURY_UNIT|UNIT)",
    "$REL": "(?:THE FOLLOWING | THE? (?:LAST|NEXT|PAST|COMING|PREVIOUS|CURRENT|SAME) | THIS SAME? | THAT SAME?)",
    "$RELYEAR": "(?:$REL|THE) YEAR_UNIT",
    "$NUMBER": "(?:DAY|NUMBER|FAR_YEAR|YEAR|NUMBER_WORD (?:DASH? NUMBER_WORD)?)",
    "$ABOUT": "(?:APPROXIMATELY+|(?:A VAGUE_NUMBER)? MORE THAN|(?<=FOR|AFTER|OF|IN|WITHIN|TO|AND|COMMA) OVER|EDGE TO|VAGUE_NUMBER (?=$NUMBER))",
    "$SPAN_OF": "THE? (?:ORDINAL_WORD|LAST|EARLY) UNITS OF",
    "$MOD": "(?P<mod>THE? (?:EARLY|LATE|MID) (?:DASH|IN|OF|ON)? THE? | THE? EDGE OF (?:THE (?!YEAR_UNIT))? | (?:EARLIER|LATER) (?:IN|ON) THE?"
    " | $SPAN_OF)",
    "$JOIN": "(?P<join>DASH|TO|AND|SLASH|COMMA AND?|UNTIL)",
    "$YEAR": "(?P<year>YEAR) (?!COUNTED)",
    "$ZONE": "(?P<zone>ZONE | OPEN ZONE (?:DASH|PUNCTUATION)? DAY? CLOSE | LOCAL TIME_WORD | UNITS LOCAL TIME_WORD | UNITS ZONE? | HOURS_MARK)",
    "$RANGED": "(?: $NUMBER (?:DASH|TO|AND) )?",
}  # fmt: skip

# (rule, group, pattern); groups are what the ablation of tests/benchmarks/timex.py switches off.
_RULES: Final = (
    ("holiday", "holiday", r"(?P<mod>EARLY|LATE)? (?P<holiday>HOLIDAY) (?:COMMA? (?P<year>YEAR)|OF (?P<rel>$RELYEAR)|(?P<rel2>LAST|NEXT|THIS) YEAR_UNIT)? (?P<part>PART_OF_DAY)?"),
    ("far_year", "calendar", r"(?:$WD COMMA?)? (?:THE? $D OF? MONTH COMMA? | MONTH (?:$D COMMA?)? | THE? YEAR_UNIT) (?P<far>FAR_YEAR) (?=COMMA|STOP|CLOSE|BREAK|PUNCTUATION)"),
    ("iso", "calendar", r"(?P<iso>ISO)"),
    ("numeric", "calendar", r"(?:$WD COMMA?)? (?P<numeric>NUMERIC)"),
    ("unusual", "calendar", r"(?P<unusual>COMPACT|YEAR DASH? MONTH DASH? DAY)"),
    ("days_of_month", "calendar", r"THE? (?:(?P<d0>$D) COMMA)? THE? (?P<d1>$D) $JOIN THE? (?P<d2>$D) OF? (?P<month>MONTH) (?: (?:COMMA|OF)? $YEAR)?"),
    ("month_of_days", "calendar", r"(?P<month>MONTH) (?P<d1>$D) $JOIN THE? (?P<d2>$D) (?!MONTH|COUNTED|COLON|UNITS|DASH|AM_PM|NUMBER|YEAR COUNTED) (?:COMMA? $YEAR)?"),
    ("day_month", "calendar", r"(?: (?P<weekday>$WD) COMMA? | (?:EARLY|LATE) ON)? THE? (?P<day>$D) (?:OF|DASH)? (?P<month>MONTH) (?: (?:COMMA|OF|DASH)? $YEAR | COMMA? (?P<short>SHORT_YEAR) | COMMA? (?P<rel>(?:OF THAT|OF THIS|LAST|NEXT|THIS|OF THE SAME) YEAR_UNIT))?"),
    ("month_day", "calendar", r"(?: (?P<weekday>$WD) COMMA? | (?:EARLY|LATE) ON)? (?P<month>MONTH) (?P<day>$D) (?!COUNTED|AM_PM|COLON (?:DAY|NUMBER)|DASH (?:$UNIT1|NUMBER)|PERIODIC) (?: (?:COMMA|OF)? $YEAR (?!DASH $UNIT1)| COMMA? (?P<short>SHORT_YEAR) | COMMA? (?P<rel>(?:OF THAT|OF THIS|LAST|NEXT|THIS|OF THE SAME) YEAR_UNIT))?"),
    ("month_day", "calendar", r"(?P<month>MONTH) COMMA (?P<day>DAY) (?:COMMA $YEAR | (?=COMMA|STOP|CLOSE|BREAK))"),
    ("week_of_month", "calendar", r"THE? (?P<nth>ORDINAL_WORD|ORDINAL|LAST) WEEK_UNIT (?:OF|IN) (?P<month>MONTH) (?:COMMA? $YEAR)?"),
    ("month_year", "calendar", r"$MOD? (?P<month>MONTH) (?:COMMA|OF|DASH)? $YEAR (?!DASH $UNIT1)"),
    ("month_year", "calendar", r"$MOD? (?P<month>MONTH) (?P<short>SHORT_YEAR)"),
    ("month_rel_year", "calendar", r"$MOD? (?P<month>MONTH) OF (?P<rel>$REL YEAR_UNIT)"),
    ("month_rel_year", "calendar", r"$MOD? (?P<month>MONTH) (?P<rel>(?:LAST|NEXT|THIS) YEAR_UNIT)"),
    ("rel_month", "calendar", r"(?:$MOD (?P<rel>LAST|NEXT|THIS) | (?P<rel2>$REL)) (?P<month>MONTH) (?:(?P<day>$D) (?!COUNTED|DASH))?"),
    ("month", "calendar", r"$MOD? (?P<month>MONTH)"),
    ("day_of_rel_month", "calendar", r"THE (?P<day>ORDINAL) OF (?P<rel>THAT SAME?|THE SAME|THIS|THE|NEXT|LAST) MONTH_UNIT"),
    ("days", "calendar", r"THE (?P<d1>ORDINAL) $JOIN THE? (?P<d2>ORDINAL)"),
    ("day", "calendar", r"THE (?P<day>ORDINAL)"),
    ("quarter_code", "quarter", r"(?P<code>QUARTER_CODE) (?:OF|COMMA|SLASH|DASH)? (?: (?P<year>YEAR) | (?P<fiscal>FISCAL_CODE YEAR?) | (?P<rel>$RELYEAR) | FISCAL YEAR_UNIT? (?P<fyear>YEAR))?"),
    ("quarter", "quarter", r"THE? (?P<nth>ORDINAL_WORD|ORDINAL) DASH? (?P<what>QUARTER|HALF) (?:OF|IN) (?: (?P<year>YEAR) | (?P<fiscal>FISCAL_CODE YEAR?) | THE? FISCAL YEAR_UNIT? (?P<fyear>YEAR) | (?P<rel>$RELYEAR))"),
    ("quarter", "quarter", r"THE? (?P<nth>ORDINAL_WORD|ORDINAL) DASH? (?P<what>QUARTER) (?P<year>YEAR)?"),
    ("rel_quarter", "quarter", r"(?P<rel>$REL) QUARTER"),
    ("fiscal", "quarter", r"(?P<fiscal>FISCAL_CODE) (?P<year>YEAR)? (?: (?:DASH|SLASH) (?P<until>DAY|NUMBER|YEAR|FISCAL_CODE))?"),
    ("fiscal", "quarter", r"(?:THE? FISCAL YEAR_UNIT? (?P<year>YEAR) (?!COUNTED) | THE? (?P<year2>YEAR) FISCAL YEAR_UNIT)"),
    ("rel_fiscal", "quarter", r"(?P<rel>$REL) FISCAL YEAR_UNIT"),
    ("season", "season", r"$MOD? THE? (?P<season>SEASON|FALL) (?: (?:COMMA|OF)? (?P<year>YEAR) (?: (?:DASH|SLASH) (?P<until>DAY|NUMBER|YEAR))? | OF (?P<short>SHORT_YEAR) | OF? (?P<rel>(?:LAST|NEXT|THIS|THAT|THE SAME|THE FOLLOWING|THE PREVIOUS) YEAR_UNIT))"),
    ("season", "season", r"(?P<year>YEAR) (?P<season>SEASON) (?!COUNTED)"),
    ("season", "season", r"(?:$MOD? (?P<rel>$REL)) (?P<season>SEASON|FALL)"),
    ("season", "season", r"$MOD? THE? (?P<season>SEASON|FALL)"),
    ("years", "year", r"(?:THE UNITS)? (?P<y1>YEAR) (?P<join>DASH|SLASH) (?P<y2>DAY|NUMBER|YEAR|FOUR_DIGIT_HOURS) (?!COUNTED|DASH|SLASH|BC)"),
    ("bc", "year", r"$MOD? THE? (?:YEAR_UNIT)? (?P<bc>NUMBER|DAY|YEAR|FOUR_DIGIT_HOURS) BC"),
    ("century", "year", r"$MOD? THE? (?P<nth>ORDINAL|ORDINAL_WORD) DASH? CENTURY_UNIT (?P<bc>BC)?"),
    ("decade", "year", r"$MOD? THE? (?P<decade>DECADE)"),
    ("year", "year", r"(?: AD (?P<year>YEAR|NUMBER) | $MOD? (?: THE? YEAR_UNIT )? (?P<year2>YEAR) AD? )"),
    ("short_year", "year", r"(?P<short>SHORT_YEAR)"),
    ("weekday", "weekday", r"(?: $MOD? (?P<rel>$REL) | (?P<mod2>EARLY|LATE) (?:ON|DASH)? | EARLIER ON?)? (?P<weekday>WEEKDAY) (?:OF? (?P<week>(?:LAST|NEXT|THIS|THAT) WEEK_UNIT))? (?:DASH? (?P<part>PART_OF_DAY|NOON))?"),
    ("weekday", "weekday", r"(?P<weekday>WEEKDAY_ABBREVIATION) (?P<part>PART_OF_DAY)"),
    ("weekend", "weekday", r"(?:$MOD? (?P<rel>$REL)|THE)? WEEKEND (?!POSSESSIVE? COUNTED)"),
    ("day_beyond", "deictic", r"THE DAY_UNIT (?P<side>BEFORE|AFTER) (?P<deictic>DEICTIC_DAY)"),
    ("deictic_day", "deictic", r"(?P<mod>EARLY|LATE|EARLIER|LATER|SAME)? (?P<deictic>DEICTIC_DAY) (?P<part>PART_OF_DAY)?"),
    ("tonight", "deictic", r"(?P<tonight>TONIGHT|OVERNIGHT)"),
    ("rel_part", "clock", r"(?P<rel>THIS|THAT SAME?|LAST|THE? (?:NEXT|FOLLOWING|PREVIOUS|SAME)) (?:EARLY|LATE|MID DASH?)? (?P<part>PART_OF_DAY)"),
    ("same_period", "deictic", r"THE SAME (?P<what>PERIOD|TIME_WORD|MONTH_UNIT|WEEK_UNIT|DAY_UNIT|QUARTER) (?P<rel>(?:OF|IN|THE)* (?:LAST|PREVIOUS) YEAR_UNIT | (?:A|NUMBER_WORD) YEAR_UNIT (?:AGO|EARLIER|BEFORE))"),
    ("rel_plural", "deictic", r"(?P<the>THE|THESE|POSSESSIVE_WORD)? (?P<rel>LAST|PAST|NEXT|COMING|FOLLOWING|PREVIOUS|RECENT) (?P<range>$NUMBER (?:TO|AND|DASH) (?=$NUMBER))? (?P<number>$NUMBER|A? VAGUE_NUMBER OF?)? (?P<unit>UNITS) (?:AND UNITS)?"),
    ("coming_plural", "deictic", r"(?:THE)? (?P<unit>UNITS) (?:AND UNITS)? (?P<rel>TO COME|COMING|AHEAD)"),
    ("rel_unit", "deictic", r"$MOD? (?P<rel>$REL|THE? ENTIRE|THE ORDINAL_WORD (?=YEAR_UNIT OF)) (?P<unit>$UNIT1) (?!DASH (?:EDGE|LONG|OLD|OTHER|$UNIT1))"),
    ("rel_unit", "deictic", r"(?P<early>EARLIER|LATER) (?P<rel>THIS|THAT|THE SAME|THE FOLLOWING|THE NEXT) (?P<unit>$UNIT1)"),
    ("rel_unit", "deictic", r"$MOD (?P<rel>THE?) (?P<unit>$UNIT1) (?!OF|DASH)"),
    ("rel_unit", "deictic", r"(?P<rel>THE) (?P<unit>YEAR_UNIT|MONTH_UNIT|WEEK_UNIT|DAY_UNIT) (?P<prior>PREVIOUS)"),
    ("unit_end", "deictic", r"(?P<unit>YEAR_UNIT|MONTH_UNIT|WEEK_UNIT) (?:POSSESSIVE|DASH) EDGE"),
    ("ago", "offset", r"(?:$ABOUT|OVER)? (?P<number>$NUMBER|A (?:VAGUE_NUMBER OF?)?|VAGUE_NUMBER (?:MORE)?|HALF A)? (?P<unit>$UNIT1|UNITS) (?P<half>AND A HALF)? (?P<side>AGO)"),
    ("long_ago", "offset", r"LONG (?P<side>AGO)"),
    ("from_now", "offset", r"$ABOUT? (?P<number>$NUMBER|A|VAGUE_NUMBER) (?P<unit>$UNIT1|UNITS) FROM (?:REF_ADVERB|DEICTIC_DAY)"),
    ("offset", "offset", r"(?:$ABOUT|OVER)? (?P<number>$NUMBER|A (?:VAGUE_NUMBER OF?)?|VAGUE_NUMBER|THE|HALF A)? (?P<unit>$UNIT1|UNITS) (?P<half>AND A HALF)? (?P<side>LATER|EARLIER|PREVIOUS)"),
    ("offset", "offset", r"$ABOUT? (?P<number>$NUMBER|A (?:VAGUE_NUMBER OF?)?|VAGUE_NUMBER|THE|HALF A) (?P<unit>$UNIT1|UNITS) (?P<half>AND A HALF)? (?P<side>BEFORE|AFTER|ON) (?=COMMA|STOP|CLOSE|BREAK|PUNCTUATION)"),
    ("every", "set", r"EVERY (?P<number>$NUMBER|VAGUE_NUMBER|ORDINAL_WORD)? (?P<unit>$UNIT1|UNITS|WEEKEND|QUARTER|WEEKDAY|MONTH|SEASON|PART_OF_DAY)"),
    ("per", "set", r"PER (?P<unit>$UNIT1)"),
    ("periodic", "set", r"(?P<periodic>PERIODIC)"),
    ("weekdays", "set", r"(?P<weekdays>WEEKDAYS) (?P<part>PART_OF_DAY)?"),
    ("rate", "set", r"(?<=OTHER|YEAR|COUNTED|NUMBER|DAY) A (?P<unit>$UNIT1) (?!LATER|EARLIER|AGO|BEFORE|AFTER|AND|DASH|POSSESSIVE)"),
    ("date_clock", "clock", r"(?P<hour>CLOCK AM_PM? | CLOCK_AM_PM | DAY AM_PM | DAY OCLOCK | (?:FOUR_DIGIT_HOURS|YEAR) (?=OPEN? ZONE|UNITS LOCAL|UNITS ZONE|UNITS (?:ON|COMMA|STOP)|LOCAL TIME_WORD|HOURS_MARK)) $ZONE?"),
    ("noon", "clock", r"(?P<noon>NOON) $ZONE?"),
    ("part", "clock", r"THE? (?P<mod>EARLY|LATE|MID DASH?)? (?P<part>PART_OF_DAY)"),
    ("duration_range", "duration", r"(?P<n1>$NUMBER) (?P<join>TO|AND|DASH) (?P<n2>$NUMBER) DASH? (?P<unit>UNITS) (?P<old>DASH? OLD)?"),
    ("half_duration", "duration", r"$ABOUT? (?P<number>$NUMBER|A) (?:(?P<half>AND A? HALF) (?P<unit>UNITS|$UNIT1) | (?P<unit2>$UNIT1|UNITS) (?P<half2>AND A HALF))"),
    ("half_duration", "duration", r"(?P<unit2>$UNIT1) DASH (?P<half2>AND DASH A DASH HALF) LONG?"),
    ("half_unit", "duration", r"(?: HALF A | A HALF DASH? ) (?P<unit>$UNIT1)"),
    ("first_units", "duration", r"THE? (?P<nth>ORDINAL_WORD|LAST) (?P<number>$NUMBER|VAGUE_NUMBER) (?P<unit>UNITS) (?:OF MONTH? YEAR)?"),
    ("duration", "duration", r"$ABOUT? (?P<number>$NUMBER|A VAGUE_NUMBER OF?|VAGUE_NUMBER MORE?) (?:MORE|ENTIRE)? DASH? (?P<unit>UNITS|$UNIT1) (?P<old>DASH? (?:OLD|LONG))?"),
    ("duration", "duration", r"$ABOUT? (?P<number>A (?:ENTIRE|APPROXIMATELY)?) (?P<unit>$UNIT1) (?!DASH)"),
    ("units_long", "duration", r"(?P<unit>UNITS|$UNIT1) DASH? LONG"),
    ("units", "duration", r"(?:(?<=FOR|WITHIN|AFTER)|(?<=IN|OVER) (?P<the>THE)?|(?<=TAKES)) (?P<unit>UNITS)"),
    ("units", "duration", r"(?P<unit>UNITS) (?=OF (?:OTHER|CAPITALIZED|COUNTED))"),
    ("then", "reference", r"(?P<rel>THE SAME|THIS|THAT SAME?|THE) (?P<time>TIME_WORD|PERIOD)"),
    ("present_day", "reference", r"CURRENT DASH? DAY_UNIT"),
    ("past", "reference", r"THE (?P<ref>PAST|REF_ADJECTIVE|CURRENT) (?!OTHER|CAPITALIZED|DASH)"),
    ("reference", "reference", r"(?P<adverb>REF_ADVERB)"),
    ("adjective", "reference", r"(?P<adjective>REF_ADJECTIVE|RECENT|CURRENT)"),
)  # fmt: skip

GROUPS: Final = tuple(dict.fromkeys(group for _, group, _ in _RULES))


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to write a time expression."""

    name: str
    group: str
    pattern: re.Pattern[str]
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression that a rule found: its tokens, and which of them the rule named.

    Attributes
    ----------
    first, last
        Indexes of its first token and of the token behind its last.
    parts
        Token range of each named part.
    """

    rule: str
    group: str
    first: int
    last: int
    parts: dict[str, tuple[int, int]]
    tokens: Tokens

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.tokens.starts[self.first]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.tokens.ends[self.last - 1]

    def has(self, part: str) -> bool:
        """Tell whether the expression has that part."""
        return part in self.parts

    def payload(self, part: str) -> object:
        """Return what the word tables know of the first token of a part; None where there is no such part."""
        span = self.parts.get(part)
        return self.tokens.payloads[span[0]] if span else None

    def words(self, part: str) -> str:
        """Return the words of a part in lower case; empty where there is no such part."""
        span = self.parts.get(part)
        return (
            ""
            if span is None
            else self.tokens.text[self.tokens.starts[span[0]] : self.tokens.ends[span[1] - 1]].lower()
        )

    def start_of(self, part: str) -> int:
        """Offset of the first character of a part."""
        return self.tokens.starts[self.parts[part][0]]

    def end_of(self, part: str) -> int:
        """Offset behind the last character of a part."""
        return self.tokens.ends[self.parts[part][1] - 1]


def _compile(source: str) -> str:
    for name, body in reversed(_MACROS.items()):
        source = source.replace(name + "?", f"(?:{body})?").replace(name, body)
    source = re.sub(r"\b[A-Z][A-Z_]+\b|\bA\b", lambda m: class_char(m.group()), source)
    return re.sub(r"\s+", "", source)


words()  # the classes of the tables must be known before patterns name them
RULES: Final = tuple(Rule(name, group, re.compile(_compile(source)), source) for name, group, source in _RULES)


@cache
def _any_rule(groups: frozenset[str]) -> tuple[re.Pattern[str], tuple[Rule, ...]]:
    rules = tuple(rule for rule in RULES if rule.group in groups)
    branches = (f"(?P<r{i}>{re.sub(r'[?]P<[a-z0-9]+>', '?:', rule.pattern.pattern)})" for i, rule in enumerate(rules))
    return re.compile("|".join(branches)), rules


def find_all(
    tokens: Tokens, groups: frozenset[str] = frozenset(GROUPS)
) -> Generator[Iterator[Found], Found | None, None]:
    """Yield, place by place, the readings of a time expression, the likeliest first.

    Parameters
    ----------
    groups
        The groups of rules to use.

    Notes
    -----
    The caller sends back the reading it takes; the scan goes on behind it, or, where it takes none, at the next token.
    """
    anything, rules = _any_rule(groups)
    position = 0
    while match := anything.search(tokens.classes, position):
        taken = yield _readings(tokens, match, rules)
        position = taken.last if taken else match.start() + 1


def _readings(tokens: Tokens, match: re.Match[str], rules: tuple[Rule, ...]) -> Iterator[Found]:
    first = int((match.lastgroup or "r0")[1:])
    for rule in rules[first:]:
        if hit := rule.pattern.match(tokens.classes, match.start()):
            parts = {name: hit.span(name) for name in rule.pattern.groupindex if hit.end(name) > hit.start(name) >= 0}
            yield Found(rule.name, rule.group, hit.start(), hit.end(), parts, tokens)
