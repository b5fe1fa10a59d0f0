"""Cuts a text into pieces at its marks, so that a page needs no offsets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

__all__ = ["Mark", "Piece", "find_words", "pieces"]

Piece = list[Any]
"""A stretch of text, and after it, where it is marked, the list of its notes."""


class Mark(NamedTuple):
    """A stretch of text from `start` to before `end`, in characters, and what a page is to say of it."""

    start: int
    end: int
    note: Sequence[Any]


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Cut `text` at the ends of `marks`; those that overlap give a piece of its own with the notes of both.

    JavaScript counts a character beyond U+FFFF as two, so that offsets of Python would point beside it.

    Returns
    -------
    list
        `[text]` for what is not marked, `[text, [note, …]]` for what is, the note of the longest mark first; the
        texts together are `text`.
    """
    kept = sorted({(m.start, m.end, tuple(m.note)) for m in marks if 0 <= m.start < m.end <= len(text)}, key=_outermost)
    cuts = sorted({0, len(text), *(start for start, _, _ in kept), *(end for _, end, _ in kept)})
    found: list[Piece] = []
    first = 0
    for start, end in pairwise(cuts):
        while first < len(kept) and kept[first][1] <= start:
            first += 1
        notes = []
        for mark_start, mark_end, note in kept[first:]:
            if mark_start > start:
                break
            if mark_end >= end:
                notes.append(list(note))
        found.append([text[start:end], notes] if notes else [text[start:end]])
    return found


def _outermost(mark: tuple[int, int, tuple[Any, ...]]) -> tuple[int, int, str]:
    start, end, note = mark
    return start, -end, repr(note)


def find_words(text: str, words: str, note: Sequence[Any]) -> Mark | None:
    """Mark the first place where `text` has `words` as whole words; None where there is none."""
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        if not (text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()):
            return Mark(start, end, note)
        start = text.find(words, start + 1)
    return None
