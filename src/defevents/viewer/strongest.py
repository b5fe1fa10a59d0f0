"""Chooses the part of a large graph that a page can show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["strongest"]


def strongest(graph: EventGraph, max_nodes: int) -> list[str]:
    """Choose events so that they and the entities they lead to are at most `max_nodes` nodes.

    All of them where they are so few. Else the strongest first: an event is the stronger the more articles report it
    and sources state it, the more confident its extraction, and the better connected its entities are. Equals are
    taken by name.

    Returns
    -------
    list
        Names of the chosen events' nodes, in the order of the graph.
    """
    events = [node for node, _ in graph.events]
    entities = {node: _entities(graph, node) for node in events}
    if len(events) + len(set().union(*entities.values())) <= max_nodes:
        return events
    ranked = sorted(events, key=lambda node: (-_strength(graph, node, entities[node]), node))
    chosen: set[str] = set()
    shown: set[str] = set()
    for node in ranked:
        new = {node, *entities[node]} - shown
        if len(shown) + len(new) <= max_nodes:
            chosen.add(node)
            shown |= new
    return [node for node in events if node in chosen]


def _entities(graph: EventGraph, event: str) -> set[str]:
    nodes = graph.graph.nodes
    near = {*graph.graph.successors(event), *graph.graph.predecessors(event)}
    return {node for node in near if nodes[node]["kind"] == "entity"}


def _strength(graph: EventGraph, event: str, entities: set[str]) -> float:
    articles = {data["article"] for *_, data in graph.graph.out_edges(event, data=True) if data["kind"] == "report"}
    claims = sum(data["kind"] == "claim" for *_, data in graph.graph.in_edges(event, data=True))
    connected = sum(math.log1p(graph.graph.degree(node)) for node in entities)
    confidence = float(graph.graph.nodes[event].get("confidence") or 1.0)
    return confidence * float(2.0 * len(articles) + claims + connected)
