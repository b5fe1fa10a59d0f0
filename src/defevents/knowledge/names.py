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
from typing import Generic, NamedTuple, TypeVar

__all__ = ["NameIndex", "NameMatch", "fold"]

T = TypeVar("T")

_ATOM = re.compile(r"[^\W\d_]+|\d+")
_NEXT = {False: re.compile(r"([\W_]*)([^\W\d_]+|\d+)"), True: re.compile(r"([^a-z0-9]*)([a-z]+|[0-9]+)")}
"""Pattern of the next atom of a folded text, by whether the text is of ASCII alone, which is the faster one."""
_DECIMAL = re.compile(r"[.,]\d")

OPENING = 2
"""Letters of a name's second atom that must follow a first one in lower case before the trie is asked."""


class NameMatch(NamedTuple, Generic[T]):
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
    have (*Hisar-A+*, *FFG(X)*). `of_letters` marks the plural of a designator's last letters (*F-35As*), which has its
    *s* in lower case whatever the rest is.
    """

    atoms: tuple[str, ...]
    spaced: bool
    tail: str
    plural: bool
    sense: T
    of_letters: bool = False


class _Node(Generic[T]):
    """A place in the trie: the names that end here, and where it goes on, by the next atom and the way it is joined."""

    __slots__ = ("after", "exact", "names")

    def __init__(self) -> None:
        self.after: dict[str, dict[str, _Node[T]]] = {}
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
    if gap not in (" ", "-", ""):
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
        self._first: dict[str, _Node[T] | list[tuple[str, T, bool]]] = {}
        self._small: dict[str, set[str]] = {}
        self._start: dict[bool, re.Pattern[str]] = {}
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
        words = [first.group()]
        if plural and first.end() == len(name) and len(words[0]) > 1:
            words.append(_plural(words[0]))
        for word in words:
            if word[0].islower():
                following = _ATOM.search(name, first.end())
                self._small.setdefault(word, set()).add(fold(following.group())[:OPENING] if following else "")
                self._start.clear()
            place = self._first.setdefault(fold(word), [])
            if isinstance(place, list):
                place.append((name, sense, plural))
            else:
                _index(place, fold(word), name, sense, plural=plural)

    def find(self, text: str) -> Iterator[NameMatch[T]]:
        """Yield the names of `text` from left to right, the longest at each place, without overlap."""
        folded = fold(text)
        plain = text.isascii()
        following = _NEXT[plain]
        places = self._first
        resume = 0
        for atom in self._starts(plain=plain).finditer(text):
            start, end = atom.span()
            place = places.get(folded[start:end])
            if place is None or start < resume:
                continue
            if isinstance(place, list):
                place = self._node(folded[start:end], place)
            match = self._longest(text, folded, (start, end), place, following)
            if match is not None:
                yield match
                resume = match.end

    def _node(self, atom: str, waiting: list[tuple[str, T, bool]]) -> _Node[T]:
        """Put the names that wait under a first atom into the trie, which is done when the atom is first met."""
        node: _Node[T] = _Node()
        for name, sense, plural in waiting:
            _index(node, atom, name, sense, plural=plural)
        self._first[atom] = node
        return node

    def _starts(self, *, plain: bool) -> re.Pattern[str]:
        """Pattern of the words that a name can begin with: capitals, numbers, and the few that names write small.

        Of the small ones only those count after which a name may go on (*the Channel*), most being common words.
        `plain` text is of ASCII alone, which the pattern for it reads in two thirds of the time.
        """
        if plain not in self._start:
            letter, capital = ("[A-Za-z]", "[A-Z]") if plain else (r"[^\W\d_]", r"[^\W\d_a-z]")
            by_letter: dict[str, list[str]] = {}
            for word, openings in sorted(self._small.items()):
                by_letter.setdefault(word[0], []).append(rf"{word[1:]}(?!{letter}){_followed(openings)}")
            small = "".join(rf"|{first}(?:{'|'.join(rest)})" for first, rest in by_letter.items())
            pattern = rf"\b(?=[\d{''.join(by_letter)}]|{capital})(?:{capital}{letter}*|\d+{small})"
            self._start[plain] = re.compile(pattern, re.ASCII if plain else 0)
        return self._start[plain]

    def _longest(
        self, text: str, folded: str, first: tuple[int, int], node: _Node[T], following: re.Pattern[str]
    ) -> NameMatch[T] | None:
        """Walk the trie from an atom as far as it goes; the last accepted name on the way is the longest."""
        atoms = [first]
        end = first[1]
        best = self._accept(text, atoms, node) if node.names else None
        while node.after and (step := following.match(folded, end)) is not None:
            gap, atom = step.groups()
            joined = node.after.get(atom)
            if joined is None:
                break
            found = joined.get(_key(gap, folded[end - 1], atom[0]))
            if found is None:
                break
            node = found
            end = step.end()
            atoms.append((end - len(atom), end))
            if node.names and (match := self._accept(text, atoms, node)) is not None:
                best = match
        return best

    def _accept(self, text: str, atoms: list[tuple[int, int]], node: _Node[T]) -> NameMatch[T] | None:
        """Check the word's end and capitals; a plural *s* after a digit belongs to the match."""
        start, end = atoms[0][0], atoms[-1][1]
        plural = False
        following = text[end : end + 1]
        if following.isalnum():
            if following != "s" or not text[end - 1].isdigit() or text[end + 1 : end + 2].isalnum():
                return None
            plural, end = True, end + 1
        elif following in (".", ",") and text[end - 1].isdigit() and _DECIMAL.match(text, end):
            return None
        written = text[start:end]
        spelled = node.exact.get(written)
        if spelled is None:
            spelled = node.exact[written] = self._spelled(text, atoms, node)
        for tail, senses, is_plural in spelled:
            if not tail or text.startswith(tail, end):
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
        # T-90MS is no plural of T-90M, nor is "Bars Is" one of Bars-I.
        small_s = words[-1].endswith("s") and (
            len(atoms) == 1 or words[-1] not in ("As", "Is") or not text[atoms[-2][1]].isspace()
        )
        fitting = [
            name
            for name in node.names
            if (name.spaced or not gap_is_space)
            and (small_s or not name.of_letters)
            and all(
                _same_case(w, n, designator=designator, shouted=shouted) for w, n in zip(words, name.atoms, strict=True)
            )
        ]
        if any(name.of_letters for name in fitting):  # S-300Ps are no S-300PS
            fitting = [name for name in fitting if name.of_letters or name.atoms[-1] == words[-1]]
        tails = {name.tail for name in fitting} | ({""} if any(name.tail in ("", ".") for name in fitting) else set())
        out = []
        for tail in sorted(tails, key=len, reverse=True):
            named = [name for name in fitting if name.tail == tail or {name.tail, tail} <= {"", "."}]
            out.append((tail, tuple(name.sense for name in named), all(name.plural for name in named)))
        return out


