"""Finds who states an event, with what stance, and in which words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from defevents.knowledge.lexicon import data_folder
from defevents.layers import read_of, state
from defevents.learned.circumstance_features import claim_features, near_claim_features
from defevents.learned.decisions import NONE, load_decisions
from defevents.learned.network import Network
from defevents.learned.opinions import opinions
from defevents.mentions import Mentions, kind_of
from defevents.syntax import governors, subjects

__all__ = ["ClaimFinder"]

SOURCES = frozenset({"PERSON", "ORG", "COUNTRY", "NATIONALITY", "FORCE"})
OWNS = frozenset({"poss", "amod", "compound", "nmod"})
"""Relations of a name to the noun that stands for what it said (*Ukraine's accusation*, *a Ukrainian report*). In the
annotated texts 2 of 80 such sources deny the event."""
CLAIM_THRESHOLD = 0.5
"""Lower ones give more of the sources of a single mention, but those of all mentions of an event come together."""
NEAR = (-1, 1, -2)
"""Sentences of the paragraph beside the event's own in which a source is looked for, nearest first: on articles held
back, with these F1 of sources is .575, without .547; with more .576."""


class ClaimFinder:
    """Writes the claims of every event into the state: source entity, stance, and the tokens of the cue.

    Parameters
    ----------
    model
        The learned model that weighs each entity of the sentence; None for the rules alone.
    """

    def __init__(self, model: Network | None) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "claims.toml").read_text(encoding="utf-8"))
        self._model = model
        self._verbs = {word: stance for stance, words in cues["verbs"].items() for word in words}
        self._nouns = {word: stance for stance, words in cues["nouns"].items() for word in words}
        self._with_object = frozenset(cues["with_object"]["lemmas"])

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of `doc`."""
        world = Mentions(doc)
        for event in state(doc).get("events", ()):
            head = doc[event["heads"][0]]
            claims = self.by_rules(head, world)
            event["claims"] = claims if self._model is None else self._weighed(event, head, claims, world, self._model)
        return doc

    def rows(
        self, event: dict[str, Any], head: Token, claims: list[dict[str, Any]], world: Mentions
    ) -> Iterator[tuple[int, Span, list[str], dict[str, float] | None]]:
        """Entity, mention and features of everything that may be a source, and what is said of it.

        Looked at is what stands in the sentence, and what the encoder has read in those beside it. The last are the
        chances that it gives the stances, and the statuses of the event.
        """
        rules = {claim["entity"]: claim["stance"] for claim in claims}
        roles: dict[int, list[str]] = {}
        for argument in event["arguments"]:
            roles.setdefault(argument["entity"], []).append(argument["role"])
        chain = governors(head)
        read = read_of(head.doc, head.i)
        stances = read.get("stances", {})
        sources = [m for m in world.named.within(head.sent) if m.label_ in SOURCES and m.start in world.at]
        for mention in sources:
            entity = world.at[mention.start][0]
            nearer = sum(
                m.label_ == mention.label_ and abs(m.start - head.i) < abs(mention.start - head.i) for m in sources
            )
            features = claim_features(
                head,
                event["type"],
                mention,
                kind_of(world.entities[entity]),
                chain,
                rules.get(entity, "none"),
                roles.get(entity, ()),
                nearer,
            )
            stance = stances.get(str(mention.end - 1))
            yield entity, mention, list(features), None if stance is None else stance | read["status"]
        seen = {world.at[mention.start][0] for mention in sources}
        for apart in NEAR:
            for mention in world.named.beside(head.sent, apart):
                if mention.label_ not in SOURCES or mention.start not in world.at:
                    continue
                entity, stance = world.at[mention.start][0], stances.get(str(mention.end - 1))
                if entity not in seen and stance is not None:
                    seen.add(entity)
                    features = near_claim_features(head, event["type"], mention, kind_of(world.entities[entity]), apart)
                    yield entity, mention, list(features), stance | read["status"]

    def _weighed(
        self, event: dict[str, Any], head: Token, claims: list[dict[str, Any]], world: Mentions, model: Network
    ) -> list[dict[str, Any]]:
        """Claims that the model believes; those of pronouns stay as the rules have them."""
        cues = {claim["entity"]: claim["cue"] for claim in claims}
        seen: set[int] = set()
        # *According to* says outright who states it: no weighing can better that.
        out = {c["entity"]: c for c in claims if head.doc[c["cue"][0]].lower_ == "according"}
        rows = list(self.rows(event, head, claims, world))
        vectors = opinions([said for *_, said in rows], model.size)
        for (entity, mention, *_), chances in zip(
            rows, model.batch([features for *_, features, _ in rows], vectors), strict=True
        ):
            if head.sent.start <= mention.start < head.sent.end:
                seen.add(entity)
            elif entity in cues:
                continue
            said = self._nouns.get(mention.root.head.lemma_.lower()) if mention.root.dep_ in OWNS else None
            unsaid = {NONE} if said in (None, "deny") else {NONE, "deny"}  # *rejected a Ukrainian report* denies
            stance = max((s for s in chances if s not in unsaid), key=chances.__getitem__)
            if 1 - chances[NONE] >= CLAIM_THRESHOLD and entity not in out:
                out[entity] = {"entity": entity, "stance": stance, "cue": cues.get(entity) or _cue(mention)}
        return [*out.values(), *(claim for claim in claims if claim["entity"] not in seen)]

    def by_rules(self, head: Token, world: Mentions) -> list[dict[str, Any]]:
        """Claims by reporting verbs and nouns that govern the trigger, and by *according to*."""
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
            if verb.pos_ == "NOUN" and (stance := self._nouns.get(verb.lemma_.lower())):
                for owner in _owners(verb):
                    add(owner, stance, verb, verb.i + 1)
            stance = self._verbs.get(verb.lemma_.lower())
            if stance is None or verb.pos_ not in ("VERB", "AUX"):
                continue
            clausal = governor.relation in ("ccomp", "xcomp", "of", "for", "from", "with", "against", "advcl")
            nominal = governor.relation in ("dobj", "nsubjpass") and verb.lemma_ in self._with_object
            if not (clausal or nominal):
                continue
            if (
                governor.relation == "xcomp"
                and stance == "report"
                and verb.lemma_ in ("expect", "believe", "think", "show", "find")
            ):
                continue
            for subject in _speakers(verb):
                add(subject, stance, verb, verb.i + 1)
        for preposition in head.sent:
            if (
                preposition.lower_ == "according"
                and preposition.i + 1 < len(head.doc)
                and preposition.nbor().lower_ == "to"
            ):
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


def _owners(noun: Token) -> list[Token]:
    """Whose a noun is: *Ukraine's accusation*, *a Ukrainian report*, *a statement by the ministry*."""
    by = [o for t in noun.children if t.lower_ == "by" for o in t.children if o.dep_ == "pobj"]
    return by + [t for t in noun.children if t.dep_ in OWNS]


def _cue(mention: Span) -> list[int]:
    """Tokens of the word by which a source states something: the verb that it is the subject of, else its own."""
    for token in (mention.root.head, mention.root.head.head):
        if token.pos_ in ("VERB", "AUX"):
            return [token.i, token.i + 1]
    return [mention.start, mention.end]


@Language.factory(
    "defevents_claims",
    default_config={"learned": True},
    requires=["token.dep", "token.lemma", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_claims(nlp: Language, name: str, learned: bool) -> ClaimFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return ClaimFinder(load_decisions().claims if learned else None)
