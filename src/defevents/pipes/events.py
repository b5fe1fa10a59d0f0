"""Finds events: words that trigger them, and the entities that fill their roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from defevents.knowledge.event_types import load_event_types
from defevents.layers import in_body, state
from defevents.learned.argument_features import Surroundings, argument_features
from defevents.learned.decisions import NONE, Decisions, load_decisions
from defevents.learned.trigger_features import sentence_features, trigger_features, trigger_vector
from defevents.mentions import Mentions, named_in
from defevents.rules import Reading, RuleReader, joined_lemmas
from defevents.syntax import Slot, frame

__all__ = ["NAMED_EVENT", "NAME_LEMMA", "Candidate", "EventFinder"]

TRIGGER_PARTS = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ"})
TRIGGER_ENTITIES = frozenset({"WEAPON", "FORCE", "ORG"})
NAMED_EVENT = "EXERCISE"
"""Label of entities that are events, so that their names may be triggers: *Vostok 2022 began on Thursday*."""
NAME_LEMMA = "(name)"
RULE_CONFIDENCE = 0.5
"""Confidence of events of types that the learned models do not know."""

TRIGGER_THRESHOLD = 0.5
ROLE_THRESHOLD = 0.4


@dataclass(slots=True)
class Candidate:
    """A word that may trigger an event, with all that is known of it."""

    token: Token
    start: int
    end: int
    lemma: str
    slots: list[Slot]
    readings: list[Reading]


class EventFinder:
    """Writes the events of the article into the state, under `events`: type, trigger and role fillers.

    Which words come into question, and what their grammatical positions mean, is what the event types say; how
    much that counts beside everything else in the sentence is learned. Types that the learned models do not know
    are found by the rules alone.

    Parameters
    ----------
    rules
        The event types, ready to be applied.
    decisions
        The learned models; None for the rules alone.
    """

    def __init__(self, rules: RuleReader, decisions: Decisions | None) -> None:
        self.rules = rules
        self._decisions = decisions

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of `doc`."""
        world = Mentions(doc)
        found = (
            [self._by_rules(doc, world)] if self._decisions is None else [self._learned(doc, world, self._decisions)]
        )
        state(doc)["events"] = [event for events in found for event in events]
        return doc

    def candidates(self, doc: Doc, world: Mentions) -> Iterator[Candidate]:
        """Yield the words of the body that may trigger an event."""
        for token in doc:
            yield from self.candidates_at(token, world)

    def candidates_at(self, token: Token, world: Mentions, more: frozenset[str] = frozenset()) -> Iterator[Candidate]:
        """Yield the candidate that `token` is, if its lemma is known to the rules, the model, or among `more`."""
        if world.label(token.i) == NAMED_EVENT:
            _, start, end, _ = world.at[token.i]
            if token.i == token.doc[start:end].root.i:
                yield Candidate(token, start, end, NAME_LEMMA, frame(token), [])
            return
        if token.pos_ not in TRIGGER_PARTS or (token.i in world.at and world.label(token.i) not in TRIGGER_ENTITIES):
            return
        start, lemmas = joined_lemmas(token)
        known = [x for x in lemmas if x in more or self._is_known(x)]
        if known and in_body(token.doc, token.idx, token.idx + len(token)):
            slots = frame(token)
            yield Candidate(
                token, start, token.i + 1, known[0], slots, self.rules.readings(token, lemmas, slots, world)
            )

    def _is_known(self, lemma: str) -> bool:
        if self.rules.knows(lemma):
            return True
        return self._decisions is not None and self._decisions.triggers.knows(f"known={lemma}")

    def _by_rules(self, doc: Doc, world: Mentions) -> Iterator[dict[str, Any]]:
        """Events by the rules alone: the best reading that holds, weak triggers only where no clear one stands."""
        best = {}
        for candidate in self.candidates(doc, world):
            holding = [r for r in candidate.readings if r.holds]
            if holding:
                best[candidate.token.i] = candidate, max(holding, key=lambda r: r.weight)
        clear = {(r.head.sent.start, r.schema.type) for _, r in best.values() if not r.trigger.weak}
        for candidate, reading in best.values():
            if not reading.trigger.weak or (reading.head.sent.start, reading.schema.type) not in clear:
                yield _event(candidate, reading.schema.type, 1.0, _filled(reading, 1.0))

    def _learned(self, doc: Doc, world: Mentions, decisions: Decisions) -> Iterator[dict[str, Any]]:
        shared: dict[int, list[str]] = {}
        for candidate in self.candidates(doc, world):
            sentence = candidate.token.sent
            if sentence.start not in shared:
                shared[sentence.start] = sentence_features(sentence)
            features = self.features_of(candidate, world, shared[sentence.start])
            chances = decisions.triggers.probabilities(features, trigger_vector(candidate.token, candidate.slots))
            nothing = chances.pop(NONE)
            event_type = max(chances, key=chances.__getitem__)
            if 1 - nothing >= TRIGGER_THRESHOLD and chances[event_type] >= TRIGGER_THRESHOLD * 0.75:
                arguments = list(self._arguments(candidate, event_type, world, decisions))
                yield _event(candidate, event_type, chances[event_type], arguments)
            else:
                unknown = [r for r in candidate.readings if r.holds and r.schema.type not in decisions.triggers.labels]
                if unknown:
                    reading = max(unknown, key=lambda r: r.weight)
                    yield _event(candidate, reading.schema.type, RULE_CONFIDENCE, _filled(reading, RULE_CONFIDENCE))

    @staticmethod
    def features_of(candidate: Candidate, world: Mentions, shared: list[str]) -> list[str]:
        """Names of the features of a candidate; `known=` is the one that makes its lemma a candidate."""
        names = [r.name for r in candidate.readings]
        features = trigger_features(candidate.token, candidate.lemma, candidate.slots, world, names, shared)
        return [f"known={candidate.lemma}", *features]

    def argument_rows(
        self, candidate: Candidate, event_type: str, world: Mentions
    ) -> Iterator[tuple[int, Span, list[str]]]:
        """Entity, mention and features of everything in the sentence that may fill a role of the event."""
        token = candidate.token
        reading = self.rules.reading_as(event_type, token, candidate.readings, candidate.slots, world)
        roles = {} if reading is None else {f.entity: r for r, fs in reading.fillers.items() for f in fs}
        sentence = token.sent
        named = named_in(sentence)
        around = Surroundings.of(token, candidate.slots, named, world)
        for entity, mention, label in sentence_entities(token, sentence, named, world):
            features = argument_features(
                token, candidate.lemma, event_type, mention, label, entity, around, roles, world
            )
            yield entity, mention, list(features)

    def _arguments(
        self, candidate: Candidate, event_type: str, world: Mentions, decisions: Decisions
    ) -> Iterator[dict[str, Any]]:
        schema = self.rules.types[event_type]
        best: dict[int, dict[str, Any]] = {}
        rows = list(self.argument_rows(candidate, event_type, world))
        weighed = decisions.arguments.batch([features for *_, features in rows])
        for (entity, mention, _), chances in zip(rows, weighed, strict=True):
            role = max((r for r in schema.roles if r in chances), key=chances.__getitem__)
            labels = {mention.label_} if mention.label_ else {label for *_, label in world.entities[entity]["mentions"]}
            if not labels & set(schema.roles[role].labels) or chances[role] < ROLE_THRESHOLD:
                continue
            if entity not in best or chances[role] > best[entity]["confidence"]:
                best[entity] = {
                    "role": role, "entity": entity, "start": mention.start, "end": mention.end,
                    "confidence": round(chances[role], 4),
                }  # fmt: skip
        yield from best.values()


