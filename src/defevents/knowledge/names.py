"""Finds thousands of names in running text at once: a trie over runs of letters and runs of digits.

Names are compared atom by atom (an atom is a run of letters or of digits), so that *F-16*, *F16* and *Su-30 MKI*,
*Su-30MKI* are one name without listing each form, while *T-90* is never found inside *T-90M*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
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
    `stopped` that it ends in a full stop of its own (*U.S.*).
    """

    atoms: tuple[str, ...]
    spaced: bool
    stopped: bool
    plural: bool
    sense: T


class _Node(Generic[T]):
    """A place in the trie; `proper` at the root says that every name from here begins with a capital or digit."""

    __slots__ = ("after", "names", "proper")

    def __init__(self) -> None:
        self.after: dict[str, _Node[T]] = {}
        self.names: list[_Name[T]] = []
        self.proper = True


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
    return designator or (name_atom.isupper() and len(name_atom) > 3) or text_atom[1:].lower() == name_atom[1:].lower() != name_atom[1:].upper()


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
        gaps = [name[a.end() : b.start()] for a, b in zip(atoms, atoms[1:], strict=False)]
        spaced = len(words) == 1 or len(words[0]) > 1 or " " in gaps[0]
        stopped = name.endswith(".")
        self._put(words, gaps, _Name(words, spaced, stopped, False, sense))
        if plural and words[-1].isalpha() and len(words[-1]) > 1:
            more = (*words[:-1], _plural(words[-1]))
            self._put(more, gaps, _Name(more, spaced, False, True, sense))

    def _put(self, words: tuple[str, ...], gaps: list[str], name: _Name[T]) -> None:
        folded = [fold(word) for word in words]
        node = self._root.get(folded[0])
        if node is None:
            node = self._root[folded[0]] = _Node()
        node.proper &= not words[0][0].islower()
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
        for atom in _ATOM.finditer(folded):
            word = atom.group()
            node = self._node(word) if word in waiting else root.get(word)
            if node is None or (start := atom.start()) < resume or (node.proper and text[start].islower()):
                continue
            match = self._longest(text, folded, atom.span(), node)
            if match is not None:
                yield match
                resume = match.end

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
        words = [text[s:e] for s, e in atoms]
        gap_is_space = len(atoms) > 1 and text[atoms[0][1]].isspace()
        shouted = len("".join(words)) > 3 and all(w.isupper() or w.isdigit() for w in words) and any(map(str.isupper, words))
        designator = any(w.isdigit() for w in words)
        fitting = [
            name
            for name in node.names
            if (name.spaced or not gap_is_space)
            and all(
                _same_case(w, n, designator=designator, shouted=shouted)
                for w, n in zip(words, name.atoms, strict=True)
            )
        ]
        if not fitting:
            return None
        if any(name.stopped for name in fitting) and text[end : end + 1] == ".":
            end += 1
        return NameMatch(start, end, tuple(n.sense for n in fitting), plural or all(n.plural for n in fitting))


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
