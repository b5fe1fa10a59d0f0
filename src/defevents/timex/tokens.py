"""Turns a text into tokens and one string of token classes, over which the grammar runs.

A text of a thousand words becomes a string of about 1,150 characters, so that one regular expression over the classes
costs a fifth of one over the text, and words are looked up, not matched: chunks between blanks are analyzed once and
remembered (news repeats itself: of its first 50,000 words four in five come from the memory).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from defevents.timex.lexicon import OTHER, class_char, false_positives, holidays, words

__all__ = ["Tokens", "scan"]

Piece = tuple[int, int, str, object]
"""Start, end (in characters, within the chunk), class and payload of a token."""


class Tokens(NamedTuple):
    """The tokens of a text: parallel tuples, and their classes as one string.

    Attributes
    ----------
    starts, ends
        Offsets in characters of the text.
    payloads
        What the word tables or the token's shape say of it: a number, a unit, a month.
    classes
        One character a token.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    payloads: tuple[object, ...]
    classes: str

    def surface(self, index: int) -> str:
        """Return the text of one token."""
        return self.text[self.starts[index] : self.ends[index]]


_CHUNK: Final = re.compile(r"\n[^\S\n]*\n\s*|(?<=[.!?:\"”’)])\s*\n\s*|\S+")
_CLAUSE_DASH: Final = re.compile(r"—|--+|…|\.\.+")
_PIECE: Final = r"""
    (?P<ISO>\d{4}-\d\d-\d\d(?![\d-]))(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?
  | (?P<NUMERIC>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/])|\d{4}/\d{1,2}/\d{1,2}(?![\d/]))
  | (?P<COMPACT>(?:0?[1-9]|[12]\d|3[01])(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:(?:19|20)\d\d|\d\d)\b
      |(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\w))
  | (?P<CLOCK_AM_PM>\d{1,2}(?:[:.]\d\d)?(?i:[ap]\.m\b\.?|[ap]m\b))
  | (?P<CLOCK>(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?)(?P<hours>\s?hrs?|h|(?![:\d]))
  | (?P<BIG>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)
  | (?P<DECADE>(?:1\d|20)\d0['’]?s\b|['’]?[1-9]0['’]?s\b)
  | (?P<SHORT_YEAR>['’]\d\d(?!\w))
  | (?P<ORDINAL>\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<QUARTER_CODE>[QqHh][1-4]\b)
  | (?P<FISCAL_CODE>FY['’]?(?:\d{4}|\d\d)?\b)
  | (?P<INTEGER>\d+)
  | (?P<OCLOCK>o['’]clock)
  | (?P<ACRONYM>[ap]\.m\b\.?|(?:[^\W\d_]\.){2,})
  | (?P<WORD>[^\W\d_]+)
  | (?P<POSSESSIVE>['’]s?(?!\w))
  | (?P<SYMBOL>.)
    """
_SYMBOLS: Final = {
    ",": "COMMA", "-": "DASH", "–": "DASH", "‑": "DASH", "−": "DASH", "/": "SLASH", ":": "COLON", "&": "AND",
    ".": "STOP", "!": "STOP", "?": "STOP", ";": "STOP", "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE",
    "$": "CURRENCY", "€": "CURRENCY", "£": "CURRENCY", "¥": "CURRENCY", "₹": "CURRENCY", "%": "COUNTED",
    "#": "DESIGNATOR",
}  # fmt: skip
_ABBREVIATIONS: Final = frozenset({
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec",
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
})  # fmt: skip
_LONGEST: Final = 15  # characters of a number that anything is counted with
_INSIDE: Final = re.compile(r"[\w/.-]")  # before a day's name: it is the rest of another word
_YEARS: Final = range(1000, 2200)  # four digits below are rarely years in news, above never


def scan(text: str) -> Tokens:
    """Return the tokens of `text`; offsets in characters."""
    found: list[Piece] = []
    position = 0
    for named in _holiday_pattern().finditer(text):  # first, for their names hold months, numbers and blanks
        if named.start() == 0 or not _INSIDE.match(text, named.start() - 1):
            _scan_stretch(text, position, named.start(), found)
            name = " ".join(named.group().lower().replace("’", "'").split())
            found.append((named.start(), named.end(), class_char("HOLIDAY"), holidays()[name]))
            position = named.end()
    _scan_stretch(text, position, len(text), found)
    if not found:
        return Tokens(text, (), (), (), "")
    starts, ends, classes, payloads = zip(*found, strict=True)
    return Tokens(text, starts, ends, payloads, "".join(classes))


def _scan_stretch(text: str, start: int, end: int, found: list[Piece]) -> None:
    for match in _CHUNK.finditer(text, start, end):
        base = match.start()
        for piece_start, piece_end, char, payload in _analyze(match.group()):
            found.append((base + piece_start, base + piece_end, char, payload))


@cache
def _piece_pattern() -> re.Pattern[str]:
    return re.compile(_PIECE, re.X | re.S)


@cache
def _holiday_pattern() -> re.Pattern[str]:
    """Match the days with a name, which begin with a capital or a figure: of these the search makes a fast filter."""
    names = sorted(holidays(), key=len, reverse=True)
    bodies = (re.escape(name[1:]).replace("'", "['’]").replace(r"\ ", r"\s+") for name in names)
    return re.compile(
        "|".join(rf"{name[0].upper()}(?i:{body})(?![\w/])(?!-\w)" for name, body in zip(names, bodies, strict=True))
    )