def _filled(reading: Reading, confidence: float) -> list[dict[str, Any]]:
    """Arguments as the rules fill them."""
    return [
        {"role": role, "entity": f.entity, "start": f.start, "end": f.end, "confidence": confidence}
        for role, fillers in reading.fillers.items()
        for f in fillers
    ]


def sentence_entities(
    trigger: Token, sentence: Span, mentions: list[Span], world: Mentions
) -> Iterator[tuple[int, Span, str]]:
    """Entity, words and label of everything in the trigger's sentence that is named there or stood for by a pronoun."""
    doc, named = trigger.doc, set()
    for mention in mentions:
        if (
            mention.label_ not in ("DATE", "MONEY")
            and mention.start in world.at
            and not mention.start <= trigger.i < mention.end
        ):
            entity = world.at[mention.start][0]
            named.add(entity)
            yield entity, mention, mention.label_
    for i in range(sentence.start, sentence.end):
        if i in world.anaphora and i != trigger.i and world.anaphora[i] not in named:
            entity = world.anaphora[i]
            yield entity, doc[i : i + 1], world.entities[entity]["label"]


def _event(candidate: Candidate, event_type: str, confidence: float, arguments: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": event_type,
        "triggers": [[candidate.start, candidate.end]],
        "heads": [candidate.token.i],
        "lemma": candidate.lemma,
        "confidence": round(confidence, 4),
        "status": None,
        "stage": None,
        "arguments": arguments,
    }


@Language.factory(
    "defevents_events",
    default_config={"learned": True},
    requires=["token.dep", "token.lemma", "doc.ents", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_events(nlp: Language, name: str, learned: bool) -> EventFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name.

    `learned` set to false finds events by the rules of the event types alone.
    """
    return EventFinder(RuleReader(load_event_types()), load_decisions() if learned else None)
