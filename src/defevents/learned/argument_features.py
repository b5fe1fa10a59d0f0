"""Features by which an entity is told to fill a role of an event, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from defevents.mentions import Mentions, kind_of, origin_of
from defevents.syntax import Slot

__all__ = ["Surroundings", "argument_features", "dependency_path", "positions_of", "way_up"]

MAX_PATH = 6
TELLING = ("subject", "object", "governor", "of", "by", "possessive", "modifier")
"""Positions of which it tells something whether another entity stands there."""


def positions_of(slots: list[Slot], world: Mentions) -> dict[int, list[str]]:
    """Positions in which each entity stands to a trigger, `~` before those it has as the owner of what stands there."""
    found: dict[int, list[str]] = defaultdict(list)
    for slot in slots:
        where = slot.position + ("+" if slot.steps else "")
        for n, filler in enumerate(world.fillers(slot.token)):
            found[filler.entity].append(where if n == 0 else where + "&")
            if filler.owner is not None:
                found[filler.owner.entity].append("~" + where)
    return found


def way_up(trigger: Token) -> dict[int, list[str]]:
    """Give for the trigger and each word above it the dependencies on the way from the trigger up to it."""
    ways: dict[int, list[str]] = {trigger.i: []}
    current = trigger
    way: list[str] = []
    while current.head.i != current.i:
        way = [*way, current.dep_]
        current = current.head
        ways[current.i] = way
    return ways


def dependency_path(ways: Mapping[int, list[str]], token: Token) -> str:
    """Dependencies from `token` up to the first common word and down to a trigger, prepositions by their word.

    Parameters
    ----------
    ways
        From `way_up`, for the trigger.
    token
        The word that the path leads from.
    """
    up: list[str] = []
    current = token
    while current.i not in ways:
        dependency, head = current.dep_, current.head
        up.append(current.lower_ if dependency in ("prep", "agent") else dependency)
        if head.i == current.i or len(up) > MAX_PATH:
            return "none"
        current = head
    down = ways[current.i]
    if len(up) + len(down) > MAX_PATH:
        return "far"
    return "<".join(up) + "^" + ">".join(reversed(down))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a trigger's features have in common for all entities of its sentence.

    Attributes
    ----------
    ways
        From `way_up`.
    positions
        From `positions_of`.
    filled
        The entities in each telling position.
    distances
        Label of each entity named in the sentence, and how many words from the trigger it stands.
    origins
        Countries that make the weapons named in the sentence.
    """

    ways: Mapping[int, list[str]]
    positions: Mapping[int, list[str]]
    filled: Mapping[str, set[int]]
    distances: list[tuple[str, int]]
    origins: frozenset[str]

    @classmethod
    def of(cls, trigger: Token, slots: list[Slot], named: list[Span], world: Mentions) -> Surroundings:
        """Look around a trigger with the `slots` about it and the entities `named` in its sentence."""
        positions = positions_of(slots, world)
        filled: dict[str, set[int]] = defaultdict(set)
        for entity, where in positions.items():
            for position in where:
                filled[position.split("+")[0].lstrip("~")].add(entity)
        distances = [(mention.label_, abs(mention.root.i - trigger.i)) for mention in named]
        weapons = (origin_of(world.entities[world.at[m.start][0]]) for m in named if m.start in world.at)
        return cls(way_up(trigger), positions, filled, distances, frozenset(w for w in weapons if w is not None))


def argument_features(
    trigger: Token,
    lemma: str,
    event_type: str,
    mention: Span,
    label: str,
    entity: int,
    around: Surroundings,
    rule_roles: Mapping[int, str],
    world: Mentions,
) -> Iterator[str]:
    """Names of the features of one entity's mention in the trigger's sentence.

    Parameters
    ----------
    trigger, lemma
        The trigger's head and its lemma.
    event_type
        Type of the event.
    mention, label, entity
        The mention (or the pronoun or bare noun that stands for one), its label, and the index of its entity.
    around
        What else stands in the sentence.
    rule_roles
        Roles that the rules of the type give to entities here.
    world
        Where the entities are.
    """
    doc: Doc = trigger.doc
    kind = f"{event_type}/{label}"
    named = "name" if mention.label_ else mention.root.pos_
    yield f"named={named}"
    yield f"named+label={named}/{label}"
    pos = "v" if trigger.pos_ in ("VERB", "AUX") else "n"
    yield "type+label=" + kind
    rule = rule_roles.get(entity, "none")
    yield f"rule={event_type}/{rule}"
    yield f"rule+label={kind}/{rule}"
    described = world.entities[entity]
    if is_a := kind_of(described):
        yield f"kind={kind}/{is_a}"
        yield f"kind+rule={kind}/{is_a}/{rule}"
    if around.origins and described["country"] and label != "WEAPON":
        yield f"origin={kind}/{described['country'] in around.origins}"
    root = mention.root
    path = dependency_path(around.ways, root)
    yield f"path={pos}/{path}"
    yield f"path+type={kind}/{pos}/{path}"
    yield f"path+lemma={lemma}/{path}"
    here = around.positions.get(entity, ())
    for position in here:
        yield f"pos={position}"
        yield f"pos+type={event_type}/{position}"
        yield f"pos+label={kind}/{position}"
        yield f"pos+lemma={lemma}/{pos}/{label}/{position}"
    if not here:
        yield "pos=none"
        yield f"pos+type={kind}/none"
    gap = mention.start - trigger.i if mention.start > trigger.i else trigger.i - mention.end + 1
    side = "after" if mention.start > trigger.i else "before"
    bucket = min(gap, 12) if gap < 6 else 6 if gap < 10 else 10 if gap < 20 else 20
    yield f"gap={side}{bucket}"
    yield f"gap+label={label}/{side}{bucket}"
    yield f"side+type={kind}/{side}"
    before = doc[mention.start - 1].lower_ if mention.start else ""
    after = doc[mention.end].lower_ if mention.end < len(doc) else ""
    yield f"before={before}"
    yield f"before+type={kind}/{before}"
    yield f"after+label={label}/{after}"
    above = root.head.lemma_.lower()
    yield f"head={above}/{root.dep_}"
    yield f"head+label={event_type}/{label}/{above}"
    if label in ("WEAPON", "FORCE"):
        yield f"noun+type={event_type}/{root.lemma_.lower()}"
    distance = abs(root.i - trigger.i)
    nearer = sum(other == label and far < distance for other, far in around.distances)
    yield f"nearer={label}/{min(nearer, 3)}"
    yield f"nearer+type={kind}/{min(nearer, 2)}"
    yield f"owner={kind}/{_is_owner(mention, world)}"
    for other in TELLING:
        if any(filler != entity for filler in around.filled.get(other, ())):
            yield f"other={kind}/{pos}/{other}"


def _is_owner(mention: Span, world: Mentions) -> str:
    """Label of what the mention owns by standing before it: *Russian* of *Russian missiles*."""
    head = mention.root.head
    if mention.root.dep_ in ("amod", "compound", "poss", "nmod"):
        return world.label(head.i) or head.pos_
    return "no"
