"""Builds the event graph: events, entities and articles as nodes; roles, claims and reports as edges."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx

from defevents.graph.evidence import sentence_around
from defevents.records import Entity, Event, Extraction, Failure, TextSpan

__all__ = ["EventGraph", "entity_node"]

GENERIC = frozenset({"FORCE", "WEAPON"})

# Roles that an event's label names, the first that is filled.
DOERS = ("actor", "supplier", "participant", "buyer")
THINGS = ("item", "recipient", "target", "name", "place", "destination")


class EventGraph:
    """A graph of events over any number of articles.

    The graph itself is `graph`, a `networkx.MultiDiGraph`:

    - an event node for every event (``kind="event"``), an entity node for every thing that takes part in one or
      states one (``kind="entity"``), an article node for every article (``kind="article"``);
    - an edge from event to entity for each role (``kind="role"``), from the stating entity to the event for each
      claim (``kind="claim"``), from event to article for each report (``kind="report"``).

    Every edge carries its evidence: the article's id, the offsets in characters of the words that say so, the words
    themselves, and the sentence around them with the offset of its start. Entities that the knowledge base knows are
    one node over all articles, others one by label and name; generic forces and weapons (*troops*, *missiles*) are
    nodes of their article.

    Parameters
    ----------
    extractions
        What to begin with.
    """

    def __init__(self, extractions: Iterable[Extraction | Failure] = ()) -> None:
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.add_all(extractions)

    def add_all(self, extractions: Iterable[Extraction | Failure]) -> None:
        """Add extractions; failures among them are passed over."""
        for extraction in extractions:
            if isinstance(extraction, Extraction):
                self.add(extraction)

    def add(self, extraction: Extraction) -> None:
        """Add one extraction; adding an article again replaces what it said before."""
        article = extraction.article
        self.remove(article.id)
        article_node = f"article:{article.id}"
        self.graph.add_node(
            article_node,
            kind="article",
            label=article.title or article.id,
            title=article.title,
            published=None if article.published is None else article.published.isoformat(),
            url=article.url,
            source=article.source,
        )
        by_id = {entity.id: entity for entity in extraction.entities}
        for event in extraction.events:
            self._add_event(extraction, event, by_id, article_node)

    def remove(self, article_id: str) -> None:
        """Take out an article, its events, and the entities that no other event then names; a no-op if unknown."""
        node = f"article:{article_id}"
        if node not in self.graph:
            return
        events = [n for n in self.graph.predecessors(node) if self.graph.nodes[n]["kind"] == "event"]
        touched = {n for e in events for n in nx.all_neighbors(self.graph, e)} - {node}
        self.graph.remove_nodes_from([node, *events])
        self.graph.remove_nodes_from(
            [
                n
                for n in touched
                if n in self.graph and self.graph.nodes[n]["kind"] == "entity" and not self.graph.degree(n)
            ]
        )

    @property
    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Event nodes with their attributes."""
        return ((n, d) for n, d in self.graph.nodes(data=True) if d["kind"] == "event")

    def __len__(self) -> int:
        """Count the events."""
        return sum(1 for _ in self.events)

    def _add_event(self, extraction: Extraction, event: Event, by_id: dict[str, Entity], article_node: str) -> None:
        article = extraction.article
        node = f"event:{article.id}#{event.id}"
        self.graph.add_node(node, kind="event", **_event_attributes(event, by_id))
        for trigger in event.triggers:
            self._edge(
                node, article_node, "report", "reported in", article.id, trigger,
                **sentence_around(article.text, event.sentences, trigger),
            )  # fmt: skip
        for argument in event.arguments:
            entity = self._entity(by_id[argument.entity], article.id)
            self._edge(
                node, entity, "role", argument.role, article.id, argument,
                confidence=argument.confidence, **sentence_around(article.text, event.sentences, argument),
            )  # fmt: skip
        for claim in event.claims:
            source = self._entity(by_id[claim.source], article.id)
            self._edge(
                source, node, "claim", claim.stance, article.id, claim.cue,
                **sentence_around(article.text, event.sentences, claim.cue),
            )  # fmt: skip

    def _entity(self, entity: Entity, article_id: str) -> str:
        node = entity_node(entity, article_id)
        attributes = {
            "kind": "entity",
            "label": entity.name,
            "entity_label": entity.label,
            "kb_id": entity.kb_id,
            "country": entity.country,
            "category": entity.category,
            "office": entity.office,
        }
        known = self.graph.nodes[node] if node in self.graph else {}
        self.graph.add_node(node, **{name: new for name, new in attributes.items() if known.get(name) is None})
        return node

    def _edge(
        self,
        source: str,
        target: str,
        kind: str,
        relation: str,
        article_id: str,
        words: TextSpan,
        **more: Any,
    ) -> None:
        key = f"{kind}:{source}>{target}:{relation}@{article_id}:{words.start}-{words.end}"
        self.graph.add_edge(
            source, target, key=key, kind=kind, relation=relation, article=article_id, start=words.start,
            end=words.end, evidence=words.text, **more,
        )  # fmt: skip


def entity_node(entity: Entity, article_id: str) -> str:
    """Name of an entity's node: the same in all articles where the thing is known to be the same."""
    if entity.label in ("COUNTRY", "NATIONALITY") and entity.kb_id and re.fullmatch("[A-Z]{2}", entity.kb_id):
        return f"country:{entity.kb_id}"
    if entity.kb_id and "/" in entity.kb_id:
        return entity.kb_id
    name = "-".join(re.findall(r"\w+", unicodedata.normalize("NFKC", entity.name).casefold()))
    if entity.label in GENERIC and entity.name[:1].islower():
        return f"{entity.label.lower()}:{name}@{article_id}#{entity.id}"
    return f"{entity.label.lower()}:{name or entity.id}"


def _event_attributes(event: Event, by_id: dict[str, Entity]) -> dict[str, Any]:
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
        "quantity": None if event.quantity is None else event.quantity.value,
        "quantity_text": None if event.quantity is None else event.quantity.text,
        "confidence": event.confidence,
        "sentence": " ".join(s.text.strip() for s in event.sentences),
    }