@lru_cache(maxsize=1 << 16)
def _analyze(chunk: str) -> tuple[Piece, ...]:
    """Split a chunk between blanks into tokens."""
    if chunk.isspace():
        return ((0, len(chunk), class_char("BREAK"), None),)
    pieces: list[Piece] = []
    position = 0
    for dash in [*_CLAUSE_DASH.finditer(chunk), None]:
        end = dash.start() if dash else len(chunk)
        segment = chunk[position:end]
        if segment:
            pieces += _opaque(segment, position) or _pieces(segment, position)
        if dash:
            pieces.append((dash.start(), dash.end(), class_char("PUNCTUATION"), None))
            position = dash.end()
    return tuple(pieces)


_ISO_DATE: Final = re.compile(r"[\"'“‘(\[]?\d{4}-\d\d-\d\d(?:T\d\d:|(?![\w-]))")
_SEPARATORS: Final = re.compile(r"[-–‑−/,;:()\[\]\"“”‘?!]|\.$|['’](?=s?$)")
_KNOWN_PART: Final = re.compile(
    r"\d+(?:[.,]\d+)*|\d{1,2}(?:st|nd|rd|th)|['’]?\d+0['’]?s|['’]\d\d|FY['’]?\d*|[QqHh][1-4]|\d{1,2}(?:(?i:[ap]\.?m)\.?|hrs?|h)|s|\d{1,2}(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\d{2,4}"
)


def _opaque(segment: str, base: int) -> tuple[Piece, ...]:
    """Return the segment as one token with no meaning where letters and digits make a designator of it.

    Su-35, T-90M, 737s, 2S19, COVID-19 and MiG-29/31 are names; mid-2025, 12-hour, 1990s and May-2018 are built of
    words and numbers that the tables know.
    """
    if segment.isalpha() or segment.isdigit():
        return ()
    parts = [part for part in _SEPARATORS.split(segment) if part]
    if _ISO_DATE.match(segment) or not any(c.isdigit() for c in segment) or not any(c.isalpha() for c in segment):
        return ()
    known = words()
    for i, part in enumerate(parts):
        if _KNOWN_PART.fullmatch(part) or part.lower().rstrip(".") in known or part.lower() in known:
            continue
        joined = len(parts) > 1 and (i > 0 or parts[i + 1][0].isdigit())
        if joined or any(c.isdigit() for c in part):
            return ((base, base + len(segment), class_char("OPAQUE"), None),)
    return ()


def _pieces(segment: str, base: int) -> list[Piece]:
    pieces: list[Piece] = []
    position = 0
    while position < len(segment):
        match = _piece_pattern().match(segment, position)
        if match is None:  # no character is left out: SYMBOL takes any
            break
        end = match.end()
        char, payload = _class_of(match)
        if segment[end : end + 1] == "." and match.group().lower() in _ABBREVIATIONS:
            end += 1
        pieces.append((base + position, base + end, char, payload))
        position = end
    return pieces


def _class_of(match: re.Match[str]) -> tuple[str, object]:
    kind, surface = match.lastgroup or "", match.group()
    if kind == "hours":
        return class_char("CLOCK"), match["CLOCK"]
    if kind in ("WORD", "ACRONYM", "OCLOCK"):
        return _class_of_word(surface)
    if kind == "INTEGER":
        return _class_of_integer(surface)
    if kind == "BIG" and len(surface) <= _LONGEST:
        return class_char("NUMBER"), float(surface.replace(",", ""))
    if kind == "ORDINAL":
        return class_char("ORDINAL"), int(surface[:-2])
    if kind == "SHORT_YEAR":
        return class_char("SHORT_YEAR"), int(surface[1:])
    if kind == "BIG":
        return class_char("OPAQUE"), None
    if kind == "SYMBOL":
        return class_char(_SYMBOLS.get(surface, "PUNCTUATION")), None
    return class_char(kind), surface


def _class_of_integer(surface: str) -> tuple[str, object]:
    if len(surface) > _LONGEST:
        return class_char("OPAQUE"), None
    number = int(surface)
    if len(surface) <= 2 and 1 <= number <= 31:
        return class_char("DAY"), number
    if len(surface) == 4 and number in _YEARS:
        return class_char("YEAR"), number
    if len(surface) == 5 and surface[0] != "0":
        return class_char("FAR_YEAR"), float(number)
    if len(surface) == 4 and number < 2400 and number % 100 < 60:
        return class_char("FOUR_DIGIT_HOURS"), number
    return class_char("NUMBER"), float(number)


def _class_of_word(surface: str) -> tuple[str, object]:
    lower = surface.lower()
    word = words().get(lower)
    if word is not None and (not word.capital or surface[0].isupper()):
        if (
            len(surface) == 2
            and word.char in (class_char("BC"), class_char("AD"), class_char("ZONE"))
            and not surface.isupper()
        ):
            return OTHER, None
        return word.char, word.payload
    wrong = false_positives()
    if surface in wrong["counted"]:  # capitalized, it begins a title or a sentence
        return class_char("COUNTED"), None
    if lower.rstrip(".") in wrong["designator"]:
        return class_char("DESIGNATOR"), None
    return (class_char("CAPITALIZED") if surface[0].isupper() else OTHER), None
