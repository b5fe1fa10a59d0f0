"""Train the learned decisions about events, on annotated articles processed by the pipeline itself."""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from annotations import (
    AnnotatedArticle,
    AnnotatedEvent,
    read_annotations,
    read_ids,
    read_texts,
    read_without_events,
)
from fitting import fit_hidden, fit_linear
from spacy.language import Language
from spacy.tokens import Doc, Token

from defevents.counts import count_before
from defevents.knowledge.event_types import load_event_types
from defevents.layers import state
from defevents.learned.decisions import DECISIONS, FOLDER, NONE
from defevents.learned.distant_features import Outline
from defevents.learned.pair_features import pair_features
from defevents.learned.trigger_features import trigger_vectors
from defevents.mentions import Mentions
from defevents.pipeline import load_pipeline
from defevents.pipes.claims import ClaimFinder
from defevents.pipes.details import DetailFinder, date_rows
from defevents.pipes.distant_roles import DETAILS, distant_rows
from defevents.pipes.event_coreference import SENTENCES_APART, EventCoreference, merged, sentence_numbers
from defevents.pipes.events import NAME_LEMMA, NAMED_EVENT, TRIGGER_PARTS, Candidate, EventFinder
from defevents.pipes.status import StatusTagger
from defevents.rules import RuleReader, joined_lemmas
from defevents.syntax import frame, governors

STRENGTH = {"arguments": 0.3, "status": 0.3, "claims": 0.3, "dates": 0.3, "pairs": 0.3, "distant": 0.2}
"""Inverse of the regularization of the linear models; between 0.1 and 1 the development articles show little
difference.

On articles held back, hidden units brought 1.4 points of F1 to triggers, which have word vectors, none to the rest.
"""

LEAST_SHARE = 0.03
"""A lemma that is a trigger less often than that among its occurrences (*be*, *have*, *first*) is not looked at: that
spares 44 % of the candidates, and loses 0.2 % of the triggers that are found otherwise."""

UNITS = 64
EPOCHS = 6

REFERENCE = 2.0
"""Weight of rows from the reference annotations, by whose conventions the extractor is measured; 1 for those made
after them."""


