"""Loads the word tables of the grammar and validates them."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple, cast

from defevents.errors import KnowledgeError

__all__ = ["OTHER", "Holiday", "class_char", "class_set", "false_positives", "holidays", "read_table", "words"]

# Classes that tokens get from their shape rather than from a table.
_SHAPES: Final = (
    "OTHER", "CAPITALIZED", "OPAQUE", "DAY", "YEAR", "NUMBER", "ORDINAL", "SHORT_YEAR", "DECADE", "ISO", "NUMERIC",
    "COMPACT", "CLOCK", "CLOCK_AM_PM", "FOUR_DIGIT_HOURS", "QUARTER_CODE", "HALF_CODE", "FISCAL_CODE", "FAR_YEAR",
    "HOLIDAY", "COMMA", "DASH", "SLASH", "STOP", "OPEN", "CLOSE", "COLON", "POSSESSIVE", "PUNCTUATION", "BREAK",
    "CURRENCY", "COUNTED", "DESIGNATOR",
)  # fmt: skip
_FIRST_CHAR: Final = 0x100  # one letter a class, beyond every character with a meaning in regular expressions

_chars: dict[str, str] = {name: chr(_FIRST_CHAR + i) for i, name in enumerate(_SHAPES)}


def class_char(name: str) -> str:
    """Return the one-character code of a token class, as it stands in the class string of a text.

    Raises
    ------
    KeyError
        If neither the shapes nor the tables of `words.toml` have such a class.
    """
    if name not in _chars:
        words()  # the tables bring their classes with them
    return _chars[name]


@cache
def class_set(names: str) -> frozenset[str]:
    """Return the codes of several token classes, parted by blanks; NOTHING is the edge of the text."""
    return frozenset("" if name == "NOTHING" else class_char(name) for name in names.split())


OTHER: Final = _chars["OTHER"]


class Word(NamedTuple):
    """Class and payload of a word, and whether it counts only where capitalized."""

    char: str
    payload: object
    capital: bool


class Holiday(NamedTuple):
    """How a day with a name is found in a year: exactly one of the fields is set."""

    on: tuple[int, int] | None = None
    easter: int | None = None
    nth: tuple[int, int, int] | None = None
    hijri: tuple[int, ...] | None = None
    date: str | None = None


@cache
def read_table(name: str) -> dict[str, Any]:
    """Return a data file of this package.

    Raises
    ------
    KnowledgeError
        If it is no valid TOML.
    """
    import tomllib  # both at first use: the two take longer to load than the rest of the package
    from importlib.resources import files

    text = (files("defevents.timex") / "data" / name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise KnowledgeError(f"timex/data/{name}", None, f"no valid TOML: {problem}") from problem


@cache
def words() -> dict[str, Word]:
    """Return every word of the grammar, in lower case, with its class.

    Raises
    ------
    KnowledgeError
        If a table of `words.toml` has neither `words` nor `entries`, or a word stands in two tables.
    """
    found: dict[str, Word] = {}
    owner: dict[str, str] = {}
    for title, table in read_table("words.toml").items():
        entries = table.get("entries") or dict.fromkeys(table.get("words", ()))
        if not entries:
            raise KnowledgeError("timex/data/words.toml", None, f"table [{title}] needs `words` or `entries`")
        char = _chars.setdefault(title, chr(_FIRST_CHAR + len(_chars)))
        for word, payload in entries.items():
            # A preposition may double as another class ("beginning"): the first, more special table keeps it.
            if word in found:
                if title == "PREPOSITION":
                    continue
                problem = f"{word!r} stands in [{owner[word]}] and in [{title}]: keep one"
                raise KnowledgeError("timex/data/words.toml", None, problem)
            owner[word] = title
            found[word] = Word(char, payload, bool(table.get("capital", False)))
    return found


@cache
def false_positives() -> dict[str, frozenset[str]]:
    """Return the word lists of `false_positives.toml`, in lower case, by name."""
    return {name: frozenset(entries) for name, entries in read_table("false_positives.toml").items()}


@cache
def holidays() -> dict[str, Holiday]:
    """Return the days with a name, by every name in lower case with straight apostrophes.

    Raises
    ------
    KnowledgeError
        If an entry of `holidays.toml` does not have exactly one rule.
    """
    found: dict[str, Holiday] = {}
    for entry in read_table("holidays.toml")["day"]:
        rule = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items() if key != "names"
        }
        if len(rule) != 1:
            problem = f"{entry['names'][0]!r} needs exactly one of on, easter, nth, hijri, date; it has {sorted(rule)}"
            raise KnowledgeError("timex/data/holidays.toml", None, problem)
        for name in entry["names"]:
            found[name] = Holiday(**cast(Any, rule))
    return found
