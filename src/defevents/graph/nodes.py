"""What the nodes of an event graph are called and say: entities by what is known of them, events by their record."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from defevents.graph.cleaning import node_name
from defevents.records import Entity, Event, Quantity

__all__ = ["entity_node", "event_attributes", "quantity_attributes"]

GENERIC = frozenset({"FORCE", "WEAPON"})

# Roles that an event's label names, the first that is filled.
DOERS = ("actor", "supplier", "participant", "buyer")
THINGS = ("item", "recipient", "target", "name", "place", "destination")


def entity_node(entity: Entity, article_id: str) -> str:
    """Name of an entity's node: the same in all articles where the thing is known to be the same."""
    if entity.label in ("COUNTRY", "NATIONALITY") and entity.kb_id and re.fullmatch("[A-Z]{2}", entity.kb_id):
        return f"country:{entity.kb_id}"
    if entity.kb_id and "/" in entity.kb_id:
        return node_name(entity.kb_id)
    name = "-".join(re.findall(r"\w+", unicodedata.normalize("NFKC", entity.name).casefold()))
    if entity.label in GENERIC and entity.name[:1].islower():
        return node_name(f"{entity.label.lower()}:{name}@{article_id}#{entity.id}")
    return node_name(f"{entity.label.lower()}:{name or entity.id}")


def event_attributes(event: Event, by_id: dict[str, Entity]) -> dict[str, Any]:
    """Attributes of an event's node; `by_id` are the entities of its extraction."""
    first = {role: by_id[event.fillers(role)[0]].name for role in {a.role for a in event.arguments}}
    doer = next((first[r] for r in DOERS if r in first), None)
    thing = next((first[r] for r in THINGS if r in first), None)
    words = [w for w in (doer, event.type.lower(), thing) if w]
    return {
        "label": " · ".join(words),
        "event_type": event.type,
        "status": event.status,
        "stage": event.stage,
        "trigger": ", ".join(t.text for t in event.triggers),
        "date": None if event.date is None else event.date.value,
        "start": None if event.date is None or event.date.start is None else event.date.start.isoformat(),
        "end": None if event.date is None or event.date.end is None else event.date.end.isoformat(),
        "date_text": None if event.date is None else event.date.text,
        "money": None if event.value is None else event.value.value,
        "money_text": None if event.value is None else event.value.text,
        "money_low": None if event.value is None else event.value.low,
        "money_bound": None if event.value is None else event.value.bound,
        "quantity": None if event.quantity is None else event.quantity.value,
        "quantity_low": None if event.quantity is None else event.quantity.low,
        "quantity_bound": None if event.quantity is None else event.quantity.bound,
        "quantity_unit": None if event.quantity is None else event.quantity.unit,
        "quantity_text": None if event.quantity is None else event.quantity.text,
        "confidence": event.confidence,
        "sentence": " ".join(s.text.strip() for s in event.sentences),
    }


def quantity_attributes(quantity: Quantity | None) -> dict[str, Any]:
    """Attributes of the edge to an item that an event counts; none for what it does not count."""
    if quantity is None:
        return {}
    told = {"": quantity.value, "_low": quantity.low, "_bound": quantity.bound, "_unit": quantity.unit}
    return {f"quantity{name}": value for name, value in told.items() if value is not None}
