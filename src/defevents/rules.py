"""Reads trigger words and their roles by the rules of the event types: what stands where, in which role."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from spacy.tokens import Span, Token

from defevents.knowledge.event_types import EventSchema, Role, Trigger
from defevents.mentions import OWNED, Filler, Mentions
from defevents.syntax import TRANSPARENT, Slot

__all__ = ["NAMED_EVENT", "NAME_LEMMA", "Candidate", "Reading", "RuleReader", "joined_lemmas"]

NAMED_EVENT = "EXERCISE"
"""Label of entities that are events, so that their names may be triggers: *Vostok 2022 began on Thursday*."""
NAME_LEMMA = "(name)"


@dataclass(slots=True)
class Reading:
    """One way to read a trigger: an event type with the roles that its positions fill."""

    schema: EventSchema
    trigger: Trigger
    head: Token
    fillers: dict[str, list[Filler]] = field(default_factory=lambda: defaultdict(list))
    direct: set[str] = field(default_factory=set)
    blocked: bool = False

    @property
    def holds(self) -> bool:
        """Whether one of the roles that the trigger needs is filled, and nothing blocks the reading."""
        needs = self.trigger.needs
        return not self.blocked and (not needs or any(self.fillers.get(role) for role in needs))

    @property
    def weight(self) -> float:
        """How much speaks for this reading: clear words, and roles filled."""
        filled = sum(bool(f) for f in self.fillers.values())
        return (0.0 if self.trigger.weak else 1.5) + filled + 0.5 * len(self.direct)

    @property
    def name(self) -> str:
        """Name of the type, with `!` where the reading holds, `#` where blocked, `~` where its trigger is weak."""
        sign = "#" if self.blocked else "!" if self.holds else ""
        return self.schema.type + sign + ("~" if self.trigger.weak else "")


@dataclass(slots=True)
class Candidate:
    """A word that may trigger an event, with all that is known of it."""

    token: Token
    sentence: Span
    start: int
    end: int
    lemma: str
    slots: list[Slot]
    readings: list[Reading]


class RuleReader:
    """Applies the rules of the event types to words.

    Parameters
    ----------
    types
        The event types, by name.
    """

    def __init__(self, types: dict[str, EventSchema]) -> None:
        self.types = types
        self._rules: dict[tuple[str, str], list[tuple[EventSchema, Trigger]]] = defaultdict(list)
        for schema in types.values():
            for trigger in schema.triggers:
                for lemma in trigger.lemmas:
                    self._rules[lemma, trigger.pos].append((schema, trigger))

    def knows(self, lemma: str) -> bool:
        """Whether some rule names the lemma."""
        return (lemma, "verb") in self._rules or (lemma, "noun") in self._rules

    def readings(self, token: Token, lemmas: list[str], slots: list[Slot], world: Mentions) -> list[Reading]:
        """All readings of `token` that its words, particles and neighbors allow."""
        for lemma in lemmas:
            for pos in _parts_of_speech(token):
                rules = self._rules.get((lemma, pos))
                if rules:
                    words = _words_by_position(slots)
                    # A car bomb is no car, a police station does what no policeman does.
                    heads = words | {"subject": _words_by_position(slots, modifiers=False)["subject"]}
                    found = [
                        replace(self.read(schema, trigger, token, slots, world), blocked=_blocks(trigger, heads))
                        for schema, trigger in rules
                        if _has_particle(token, trigger) and _has_required(trigger, words)
                    ]
                    return [reading for reading in found if _has_listed(reading, world)]
        return []

    def reading_as(
        self, event_type: str, token: Token, readings: list[Reading], slots: list[Slot], world: Mentions
    ) -> Reading | None:
        """Return the best reading as an `event_type`; by the type's first rule where no rule names the word."""
        fitting = [r for r in readings if r.schema.type == event_type and not r.blocked]
        if fitting:
            return max(fitting, key=lambda r: r.weight)
        schema = self.types[event_type]
        pos = "verb" if token.pos_ in ("VERB", "AUX") else "noun"
        first = next((t for t in schema.triggers if t.pos == pos), None)
        return None if first is None else self.read(schema, first, token, slots, world)

    @staticmethod
    def read(schema: EventSchema, trigger: Trigger, token: Token, slots: list[Slot], world: Mentions) -> Reading:
        """Give each filler of each position the first role that takes its label; owners get the role of owners."""
        reading = Reading(schema, trigger, token)
        positions = schema.positions(trigger)
        used: set[int] = set()
        owners: list[tuple[str, Filler]] = []
        first: dict[str, Slot] = {}
        for slot in slots:
            for filler in world.fillers(slot.token) if slot.position in positions else ():
                for name in positions[slot.position]:
                    role = schema.roles[name]
                    chosen = _as_filler(filler, role)
                    if (
                        chosen is None
                        or chosen.entity in used
                        or not _may_add(role, slot, first.setdefault(name, slot))
                    ):
                        continue
                    used.add(chosen.entity)
                    reading.fillers[name].append(chosen)
                    if slot.steps == 0:
                        reading.direct.add(name)
                    if role.owner_fills and chosen.owner is not None:
                        owners.append((role.owner_fills, chosen.owner))
                    break
        for name, owner in owners:
            if not reading.fillers.get(name) and owner.entity not in used:
                reading.fillers[name].append(owner)
                used.add(owner.entity)
        return reading


