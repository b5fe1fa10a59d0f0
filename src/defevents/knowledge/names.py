"""Finds thousands of names in running text at once: a trie over runs of letters and runs of digits.

Names are compared atom by atom (an atom is a run of letters or of digits), so that *F-16*, *F16* and *Su-30 MKI*,
*Su-30MKI* are one name without listing each form, while *T-90* is never found inside *T-90M*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

__all__ = ["NameIndex", "NameMatch", "fold"]

T = TypeVar("T")

_ATOM = re.compile(r"[^\W\d_]+|\d+")
_NEXT = re.compile(r"([\W_]*)([^\W\d_]+|\d+)")
_WORD_GOES_ON = re.compile(r"[^\W_]")
_DECIMAL = re.compile(r"[.,]\d")


@dataclass(frozen=True, slots=True)
class NameMatch(Generic[T]):
    """A name in the text: offsets in characters, what the name stands for, and whether it is a plural of it."""

    start: int
    end: int
    senses: tuple[T, ...]
    plural: bool


@dataclass(frozen=True, slots=True)
class _Name(Generic[T]):
    """One indexed form of a name.

    `atoms` are in their own case; `spaced` says whether a space may part letters from digits (*Su 30*, but not *A 10*);
    `tail` is what follows the last atom: a full stop (*U.S.*), which the text may leave out, or a sign that it must
    have (*Hisar-A+*, *FFG(X)*).
    """

    atoms: tuple[str, ...]
    spaced: bool
    tail: str
    plural: bool
    sense: T


class _Node(Generic[T]):
    """A place in the trie: the names that end here, and where it goes on."""

    __slots__ = ("after", "exact", "names")

    def __init__(self) -> None:
        self.after: dict[str, _Node[T]] = {}
        self.names: list[_Name[T]] = []
        self.exact: dict[str, list[tuple[str, tuple[T, ...], bool]]] = {}


class _Folding(dict[int, str]):
    """Translation table from characters to their folded form, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFD", character)[0].lower()
        self[code] = plain if len(plain) == 1 else character
        return self[code]


_FOLDING = _Folding({ord(c): "'" for c in "’‘ʼ´"})


