"""Features by which an entity of another sentence is told to fill an open role of an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc

from defevents.syntax import is_passive

__all__ = ["Outline", "distant_features"]

WINDOW = 6
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "its", "their"})


class Outline:
    """Where the entities of an article stand, sentence by sentence, and what they do in its events.

    Parameters
    ----------
    doc
        The article.
    entities, events
        Entities and events, as the state has them.
    """

    def __init__(self, doc: Doc, entities: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
        self.doc = doc
        self.entities = entities
        self.events = events
        self.number = {token.i: n for n, sentence in enumerate(doc.sents) for token in sentence}
        self.mentions = [[(self.number[s], s, e) for s, e, _ in entity["mentions"]] for entity in entities]
        self.rank = {
            n: rank
            for rank, n in enumerate(sorted(range(len(entities)), key=lambda n: -len(entities[n]["mentions"])))
            if rank < WINDOW
        }
        self.fills: dict[int, list[tuple[int, str, str]]] = {}
        for i, event in enumerate(events):
            for argument in event["arguments"]:
                self.fills.setdefault(argument["entity"], []).append((i, event["type"], argument["role"]))

    def candidates(self, event: dict[str, Any], labels: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Entities with one of the `labels` within a few sentences of the event, and how far (negative is before)."""
        inside = {a["entity"] for a in event["arguments"]}
        here = [self.number[h] for h in event["heads"]]
        for n, entity in enumerate(self.entities):
            if n in inside or not {label for *_, label in entity["mentions"]} & set(labels):
                continue
            distances = [sentence - place for sentence, *_ in self.mentions[n] for place in here]
            nearest = min(distances, key=lambda d: (abs(d), d))
            if abs(nearest) <= WINDOW or n in self.fills:
                yield n, nearest


def distant_features(outline: Outline, index: int, role: str, entity: int, distance: int, rivals: int) -> Iterator[str]:
    """Names of the features of an entity as the filler of a role that the event's own sentences leave open.

    Parameters
    ----------
    outline
        The article's outline.
    index
        Index of the event.
    role
        The open role.
    entity
        Index of the entity.
    distance
        Sentences from the event to the entity's nearest mention; negative is before.
    rivals
        How many entities with a label that the role takes stand nearer.
    """
    event = outline.events[index]
    event_type, doc = event["type"], outline.doc
    head = doc[event["heads"][0]]
    label = outline.entities[entity]["label"]
    kind = f"{event_type}.{role}"
    step = max(-WINDOW, min(WINDOW, distance))
    pos = "v" if head.pos_ in ("VERB", "AUX") else "n"
    yield f"role={kind}"
    yield f"role+label={kind}/{label}"
    yield f"step={step}"
    yield f"role+step={kind}/{step}"
    yield f"step+rivals={step}/{min(rivals, 3)}"
    yield f"rivals={min(rivals, 3)}/{label}"
    filled = sorted({a["role"] for a in event["arguments"]})
    yield f"filled={kind}/{'+'.join(filled)}"
    yield f"filled+step={'+'.join(filled)}/{step}/{role}"
    yield f"lemma={event['lemma']}/{role}"
    determiners = {t.lower_ for t in head.children if t.dep_ in ("det", "poss")}
    shape = f"{pos}{'d' if determiners & DEFINITE else ''}{'p' if pos == 'v' and is_passive(head) else ''}"
    yield f"shape={shape}/{role}"
    yield f"shape+step={shape}/{role}/{step}"
    yield f"rank={outline.rank.get(entity, 'low')}/{label}"
    yield f"rank+role={outline.rank.get(entity, 'low')}/{kind}"
    yield f"mentions={min(len(outline.mentions[entity]), 4)}/{role}"
    yield f"first={any(sentence == 0 for sentence, *_ in outline.mentions[entity])}/{role}"
    yield from _fillings(outline, index, role, entity, event_type)
    for sentence, start, end in outline.mentions[entity]:
        if sentence - outline.number[head.i] == distance:
            root = doc[start:end].root
            yield f"dep={root.dep_}/{role}"
            yield f"subject={root.dep_ in SUBJECTS}/{step}/{role}"
            break


def _fillings(outline: Outline, index: int, role: str, entity: int, event_type: str) -> Iterator[str]:
    """What the entity does in the other events, the nearest first: the same role in one of the same type says most."""
    fills = [f for f in outline.fills.get(entity, ()) if f[0] != index]
    if not fills:
        yield f"fills=nothing/{role}"
        return
    nearest = min(fills, key=lambda f: (abs(f[0] - index), f[0] > index))
    gap = nearest[0] - index
    yield f"fills={nearest[2]}/{role}/{nearest[1] == event_type}"
    yield f"fills+gap={nearest[2]}/{role}/{nearest[1] == event_type}/{max(-3, min(3, gap))}"
    same_role = [f for f in fills if f[2] == role and f[1] == event_type]
    yield f"same_role={bool(same_role)}/{event_type}.{role}"
    if same_role:
        yield f"same_role_gap={max(-3, min(3, min((f[0] - index for f in same_role), key=abs)))}/{role}"
    other_roles = {f[2] for f in fills if f[1] == event_type and f[2] != role}
    for other in sorted(other_roles):
        yield f"other_role={other}/{event_type}.{role}"
