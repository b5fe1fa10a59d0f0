"""Numbers in a document that may count things, and what they say: *up to 24*, *10 to 12*, *two squadrons of*."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from spacy.tokens import Doc

from defevents.amounts import bound_before, parse_number

__all__ = ["count_before", "count_of", "numbers_in"]

BOUND_WORDS = 50
"""Words before a number among which its bound (*up to*, *at least*) is looked for."""
COUNT_MODIFIERS = frozenset({"JJ", "JJR", "JJS", "NN", "NNP", "VBN", "VBG", "HYPH", "RB", "POS", "NNPS"})
MEASURES = frozenset({
    "mm", "millimetre", "millimeter", "cm", "centimetre", "centimeter", "inch", "foot", "metre", "meter", "m", "km",
    "kilometre", "kilometer", "mile", "nm", "pound", "lb", "kg", "kilogram", "ton", "tonne", "kiloton", "percent",
    "hour", "day", "week", "month", "year",
})  # fmt: skip
"""What makes a number before it the size of a thing, not the count of many: *105-mm guns*, *2,000-pound bombs*."""
WITHIN = frozenset({"the", "its", "his", "her", "their", "these", "those"})
"""Words between the number of some and that of all: *two of the three frigates*."""
LARGE = frozenset({"hundred", "thousand", "million"})
COUNT_UNITS = frozenset({
    "battery", "squadron", "battalion", "brigade", "regiment", "unit", "company", "launcher", "set", "dozen", "hundred",
    "thousand", "round", "member", "pair", "copy", "example", "piece",
})  # fmt: skip


def numbers_in(doc: Doc, taken: Container[int] | None = None) -> Iterator[tuple[int, int]]:
    """Yield the numbers of `doc` that may count something, those with a value outside mentions.

    Parameters
    ----------
    doc
        An article, only split into words perhaps.
    taken
        Tokens of mentions, whose numbers count nothing (*Su-35*, *2 May*); those of ``doc.ents`` unless given.

    Yields
    ------
    tuple of int
        First token of a number, and the one after its last.
    """
    if taken is None:
        taken = {i for e in doc.ents for i in range(e.start, e.end)}
    dozen = doc.vocab.strings.add("dozen")
    words = doc.to_array(["LOWER", "LIKE_NUM"]).tolist()
    numbers = [i not in taken and bool(is_number or word == dozen) for i, (word, is_number) in enumerate(words)]
    start = 0
    while start < len(doc):
        end = start
        while end < len(doc) and (numbers[end] or (end > start and _joins(doc, numbers, end))):
            end += 1
        if end > start and parse_number(doc[start:end].text) is not None:
            yield start, end
        start = end + 1


def _joins(doc: Doc, numbers: list[bool], place: int) -> bool:
    """Whether the hyphen of *twenty-four* or the *and* of *two hundred and four* stands at a place after a number."""
    if not place < len(doc) - 1 or not numbers[place + 1] or not doc[place + 1].is_alpha:
        return False
    before = doc[place - 1]
    return before.is_alpha if doc[place].text == "-" else doc[place].lower_ == "and" and before.lower_ in LARGE


def count_before(doc: Doc, start: int, end: int, numbers: Mapping[int, tuple[int, int]]) -> dict[str, Any] | None:
    """Number that counts the mention at tokens `start` to `end`: *24* F-16s, *two* squadrons of F-16s.

    `numbers` are those of the article (`numbers_in`), by their last words.
    """
    root = doc[start:end].root
    found = [t for t in root.children if t.dep_ == "nummod" and t.i < start]
    place = start - 1
    while (
        place >= 0
        and doc[place].tag_ in COUNT_MODIFIERS
        and doc[place].ent_type_ in ("", "NATIONALITY", "COUNTRY", "ORG")
    ):
        place -= 1
    unit = None
    if not found and root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.head.lemma_ in COUNT_UNITS:
        unit = root.head.head
        found = [t for t in unit.children if t.dep_ == "nummod"]
        place = unit.i - 1
    if not found and place >= 0 and (doc[place].like_num or doc[place].lower_ == "dozen"):
        found = [doc[place]]
    if not found:
        return None
    place = found[-1].i
    first, last = next((n for n in numbers.values() if n[0] <= place < n[1]), (place, place + 1))
    if first > 2 and doc[first - 1].lower_ in WITHIN and doc[first - 2].lower_ == "of" and first - 3 in numbers:
        first, last = numbers[first - 3]
    if any(t.ent_type_ in ("DATE", "MONEY") for t in doc[first:last]):
        return None
    return count_of(doc, first, last, unit=None if unit is None else unit.lemma_)


def count_of(doc: Doc, first: int, end: int, *, unit: str | None = None) -> dict[str, Any] | None:
    """What the number at tokens `first` to `end` says: value, lower end of a range, bound, unit, and its tokens.

    None where it has no value, or is the size of a thing.
    """
    value = parse_number(doc[first:end].text)
    if value is None or _is_size(doc, end):
        return None
    low = None
    if first > 1 and doc[first - 2].like_num and _makes_range(doc, first - 1):
        low = parse_number(doc[first - 2].text)
        first -= 2 if low is not None else 0
    before = doc[max(0, first - BOUND_WORDS) : first].text_with_ws
    return {
        "value": value,
        "low": low,
        "bound": bound_before(before, len(before)),
        "unit": unit,
        "start": first,
        "end": end,
    }


def _is_size(doc: Doc, end: int) -> bool:
    """Whether a unit of measure follows a number: *105-mm guns*."""
    place = end + (end < len(doc) and doc[end].text == "-")
    return place < len(doc) and doc[place].lower_.removesuffix("s") in MEASURES


def _makes_range(doc: Doc, place: int) -> bool:
    """Whether the word between two numbers makes them the ends of a range: *10 to 12*, *between 10 and 12*."""
    word = doc[place].lower_
    return word in ("-", "–", "to", "or") or (word == "and" and place > 1 and doc[place - 2].lower_ == "between")