def joined_lemmas(token: Token) -> tuple[int, list[str]]:
    """First token of the trigger, and the lemmas to look up, hyphenated words (*test-fired*) joined first."""
    lemma = token.lemma_.lower()
    if token.i > 1 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_ and not token.nbor(-2).whitespace_:
        return token.i - 2, [f"{token.nbor(-2).lower_}-{lemma}", lemma]
    return token.i, [lemma]


def _may_add(role: Role, slot: Slot, first: Slot) -> bool:
    """Whether a role that another position filled first may be filled from this one as well."""
    if first is slot or role.many:
        return True
    return role.place and slot.steps <= first.steps


def _as_filler(filler: Filler, role: Role) -> Filler | None:
    """What of a filler may fill the role: its owner, itself, or nothing."""
    if role.owner and filler.label in OWNED and filler.owner is not None and filler.owner.label in role.labels:
        return filler.owner
    return filler if filler.label in role.labels else None


def _parts_of_speech(token: Token) -> list[str]:
    if token.pos_ in ("VERB", "AUX"):
        return ["verb"] if token.tag_ != "VBG" or token.dep_ not in ("dobj", "pobj", "nsubj") else ["verb", "noun"]
    if token.pos_ in ("NOUN", "PROPN"):
        return ["noun", "verb"] if token.tag_ == "NNS" and token.dep_ == "ROOT" else ["noun"]
    return ["verb"] if token.pos_ == "ADJ" and token.dep_ in ("amod", "ROOT") else []


def _has_particle(token: Token, trigger: Trigger) -> bool:
    if not trigger.particle:
        return True
    near = [t.lower_ for t in token.children if t.dep_ in ("prt", "advmod", "prep")]
    near += [token.nbor().lower_] if token.i + 1 < len(token.doc) else []
    return any(word in trigger.particle for word in near)


def _words_by_position(slots: list[Slot], *, modifiers: bool = True) -> dict[str, set[str]]:
    """Lemmas of what stands in each position, of what modifies it, and of what it counts (*most of its oil*)."""
    words: dict[str, set[str]] = defaultdict(set)
    for slot in slots:
        things = [slot.token]
        if slot.token.lemma_.lower() in TRANSPARENT:
            things += [o for p in slot.token.children if p.lower_ == "of" for o in p.children if o.dep_ == "pobj"]
        for thing in things:
            inner = [t for t in thing.children if modifiers and t.dep_ in ("compound", "amod", "nmod")]
            words[slot.position] |= {thing.lemma_.lower(), *(t.lemma_.lower() for t in inner)}
    return words


def _has_required(trigger: Trigger, words: dict[str, set[str]]) -> bool:
    return not trigger.require or any(words[p] & set(needed) for p, needed in trigger.require.items())


def _has_listed(reading: Reading, world: Mentions) -> bool:
    listed = reading.trigger.listed
    return not listed or any(
        world.entities[filler.entity]["category"] in categories
        for role, categories in listed.items()
        for filler in reading.fillers.get(role, ())
    )


def _blocks(trigger: Trigger, words: dict[str, set[str]]) -> bool:
    return any(words.get(position, set()) & set(blocked) for position, blocked in trigger.block.items())
