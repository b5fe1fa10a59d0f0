"""Builds the event graph: events, entities and articles as nodes; roles, claims and reports as edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx

from defevents.graph import queries
from defevents.graph.cleaning import node_name
from defevents.graph.evidence import sentence_around
from defevents.graph.fuse import fuse, is_fused, split
from defevents.graph.merge import Strategy, find_groups, named_strategy
from defevents.graph.nodes import entity_node, event_attributes, quantity_attributes
from defevents.graph.projections import project_actors, project_weapons, slice_time
from defevents.graph.times import Day
from defevents.records import Entity, Event, Extraction, Failure, TextSpan

__all__ = ["EventGraph"]


class EventGraph:
    """A graph of events over any number of articles.

    The graph itself is `graph`, a `networkx.MultiDiGraph`:

    - an event node for every event (``kind="event"``), an entity node for every thing that takes part in one or
      states one (``kind="entity"``), an article node for every article (``kind="article"``);
    - an edge from event to entity for each role (``kind="role"``), from the stating entity to the event for each
      claim (``kind="claim"``), from event to article for each report (``kind="report"``).

    Ids lose the characters that files of graphs cannot hold, as control characters, and get a mark in their place.
    Every edge carries its evidence: the article's id, the offsets in characters of the words that say so, the words
    themselves, and the sentence around them with the offset of its start. The edge to an item that is counted has its
    number: `quantity`, `quantity_bound`, and where there is one `quantity_low` and `quantity_unit`. Entities that the
    knowledge base knows are one node over all articles, others one by label and name; generic forces and weapons
    (*troops*, *missiles*) are nodes of their article.

    Parameters
    ----------
    extractions
        What to begin with, a single one or several.
    """

    def __init__(self, extractions: Extraction | Failure | Iterable[Extraction | Failure] = ()) -> None:
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.add_all(extractions)

    def add_all(self, extractions: Extraction | Failure | Iterable[Extraction | Failure]) -> None:
        """Add extractions; failures among them are passed over.

        Raises
        ------
        TypeError
            If something is neither an extraction nor a failure.
        """
        for extraction in [extractions] if isinstance(extractions, (Extraction, Failure)) else extractions:
            if isinstance(extraction, Extraction):
                self.add(extraction)
            elif not isinstance(extraction, Failure):
                given = type(extraction).__name__
                raise TypeError(f"{given} is no Extraction: give what extract or extract_many returns")

    def add(self, extraction: Extraction) -> None:
        """Add one extraction; adding an article again replaces what it said before.

        Its events are nodes of their own, in a merged graph too, until it is merged again.
        """
        article = extraction.article
        self.remove(article.id)
        article_node = f"article:{node_name(article.id)}"
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
        """Take out an article, its events, and the entities that no other event then names; a no-op if unknown.

        Of merged events, what the other articles say stays together.
        """
        node = f"article:{node_name(article_id)}"
        if node not in self.graph:
            return
        events = [n for n in self.graph.predecessors(node) if self.graph.nodes[n]["kind"] == "event"]
        left: list[list[str]] = []
        for event in [n for n in events if is_fused(self.graph.nodes[n])]:
            members = split(self.graph, event)
            own = [m for m in members if node in self.graph.successors(m)]
            events = [n for n in events if n != event] + own
            left.append([m for m in members if m not in own])
        touched = {n for e in events for n in nx.all_neighbors(self.graph, e)} - {node}
        self.graph.remove_nodes_from([node, *events])
        self.graph.remove_nodes_from(
            [
                n
                for n in touched
                if n in self.graph and self.graph.nodes[n]["kind"] == "entity" and not self.graph.degree(n)
            ]
        )
        for members in left:
            if len(members) > 1:
                fuse(self.graph, members)

    def merge(self, strategy: str | Strategy = "weighted") -> EventGraph:
        """Join the reports of one event over articles; returns a new graph, and leaves this one as it is.

        A joined event keeps every article, role and claim of its reports, all their values where they differ
        (`values`, `conflicts`), and the reports themselves (`versions`), so that `unmerge` brings everything back. The
        outcome is the same for any order of articles; a graph that is merged already is merged anew from its reports.
        Events of one article are never joined.

        Parameters
        ----------
        strategy
            `weighted`: type, parties, items, places, time, amounts and wording weighed against each other; `exact`: all
            of them but the wording the same, and a day known; or a `defevents.graph.merge.Strategy` of your own.

        Raises
        ------
        ValueError
            If no strategy has that name.
        """
        merged = self.unmerge()
        for members in find_groups(merged.graph, named_strategy(strategy)):
            fuse(merged.graph, members)
        return _in_order(merged)

    def unmerge(self) -> EventGraph:
        """Take all joined events apart: a new graph, as it was before merging."""
        apart = EventGraph.of(self.graph.copy())
        for node in [n for n, data in self.events if is_fused(data)]:
            split(apart.graph, node)
        return _in_order(apart)

    def find_events(
        self,
        *,
        types: str | Iterable[str] | None = None,
        statuses: str | Iterable[str] | None = None,
        actor: str | None = None,
        target: str | None = None,
        weapon: str | None = None,
        place: str | None = None,
        claimed_by: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
    ) -> list[str]:
        """Find the events that meet all conditions given; returns their nodes, the earliest first.

        Names are resolved by the knowledge base: *Russia*, *Moscow* and *RU* are one, *Iskander* finds its variants.

        Parameters
        ----------
        types, statuses
            One or several, in any case.
        actor, target
            Who acts (actor, supplier, buyer, participant), on whom (target, recipient, contractor); a country stands
            for its services, companies and officials too.
        weapon
            An item or other weapon or force in any role, or a category of the knowledge base (*missile-ballistic*).
        place
            Where it happens, begins or ends; a country stands for the places in it.
        claimed_by
            Who states or denies it.
        since, until
            Period that the event touches, both days inclusive, as dates or texts (``2018-02-06``); an event without a
            date counts by its publication.

        Raises
        ------
        ValueError
            If there is no such type or status, or a text is no date.
        """
        return queries.find_events(
            self.graph, types=types, statuses=statuses, actor=actor, target=target, weapon=weapon, place=place,
            claimed_by=claimed_by, since=since, until=until,
        )  # fmt: skip

    def describe(self, event: str) -> dict[str, Any]:
        """Tell an event in plain values: type, status, roles with the labels of their fillers, dates, amounts, claims.

        `first_day` and `last_day` are those of its date, else of its publications.
        """
        return queries.describe(self.graph, event)

    def transfers(
        self,
        *,
        supplier: str | None = None,
        recipient: str | None = None,
        weapon: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
    ) -> list[dict[str, Any]]:
        """Who sells or gives what to whom: a row for each transfer or contract, the earliest first.

        Names and days as in `find_events`. Of contracts, the contractor counts as supplier, the buyer as recipient.
        """
        return queries.transfers(
            self.graph, supplier=supplier, recipient=recipient, weapon=weapon, since=since, until=until
        )  # fmt: skip

    def deployments(
        self,
        *,
        weapon: str | None = None,
        actor: str | None = None,
        place: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
    ) -> list[dict[str, Any]]:
        """Where weapons and forces have been deployed and withdrawn from: a row for each, in order of time.

        Names and days as in `find_events`.
        """
        return queries.deployments(self.graph, weapon=weapon, actor=actor, place=place, since=since, until=until)

    def conflicts(self) -> list[dict[str, Any]]:
        """What reports contradict each other in: a row for each rival value, with its articles, outlets and claimants.

        `about` is what is disputed: `date`, `quantity`, `money`, `status`, a role such as `actor`, or `claims` where
        somebody denies the event. All but denials need a merged graph.
        """
        return queries.conflicts(self.graph)

    def neighbors(self, name: str) -> list[dict[str, Any]]:
        """What stands beside the nodes that `name` stands for: relation, neighbor, and the articles that say so."""
        return queries.neighbors(self.graph, name)

    def project_actors(self, *, by_country: bool = False) -> nx.MultiDiGraph[str]:
        """Actors as nodes, and one edge an event from who acts to whom it concerns.

        Those who take part in an event side by side, as in an exercise, are joined pair by pair. An edge's `relation`
        is the type of event, and it has its status, dates, amounts, items and articles.

        Parameters
        ----------
        by_country
            Let countries stand for their services, companies and officials.
        """
        return project_actors(self.graph, by_country=by_country)

    def project_weapons(self, *, by_country: bool = False, by_system: bool = False) -> nx.MultiDiGraph[str]:
        """Actors and weapons as nodes, and one edge an event from each actor to each weapon, the weapon's role on it.

        Parameters
        ----------
        by_country
            Let countries stand for their services, companies and officials.
        by_system
            Let systems stand for their variants.
        """
        return project_weapons(self.graph, by_country=by_country, by_system=by_system)

    def between(self, since: Day | None = None, until: Day | None = None) -> EventGraph:
        """Return a new graph of the events that touch a period, both days inclusive, with all that stands beside them.

        An event without a date counts by its publication, and is left out where that is unknown too.
        """
        return EventGraph.of(slice_time(self.graph, since, until))

    @classmethod
    def of(cls, graph: nx.MultiDiGraph[str]) -> EventGraph:
        """Take a graph of nodes and edges, as `graph` holds them, for an event graph."""
        made = cls()
        made.graph = graph
        return made

    @property
    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Event nodes with their attributes."""
        return ((n, d) for n, d in self.graph.nodes(data=True) if d["kind"] == "event")

    def __len__(self) -> int:
        """Count the events."""
        return sum(1 for _ in self.events)

    def _add_event(self, extraction: Extraction, event: Event, by_id: dict[str, Entity], article_node: str) -> None:
        text, article_id = extraction.article.text, article_node.removeprefix("article:")
        node = node_name(f"event:{article_id}#{event.id}")
        self.graph.add_node(node, kind="event", **event_attributes(event, by_id))
        for trigger in event.triggers:
            self._edge(
                node, article_node, "report", "reported in", article_id, trigger,
                **sentence_around(text, event.sentences, trigger),
            )  # fmt: skip
        for argument in event.arguments:
            entity = self._entity(by_id[argument.entity], article_id)
            self._edge(
                node, entity, "role", argument.role, article_id, argument,
                confidence=argument.confidence, **quantity_attributes(event.quantity_of(argument.entity)),
                **sentence_around(text, event.sentences, argument),
            )  # fmt: skip
        for claim in event.claims:
            source = self._entity(by_id[claim.source], article_id)
            self._edge(
                source, node, "claim", claim.stance, article_id, claim.cue,
                **sentence_around(text, event.sentences, claim.cue),
            )  # fmt: skip

    def _entity(self, entity: Entity, article_id: str) -> str:
        node = entity_node(entity, article_id)
        attributes = {
            "kind": "entity",
            "label": entity.name,
            "entity_label": "COUNTRY" if node.startswith("country:") else entity.label,
            "kb_id": entity.kb_id,
            "country": entity.country,
            "category": entity.category,
            "office": entity.office,
        }
        # Where articles differ, the first in the alphabet stays: their order must make no difference.
        known = self.graph.nodes[node] if node in self.graph else {}
        for name, new in attributes.items():
            attributes[name] = min((v for v in (new, known.get(name)) if v is not None), default=None)
        self.graph.add_node(node, **attributes)
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


def _in_order(graph: EventGraph) -> EventGraph:
    """Sort a graph's nodes and edges, so that equal graphs are equal files."""
    ordered = EventGraph()
    ordered.graph.add_nodes_from(sorted(graph.graph.nodes(data=True), key=lambda node: node[0]))
    for source, target, key, data in sorted(graph.graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        ordered.graph.add_edge(source, target, key=key, **data)
    return ordered
