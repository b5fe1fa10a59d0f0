"""Training rows of the decisions about events, made of annotated articles that the pipeline has processed.

What one decision leaves behind, the next one builds on: whether two mentions are of one event is told from their
roles, dates and statuses. These are not the annotated ones here, but those that models fitted on other articles give
(cross-fitting), so that each decision learns how far the ones before it can be trusted. On the development items that
is worth 2 points of F1 for events and for arguments. Only roles from other sentences are learned beside annotated
ones: beside found ones they are found no better. What the encoder says of an article is what one says that has not
learned from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from annotations import AnnotatedArticle, AnnotatedEvent
from fitting import fit_hidden, fit_linear
from spacy.tokens import Doc, Token

from defevents.arguments import ArgumentFinder, filler
from defevents.knowledge.event_types import load_event_types
from defevents.layers import READ, read_of, state
from defevents.learned.decisions import DECISIONS, NONE, load_decisions
from defevents.learned.distant_features import Outline
from defevents.learned.encoder import Encoder
from defevents.learned.network import Network
from defevents.learned.opinions import opinions
from defevents.learned.pair_features import pair_features, pair_vectors
from defevents.learned.trigger_features import trigger_vectors
from defevents.mentions import Mentions
from defevents.pipes.claims import ClaimFinder
from defevents.pipes.details import DetailFinder, date_rows
from defevents.pipes.distant_roles import DETAILS, distant_rows
from defevents.pipes.event_coreference import SENTENCES_APART, EventCoreference, merged, sentence_numbers
from defevents.pipes.events import EventFinder, read_events
from defevents.pipes.status import StatusTagger
from defevents.rules import NAME_LEMMA, NAMED_EVENT, Candidate, RuleReader, joined_lemmas
from defevents.syntax import frame, governors

__all__ = ["STRENGTH", "RowMaker", "Rows"]

Made = TypeVar("Made")

STRENGTH = {"arguments": 0.1, "status": 0.1, "claims": 0.1, "dates": 0.2, "distant": 0.2}
"""Inverse of the regularization of the linear models, by articles held back.

