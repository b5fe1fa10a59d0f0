"""Plainer views of an event graph: actors with actors, actors with weapons, a stretch of time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any, TypeAlias

import networkx as nx

from defevents.graph.roles import ACTING, ACTOR_LABELS, PARTNERS
from defevents.graph.times import Day, as_day, event_days, event_nodes, within
from defevents.graph.weapons import family
from defevents.knowledge.lexicon import load_lexicon

__all__ = ["project_actors", "project_weapons", "slice_time"]

Graph: TypeAlias = "nx.MultiDiGraph[str]"


def project_actors(graph: Graph, *, by_country: bool = False) -> Graph:
    """Actors as nodes, and one edge an event between two; see `EventGraph.project_actors`."""
    projection: Graph = nx.MultiDiGraph()
    for node, fillers in _events(graph):
        acting = _actors(graph, fillers, ACTING, by_country=by_country)
        partners = _actors(graph, fillers, PARTNERS, by_country=by_country)
        pairs = list(product(acting, partners)) if partners else list(combinations(acting, 2))
        for source, target in pairs:
            if source[0] != target[0]:
                _connect(projection, source, target, graph, node)
    return projection


def project_weapons(graph: Graph, *, by_country: bool = False, by_system: bool = False) -> Graph:
    """Actors and weapons as nodes, and one edge an event between two; see `EventGraph.project_weapons`."""
    projection: Graph = nx.MultiDiGraph()
    for node, fillers in _events(graph):
        actors = _actors(graph, fillers, ACTING | PARTNERS, by_country=by_country)
        numbers = _numbers(graph, node)
        for other, role in fillers:
            data = graph.nodes[other]
            if data["entity_label"] != "WEAPON":
                continue
            own = {"quantity": numbers.get(other)} if numbers else {}
            system = family(other) if by_system else None
            weapon = (other, data) if system in (None, other) else (str(system), {**data, "label": _name(str(system))})
            for actor in actors:
                _connect(projection, actor, (weapon[0], dict(weapon[1])), graph, node, role=role, **own)
    return projection


def _numbers(graph: Graph, event: str) -> dict[str, float]:
    """Items of an event with their own numbers: what most reports give, the highest of several."""
    told: dict[str, list[float]] = {}
    for _, other, edge in graph.out_edges(event, data=True):
        if edge.get("quantity") is not None:
            told.setdefault(other, []).append(edge["quantity"])
    return {other: max(numbers, key=lambda n: (numbers.count(n), n)) for other, numbers in told.items()}


def slice_time(graph: Graph, since: Day | None, until: Day | None) -> Graph:
    """Return the part of the graph whose events fall in a period; see `EventGraph.between`."""
    first, last = as_day(since), as_day(until)
    kept = [node for node in event_nodes(graph) if within(event_days(graph, node), first, last)]
    around = {other for node in kept for other in nx.all_neighbors(graph, node)}
    part: Graph = graph.subgraph([*kept, *around]).copy()
    return part


def _events(graph: Graph) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for node in event_nodes(graph):
        edges = graph.out_edges(node, data=True)
        yield node, sorted({(other, edge["relation"]) for _, other, edge in edges if edge["kind"] == "role"})


def _actors(
    graph: Graph, fillers: list[tuple[str, str]], roles: frozenset[str], *, by_country: bool
) -> list[tuple[str, dict[str, Any]]]:
    """Those in some roles who can act, each once; with `by_country`, the countries they belong to."""
    found: dict[str, dict[str, Any]] = {}
    for node, role in fillers:
        data = graph.nodes[node]
        if role not in roles or data["entity_label"] not in ACTOR_LABELS:
            continue
        owner = data.get("country") if by_country else None
        if owner and node != f"country:{owner}":
            name = _name(owner)
            found[f"country:{owner}"] = {
                "kind": "entity", "label": name, "entity_label": "COUNTRY", "kb_id": owner, "country": owner,
            }  # fmt: skip
        else:
            found[node] = dict(data)
    return sorted(found.items(), key=lambda item: item[0])


def _name(entry: str) -> str:
    known = load_lexicon().entries.get(entry)
    return entry if known is None else known.name


def _connect(
    projection: Graph,
    source: tuple[str, dict[str, Any]],
    target: tuple[str, dict[str, Any]],
    graph: Graph,
    event: str,
    **more: Any,
) -> None:
    data = graph.nodes[event]
    projection.add_node(source[0], **source[1])
    projection.add_node(target[0], **target[1])
    items, articles = set(), set()
    for _, other, edge in graph.out_edges(event, data=True):
        if edge["kind"] == "report":
            articles.add(edge["article"])
        elif edge["relation"] == "item":
            items.add(graph.nodes[other]["label"])
    kept = ("status", "stage", "date", "start", "end", "money", "quantity", "sentence")
    projection.add_edge(
        source[0], target[0], key=f"{event}:{more.get('role', '')}", kind="event", relation=data["event_type"],
        event=event, items=sorted(items), articles=sorted(articles), **({name: data.get(name) for name in kept} | more),
    )  # fmt: skip
