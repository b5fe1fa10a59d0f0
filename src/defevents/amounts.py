"""Finds amounts of money and numbers in text, and turns them into values."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from defevents.knowledge.lexicon import data_folder
from defevents.records import Money

__all__ = ["Bound", "bound_before", "find_money", "parse_number"]

Bound = Literal["exact", "about", "at_most", "at_least"]

_DIGITS = r"\d+(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?"
# Forms that are believed beside a currency only: *1 250 000*, *1.500.000*, *1,5*, *3½*; a number goes on to its end.
_MONEY_DIGITS = (
    rf"(?:\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?!\d)|\d{{1,3}}(?:\.\d{{3}}){{2,}}|{_DIGITS}|\d+,\d{{1,2}})"
    r"[½¼¾]?(?![\d½¼¾]|[.,]\d)"
)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_PARTS = {"half a": 0.5, "a quarter of a": 0.25, "three quarters of a": 0.75, "three-quarters of a": 0.75}
_ALSO_WORDS = frozenset({"won", "real", "dong", "lei", "rand", "pounds", "crowns"})
_DASH = r"\s?[-–—]\s?|\s+(?:to|and)\s+"

# What stands before an amount and bounds it, nearest first.
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "at_most",
        re.compile(
            r"(?:up to|as (?:many|much) as|no more than|not more than|at most|(?:a )?maximum(?: of)?|under"
            r"|(?<!no )(?<!not )(?:less|fewer) than|below|almost|nearly|capped at)\s+(?:of\s+|the\s+)?$",
            re.IGNORECASE,
        ),
    ),
    (
        "at_least",
        re.compile(
            r"(?:at least|more than|over|(?:no|not) (?:less|fewer) than|in excess of|above|upwards? of"
            r"|(?:a )?minimum(?: of)?|exceeding)\s+(?:of\s+|the\s+)?$",
            re.IGNORECASE,
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:about|around|some|approximately|roughly|an estimated|estimated(?: at)?|approx\.?|circa|close to"
            r"|in the region of|worth about)\s+(?:of\s+|the\s+)?$",
            re.IGNORECASE,
        ),
    ),
)

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS: dict[str, float] = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), map(float, range(20, 100, 10)), strict=True)
)
_WORD_VALUES: dict[str, float] = {word: float(value) for value, word in enumerate(_UNITS)} | _TENS
_WHOLE = {"half a dozen": 6.0, "a pair": 2.0, "both": 2.0, "a couple": 2.0}
_TIMES = {"dozen": 12.0, "hundred": 100.0}
"""Words that multiply what stands before them, in a number that may go on: *two thousand five hundred*."""


@dataclass(frozen=True, slots=True)
class _Currencies:
    symbols: dict[str, str]
    words: dict[str, str]
    scales: dict[str, float]
    shared: dict[str, dict[str, str]]
    pattern: re.Pattern[str]

    def meant(self, name: str, code: str, start: int, states: Sequence[tuple[int, str]]) -> str:
        """Currency that a sign or word means: one that states share is that of the state the text speaks of.

        Dollars, which news of any country counts in, are a state's own only where it is named most, and the United
        States never; of the others it is that of the state named last before, or first after.
        """
        owners = self.shared.get(name)
        if owners is None:
            return code
        if code == "USD":
            named = Counter(state for _, state in states)
            most = max(named, key=named.__getitem__, default="")
            return code if "US" in named else owners.get(most, code)
        before = [state for place, state in states if place < start and state in owners]
        after = [state for place, state in states if place >= start and state in owners]
        return owners[(before[-1:] or after[:1])[0]] if before or after else code


@cache
def _currencies() -> _Currencies:
    """Load ``currencies.toml`` and compile the one pattern that finds amounts."""
    data = tomllib.loads((data_folder() / "currencies.toml").read_text(encoding="utf-8"))
    symbols = dict(data["symbols"])
    stand_for = data["codes"]["stand_for"]
    symbols |= {code: stand_for.get(code, code) for code in data["codes"]["all"]}
    words = {word: code for code, forms in data["words"].items() for word in forms}
    words |= {code.lower(): symbols[code] for code in data["codes"]["all"]}
    scales = {name: float(value) for name, value in data["scales"].items()}

    def either(names: dict[str, str] | dict[str, float]) -> str:
        return "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(names, key=len, reverse=True))

    scale = rf"(?i:{either(scales)})(?![A-Za-z\d]|-\d)"
    number = rf"(?:{_MONEY_DIGITS})"
    front = (
        rf"(?<![\w$])(?P<symbol>{either(symbols)})\s?(?P<low1>{number})(?:\s?-?(?P<lowscale1>{scale}))?"
        rf"(?:(?:{_DASH})(?:{either(symbols)})?\s?(?P<high1>{number}))?(?:[\s-]?(?P<scale1>{scale}))?"
        rf"(?:\s(?:{'|'.join(data['codes']['all'])})(?!\w))?"
    )
    word = "|".join([*_TENS, *_UNITS[1:], "hundred"])
    spelled = "|".join([*_PARTS, rf"(?:a[\s-]+)?(?:{word})(?:(?:\s+and)?[\s-]+(?:{word}))*", "a"])
    back = (
        rf"(?<![\w$.,])(?<!\d )(?:(?P<low2>{number})(?:(?:{_DASH})(?P<high2>{number}))?|(?P<spelled>(?i:{spelled})))"
        rf"(?:[\s-]?(?P<scale2>{scale}))?[\s-]+(?P<word>(?i:{either(words)}))(?!\w)"
    )
    return _Currencies(symbols, words, scales, data["shared"], re.compile(f"{front}|{back}"))


def parse_number(text: str) -> float | None:
    """Value of a number in digits or words (*4,000*, *twenty-four*, *a dozen*); None where it is none.

    Examples
    --------
    >>> parse_number("1,200"), parse_number("twenty-four"), parse_number("several")
    (1200.0, 24.0, None)
    """
    words = text.lower().strip().replace("–", "-")
    if re.fullmatch(_DIGITS, words):
        return float(words.replace(",", ""))
    if words in _WHOLE:
        return _WHOLE[words]
    scales = _currencies().scales
    total = current = 0.0
    seen = False
    for place, part in enumerate(re.split(r"[\s-]+", words)):
        if part == "and" and seen:
            continue
        if part == "a" and place == 0:
            current = 1.0
            continue
        if part in _WORD_VALUES:
            current += _WORD_VALUES[part]
        elif re.fullmatch(_DIGITS, part) and not seen:
            current = float(part.replace(",", ""))
        elif part in _TIMES and (seen or current or part == "dozen"):
            current = max(current, 1.0) * _TIMES[part]
        elif len(part) > 2 and part in scales and (seen or current):
            total, current = total + current * scales[part], 0.0
        else:
            return None
        seen = True
    return total + current if seen else None


def bound_before(text: str, start: int) -> Bound:
    """Tell from the words before offset `start` how the number there is meant."""
    before = text[max(0, start - 40) : start]
    for bound, pattern in _BOUNDS:
        if pattern.search(before):
            return bound
    return "exact"


def find_money(text: str, states: Sequence[tuple[int, str]] = ()) -> Iterator[tuple[int, int, Money]]:
    """Yield each amount of money in `text`: start and end in characters, and its value in major units.

    `states` are the states that the text names, in order: offset and ISO 3166-1 alpha-2 code. They tell whose *$*,
    *crowns* or *pesos* are meant.

    Examples
    --------
    >>> [m.value for _, _, m in find_money("a deal worth up to $10.5 billion, or 9.8 billion euros")]
    ['USD 10500000000', 'EUR 9800000000']
    """
    known = _currencies()
    for found in known.pattern.finditer(text):
        get = found.groupdict()
        if get["symbol"] is not None:
            name, code = get["symbol"], known.symbols[get["symbol"]]
            first, last, scale, low_scale = get["low1"], get["high1"], get["scale1"], get["lowscale1"]
        else:
            name = " ".join(get["word"].lower().split())
            code = known.words[name]
            first, last, scale, low_scale = get["low2"] or get["spelled"].lower(), get["high2"], get["scale2"], None
            if get["spelled"] in ("a", *_PARTS) and scale is None:
                continue
        if scale is None and low_scale is None and _says_little(get["symbol"], get["word"], found.group()):
            continue
        factor = known.scales[" ".join(scale.lower().split())] if scale else 1.0
        low_factor = known.scales[" ".join(low_scale.lower().split())] if low_scale else factor
        if last is None:
            factor = low_factor if low_scale else factor
            amount, low = _value(first) * factor, None
        else:
            amount, low = _value(last) * factor, _value(first) * low_factor
        yield (
            found.start(),
            found.end(),
            Money(
                amount=round(amount, 2),
                currency=known.meant(name, code, found.start(), states),
                low=low if low is not None and low <= amount else None,
                bound=bound_before(text, found.start()),
                text=found.group(),
            ),
        )


def _says_little(symbol: str | None, word: str | None, text: str) -> bool:
    """Whether an amount without million or billion is likelier something else (*COP21*, *2021 won*, *R2*)."""
    if symbol is not None:
        return symbol.isalpha() and symbol.isupper() and not text[len(symbol)].isspace()
    return word is not None and word.lower() in _ALSO_WORDS and "," not in text


def _value(text: str) -> float:
    """Value of a number beside a currency."""
    text = " ".join(text.lower().split())
    if text == "a":
        return 1.0
    if text in _PARTS:
        return _PARTS[text]
    fraction = _FRACTIONS.get(text[-1], 0.0)
    text = text.rstrip("".join(_FRACTIONS))
    if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", text) and (" " in text or text.count(".") > 1):
        return float(re.sub(r"\D", "", text)) + fraction
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return float(text.replace(",", ".")) + fraction
    value = parse_number(text)
    return (0.0 if value is None else value) + fraction
