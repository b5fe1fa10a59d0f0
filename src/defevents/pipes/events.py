"""Finds events: words that trigger them, and the entities that fill their roles by grammatical position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from defevents.knowledge.event_types import EventSchema, Role, Trigger, load_event_types
from defevents.layers import in_body, state
from defevents.mentions import OWNED, Filler, Mentions
from defevents.syntax import Slot, frame

__all__ = ["EventFinder"]


@dataclass(slots=True)
class Reading:
    """One way to read a trigger: an event type with the roles that its positions fill."""

    schema: EventSchema
    trigger: Trigger
    start: int
    end: int
    head: Token
    fillers: dict[str, list[Filler]] = field(default_factory=lambda: defaultdict(list))
    direct: set[str] = field(default_factory=set)

    @property
    def weight(self) -> float:
        """How much speaks for this reading: clear words, and roles filled."""
        return (0.0 if self.trigger.weak else 1.5) + sum(bool(f) for f in self.fillers.values()) + 0.5 * len(self.direct)


class EventFinder:
    """Writes the events of the article into the state, under `events`: type, trigger and role fillers."""

    def __init__(self, types: dict[str, EventSchema]) -> None:
        self._rules: dict[tuple[str, str], list[tuple[EventSchema, Trigger]]] = defaultdict(list)
        for schema in types.values():
            for trigger in schema.triggers:
                for lemma in trigger.lemmas:
                    self._rules[lemma, trigger.pos].append((schema, trigger))

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of `doc`."""
        world = Mentions(doc)
        best: dict[int, Reading] = {}
        for token in doc:
            readings = [r for r in self._readings(token, world) if self._holds(r)]
            if readings:
                best[token.i] = max(readings, key=lambda r: r.weight)
        kept = [r for r in best.values() if not self._is_overshadowed(r, list(best.values()))]
        state(doc)["events"] = [self._plain(reading) for reading in kept]
        return doc

    def _readings(self, token: Token, world: Mentions) -> Iterator[Reading]:
        """All readings of `token` that its words, particles and neighbors allow."""
        if not in_body(token.doc, token.idx, token.idx + len(token)):
            return
        start, lemmas = _joined(token)
        for lemma in lemmas:
            for pos in _parts_of_speech(token):
                rules = self._rules.get((lemma, pos), ())
                if not rules or (token.i in world.at and world.label(token.i) not in ("WEAPON",)):
                    continue
                slots = frame(token)
                for schema, trigger in rules:
                    if _has_particle(token, trigger) and _is_allowed(slots, trigger):
                        reading = Reading(schema, trigger, start, token.i + 1, token)
                        fill(reading, slots, world)
                        yield reading
                if rules:
                    return

    @staticmethod
    def _holds(reading: Reading) -> bool:
        needs = reading.trigger.needs
        return not needs or any(reading.fillers.get(role) for role in needs)

    @staticmethod
    def _is_overshadowed(reading: Reading, others: list[Reading]) -> bool:
        """Whether a weak trigger stands beside a clear one of its type in one sentence, or inside its light verb."""
        for other in others:
            if other is reading or other.head.sent.start != reading.head.sent.start:
                continue
            same = other.schema.type == reading.schema.type
            if same and reading.trigger.weak and not other.trigger.weak:
                return True
            if reading.trigger.weak and same and other.head.i != reading.head.i and reading.head.is_ancestor(other.head):
                return True
        return False

    @staticmethod
    def _plain(reading: Reading) -> dict[str, Any]:
        return {
            "type": reading.schema.type,
            "triggers": [[reading.start, reading.end]],
            "heads": [reading.head.i],
            "weak": reading.trigger.weak,
            "status": reading.trigger.status,
            "stage": reading.trigger.stage,
            "arguments": [
                {"role": role, "entity": f.entity, "start": f.start, "end": f.end}
                for role, fillers in reading.fillers.items()
                for f in fillers
            ],
        }


def fill(reading: Reading, slots: list[Slot], world: Mentions) -> None:
    """Give each filler of each position the first role that takes its label; owners get the role of owners."""
    positions = reading.schema.positions(reading.trigger)
    used: dict[int, str] = {}
    owners: list[tuple[str, Filler]] = []
    claimed: dict[str, Slot] = {}
    for slot in slots:
        for filler in world.fillers(slot.token) if slot.position in positions else ():
            for name in positions[slot.position]:
                role = reading.schema.roles[name]
                chosen = _as_filler(filler, role)
                if chosen is None or chosen.entity in used:
                    continue
                first = claimed.setdefault(name, slot)
                if first is not slot and not role.many and not role.place:
                    continue
                if role.place and first is not slot and slot.steps > first.steps:
                    continue
                used[chosen.entity] = name
                reading.fillers[name].append(chosen)
                if slot.steps == 0:
                    reading.direct.add(name)
                if role.owner_fills and chosen.owner is not None:
                    owners.append((role.owner_fills, chosen.owner))
                break
    for name, owner in owners:
        if not reading.fillers.get(name) and owner.entity not in used:
            reading.fillers[name].append(owner)
            used[owner.entity] = name


def _as_filler(filler: Filler, role: Role) -> Filler | None:
    """What of a filler may fill the role: its owner, itself, or nothing."""
    if role.owner and filler.label in OWNED and filler.owner is not None and filler.owner.label in role.labels:
        return filler.owner
    return filler if filler.label in role.labels else None


def _joined(token: Token) -> tuple[int, list[str]]:
    """Start of the trigger and the lemmas to look up, hyphenated words (*test-fired*) joined first."""
    lemma = token.lemma_.lower()
    if token.i > 1 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_ and not token.nbor(-2).whitespace_:
        joined = f"{token.nbor(-2).lower_}-{lemma}"
        return token.i - 2, [joined, lemma]
    return token.i, [lemma]


def _parts_of_speech(token: Token) -> list[str]:
    if token.pos_ in ("VERB", "AUX"):
        return ["verb"] if token.tag_ != "VBG" or token.dep_ not in ("dobj", "pobj", "nsubj") else ["verb", "noun"]
    if token.pos_ in ("NOUN", "PROPN"):
        return ["noun", "verb"] if token.tag_ == "NNS" and token.dep_ == "ROOT" else ["noun"]
    if token.pos_ == "ADJ" and token.dep_ in ("amod", "ROOT"):
        return ["verb"]
    return []


def _has_particle(token: Token, trigger: Trigger) -> bool:
    if not trigger.particle:
        return True
    return any(
        t.lower_ in trigger.particle for t in token.children if t.dep_ in ("prt", "advmod", "prep")
    ) or (token.i + 1 < len(token.doc) and token.nbor().lower_ in trigger.particle)


def _is_allowed(slots: list[Slot], trigger: Trigger) -> bool:
    """Check the words that must or must not stand in certain positions."""
    if not trigger.require and not trigger.block:
        return True
    words: dict[str, set[str]] = defaultdict(set)
    for slot in slots:
        words[slot.position].add(slot.token.lemma_.lower())
        words[slot.position] |= {t.lemma_.lower() for t in slot.token.children if t.dep_ in ("compound", "amod", "nmod")}
    if any(words[position] & set(blocked) for position, blocked in trigger.block.items()):
        return False
    return not trigger.require or any(words[p] & set(needed) for p, needed in trigger.require.items())


@Language.factory(
    "defevents_events",
    requires=["token.dep", "token.lemma", "doc.ents", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_events(nlp: Language, name: str) -> EventFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return EventFinder(load_event_types())
