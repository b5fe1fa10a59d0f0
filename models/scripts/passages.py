"""Passages that the encoder and its teacher learn from: annotated ones, ones without events, and ones not annotated."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

import torch
from annotations import AnnotatedArticle
from spacy.language import Language
from spacy.tokens import Doc
from torch import Tensor
from torch.nn import functional

from defevents.amounts import parse_number
from defevents.counts import numbers_in
from defevents.learned.decisions import NONE
from defevents.learned.encoder import SAME, distance, windows
from defevents.learned.wordpiece import WordPieces

BATCH = 1536
"""Pieces in a batch, padding included."""

OF_TEACHER = 0.5
"""Weight of what the teacher says of passages that are annotated; it has learned from most of them itself."""

WORDS, TRIGGERS, PAIRS, TRIGGER_PAIRS = ("triggers",), ("status", "stages"), ("roles", "stances"), ("same",)
"""Questions about words, triggers, pairs of a trigger and a mention or number, and pairs of triggers."""
QUESTIONS = (*WORDS, *TRIGGERS, *PAIRS, *TRIGGER_PAIRS)


@dataclass
class Passage:
    """A paragraph: its pieces, places of words, triggers and pairs of words, and what there is known of them.

    Places count pieces; a word stands at its first one.
    """

    pieces: list[int]
    words: list[int] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    """Last words of mentions and numbers, where nothing is annotated."""
    triggers: list[int] = field(default_factory=list)
    pairs: list[tuple[int, int, int]] = field(default_factory=list)
    """Trigger, last word of a mention or number, class of the distance."""
    trigger_pairs: list[tuple[int, int, int]] = field(default_factory=list)
    """Trigger, one before it, class of the distance."""
    answers: dict[str, Tensor] = field(default_factory=dict)
    """What is annotated: by question, a row for each word, trigger or pair that it asks about, one and zeros for the
    labels; nothing where nothing is annotated."""
    taught: dict[str, Tensor] = field(default_factory=dict)
    """The chances that a teacher gives the labels, in the same way; nothing where none was asked."""
    is_reference: bool = False
    """Whether it is of a reference annotation."""

    def asked(self, question: str) -> Sequence[object]:
        """What a question asks about, in the order of the rows of its answers."""
        if question in WORDS:
            return self.words
        if question in TRIGGERS:
            return self.triggers
        return self.pairs if question in PAIRS else self.trigger_pairs

    def target(self, question: str) -> Tensor:
        """Chances of the labels that are to be learned: of what is annotated and what is taught, the mean of both."""
        if not self.taught:
            return self.answers[question]
        if not self.answers:
            return self.taught[question]
        return OF_TEACHER * self.taught[question] + (1 - OF_TEACHER) * self.answers[question]


def labels_of(articles: list[AnnotatedArticle]) -> dict[str, list[str]]:
    """Return what each question can be answered with, no event, role or claim first."""
    events = [event for article in articles for event in article.events]
    return {
        "triggers": [NONE, *sorted({e.type for e in events})],
        "status": sorted({e.status for e in events}),
        "stages": [NONE, *sorted({e.stage for e in events if e.stage})],
        "roles": [NONE, *sorted({r for e in events for r in e.roles} | {"date", "value", "quantity"})],
        "stances": [NONE, *sorted({s for e in events for s in e.sources.values()})],
        "same": [NONE, SAME],
    }


def _laid_out(window: list[tuple[int, tuple[int, ...]]], pieces: WordPieces) -> tuple[Passage, dict[int, int]]:
    """Pieces of a stretch of text, and the place of each of its words."""
    out = Passage([pieces.first])
    place = {}
    for i, found in window:
        place[i] = len(out.pieces)
        out.pieces += found
    out.pieces.append(pieces.last)
    out.words = list(place.values())
    return out, place


def annotated(
    nlp: Language, pieces: WordPieces, articles: Iterable[AnnotatedArticle], labels: dict[str, list[str]]
) -> Iterator[Passage]:
    """Turn annotated articles into passages."""
    number = {question: {label: n for n, label in enumerate(names)} for question, names in labels.items()}
    for article in articles:
        doc = nlp.make_doc(article.text[: article.body_end])
        # An event stands at the last word of its trigger, an entity at the last word of its mention.
        events = {
            doc.char_span(start, end, alignment_mode="expand")[-1].i: event
            for event in article.events
            for start, end in event.triggers
        }
        placed = [
            (doc.char_span(span.start, span.end, alignment_mode="expand"), entity, span.label)
            for entity, spans in article.mentions.items()
            for span in spans
        ]
        mentions = {words[-1].i: (entity, label) for words, entity, label in placed}
        taken = {token.i for words, *_ in placed for token in words}
        numbers = {end - 1: parse_number(doc[start:end].text) for start, end in numbers_in(doc, taken)}
        for window in windows(doc, pieces):
            out, place = _laid_out(window, pieces)
            right: dict[str, list[int]] = {question: [] for question in QUESTIONS}
            right["triggers"] = [number["triggers"][events[i].type if i in events else NONE] for i in place]
            here = sorted(place.keys() & events.keys())
            for before, i in combinations(here, 2):
                out.trigger_pairs.append((place[i], place[before], distance(i, before)))
                right["same"].append(number["same"][SAME if events[i].id == events[before].id else NONE])
            for i in here:
                event = events[i]
                out.triggers.append(place[i])
                right["status"].append(number["status"][event.status])
                right["stages"].append(number["stages"][event.stage or NONE])
                role_of = {filler: role for role, fillers in event.roles.items() for filler in fillers}
                for j in place.keys() & mentions.keys() - {i}:
                    entity, label = mentions[j]
                    role = role_of.get(entity, NONE)
                    if label in ("DATE", "MONEY"):
                        wanted = event.date if label == "DATE" else event.value
                        known = wanted is not None and article.values.get(entity) == wanted
                        role = ("date" if label == "DATE" else "value") if known else NONE
                    out.pairs.append((place[i], place[j], distance(i, j)))
                    right["roles"].append(number["roles"][role])
                    right["stances"].append(number["stances"][event.sources.get(entity, NONE)])
                for j in place.keys() & numbers.keys() - {i}:
                    counts = event.quantity is not None and numbers[j] == parse_number(event.quantity)
                    out.pairs.append((place[i], place[j], distance(i, j)))
                    right["roles"].append(number["roles"]["quantity" if counts else NONE])
                    right["stances"].append(number["stances"][NONE])
            out.answers = {q: functional.one_hot(_rows(right[q]), len(labels[q])).float() for q in QUESTIONS}
            out.is_reference = article.is_reference
            yield out


def without_events(
    nlp: Language, pieces: WordPieces, texts: Iterable[str], labels: dict[str, list[str]]
) -> Iterator[Passage]:
    """Turn texts without events into passages."""
    for doc in map(nlp.make_doc, texts):
        for window in windows(doc, pieces):
            out, _ = _laid_out(window, pieces)
            out.answers = {
                q: functional.one_hot(_rows([0] * len(out.asked(q))), len(labels[q])).float() for q in QUESTIONS
            }
            yield out


def not_annotated(docs: Iterable[Doc], pieces: WordPieces) -> Iterator[Passage]:
    """Turn articles into passages with their numbers and the mentions that have been found in them, if any."""
    for doc in docs:
        mentions = {e.end - 1 for e in doc.ents}
        mentions |= {end - 1 for _, end in numbers_in(doc)}
        for window in windows(doc, pieces):
            out, place = _laid_out(window, pieces)
            out.mentions = [place[i] for i in place if i in mentions]
            yield out


def _rows(numbers: list[int]) -> Tensor:
    return torch.tensor(numbers, dtype=torch.long)


def pair_up(passage: Passage, triggers: list[int]) -> None:
    """Let words of a passage that is not annotated be triggers: pairs of them with all mentions and with each other."""
    order = {place: n for n, place in enumerate(passage.words)}
    passage.triggers = triggers
    passage.pairs = [(t, m, distance(order[t], order[m])) for t, m in product(triggers, passage.mentions) if t != m]
    passage.trigger_pairs = [(b, a, distance(order[b], order[a])) for a, b in combinations(triggers, 2)]


def batches(data: list[Passage], mixer: random.Random) -> list[list[Passage]]:
    """Passages of about the same length together, in another order each time."""
    ordered = sorted(data, key=lambda p: len(p.pieces) * mixer.uniform(1, 1.2))
    out: list[list[Passage]] = [[]]
    longest = 0
    for passage in ordered:
        longest = max(longest, len(passage.pieces))
        if longest * (len(out[-1]) + 1) > BATCH:
            out.append([])
            longest = len(passage.pieces)
        out[-1].append(passage)
    mixer.shuffle(out)
    return out
