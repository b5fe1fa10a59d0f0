"""Fills what an event's own sentences leave open (roles, date, money) from other sentences of the article."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from defevents.knowledge.event_types import EventSchema, load_event_types
from defevents.layers import READ, read_of, state
from defevents.learned.decisions import load_decisions
from defevents.learned.distant_features import OpenRole, Outline, distant_features
from defevents.learned.network import Network
from defevents.learned.opinions import opinions, yes_or_no
from defevents.mentions import is_end

__all__ = ["DETAILS", "DistantRoles", "distant_rows"]

DETAILS = {"date": "DATE", "money": "MONEY"}
"""Details of an event that are entities, and their labels."""

NAMES = {"money": "value"}
"""What the encoder calls a role, where it has another name."""

DETAIL_REACH = 2
"""Sentences from which a detail may come."""

DISTANT_THRESHOLD = 0.5


class DistantRoles:
    """Adds to each event the entity that most likely fills an open role, where it is likely enough.

    Parameters
    ----------
    types
        The event types.
    model
        The learned model; None to leave open roles open.
    min_confidence
        Least confidence of a filler; None for the threshold that gives the best F1.
    """

    def __init__(
        self, types: dict[str, EventSchema], model: Network | None, *, min_confidence: float | None = None
    ) -> None:
        self._types = types
        self._model = model
        self._least = DISTANT_THRESHOLD if min_confidence is None else min_confidence

    def __call__(self, doc: Doc) -> Doc:
        """Fill the open roles of the events of `doc`, from what stood there before any was filled."""
        if self._model is None:
            return doc
        outline = Outline(doc, state(doc)["entities"], state(doc)["events"])
        rows = [list(distant_rows(outline, i, self._types[e["type"]])) for i, e in enumerate(outline.events)]
        flat = [row for event in rows for row in event]
        vectors = opinions([said for *_, said in flat], self._model.size)
        weighed = iter(self._model.batch([features for *_, features, _ in flat], vectors))
        additions = []
        for event, candidates in zip(outline.events, rows, strict=True):
            best: dict[str, tuple[float, int]] = {}
            for role, entity, *_ in candidates:
                chance = next(weighed)["yes"]
                if chance >= self._least and chance > best.get(role, (0.0,))[0]:
                    best[role] = chance, entity
            taken: set[int] = set()
            for role, (chance, entity) in sorted(best.items(), key=lambda item: -item[1][0]):
                if entity not in taken:
                    taken.add(entity)
                    additions.append((event, role, entity, chance))
        state(doc).pop(READ, None)
        for event, role, entity, chance in additions:
            if role in DETAILS:
                event[role] = entity
                continue
            start, end = _nearest_mention(outline, event["heads"][0], entity)
            event["arguments"].append(
                {"role": role, "entity": entity, "start": start, "end": end, "confidence": round(chance, 4)}
            )
        return doc


def _read(outline: Outline, heads: list[int]) -> dict[int, dict[str, float]]:
    """What the encoder makes of the entities in the paragraphs of an event: for each role the highest chance."""
    found: dict[int, dict[str, float]] = {}
    for head in heads:
        for word, chances in read_of(outline.doc, head).get("roles", {}).items():
            if (entity := outline.ending_at.get(int(word))) is not None:
                known = found.setdefault(entity, chances)
                found[entity] = {role: max(chance, known[role]) for role, chance in chances.items()}
    return found


def distant_rows(
    outline: Outline, index: int, schema: EventSchema
) -> Iterator[tuple[str, int, list[str], dict[str, float] | None]]:
    """Each open role or detail of an event with each entity that may fill it, its features, and what is said of it.

    The last are the chances that the encoder gives an entity of the same paragraph.
    """
    event = outline.events[index]
    filled = {a["role"] for a in event["arguments"]}
    wanted = {role: described.labels for role, described in schema.roles.items() if role not in filled}
    wanted |= {
        detail: (label,)
        for detail, label in DETAILS.items()
        if event[detail] is None and (detail != "money" or schema.amount)
    }
    candidates = outline.candidates(event)
    read = _read(outline, event["heads"])
    for role, labels in wanted.items():
        found = [c for c in candidates if not outline.labels[c[0]].isdisjoint(labels)]
        if role in DETAILS:
            found = [c for c in found if abs(c[1]) <= DETAIL_REACH]
        if role == "date":
            found = [c for c in found if not all(is_end(outline.doc, start) for _, start, _ in outline.mentions[c[0]])]
        described = OpenRole.of(outline, index, role)
        rivals = 0
        for n, (entity, distance) in enumerate(found):
            if abs(distance) > abs(found[rivals][1]):
                rivals = n
            features = list(distant_features(outline, described, entity, distance, rivals))
            said = yes_or_no(read[entity][NAMES.get(role, role)]) if entity in read else None
            yield role, entity, features, said


def _nearest_mention(outline: Outline, head: int, entity: int) -> tuple[int, int]:
    """Tokens of the entity's mention nearest to the trigger, those before it first."""
    _, start, end = min(outline.mentions[entity], key=lambda m: (abs(m[0] - outline.number[head]), m[1] > head))
    return start, end


@Language.factory(
    "defevents_distant_roles",
    default_config={"learned": True, "min_confidence": None},
    requires=["token.dep", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_distant_roles(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    learned: bool,
    min_confidence: float | None,
) -> DistantRoles:
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return DistantRoles(
        load_event_types(), load_decisions().distant if learned else None, min_confidence=min_confidence
    )
