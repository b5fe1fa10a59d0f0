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

_DIGITS = r"\d+(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ALSO_WORDS = frozenset({"won", "real", "dong", "lei", "rand", "pounds", "crowns"})
_DASH = r"\s?[-–—]\s?|\s+(?:to|and)\s+"

# What stands before an amount and bounds it, nearest first.
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "at_most",
        re.compile(
            r"(?:up to|as (?:many|much) as|no more than|not more than|at most|(?:a )?maximum(?: of)?|under|less than"
            r"|fewer than|below|almost|nearly|capped at)\s+(?:of\s+|the\s+)?$",
            re.IGNORECASE,
        ),
    ),
    (
        "at_least",
        re.compile(
            r"(?:at least|more than|over|no (?:less|fewer) than|in excess of|above|upwards? of|(?:a )?minimum(?: of)?"
            r"|exceeding)\s+(?:of\s+|the\s+)?$",
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
_WORD_VALUES: dict[str, float] = {word: value for value, word in enumerate(_UNITS)} | _TENS | {
    "a dozen": 12, "dozen": 12, "half a dozen": 6, "two dozen": 24, "three dozen": 36,
    "a hundred": 100, "a thousand": 1000, "a pair": 2, "both": 2, "a couple": 2,
}  # fmt: skip


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

    scale = rf"(?i:{either(scales)})(?![a-z])"
    number = rf"(?:{_DIGITS})"
    front = (
        rf"(?<![\w$])(?P<symbol>{either(symbols)})\s?(?P<low1>{number})(?:\s?-?(?P<lowscale1>{scale}))?"
        rf"(?:(?:{_DASH})(?:{either(symbols)})?\s?(?P<high1>{number}))?(?:[\s-]?(?P<scale1>{scale}))?"
        rf"(?:\s(?:{'|'.join(data['codes']['all'])})(?!\w))?"
    )
    spelled = "|".join([*_TENS, *_UNITS[1:], "half a", "a"])
    back = (
        rf"(?<![\w$.,])(?:(?P<low2>{number})(?:(?:{_DASH})(?P<high2>{number}))?|(?P<spelled>{spelled}))"
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
    total, seen = 0.0, False
    if words in _WORD_VALUES:
        return float(_WORD_VALUES[words])
    for part in re.split(r"[\s-]+", words):
        if part == "and" and seen:
            continue
        if part in _WORD_VALUES:
            total += _WORD_VALUES[part]
        elif re.fullmatch(_DIGITS, part) and not seen:
            total += float(part.replace(",", ""))
        elif (scale := _currencies().scales.get(part)) is not None and len(part) > 2 and seen:
            total *= scale
        else:
            return None
        seen = True
    return total if seen else None


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
            first, last, scale, low_scale = get["low2"] or get["spelled"], get["high2"], get["scale2"], None
            if get["spelled"] in ("a", "half a") and scale is None:
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
    if text == "half a":
        return 0.5
    if text == "a":
        return 1.0
    value = parse_number(text)
    return 0.0 if value is None else value
