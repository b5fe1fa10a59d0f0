"""Numbers in a document that may count things, and what they say: *up to 24*, *10 to 12*, *two squadrons of*."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from spacy.tokens import Doc

from defevents.amounts import bound_before, parse_number

__all__ = ["count_before", "count_of", "numbers_in"]

BOUND_WORDS = 50
"""Words before a number among which its bound (*up to*, *at least*) is looked for."""
COUNT_MODIFIERS = frozenset({"JJ", "JJR", "JJS", "NN", "NNP", "VBN", "VBG", "HYPH", "RB", "POS", "NNPS"})
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
        while end < len(doc) and (numbers[end] or _joins(doc, numbers, start, end)):
            end += 1
        if end > start and parse_number(doc[start:end].text) is not None:
            yield start, end
        start = end + 1


def _joins(doc: Doc, numbers: list[bool], start: int, place: int) -> bool:
    """Whether the hyphen of *twenty-four* stands at a place, in a number that begins at `start`."""
    if doc[place].text != "-" or not start < place < len(doc) - 1 or not numbers[place + 1]:
        return False
    return doc[place - 1].is_alpha and doc[place + 1].is_alpha


def count_before(doc: Doc, start: int, end: int) -> dict[str, Any] | None:
    """Number that counts the mention at tokens `start` to `end`: *24* F-16s, *two* squadrons of F-16s."""
    root = doc[start:end].root
    numbers = [t for t in root.children if t.dep_ == "nummod" and t.i < start]
    place = start - 1
    while (
        place >= 0
        and doc[place].tag_ in COUNT_MODIFIERS
        and doc[place].ent_type_ in ("", "NATIONALITY", "COUNTRY", "ORG")
    ):
        place -= 1
    unit = None
    if not numbers and root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.head.lemma_ in COUNT_UNITS:
        unit = root.head.head
        numbers = [t for t in unit.children if t.dep_ == "nummod"]
        place = unit.i - 1
    if not numbers and place >= 0 and doc[place].like_num and doc[place].ent_type_ not in ("DATE", "MONEY"):
        numbers = [doc[place]]
    if not numbers:
        return None
    last = numbers[-1].i
    first = last
    while first > 0 and doc[first - 1].like_num and doc[first - 1].ent_type_ not in ("DATE", "MONEY"):
        first -= 1
    if any(t.ent_type_ in ("DATE", "MONEY") for t in doc[first : last + 1]):
        return None
    return count_of(doc, first, last + 1, unit=None if unit is None else unit.lemma_)


def count_of(doc: Doc, first: int, end: int, *, unit: str | None = None) -> dict[str, Any] | None:
    """What the number at tokens `first` to `end` says: value, lower end of a range, bound, unit, and its tokens."""
    value = parse_number(doc[first:end].text)
    if value is None:
        return None
    low = None
    if first > 1 and doc[first - 1].text in ("-", "–", "to") and doc[first - 2].like_num:
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
