"""Splits words into the pieces that a BERT-like network reads: the longest ones of its vocabulary, from the left."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["CONTINUED", "WordPieces"]

CONTINUED = "##"
"""Before pieces that do not begin a word."""

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 64
MOST_KEPT = 200_000


class WordPieces:
    """Numbers of the pieces of words, in lower case and without accents; what was split once is remembered.

    Parameters
    ----------
    vocabulary
        The pieces, in the order of their numbers.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = list(vocabulary)
        self._number = {piece: n for n, piece in enumerate(vocabulary)}
        self._kept: dict[str, tuple[int, ...]] = {}
        self.first, self.last = self._number[FIRST], self._number[LAST]

    def __call__(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the pieces of a word; none for white space."""
        if (known := self._kept.get(word)) is not None:
            return known
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        pieces = self._kept[word] = tuple(n for part in _parts(word) for n in self._split(part))
        return pieces

    def _split(self, part: str) -> list[int]:
        unknown = [self._number[UNKNOWN]]
        if len(part) > LONGEST_WORD:
            return unknown
        out: list[int] = []
        start = 0
        while start < len(part):
            for end in range(len(part), start, -1):
                number = self._number.get((CONTINUED if start else "") + part[start:end])
                if number is not None:
                    break
            else:
                return unknown
            out.append(number)
            start = end
        return out


def _parts(word: str) -> Iterator[str]:
    """Runs of letters and digits, and signs one by one, without accents and in lower case."""
    run = ""
    for character in unicodedata.normalize("NFD", word.lower()):
        kind = unicodedata.category(character)
        if kind == "Mn" or kind in ("Cc", "Cf", "Co"):
            continue
        if kind[0] == "Z" or kind[0] == "P" or (character.isascii() and not character.isalnum()):
            if run:
                yield run
                run = ""
            if kind[0] != "Z":
                yield character
        else:
            run += character
    if run:
        yield run
