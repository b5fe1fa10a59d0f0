"""Features by which an entity of another sentence is told to fill an open role of an event."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from defevents.mentions import kind_of, origin_of
from defevents.syntax import is_passive

__all__ = ["OpenRole", "Outline", "distant_features"]

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
        self.number = {i: n for n, sentence in enumerate(doc.sents) for i in range(sentence.start, sentence.end)}
        self.labels = [frozenset(label for *_, label in entity["mentions"]) for entity in entities]
        self.ending_at = {end - 1: n for n, entity in enumerate(entities) for _, end, _ in entity["mentions"]}
        self.mentions = [[(self.number[s], s, e) for s, e, _ in entity["mentions"]] for entity in entities]
        self._dependencies: dict[int, str] = {}
        self.rank = {
            n: rank
            for rank, n in enumerate(sorted(range(len(entities)), key=lambda n: -len(entities[n]["mentions"])))
            if rank < WINDOW
        }
        self.fills: dict[int, list[tuple[int, str, str]]] = {}
        for i, event in enumerate(events):
            for argument in event["arguments"]:
                self.fills.setdefault(argument["entity"], []).append((i, event["type"], argument["role"]))

    def dependency(self, _: int, start: int, end: int) -> str:
        """Dependency of a mention's head."""
        if start not in self._dependencies:
            self._dependencies[start] = self.doc[start:end].root.dep_
        return self._dependencies[start]

    def candidates(self, event: dict[str, Any]) -> list[tuple[int, int]]:
        """Entities within a few sentences of the event, and how far (negative is before); the nearest first."""
        inside = {a["entity"] for a in event["arguments"]}
        here = {self.number[h] for h in event["heads"]}
        found = []
        for n, mentions in enumerate(self.mentions):
            if n in inside or not mentions:
                continue
            nearest = min((_nearest(mentions, place) for place in here), key=lambda d: (abs(d), d))
            if abs(nearest) <= WINDOW:
                found.append((n, nearest))
        return sorted(found, key=lambda c: (abs(c[1]), c[1]))


def _nearest(mentions: list[tuple[int, int, int]], place: int) -> int:
    """Sentences from `place` to the nearest mention, those before it first; the mentions stand in text order."""
    after = bisect_left(mentions, (place,))
    if after == len(mentions):
        return mentions[-1][0] - place
    behind = mentions[after][0] - place
    if after == 0:
        return behind
    before = mentions[after - 1][0] - place
    return before if -before <= behind else behind


@dataclass(frozen=True, slots=True)
class OpenRole:
    """A role that an event leaves open, and what its features have in common for all entities.

    Attributes
    ----------
    index
        Index of the event.
    role, event_type
        The role and the event's type.
    place
        Number of the sentence of the event's first trigger.
    filled
        Names of the roles that are filled, joined.
    shape
        Part of speech, definiteness and voice of the trigger.
    origins
        Countries that make the event's items.
    shared
        Features that do not depend on the entity.
    """

    index: int
    role: str
    event_type: str
    place: int
    filled: str
    shape: str
    origins: frozenset[str]
    shared: list[str]

    @classmethod
    def of(cls, outline: Outline, index: int, role: str) -> OpenRole:
        """Describe the open `role` of the event at `index`."""
        event = outline.events[index]
        head = outline.doc[event["heads"][0]]
        kind = f"{event['type']}.{role}"
        filled = "+".join(sorted({a["role"] for a in event["arguments"]}))
        pos = "v" if head.pos_ in ("VERB", "AUX") else "n"
        determiners = {t.lower_ for t in head.children if t.dep_ in ("det", "poss")}
        shape = f"{pos}{'d' if determiners & DEFINITE else ''}{'p' if pos == 'v' and is_passive(head) else ''}"
        shared = [f"role={kind}", f"filled={kind}/{filled}", f"lemma={event['lemma']}/{role}", f"shape={shape}/{role}"]
        items = (origin_of(outline.entities[a["entity"]]) for a in event["arguments"] if a["role"] == "item")
        origins = frozenset(origin for origin in items if origin is not None)
        return cls(index, role, event["type"], outline.number[head.i], filled, shape, origins, shared)


def distant_features(outline: Outline, wanted: OpenRole, entity: int, distance: int, rivals: int) -> Iterator[str]:
    """Names of the features of an entity as the filler of a role that the event's own sentences leave open.

    Parameters
    ----------
    outline
        The article's outline.
    wanted
        The open role.
    entity
        Index of the entity.
    distance
        Sentences from the event to the entity's nearest mention; negative is before.
    rivals
        How many entities with a label that the role takes stand nearer.
    """
    role = wanted.role
    described = outline.entities[entity]
    label = described["label"]
    kind = f"{wanted.event_type}.{role}"
    step = max(-WINDOW, min(WINDOW, distance))
    yield from wanted.shared
    yield f"role+label={kind}/{label}"
    if is_a := kind_of(described):
        yield f"kind={kind}/{label}/{is_a}"
    if wanted.origins and described["country"] and label != "WEAPON":
        yield f"origin={kind}/{described['country'] in wanted.origins}"
    yield f"step={step}"
    yield f"role+step={kind}/{step}"
    yield f"step+rivals={step}/{min(rivals, 3)}"
    yield f"rivals={min(rivals, 3)}/{label}"
    yield f"filled+step={wanted.filled}/{step}/{role}"
    yield f"shape+step={wanted.shape}/{role}/{step}"
    rank, mentions = outline.rank.get(entity, "low"), outline.mentions[entity]
    yield f"rank={rank}/{label}"
    yield f"rank+role={rank}/{kind}"
    yield f"mentions={min(len(mentions), 4)}/{role}"
    yield f"first={mentions[0][0] == 0}/{role}"
    yield from _fillings(outline, wanted.index, role, entity, wanted.event_type)
    first = bisect_left(mentions, (wanted.place + distance,))
    if first < len(mentions) and mentions[first][0] == wanted.place + distance:
        dependency = outline.dependency(*mentions[first])
        yield f"dep={dependency}/{role}"
        yield f"subject={dependency in SUBJECTS}/{step}/{role}"


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
