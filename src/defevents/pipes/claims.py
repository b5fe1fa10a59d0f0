"""Finds who states an event, with what stance, and in which words."""

from __future__ import annotations

import tomllib
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from defevents.knowledge.lexicon import data_folder
from defevents.layers import state
from defevents.mentions import Mentions
from defevents.syntax import governors, subjects

__all__ = ["ClaimFinder"]

SOURCES = frozenset({"PERSON", "ORG", "COUNTRY", "NATIONALITY", "FORCE"})
OPENING, CLOSING = frozenset("“‘\""), frozenset("”’\"")


class ClaimFinder:
    """Writes the claims of every event into the state: source entity, stance, and the tokens of the cue."""

    def __init__(self) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "claims.toml").read_text(encoding="utf-8"))
        self._verbs = {word: stance for stance, words in cues["verbs"].items() for word in words}
        self._with_object = frozenset(cues["with_object"]["lemmas"])

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of `doc`."""
        world = Mentions(doc)
        for event in state(doc).get("events", ()):
            event["claims"] = self._claims(doc[event["heads"][0]], world)
        return doc

    def _claims(self, head: Token, world: Mentions) -> list[dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}

        def add(source: Token, stance: str, cue: Token, cue_end: int) -> None:
            for filler in world.fillers(source):
                if filler.label in SOURCES:
                    found.setdefault(
                        filler.entity,
                        {"entity": filler.entity, "stance": stance, "cue": [cue.i, cue_end]},
                    )

        chain = governors(head)
        own = self._verbs.get(head.lemma_.lower())
        if own and head.pos_ == "VERB" and own != "report":
            for subject in subjects(head):
                add(subject, own, head, head.i + 1)
        for governor in chain:
            verb = governor.token
            stance = self._verbs.get(verb.lemma_.lower())
            if stance is None or verb.pos_ not in ("VERB", "AUX"):
                continue
            clausal = governor.relation in ("ccomp", "xcomp", "of", "for", "from", "with", "against", "advcl")
            nominal = governor.relation in ("dobj", "nsubjpass") and verb.lemma_ in self._with_object
            if not (clausal or nominal):
                continue
            if governor.relation == "xcomp" and stance == "report" and verb.lemma_ in ("expect", "believe", "think", "show", "find"):
                continue
            for subject in _speakers(verb):
                add(subject, stance, verb, verb.i + 1)
        for preposition in head.sent:
            if preposition.lower_ == "according" and preposition.i + 1 < len(head.doc) and preposition.nbor().lower_ == "to":
                for obj in preposition.nbor().children:
                    if obj.dep_ == "pobj":
                        add(obj, "report", preposition, preposition.i + 2)
        return list(found.values())


def _speakers(verb: Token) -> list[Token]:
    """Who says what `verb` says: its subject, or in the passive (*was accused by*) its agent."""
    agents = [o for t in verb.children if t.dep_ == "agent" for o in t.children if o.dep_ == "pobj"]
    if agents:
        return agents
    if any(t.dep_ == "nsubjpass" for t in verb.children):
        return []
    return subjects(verb)


@Language.factory(
    "defevents_claims", requires=["token.dep", "token.lemma", "doc._.defevents"], assigns=["doc._.defevents"]
)
def make_claims(nlp: Language, name: str) -> ClaimFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return ClaimFinder()
