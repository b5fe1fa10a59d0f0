"""Answers the questions of an analyst from an event graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeAlias, get_args

import networkx as nx

from defevents.graph.names import named_nodes
from defevents.graph.roles import ACTING, ACTOR_LABELS, PARTNERS, WHERE
from defevents.graph.times import Day, as_day, event_days, event_nodes, within
from defevents.knowledge.event_types import load_event_types
from defevents.records import Status

__all__ = ["conflicts", "deployments", "describe", "find_events", "neighbors", "transfers"]

Graph: TypeAlias = "nx.MultiDiGraph[str]"
Row = dict[str, Any]
Words = str | Iterable[str] | None

PLACE_LABELS = frozenset({"COUNTRY", "NATIONALITY", "LOCATION"})
MOVEMENT = (
    "first_day", "last_day", "type", "status", "item", "actor", "origin", "destination", "quantity", "claims",
    "articles", "event",
)  # fmt: skip
THINGS = frozenset({"WEAPON", "FORCE"})


def find_events(
    graph: Graph,
    *,
    types: Words = None,
    statuses: Words = None,
    actor: str | None = None,
    target: str | None = None,
    weapon: str | None = None,
    place: str | None = None,
    claimed_by: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> list[str]:
    """Find the events that meet all conditions, the earliest first; see `EventGraph.find_events`."""
    known_types = {*load_event_types(), *(graph.nodes[node]["event_type"] for node in event_nodes(graph))}
    kinds, states = _listed("type", types, known_types), _listed("status", statuses, get_args(Status))
    first, last = as_day(since), as_day(until)
    nodes = [
        node
        for node, data in graph.nodes(data=True)
        if data["kind"] == "event"
        and (kinds is None or data["event_type"].casefold() in kinds)
        and (states is None or data["status"].casefold() in states)
    ]
    for name, labels, roles, owned in (
        (actor, ACTOR_LABELS, ACTING, True),
        (target, None, PARTNERS, True),
        (weapon, THINGS, None, False),
        (place, PLACE_LABELS, WHERE | PARTNERS, True),
    ):
        if name is not None:
            wanted = named_nodes(graph, name, labels)
            fit = [n for n in nodes if _has(graph, n, wanted, roles, owned=owned)]
            nodes = fit or ([] if wanted else [n for n in nodes if _of_category(graph, n, name)])
    if claimed_by is not None:
        wanted = named_nodes(graph, claimed_by, ACTOR_LABELS)
        nodes = [n for n in nodes if any(_is(graph, source, wanted, owned=True) for source, _ in graph.in_edges(n))]
    nodes = [n for n in nodes if within(event_days(graph, n), first, last)]
    return sorted(nodes, key=lambda n: _order(graph, n))


def describe(graph: Graph, node: str) -> Row:
    """Tell an event in one row of plain values: what, who, where, when, how much, and according to whom."""
    data = graph.nodes[node]
    roles: dict[str, list[str]] = {}
    articles: dict[str, None] = {}
    for _, other, edge in graph.out_edges(node, data=True):
        if edge["kind"] == "role":
            roles.setdefault(edge["relation"], []).append(graph.nodes[other]["label"])
        else:
            articles[edge["article"]] = None
    claims = {
        f"{graph.nodes[source]['label']} ({edge['relation']})" for source, _, edge in graph.in_edges(node, data=True)
    }
    days = event_days(graph, node)
    return {
        "event": node,
        "type": data["event_type"],
        "status": data["status"],
        "stage": data.get("stage"),
        "date": data.get("date"),
        "first_day": None if days is None else days[0].isoformat(),
        "last_day": None if days is None else days[1].isoformat(),
        **{role: sorted(set(labels)) for role, labels in sorted(roles.items())},
        "quantity": data.get("quantity"),
        "value": data.get("money"),
        "claims": sorted(claims),
        "conflicts": list(data.get("conflicts") or ()),
        "articles": sorted(articles),
        "sentence": data.get("sentence"),
    }


def transfers(
    graph: Graph,
    *,
    supplier: str | None = None,
    recipient: str | None = None,
    weapon: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> list[Row]:
    """Who sells or gives what to whom; see `EventGraph.transfers`."""
    rows = []
    asked = (("supplier", supplier), ("recipient", recipient))
    wanted = {side: named_nodes(graph, name, ACTOR_LABELS) for side, name in asked if name is not None}
    for node in find_events(graph, types=("TRANSFER", "CONTRACT"), weapon=weapon, since=since, until=until):
        sides = {"supplier": ("supplier", "contractor"), "recipient": ("recipient", "buyer"), "item": ("item",)}
        filled = {side: _fillers(graph, node, roles) for side, roles in sides.items()}
        if not all(any(_is(graph, n, names, owned=True) for n in filled[side]) for side, names in wanted.items()):
            continue
        known = describe(graph, node)
        rows.append(
            {
                **{side: sorted({graph.nodes[n]["label"] for n in nodes}) for side, nodes in filled.items()},
                **{
                    n: known[n]
                    for n in ("quantity", "value", "stage", "status", "date", "first_day", "articles", "event")
                },
            }
        )
    return rows


def deployments(
    graph: Graph,
    *,
    weapon: str | None = None,
    actor: str | None = None,
    place: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> list[Row]:
    """Where weapons and forces went, and whence they left, in order of time; see `EventGraph.deployments`."""
    rows = []
    for node in find_events(
        graph, types=("DEPLOYMENT", "WITHDRAWAL"), weapon=weapon, actor=actor, place=place, since=since, until=until
    ):
        known = describe(graph, node)
        rows.append({name: known.get(name, []) for name in MOVEMENT})
    return rows


def conflicts(graph: Graph, nodes: Iterable[str] | None = None) -> list[Row]:
    """What reports contradict each other in, a row for each rival value; see `EventGraph.conflicts`."""
    rows = []
    events = sorted(event_nodes(graph)) if nodes is None else list(nodes)
    for node in events:
        data = graph.nodes[node]
        head = {"event": node, "label": data["label"]}
        disputed = set(data.get("conflicts") or ())
        for name, values in (data.get("values") or {}).items():
            if name in disputed:
                rows += [{**head, "about": name, **value} for value in values]
        stances: dict[str, list[tuple[str, Row]]] = {}
        for source, _, edge in graph.in_edges(node, data=True):
            stances.setdefault(edge["relation"], []).append((graph.nodes[source]["label"], edge))
        if "deny" in stances:
            rows += [{**head, **_stance(graph, stance, told)} for stance, told in sorted(stances.items())]
            claimed = {edge["article"] for told in stances.values() for _, edge in told}
            reports = [edge for _, _, edge in graph.out_edges(node, data=True) if edge["kind"] == "report"]
            own = [("", edge) for edge in reports if edge["article"] not in claimed]
            rows += [{**head, **_stance(graph, "told", own)}] if own else []
    return rows


def _stance(graph: Graph, stance: str, told: list[tuple[str, Row]]) -> Row:
    """Who takes a stance, and where; ``told`` for articles that say so in their own voice."""
    articles = sorted({edge["article"] for _, edge in told})
    outlets = {graph.nodes[f"article:{article}"].get("source") for article in articles}
    return {
        "about": "claims",
        "value": stance,
        "articles": articles,
        "outlets": sorted(filter(None, outlets)),
        "claimed_by": sorted({label for label, _ in told if label}),
    }


def neighbors(graph: Graph, name: str) -> list[Row]:
    """What stands beside the nodes of that name, and by what relation; see `EventGraph.neighbors`."""
    found: dict[tuple[str, str, str, str], set[str]] = {}
    for node in sorted(named_nodes(graph, name)):
        if node not in graph:
            continue
        for source, target, edge in [*graph.out_edges(node, data=True), *graph.in_edges(node, data=True)]:
            other, way = (target, "to") if source == node else (source, "from")
            found.setdefault((node, way, edge["relation"], other), set()).add(edge["article"])
    return [
        {
            "node": node,
            "way": way,
            "relation": relation,
            "neighbor": other,
            "label": graph.nodes[other]["label"],
            "kind": graph.nodes[other]["kind"],
            "articles": sorted(articles),
        }
        for (node, way, relation, other), articles in sorted(found.items())
    ]


def _listed(what: str, words: Words, known: Iterable[str]) -> frozenset[str] | None:
    if words is None:
        return None
    given, names = [words] if isinstance(words, str) else list(words), sorted(known)
    for word in given:
        if word.casefold() not in map(str.casefold, names):
            raise ValueError(f"no {what} {word!r}: choose one of {', '.join(names)}")
    return frozenset(map(str.casefold, given))


def _has(graph: Graph, node: str, wanted: Collection[str], roles: Collection[str] | None, *, owned: bool) -> bool:
    return any(
        edge["kind"] == "role"
        and (roles is None or edge["relation"] in roles)
        and _is(graph, other, wanted, owned=owned)
        for _, other, edge in graph.out_edges(node, data=True)
    )


def _is(graph: Graph, node: str, wanted: Collection[str], *, owned: bool) -> bool:
    """Whether a node is one of those wanted, or with `owned`, belongs to a country among them."""
    return node in wanted or (owned and f"country:{graph.nodes[node].get('country')}" in wanted)


def _of_category(graph: Graph, node: str, name: str) -> bool:
    return any(graph.nodes[other].get("category") == name for _, other in graph.out_edges(node))


def _fillers(graph: Graph, node: str, roles: Collection[str]) -> list[str]:
    return [
        n for _, n, edge in graph.out_edges(node, data=True) if edge["kind"] == "role" and edge["relation"] in roles
    ]


def _order(graph: Graph, node: str) -> tuple[str, str]:
    days = event_days(graph, node)
    return ("9999" if days is None else days[0].isoformat(), node)