@dataclass
class Rows:
    """Training rows of one decision: feature names, labels, and dense vectors where it has them."""

    features: list[list[str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    vectors: list[np.ndarray] = field(default_factory=list)
    without_rules: bool = False
    weight: float = 1.0
    """Weight of the rows that are being added."""

    def add(self, features: list[str], label: str, vector: np.ndarray | None = None) -> None:
        """Add one row."""
        if self.without_rules:
            features = [name for name in features if not name.startswith("rule")]
        self.features.append(features)
        self.labels.append(label)
        self.weights.append(self.weight)
        if vector is not None:
            self.vectors.append(vector)


class RowMaker:
    """Turns processed documents and their annotations into rows, with the code that the pipeline itself uses."""

    def __init__(self, lemmas: frozenset[str], *, without_rules: bool = False) -> None:
        types = load_event_types()
        self.rules = RuleReader(types)
        self.lemmas = lemmas
        self.events = EventFinder(self.rules, None)
        self.status = StatusTagger(None)
        self.claims = ClaimFinder(None)
        self.details = DetailFinder(types, None)
        self.coreference = EventCoreference(types, None)
        self.rows = {name: Rows(without_rules=without_rules) for name in DECISIONS}

    def add(self, doc: Doc, article: AnnotatedArticle) -> None:
        """Add the rows of one article to every decision."""
        for rows in self.rows.values():
            rows.weight = REFERENCE if article.is_reference else 1.0
        world = Mentions(doc)
        gold_of = gold_entities(doc, article, world)
        heads: dict[int, AnnotatedEvent] = {}
        for event in article.events:
            for start, end in event.triggers:
                heads[doc.char_span(start, end, alignment_mode="expand").root.i] = event
        self._add_triggers(doc, world, heads)
        built = [self._event(doc, i, event, world, gold_of) for i, event in sorted(heads.items())]
        for event, gold in built:
            self._add_circumstances(doc, event, gold, world, gold_of)
        self._add_pairs(doc, built)
        self._add_distant(doc, article, built, gold_of)

    def add_without_events(self, doc: Doc) -> None:
        """Add the rows of an article of which only that is known, that it has no events."""
        self.rows["triggers"].weight = 1.0
        self._add_triggers(doc, Mentions(doc), {})

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
        candidates = list(self.events.candidates(doc, world, self.lemmas))
        vectors = trigger_vectors([(c.token, c.sentence, c.slots) for c in candidates])
        for candidate, features, vector in zip(
            candidates, self.events.features_of(candidates, world), vectors, strict=True
        ):
            head = heads.get(candidate.token.i)
            self.rows["triggers"].add(features, NONE if head is None else head.type, vector)

    def _event(
        self, doc: Doc, head: int, gold: AnnotatedEvent, world: Mentions, gold_of: dict[int, set[str]]
    ) -> tuple[dict[str, Any], AnnotatedEvent]:
        """Build the event as the pipeline would, with the annotated roles of the entities in its sentence."""
        candidate = self._candidate(doc[head], world)
        role_of = {filler: role for role, fillers in gold.roles.items() for filler in fillers}
        arguments = {}
        for entity, mention, features in self.events.argument_rows(candidate, gold.type, world):
            role = next((role_of[g] for g in gold_of[entity] if g in role_of), NONE)
            self.rows["arguments"].add(features, role)
            if role != NONE:
                arguments[entity] = {
                    "role": role, "entity": entity, "start": mention.start, "end": mention.end, "confidence": 1.0
                }  # fmt: skip
        event = {
            "type": gold.type, "triggers": [[candidate.start, candidate.end]], "heads": [head],
            "lemma": candidate.lemma, "confidence": 1.0, "status": gold.status, "stage": None,
            "arguments": list(arguments.values()),
            "date": None, "money": None, "quantity": None, "quantities": [], "claims": [],
        }  # fmt: skip
        for argument in event["arguments"]:
            if argument["role"] == "item" and event["quantity"] is None:
                event["quantity"] = count_before(doc, argument["start"], argument["end"])
        event["quantities"] = [] if event["quantity"] is None else [event["quantity"]]
        return event, gold

    def _add_circumstances(
        self, doc: Doc, event: dict[str, Any], gold: AnnotatedEvent, world: Mentions, gold_of: dict[int, set[str]]
    ) -> None:
        head = doc[event["heads"][0]]
        claims = self.claims.by_rules(head, world)
        for entity, _, features in self.claims.rows(event, head, claims, world):
            stance = next((gold.sources[g] for g in gold_of[entity] if g in gold.sources), NONE)
            self.rows["claims"].add(features, stance)
        event["claims"] = [c for c in claims if any(g in gold.sources for g in gold_of[c["entity"]])]
        for mention, features in date_rows(head, event, world.named):
            right = gold.date is not None and mention.kb_id_ == gold.date
            self.rows["dates"].add(features, "yes" if right else "no")
            if right and mention.start in world.at:
                event["date"] = world.at[mention.start][0]
        chain = governors(head)
        stage = self.status.stage(head, chain) if gold.type == "TRANSFER" else None
        rule, cues = self.status.by_rules(head, chain, stage)
        for mention in head.sent.ents:
            if mention.label_ == "MONEY" and mention.kb_id_ == gold.value and mention.start in world.at:
                event["money"] = world.at[mention.start][0]
        self.rows["status"].add(self.status.features(doc, event, head, chain, cues, rule), gold.status)

    def _add_pairs(self, doc: Doc, built: list[tuple[dict[str, Any], AnnotatedEvent]]) -> None:
        number = sentence_numbers(doc)
        for n, (b, gold_b) in enumerate(built):
            for a, gold_a in built[:n]:
                apart = number[b["heads"][0]] - number[a["heads"][0]]
                if a["type"] == b["type"] and apart <= SENTENCES_APART:
                    rule = self.coreference.by_rules(doc, a, b, apart)
                    same = "yes" if gold_a is gold_b else "no"
                    self.rows["pairs"].add(list(pair_features(doc, a, b, apart, rule)), same)

    def _add_distant(
        self,
        doc: Doc,
        article: AnnotatedArticle,
        built: list[tuple[dict[str, Any], AnnotatedEvent]],
        gold_of: dict[int, set[str]],
    ) -> None:
        """Rows for roles that no sentence of the event's own fills, each event put together from its mentions."""
        clusters = [[event for event, gold in built if gold is annotated] for annotated in article.events]
        pairs = [(merged(c), gold) for c, gold in zip(clusters, article.events, strict=True) if c]
        pairs.sort(key=lambda pair: pair[0]["heads"][0])
        outline = Outline(doc, state(doc)["entities"], [event for event, _ in pairs])
        for index, (event, gold) in enumerate(pairs):
            for role, entity, features in distant_rows(outline, index, self.rules.types[event["type"]]):
                if role in DETAILS:
                    first = outline.mentions[entity][0][1]
                    wanted = gold.date if role == "date" else gold.value
                    right = wanted is not None and doc[first].ent_kb_id_ == wanted
                else:
                    right = bool(gold_of[entity] & set(gold.roles.get(role, ())))
                self.rows["distant"].add(features, "yes" if right else "no")


def gold_entities(doc: Doc, article: AnnotatedArticle, world: Mentions) -> dict[int, set[str]]:
    """Annotated entities that each found entity overlaps."""
    found: dict[int, set[str]] = defaultdict(set)
    for entity, spans in article.mentions.items():
        for span in spans:
            for token in doc.char_span(span.start, span.end, alignment_mode="expand"):
                if token.i in world.at:
                    found[world.at[token.i][0]].add(entity)
    return found


def process(nlp: Language, articles: list[AnnotatedArticle]) -> Iterator[tuple[Doc, AnnotatedArticle]]:
    """Run the pipeline up to the entities over the articles."""
    docs = []
    for article in articles:
        doc = nlp.make_doc(article.text)
        state(doc)["published"] = article.published
        docs.append(doc)
    yield from zip(nlp.pipe(docs, batch_size=64), articles, strict=True)


def trigger_lemmas(processed: list[tuple[Doc, AnnotatedArticle]]) -> frozenset[str]:
    """Lemmas of annotated triggers, without those that seldom are one."""
    triggers = Counter(
        joined_lemmas(doc.char_span(start, end, alignment_mode="expand").root)[1][0]
        for doc, article in processed
        for event in article.events
        for start, end in event.triggers
    )
    words = Counter(joined_lemmas(token)[1][0] for doc, _ in processed for token in doc if token.pos_ in TRIGGER_PARTS)
    return frozenset(lemma for lemma, times in triggers.items() if times >= LEAST_SHARE * words[lemma])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder of the pipeline; the models go into its folder 'decisions'")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"))
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    parser.add_argument("--leave-out", type=Path, help="file with ids of articles to leave out, a line each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-rules", action="store_true", help="leave out what the rules say, for comparison")
    options = parser.parse_args()

    nlp = load_pipeline(learned=False)
    for name in ("claims", "details", "status", "event_coreference", "distant_roles", "bystanders", "events"):
        nlp.disable_pipe(f"defevents_{name}")
    texts = read_texts(options.texts)
    left_out = read_ids(options.leave_out)
    articles = [a for a in read_annotations(options.annotations, texts) if a.id not in left_out]
    random.Random(options.seed).shuffle(articles)
    processed = list(process(nlp, articles))
    maker = RowMaker(trigger_lemmas(processed), without_rules=options.without_rules)
    for doc, article in processed:
        maker.add(doc, article)
    for doc in nlp.pipe(read_without_events(options.annotations, texts), batch_size=64):
        maker.add_without_events(doc)
    folder = options.out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in maker.rows.items():
        if name == "triggers":
            vectors = np.array(rows.vectors, dtype=np.float32)
            model = fit_hidden(
                rows.features, rows.labels, rows.weights, vectors, units=UNITS, epochs=EPOCHS, seed=options.seed
            )
        else:
            model = fit_linear(rows.features, rows.labels, rows.weights, STRENGTH[name])
        model.save(folder / f"{name}.npz")
        size = (folder / f"{name}.npz").stat().st_size
        print(f"{name:10} {len(rows.labels):6} rows {size / 1e6:5.2f} MB  {dict(Counter(rows.labels).most_common(4))}")


if __name__ == "__main__":
    main()
