"""Looks up which entity a word of the text names, stands for or gathers, and who owns it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spacy.tokens import Doc, Span, Token

from defevents.layers import state
from defevents.syntax import TRANSPARENT

__all__ = ["OWNED", "OWNERS", "Filler", "Mentions", "Named", "is_end", "kind_of", "origin_of"]

OWNED = frozenset({"FORCE", "WEAPON"})
OWNERS = frozenset({"COUNTRY", "NATIONALITY", "ORG"})
MAX_DEPTH = 4
ENDS = frozenset({"until", "till"})
"""Words before a date up to which something lasts: by the annotation guide never when it happens."""


def kind_of(entity: dict[str, Any]) -> str:
    """What the knowledge base says an entity is: *company*, *aircraft*, *office* for who holds one; else empty."""
    if entity["office"]:
        return "office"
    category: str = entity["category"] or ""
    return category if entity["label"] == "ORG" else category.partition("-")[0]


def is_end(doc: Doc, date: int) -> bool:
    """Whether the date that begins with that token is an end: *until May 20*."""
    return date > 0 and doc[date - 1].lower_ in ENDS


def origin_of(entity: dict[str, Any]) -> str | None:
    """Code of the country that makes a weapon; None for all else, and where it is not known."""
    return entity["country"] if entity["label"] == "WEAPON" else None


@dataclass(frozen=True, slots=True)
class Filler:
    """An entity found in a position: its index, the tokens that show it, its label there, and who owns it."""

    entity: int
    start: int
    end: int
    label: str
    owner: Filler | None = None


class Mentions:
    """Looks entities up by token: their mentions, pronouns for them, and their owners."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.at: dict[int, tuple[int, int, int, str]] = {}
        self.entities: list[dict[str, Any]] = state(doc).get("entities", [])
        for number, entity in enumerate(self.entities):
            for start, end, label in entity["mentions"]:
                for i in range(start, end):
                    self.at[i] = (number, start, end, label)
        self.anaphora: dict[int, int] = {int(i): e for i, e in state(doc).get("anaphora", {}).items()}
        self.named = Named(doc)
        self._fillers: dict[int, list[Filler]] = {}

    def label(self, token: int) -> str:
        """Label of the mention that holds a token; an empty string outside mentions."""
        return self.at[token][3] if token in self.at else ""

    def fillers(self, token: Token) -> list[Filler]:
        """Entities that `token` names, stands for or gathers, and those coordinated with it."""
        if token.i not in self._fillers:
            self._fillers[token.i] = list(self._find_fillers(token, 0))
        return self._fillers[token.i]

    def _find_fillers(self, token: Token, depth: int) -> Iterator[Filler]:
        if depth > MAX_DEPTH:
            return
        if token.i in self.at:
            number, start, end, label = self.at[token.i]
            root = self.doc[start:end].root
            yield Filler(number, start, end, label, self._owner(start, end, root))
            coordinated = [t for t in root.children if t.dep_ == "conj" and not start <= t.i < end]
        else:
            if token.i in self.anaphora:
                number = self.anaphora[token.i]
                yield Filler(number, token.i, token.i + 1, self.entities[number]["label"])
            elif token.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "DET", "ADJ"):
                yield from self._inside(token, depth)
            coordinated = [t for t in token.children if t.dep_ == "conj"]
        for other in coordinated:
            yield from self._find_fillers(other, depth + 1)

    def _inside(self, token: Token, depth: int) -> Iterator[Filler]:
        """Entities within a phrase whose head is none: *dozens of tanks*, *a package of missiles*, *Russian side*."""
        parts = [
            obj
            for p in token.children
            if p.dep_ == "prep" and p.lower_ == "of"
            for obj in p.children
            if obj.dep_ == "pobj"
        ]
        if token.lemma_.lower() in TRANSPARENT or token.pos_ in ("NUM", "PRON", "DET"):
            found = [f for part in parts for f in self._find_fillers(part, depth + 1)]
            if found:
                yield from found
                return
        for child in token.children:
            if child.dep_ in ("appos", "compound", "amod", "nmod", "poss") and child.i in self.at:
                number, start, end, label = self.at[child.i]
                yield Filler(number, start, end, label)
                if child.dep_ == "appos":
                    return

    def _owner(self, start: int, end: int, root: Token) -> Filler | None:
        """Country or organisation whose force or weapon this is, by grammar or by standing right before it."""
        if self.at[start][3] not in OWNED:
            return None
        places = [
            t.i for t in root.children if t.dep_ in ("poss", "amod", "compound", "nmod") and not start <= t.i < end
        ]
        before = start - 1
        while before >= 0 and (self.doc[before].tag_ in ("POS", "CD", "JJ", "JJR", "JJS") and before not in self.at):
            before -= 1
        places.append(before)
        for i in places:
            if i in self.at and self.at[i][3] in OWNERS and not start <= i < end:
                number, s, e, label = self.at[i]
                return Filler(number, s, e, label)
        return None


class Named:
    """The entities of a document, by sentence; `sentence.ents` reads through the whole article for them."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._ents = doc.ents
        self._starts = [e.start for e in self._ents]

    @cached_property
    def _sentences(self) -> list[Span]:
        return list(self._doc.sents)

    def within(self, sentence: Span) -> list[Span]:
        """Entities that stand in a sentence from start to end, in text order."""
        first, end = bisect_left(self._starts, sentence.start), bisect_left(self._starts, sentence.end)
        return [e for e in self._ents[first:end] if e.end <= sentence.end]

    def beside(self, sentence: Span, apart: int) -> list[Span]:
        """Entities of the sentence so many sentences after one (before it, if negative), where there is one."""
        place = bisect_left(self._sentences, sentence.start, key=lambda other: other.start) + apart
        return self.within(self._sentences[place]) if 0 <= place < len(self._sentences) else []