On these, hidden units brought 1.4 points of F1 to triggers, which have word vectors, and 5 to 15 to pairs of mentions,
which have the encoder's states; the rest lost by them.
"""

FOLDS = 4
"""Parts of the articles; what is said of the events of one is learned from the others."""

REFERENCE = 2.0
"""Weight of rows from the reference annotations, by whose conventions the extractor is measured; 1 for those made
after them."""


@dataclass
class Rows:
    """Training rows of one decision: feature names, labels, and dense vectors where it has them."""

    features: list[list[str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    vectors: list[np.ndarray] = field(default_factory=list)
    said: list[Mapping[str, float] | None] = field(default_factory=list)
    """What the encoder says of the rows of decisions that weigh it."""
    without_rules: bool = False
    weight: float = 1.0
    """Weight of the rows that are being added."""
    fold: int = 0
    """Fold of the rows that are being added."""

    def add(self, features: list[str], label: str, vector: np.ndarray | None = None) -> None:
        """Add one row, with a dense vector where the decision has them."""
        if self.without_rules:
            features = [name for name in features if not name.startswith("rule")]
        self.features.append(features)
        self.labels.append(label)
        self.weights.append(self.weight)
        self.folds.append(self.fold)
        if vector is not None:
            self.vectors.append(vector)

    def weigh(self, features: list[str], said: Mapping[str, float] | None, label: str) -> None:
        """Add one row of a decision that weighs what the encoder says of it."""
        self.add(features, label)
        self.said.append(said)

    def fit(self, strength: float, *, without: int | None = None) -> Network:
        """Fit a linear model, without the rows of a fold."""
        kept = [n for n, fold in enumerate(self.folds) if fold != without]
        features, labels, weights, said = (
            [column[n] for n in kept] for column in (self.features, self.labels, self.weights, self.said)
        )
        size = 1 + max(len(chances) for chances in said if chances is not None)
        return fit_linear(features, labels, weights, opinions(said, size), strength)

    def fit_hidden(self, units: int, epochs: int, members: int, seed: int) -> Network:
        """Fit networks with hidden units, which see the vectors as well, and return their mean."""
        vectors = np.array(self.vectors, dtype=np.float32)
        return fit_hidden(
            self.features, self.labels, self.weights, vectors, units=units, epochs=epochs, members=members, seed=seed
        )


@dataclass
class Processed:
    """An article as the pipeline leaves it, with its annotations."""

    doc: Doc
    article: AnnotatedArticle
    fold: int
    world: Mentions
    gold_of: dict[int, set[str]]
    """Annotated entities by the entities that the pipeline finds."""
    events: list[tuple[dict[str, Any], Candidate, AnnotatedEvent]] = field(default_factory=list)
    """Each annotated mention of an event: as the pipeline would have it, its trigger, and what is annotated."""


class RowMaker:
    """Turns processed documents and their annotations into rows, with the code that the pipeline itself uses.

    Call `add` for each article, `add_without_events` for texts without events, then `finish`.

    Parameters
    ----------
    lemmas
        Lemmas of triggers.
    readers
        Gives an encoder that has not learned from the article of that id.
    without_rules
        Whether to leave out what the rules say.
    """

    def __init__(
        self, lemmas: frozenset[str], readers: Callable[[str], Encoder], *, without_rules: bool = False
    ) -> None:
        self.types = load_event_types()
        self.rules = RuleReader(self.types)
        self.lemmas = lemmas
        self.finder = EventFinder(self.rules, None)
        self.fillers = ArgumentFinder(self.rules)
        self.status = StatusTagger(None)
        self.claims = ClaimFinder(None)
        self.readers = readers
        self.encoder = load_decisions().encoder
        self.coreference = EventCoreference(self.types, None)
        self.rows = {name: Rows(without_rules=without_rules) for name in DECISIONS}
        self.processed: list[Processed] = []

    def add(self, doc: Doc, article: AnnotatedArticle) -> None:
        """Add the rows of one article to the decisions that build on no other, and to that on distant roles."""
        world = Mentions(doc)
        this = Processed(doc, article, len(self.processed) % FOLDS, world, gold_entities(doc, article, world))
        self.processed.append(this)
        self._go_to(this)
        heads: dict[int, AnnotatedEvent] = {}
        for event in article.events:
            for start, end in event.triggers:
                heads[doc.char_span(start, end, alignment_mode="expand").root.i] = event
        self._add_triggers(doc, world, heads)
        by_end: dict[int, tuple[int, Candidate]] = {}  # of two triggers within one name the first counts
        for head in sorted(heads):
            candidate = self._candidate(doc[head], world)
            by_end.setdefault(candidate.end, (head, candidate))
        candidates = dict(by_end.values())
        self._read(this, candidates.values())
        for head, candidate in candidates.items():
            gold = heads[head]
            role_of = {filler: role for role, fillers in gold.roles.items() for filler in fillers}
            arguments = {own["entity"]: own for own in self.fillers.own_name(candidate, gold.type, world)}
            for entity, mention, features, said in self.fillers.rows(candidate, gold.type, world):
                role = next((role_of[g] for g in this.gold_of[entity] if g in role_of), NONE)
                self.rows["arguments"].weigh(features, said, role)
                if role != NONE:
                    arguments[entity] = filler(role, entity, mention.start, mention.end, 1.0)
            event = {
                "type": gold.type, "triggers": [[candidate.start, candidate.end]], "heads": [head],
                "lemma": candidate.lemma, "confidence": 1.0, "arguments": list(arguments.values()),
                "statuses": {gold.status: 1.0}, "stages": {}, "quantity": None, "quantities": [],
                "date": None, "money": None, "claims": self._right_claims(this, doc[head], gold),
            }  # fmt: skip
            for mention, features, said in date_rows(doc[head], event, world.named):
                right = gold.date is not None and mention.kb_id_ == gold.date
                self.rows["dates"].weigh(features, said, "yes" if right else "no")
                if right and mention.start in world.at:
                    event["date"] = world.at[mention.start][0]
            for mention in doc[head].sent.ents:
                if mention.label_ == "MONEY" and mention.kb_id_ == gold.value and mention.start in world.at:
                    event["money"] = world.at[mention.start][0]
            this.events.append((event, candidate, gold))
        self._add_distant(this)

    def add_without_events(self, doc: Doc) -> None:
        """Add the rows of an article of which only that is known, that it has no events."""
        self.rows["triggers"].weight = 1.0
        self._add_triggers(doc, Mentions(doc), {})

    def finish(self) -> None:
        """Add the rows of claims, status and pairs, given what models of other articles say of these events."""
        finders = self._cross_fitted("arguments", lambda model: model)
        details = self._cross_fitted("dates", lambda model: DetailFinder(self.types, model))
        for this in self.processed:
            self._go_to(this)
            found = [(candidate, gold.type) for _, candidate, gold in this.events]
            arguments = self.fillers.fill(found, this.world, finders[this.fold])
            for (event, *_), filled in zip(this.events, arguments, strict=True):
                event["arguments"] = filled
            state(this.doc)["events"] = [event for event, *_ in this.events]
            details[this.fold](this.doc)
            for event, _, gold in this.events:
                self._add_circumstances(this, event, gold)
        taggers = self._cross_fitted("status", StatusTagger)
        for this in self.processed:
            self._go_to(this)
            taggers[this.fold](this.doc)
            self._add_pairs(this)

    def _read(self, this: Processed, candidates: Iterable[Candidate]) -> None:
        """Leave with the article what an encoder says that has not learned from it, and the encoder's own states."""
        head_at = {candidate.end - 1: candidate.token.i for candidate in candidates}
        read = read_events(this.doc, self.readers(this.article.id), head_at)
        states = self.encoder.read(this.doc, head_at, head_at)
        for word, head in head_at.items():
            read[str(head)]["state"] = states.state(word)
        state(this.doc)[READ] = read

    def _go_to(self, this: Processed) -> None:
        for rows in self.rows.values():
            rows.weight = REFERENCE if this.article.is_reference else 1.0
            rows.fold = this.fold

    def _cross_fitted(self, name: str, make: Callable[[Network], Made]) -> list[Made]:
        """For each fold, something made of a model of the other ones."""
        return [make(self.rows[name].fit(STRENGTH[name], without=fold)) for fold in range(FOLDS)]

    def _candidate(self, token: Token, world: Mentions) -> Candidate:
        if world.label(token.i) == NAMED_EVENT:
            _, start, end, _ = world.at[token.i]
            return Candidate(token, token.sent, start, end, NAME_LEMMA, frame(token), [])
        start, lemmas = joined_lemmas(token)
        known = [x for x in lemmas if self.rules.knows(x) or x in self.lemmas]
        slots = frame(token)
        readings = self.rules.readings(token, lemmas, slots, world)
        return Candidate(token, token.sent, start, token.i + 1, (known or lemmas)[0], slots, readings)

    def _add_triggers(self, doc: Doc, world: Mentions, heads: dict[int, AnnotatedEvent]) -> None:
        candidates = list(self.finder.candidates(doc, world, self.lemmas))
        vectors = trigger_vectors([(c.token, c.sentence, c.slots) for c in candidates])
        for candidate, features, vector in zip(
            candidates, self.finder.features_of(candidates, world), vectors, strict=True
        ):
            head = heads.get(candidate.token.i)
            self.rows["triggers"].add(features, NONE if head is None else head.type, vector)

    def _right_claims(self, this: Processed, head: Token, gold: AnnotatedEvent) -> list[dict[str, Any]]:
        """Claims by the rules, of annotated sources only."""
        claims = self.claims.by_rules(head, this.world)
        return [c for c in claims if any(g in gold.sources for g in this.gold_of[c["entity"]])]

    def _add_circumstances(self, this: Processed, event: dict[str, Any], gold: AnnotatedEvent) -> None:
        """Rows for the claims and the status of a mention of an event."""
        doc = this.doc
        head = doc[event["heads"][0]]
        by_rules = self.claims.by_rules(head, this.world)
        for entity, _, features, said in self.claims.rows(event, head, by_rules, this.world):
            stance = next((gold.sources[g] for g in this.gold_of[entity] if g in gold.sources), NONE)
            self.rows["claims"].weigh(features, said, stance)
        chain = governors(head)
        stage = self.status.stage(head, chain) if gold.type == "TRANSFER" else None
        rule, cues = self.status.by_rules(head, chain, stage)
        said = read_of(doc, head.i)["status"]
        self.rows["status"].weigh(self.status.features(doc, event, head, chain, cues, rule), said, gold.status)

    def _add_pairs(self, this: Processed) -> None:
        number = sentence_numbers(this.doc)
        for n, (b, _, gold_b) in enumerate(this.events):
            for a, _, gold_a in this.events[:n]:
                apart = number[b["heads"][0]] - number[a["heads"][0]]
                if a["type"] == b["type"] and apart <= SENTENCES_APART:
                    rule = self.coreference.by_rules(this.doc, a, b, apart)
                    same = "yes" if gold_a is gold_b else "no"
                    (vector,) = pair_vectors(this.doc, [(a, b)], self.encoder.width)
                    self.rows["pairs"].add(list(pair_features(this.doc, a, b, apart, rule)), same, vector)

    def _add_distant(self, this: Processed) -> None:
        """Rows for roles that no sentence of the event's own fills, each event put together from its mentions."""
        clusters = [[e for e, _, gold in this.events if gold is annotated] for annotated in this.article.events]
        pairs = [(merged(c), gold) for c, gold in zip(clusters, this.article.events, strict=True) if c]
        pairs.sort(key=lambda pair: pair[0]["heads"][0])
        outline = Outline(this.doc, state(this.doc)["entities"], [event for event, _ in pairs])
        for index, (event, gold) in enumerate(pairs):
            for role, entity, features, said in distant_rows(outline, index, self.types[event["type"]]):
                if role in DETAILS:
                    first = outline.mentions[entity][0][1]
                    wanted = gold.date if role == "date" else gold.value
                    right = wanted is not None and this.doc[first].ent_kb_id_ == wanted
                else:
                    right = bool(this.gold_of[entity] & set(gold.roles.get(role, ())))
                self.rows["distant"].weigh(features, said, "yes" if right else "no")


def gold_entities(doc: Doc, article: AnnotatedArticle, world: Mentions) -> dict[int, set[str]]:
    """Annotated entities that each found entity overlaps."""
    found: dict[int, set[str]] = defaultdict(set)
    for entity, spans in article.mentions.items():
        for span in spans:
            for token in doc.char_span(span.start, span.end, alignment_mode="expand"):
                if token.i in world.at:
                    found[world.at[token.i][0]].add(entity)
    return found
