"""Passages that the encoder and its teacher learn from: annotated ones, ones without events, and ones not annotated."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

import torch
from annotations import AnnotatedArticle
from spacy.language import Language
from torch import Tensor
from torch.nn import functional

from defevents.amounts import parse_number
from defevents.counts import numbers_in
from defevents.learned.decisions import NONE
from defevents.learned.encoder import distance, windows
from defevents.learned.wordpiece import WordPieces

BATCH = 1536
"""Pieces in a batch, padding included."""

QUESTIONS = ("triggers", "status", "stages", "roles", "stances")


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
    answers: dict[str, Tensor] = field(default_factory=dict)
    """Chances of the labels by question, a row for each word (`triggers`), trigger (`status`, `stages`) or pair
    (`roles`, `stances`): one and zeros where annotated, or what a teacher says."""
    is_reference: bool = False
    """Whether it is of a reference annotation."""


def labels_of(articles: list[AnnotatedArticle]) -> dict[str, list[str]]:
    """Return what each question can be answered with, no event, role or claim first."""
    events = [event for article in articles for event in article.events]
    return {
        "triggers": [NONE, *sorted({e.type for e in events})],
        "status": sorted({e.status for e in events}),
        "stages": [NONE, *sorted({e.stage for e in events if e.stage})],
        "roles": [NONE, *sorted({r for e in events for r in e.roles} | {"date", "value", "quantity"})],
        "stances": [NONE, *sorted({s for e in events for s in e.sources.values()})],
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
            for i in place.keys() & events.keys():
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
            rows = {question: len(out.words) if question == "triggers" else 0 for question in QUESTIONS}
            out.answers = {q: functional.one_hot(_rows([0] * rows[q]), len(labels[q])).float() for q in QUESTIONS}
            yield out


def not_annotated(nlp: Language, pieces: WordPieces, texts: Iterable[str]) -> Iterator[Passage]:
    """Turn texts into passages with their numbers and the mentions that the pipeline finds."""
    for doc in nlp.pipe(texts):
        mentions = {e.end - 1 for e in doc.ents}
        mentions |= {end - 1 for _, end in numbers_in(doc)}
        for window in windows(doc, pieces):
            out, place = _laid_out(window, pieces)
            out.mentions = [place[i] for i in place if i in mentions]
            yield out


def _rows(numbers: list[int]) -> Tensor:
    return torch.tensor(numbers, dtype=torch.long)


def pair_up(passage: Passage, triggers: list[int]) -> None:
    """Let words of a passage that is not annotated be triggers: pairs of them with all mentions."""
    order = {place: n for n, place in enumerate(passage.words)}
    passage.triggers = triggers
    passage.pairs = [(t, m, distance(order[t], order[m])) for t, m in product(triggers, passage.mentions) if t != m]


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