def fold(text: str) -> str:
    """Lower case, without accents, curly apostrophes made straight; every character keeps its offset."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def _key(gap: str, before: str, after: str) -> str:
    """Name the way two atoms are joined, given the characters around the gap, so that equivalent ways have one name.

    Hyphen, dash, space and nothing are one where a digit stands on either side; hyphen, dash and space are one
    between words; anything else (slash, ampersand, full stop, apostrophe) counts as it is, without its spaces.
    """
    bare = gap.strip(" \n\t\xa0-‐‑–")
    if bare:
        return bare
    if gap.count("\n") > 1:
        return "\n\n"
    return "~" if before.isdigit() or after.isdigit() else "_" if gap else ""


def _same_case(text_atom: str, name_atom: str, *, designator: bool, shouted: bool) -> bool:
    """Whether the text's spelling of an atom may stand for the name's, the letters being the same."""
    if text_atom == name_atom or shouted or fold(text_atom) == text_atom == name_atom:
        return True
    if name_atom.islower():
        return True
    if unicodedata.normalize("NFD", text_atom)[0].islower():
        return False
    return (
        designator
        or (name_atom.isupper() and len(name_atom) > 3)
        or text_atom[1:].lower() == name_atom[1:].lower() != name_atom[1:].upper()
    )


class NameIndex(Generic[T]):
    """An index of names, each standing for one or more senses.

    Examples
    --------
    >>> index = NameIndex()
    >>> index.add("F-16", "the fighter", plural=True)
    >>> [(m.start, m.end, m.senses) for m in index.find("Six F16s and an F-16C.")]
    [(4, 8, ('the fighter',))]
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[str, T, bool]]] = {}
        self._root: dict[str, _Node[T]] = {}
        self._small: set[str] = set()
        self._start: re.Pattern[str] | None = None
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, name: str, sense: T, *, plural: bool = False) -> None:
        """Index `name`; with `plural`, its regular plural too.

        Raises
        ------
        ValueError
            If the name holds neither letter nor digit.
        """
        first = _ATOM.search(name)
        if first is None:
            raise ValueError(f"name {name!r} holds neither letter nor digit")
        self._size += 1
        atom = fold(first.group())
        if first.group()[0].islower() and first.group() not in self._small:
            self._small.add(first.group())
            self._start = None
        self._waiting.setdefault(atom, []).append((name, sense, plural))
        if plural and first.end() == len(name) and len(atom) > 1:
            self._waiting.setdefault(fold(_plural(first.group())), []).append((name, sense, plural))

    def _node(self, atom: str) -> _Node[T] | None:
        """Return the trie's node for a first atom; names are put into the trie when their first atom is first met."""
        for name, sense, plural in self._waiting.pop(atom, ()):
            self._index(name, sense, plural)
        return self._root.get(atom)

    def _index(self, name: str, sense: T, plural: bool) -> None:
        atoms = list(_ATOM.finditer(name))
        words = tuple(m.group() for m in atoms)
        gaps = [name[a.end() : b.start()] for a, b in pairwise(atoms)]
        spaced = len(words) == 1 or len(words[0]) > 1 or " " in gaps[0]
        self._put(words, gaps, _Name(words, spaced, name[atoms[-1].end() :], False, sense))
        if plural and words[-1].isalpha() and len(words[-1]) > 1:
            more = (*words[:-1], _plural(words[-1]))
            self._put(more, gaps, _Name(more, spaced, "", True, sense))

    def _put(self, words: tuple[str, ...], gaps: list[str], name: _Name[T]) -> None:
        folded = [fold(word) for word in words]
        node = self._root.get(folded[0])
        if node is None:
            node = self._root[folded[0]] = _Node()
        for before, gap, after in zip(folded, gaps, folded[1:], strict=False):
            key = _key(gap, before[-1], after[0]) + after
            found = node.after.get(key)
            if found is None:
                found = node.after[key] = _Node()
            node = found
        if name not in node.names:
            node.names.append(name)

    def find(self, text: str) -> Iterator[NameMatch[T]]:
        """Yield the names of `text` from left to right, the longest at each place, without overlap."""
        folded = fold(text)
        waiting, root = self._waiting, self._root
        resume = 0
        for atom in self._starts().finditer(text):
            start, end = atom.span()
            word = folded[start:end]
            node = self._node(word) if word in waiting else root.get(word)
            if node is not None and start >= resume:
                match = self._longest(text, folded, (start, end), node)
                if match is not None:
                    yield match
                    resume = match.end

    def _starts(self) -> re.Pattern[str]:
        """Pattern of the words that a name can begin with: capitals, numbers, and the few that names write small."""
        if self._start is None:
            small = "|".join(sorted(map(re.escape, self._small), key=len, reverse=True))
            self._start = re.compile(
                r"(?<![^\W_])(?:[^\W\d_a-z][^\W\d_]*|\d+" + (rf"|(?:{small})(?![^\W\d_]))" if small else ")")
            )
        return self._start

    def _longest(self, text: str, folded: str, first: tuple[int, int], node: _Node[T]) -> NameMatch[T] | None:
        """Walk the trie from an atom as far as it goes; the last accepted name on the way is the longest."""
        atoms = [first]
        best = self._accept(text, atoms, node) if node.names else None
        while node.after and (step := _NEXT.match(folded, atoms[-1][1])) is not None:
            gap, atom = step.groups()
            found = node.after.get(_key(gap, folded[atoms[-1][1] - 1], atom[0]) + atom)
            if found is None:
                break
            node = found
            atoms.append(step.span(2))
            if node.names and (match := self._accept(text, atoms, node)) is not None:
                best = match
        return best

    def _accept(self, text: str, atoms: list[tuple[int, int]], node: _Node[T]) -> NameMatch[T] | None:
        """Check word boundaries and capitals; a plural *s* after a digit belongs to the match."""
        start, end = atoms[0][0], atoms[-1][1]
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            return None
        plural = False
        if _WORD_GOES_ON.match(text, end):
            if not (text[end - 1].isdigit() and text[end] == "s") or _WORD_GOES_ON.match(text, end + 1):
                return None
            plural, end = True, end + 1
        elif text[end - 1].isdigit() and _DECIMAL.match(text, end):
            return None
        spelled = node.exact.get(text[start:end])
        if spelled is None:
            spelled = node.exact[text[start:end]] = self._spelled(text, atoms, node)
        for tail, senses, is_plural in spelled:
            if text.startswith(tail, end):
                return NameMatch(start, end + len(tail), senses, plural or is_plural)
        return None

    @staticmethod
    def _spelled(text: str, atoms: list[tuple[int, int]], node: _Node[T]) -> list[tuple[str, tuple[T, ...], bool]]:
        """Names that may be spelled as the text has them: senses and whether plural, by tail, the longest tail first.

        A text spells its names in few ways, so that the answer is kept at the node.
        """
        words = [text[s:e] for s, e in atoms]
        gap_is_space = len(atoms) > 1 and text[atoms[0][1]].isspace()
        letters = "".join(words)
        shouted = len(letters) > 3 and letters.isupper()
        designator = any(w.isdigit() for w in words)
        fitting = [
            name
            for name in node.names
            if (name.spaced or not gap_is_space)
            and all(
                _same_case(w, n, designator=designator, shouted=shouted) for w, n in zip(words, name.atoms, strict=True)
            )
        ]
        tails = {name.tail for name in fitting} | ({""} if any(name.tail in ("", ".") for name in fitting) else set())
        out = []
        for tail in sorted(tails, key=len, reverse=True):
            named = [name for name in fitting if name.tail == tail or {name.tail, tail} <= {"", "."}]
            out.append((tail, tuple(name.sense for name in named), all(name.plural for name in named)))
        return out


def _plural(word: str) -> str:
    """Regular English plural of a word, in the word's own case."""
    lower = word.lower()
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        ending = "es"
    elif lower.endswith("y") and len(word) > 2 and lower[-2] not in "aeiou":
        word, ending = word[:-1], "ies"
    else:
        ending = "s"
    return word + ending