def _index(node: _Node[T], first: str, name: str, sense: T, *, plural: bool) -> None:
    """Put those forms of a name under a node that begin with its atom `first`."""
    atoms = list(_ATOM.finditer(name))
    words = tuple(m.group() for m in atoms)
    gaps = [name[a.end() : b.start()] for a, b in pairwise(atoms)]
    spaced = len(words) == 1 or len(words[0]) > 1 or " " in gaps[0]
    forms = [_Name(words, spaced, name[atoms[-1].end() :], False, sense)]
    last = words[-1]
    if plural and last.isalpha():
        apart = not gaps or gaps[-1].isspace()
        if not apart and (len(last) == 1 or last.isupper() or words[-2].isdigit()):
            forms.append(_Name((*words[:-1], last + "s"), spaced, "", True, sense, of_letters=True))
        elif len(last) > 1:
            forms.append(_Name((*words[:-1], _plural(last)), spaced, "", True, sense))
        elif gaps and last.isupper() and last not in "AI":  # As, Is: "The Heron Is Back"
            forms.append(_Name((*words[:-1], last + "s"), spaced, "", True, sense, of_letters=True))
    for form in forms:
        if fold(form.atoms[0]) == first:
            _put(node, gaps, form)


def _put(node: _Node[T], gaps: list[str], name: _Name[T]) -> None:
    folded = [fold(word) for word in name.atoms]
    for before, gap, after in zip(folded, gaps, folded[1:], strict=False):
        node = node.after.setdefault(after, {}).setdefault(_key(gap, before[-1], after[0]), _Node())
    if name not in node.names:
        node.names.append(name)
        node.exact.clear()


def _followed(openings: set[str]) -> str:
    """Pattern that looks whether the next atom may begin in one of these ways; accented letters may be any."""
    if "" in openings:
        return ""
    accented = rf"[^\W\d_]{{0,{OPENING - 1}}}[^\W\d_a-zA-Z]"
    return rf"(?=[\W_]*(?:(?i:{'|'.join(sorted(openings))})|{accented}))"


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
