"""Features by which an entity is told to fill a role of an event, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Span, Token

from defevents.mentions import Mentions
from defevents.syntax import Slot

__all__ = ["argument_features", "dependency_path", "positions_of"]

MAX_PATH = 6


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


def dependency_path(trigger: Token, token: Token) -> str:
    """Dependencies from `token` up to the first common word and down to `trigger`, prepositions by their word."""
    above = {t.i: n for n, t in enumerate((trigger, *trigger.ancestors))}
    up: list[str] = []
    current = token
    while current.i not in above:
        up.append(current.lower_ if current.dep_ in ("prep", "agent") else current.dep_)
        if current.head.i == current.i or len(up) > MAX_PATH:
            return "none"
        current = current.head
    down = []
    walker = trigger
    while walker.i != current.i:
        down.append(walker.dep_)
        walker = walker.head
    if len(up) + len(down) > MAX_PATH:
        return "far"
    return "<".join(up) + "^" + ">".join(reversed(down))


def argument_features(
    trigger: Token,
    lemma: str,
    event_type: str,
    mention: Span,
    label: str,
    entity: int,
    positions: Mapping[int, list[str]],
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
    positions
        From `positions_of`.
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
    root = mention.root
    path = dependency_path(trigger, root)
    yield f"path={pos}/{path}"
    yield f"path+type={kind}/{pos}/{path}"
    yield f"path+lemma={lemma}/{path}"
    here = positions.get(entity, ())
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
    yield f"head={root.head.lemma_.lower()}/{root.dep_}"
    yield f"head+label={event_type}/{label}/{root.head.lemma_.lower()}"
    if label in ("WEAPON", "FORCE"):
        yield f"noun+type={event_type}/{root.lemma_.lower()}"
    nearer = [
        e for e in mention.sent.ents
        if e.label_ == label and abs(e.root.i - trigger.i) < abs(root.i - trigger.i)
    ]  # fmt: skip
    yield f"nearer={label}/{min(len(nearer), 3)}"
    yield f"nearer+type={kind}/{min(len(nearer), 2)}"
    yield f"owner={kind}/{_is_owner(mention, world)}"
    filled = {w.split("+")[0].lstrip("~") for e, where in positions.items() if e != entity for w in where}
    for other in ("subject", "object", "governor", "of", "by", "possessive", "modifier"):
        if other in filled:
            yield f"other={kind}/{pos}/{other}"


def _is_owner(mention: Span, world: Mentions) -> str:
    """Label of what the mention owns by standing before it: *Russian* of *Russian missiles*."""
    head = mention.root.head
    if mention.root.dep_ in ("amod", "compound", "poss", "nmod"):
        return world.label(head.i) or head.pos_
    return "no"
