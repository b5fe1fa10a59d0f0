"""Sets the limits of bodies and makers: parts them from the states they belong to, joins makers to their products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span

from defevents.knowledge.entries import Organisation
from defevents.knowledge.lexicon import Lexicon
from defevents.layers import NAMES
from defevents.recognition.candidates import Candidate

__all__ = ["Bodies", "is_modifier"]


class Bodies:
    """Sets where the names of organisations begin and end."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def limited(self, doc: Doc, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates, those of organisations within their limits."""
        return self._without_owner(doc, self._with_makers(doc, [_without_article(doc, c) for c in candidates]))

    def _without_owner(self, doc: Doc, candidates: list[Candidate]) -> list[Candidate]:
        """Part a body from the states after it: *Ministry of Defence* of *Russia*, *Islamic State* in *Iraq*."""
        out = []
        for candidate in candidates:
            words = [doc[i].lower_ for i in range(candidate.start, candidate.end)]
            parted: list[Candidate] = []
            if candidate.label == "ORG" and "of" in words[1:-1] and (not candidate.kb_id or words[0] == "ministry"):
                parted = self._of_state(doc, candidate, words)
            elif candidate.label == "ORG" and "in" in words[1:-1]:
                parted = self._in_states(doc, candidate, words)
            out += parted or [candidate]
        return out

    def _of_state(self, doc: Doc, candidate: Candidate, words: list[str]) -> list[Candidate]:
        of = candidate.start + len(words) - 1 - words[::-1].index("of")
        owner = of + 2 if doc[of + 1].lower_ == "the" else of + 1
        senses = [s for s in self._lexicon.lookup(doc[owner : candidate.end].text) if s.form == "name"]
        countries = [s.entry.id for s in senses if s.label == "COUNTRY"]
        if not countries or owner >= candidate.end:
            return []
        state = Candidate(owner, candidate.end, "COUNTRY", countries[0], "name")
        return [state] if words[:2] == ["government", "of"] else [state, replace(candidate, end=of)]

    def _in_states(self, doc: Doc, candidate: Candidate, words: list[str]) -> list[Candidate]:
        end = candidate.start + words.index("in")
        known = {s.entry.id for s in self._lexicon.lookup(doc[candidate.start : end].text) if s.label == "ORG"}
        if len(known) != 1 or self._lexicon.lookup(doc[candidate.start : candidate.end].text):
            return []
        states = [
            Candidate(s.start, s.end, s.label_, s.kb_id_, "name")
            for s in doc.spans.get(NAMES, ())
            if end < s.start and s.end <= candidate.end and s.label_ == "COUNTRY" and not s.id_.startswith("capital")
        ]
        return states and [*states, replace(candidate, end=end, kb_id=known.pop())]

    def _with_makers(self, doc: Doc, candidates: list[Candidate]) -> list[Candidate]:
        """Take a maker's name into that of its product: *Sukhoi Su-30MKK*; 30 of 32 such pairs are annotated so."""
        makers = {c.end: c for c in candidates if c.label == "ORG" and self._is_company(c)}
        products = {c.start: c for c in candidates if c.label == "WEAPON" and not doc[c.start].is_lower}
        named = {maker: products[end] for end, maker in makers.items() if end in products}
        grown = {product: replace(product, start=maker.start) for maker, product in named.items()}
        return [grown.get(c, c) for c in candidates if c not in named]

    def _is_company(self, candidate: Candidate) -> bool:
        entry = self._lexicon.entries.get(candidate.kb_id)
        return isinstance(entry, Organisation) and entry.kind in ("company", "shipyard")


def is_modifier(name: Span) -> bool:
    """Whether a body's name that ends in a common noun only modifies the next word: *Russian military* activities."""
    last = name[-1]
    return (
        name.label_ == "ORG" and last.is_lower and last.head.i >= name.end and last.dep_ in ("amod", "compound", "nmod")
    )


def _without_article(doc: Doc, candidate: Candidate) -> Candidate:
    """Leave out the article of a body that its name has: *The Associated Press*."""
    if candidate.label == "ORG" and candidate.end - candidate.start > 1 and doc[candidate.start].lower_ == "the":
        return replace(candidate, start=candidate.start + 1)
    return candidate
