"""Joins event nodes into one that keeps every article, claim and conflicting value, and takes it apart again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from defevents.graph.rivals import contradict

__all__ = ["fuse", "fused_name", "is_fused", "split"]

Attributes = dict[str, Any]

STAGES = ("requested", "approved", "signed", "delivering", "delivered")
STATUSES = ("negated", "cancelled", "possible", "planned", "ongoing", "occurred")
OFF = {"negated", "cancelled"}

RIVALS = ("event_type", "status", "stage", "date", "money", "quantity")
"""Attributes of which a fused event lists all values, with who gives them, where reports differ."""

MEASURED = ("date", "money", "quantity")
"""Those of them that are a conflict where their spans have nothing in common."""

PARTIES = ("actor", "supplier", "recipient", "buyer", "contractor")
"""Roles of which it lists rival fillers."""


def fused_name(members: Iterable[str]) -> str:
    """Name of the node that `members` are joined in: the same for the same members in any order."""
    return (
        "event:merged-" + hashlib.sha256("\n".join(sorted(members)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    )


def is_fused(attributes: Mapping[str, Any]) -> bool:
    """Whether a node's attributes are those of joined events."""
    return bool(attributes.get("versions"))


def fuse(graph: nx.MultiDiGraph[str], members: Iterable[str]) -> str:
    """Join event nodes in place; returns the new node's name.

    The node has what its members agree on, or what most or the latest of them say; `members` are their names,
    `versions` all their attributes, `values` the values that differ with the articles, outlets and claimants of each,
    `conflicts` the names of those that cannot all be true. Their edges become its own, each with its `member`.
    """
    names = sorted(members)
    name = fused_name(names)
    versions = [dict(graph.nodes[member]) for member in names]
    reports = {member: _report(graph, member) for member in names}
    edges = [
        (source, target, key, {**data, "member": member})
        for member in names
        for source, target, key, data in _edges(graph, member)
    ]
    attributes = _attributes(names, versions, reports)
    attributes |= _disagreements(graph, names, versions, reports)
    attributes["versions"] = [
        {"node": member, **version} for member, version in zip(names, versions, strict=True)
    ]  # fmt: skip
    graph.add_node(name, **attributes)
    gone = set(names)
    for source, target, key, data in edges:
        graph.add_edge(
            name if source in gone else source, name if target in gone else target, key=key, **data
        )  # fmt: skip
    graph.remove_nodes_from(names)
    return name


def split(graph: nx.MultiDiGraph[str], node: str) -> list[str]:
    """Take a joined event apart in place, as if it had never been one; returns the names of its members."""
    versions = graph.nodes[node]["versions"]
    for version in versions:
        graph.add_node(version["node"], **{name: value for name, value in version.items() if name != "node"})
    for source, target, key, data in _edges(graph, node):
        own = {name: value for name, value in data.items() if name != "member"}
        member = data["member"]
        graph.add_edge(member if source == node else source, member if target == node else target, key=key, **own)
    graph.remove_node(node)
    return [version["node"] for version in versions]


def _edges(graph: nx.MultiDiGraph[str], node: str) -> list[tuple[str, str, str, Attributes]]:
    return [*graph.out_edges(node, keys=True, data=True), *graph.in_edges(node, keys=True, data=True)]


def _report(graph: nx.MultiDiGraph[str], member: str) -> Attributes:
    """Article of a member, its outlet and day, and who claims the event there."""
    article = next(node for _, node, edge in graph.out_edges(member, data=True) if edge["kind"] == "report")
    data = graph.nodes[article]
    claims = [(graph.nodes[source]["label"], edge["relation"]) for source, _, edge in graph.in_edges(member, data=True)]
    return {
        "article": article.removeprefix("article:"),
        "outlet": data.get("source"),
        "published": data.get("published") or "",
        "claims": sorted(set(claims)),
    }


def _attributes(names: list[str], versions: list[Attributes], reports: dict[str, Attributes]) -> Attributes:
    """What the joined event is said to be."""
    best = max(versions, key=_fullness)
    latest = max(report["published"] for report in reports.values())
    last = [v for name, v in zip(names, versions, strict=True) if reports[name]["published"] == latest]
    attributes: Attributes = {**best, "label": best["label"]}
    attributes["event_type"] = _commonest(v["event_type"] for v in versions)
    attributes["status"] = max(
        Counter(v["status"] for v in last).items(), key=lambda item: (item[1], STATUSES.index(item[0]))
    )[0]
    stages = [v["stage"] for v in versions if v.get("stage")]
    attributes["stage"] = max(stages, key=STAGES.index, default=None)
    attributes["trigger"] = ", ".join(sorted({word for v in versions for word in v["trigger"].split(", ")}))
    attributes |= _told_by_most(versions, "date", ("date", "start", "end", "date_text"), _span)
    quantities = ("quantity", "quantity_low", "quantity_bound", "quantity_unit", "quantity_text")
    attributes |= _told_by_most(versions, "quantity", quantities, lambda v: -float(v["quantity"]))
    attributes |= _told_by_most(
        versions, "money", ("money", "money_low", "money_bound", "money_text"), lambda v: -_amount(v["money"])
    )  # fmt: skip
    attributes |= _ranges(versions, attributes)
    attributes["confidence"] = max(v["confidence"] for v in versions)
    attributes["reports"] = len(versions)
    attributes["members"] = names
    return attributes


def _fullness(version: Attributes) -> tuple[int, int, str, str]:
    """Sort a report after those that say less."""
    told = sum(value is not None for value in version.values())
    return told, len(version["label"]), version["label"], version.get("sentence") or ""


def _commonest(values: Iterable[str]) -> str:
    return min(Counter(values).items(), key=lambda item: (-item[1], item[0]))[0]


def _told_by_most(versions: list[Attributes], name: str, fields: tuple[str, ...], order: Any) -> Attributes:
    """Fields of the value that most versions have; of several, the first in `order`."""
    told = [v for v in versions if v.get(name) is not None]
    if not told:
        return dict.fromkeys(fields)
    counts = Counter(v[name] for v in told)
    first = min(told, key=lambda v: (-counts[v[name]], order(v), str([v.get(field) for field in fields])))
    return {field: first.get(field) for field in fields}


def _span(version: Attributes) -> tuple[str, str, str]:
    """Sort dated before undated values, short spans (long ISO values) before long ones."""
    return ("0" if version.get("start") else "1", f"{99 - len(version['date']):02}", version["date"])


def _amount(money: str) -> float:
    return float(money.split()[1])


def _ranges(versions: list[Attributes], chosen: Attributes) -> Attributes:
    """Lowest and highest number, and amount in the currency of the chosen one, where they differ."""
    quantities = [v.get(name) for v in versions for name in ("quantity", "quantity_low")]
    alike = [v for v in versions if v.get("money") and v["money"].split()[0] == chosen["money"].split()[0]]
    amounts = [_amount(v["money"]) for v in alike] + [v.get("money_low") for v in alike]
    found: Attributes = {}
    for name, given in (("quantity", quantities), ("money", amounts)):
        numbers = [number for number in given if number is not None]
        if len(set(numbers)) > 1:
            found[f"{name}_from"], found[f"{name}_to"] = min(numbers), max(numbers)
    return found


def _disagreements(
    graph: nx.MultiDiGraph[str], names: list[str], versions: list[Attributes], reports: dict[str, Attributes]
) -> Attributes:
    """Values that differ, with who gives them, and the names of those that cannot all be true."""
    values: dict[str, list[Attributes]] = {}
    for attribute in RIVALS:
        told = {n: v[attribute] for n, v in zip(names, versions, strict=True) if v.get(attribute) is not None}
        if len(set(told.values())) > 1:
            values[attribute] = _by_value(told, reports)
    parties: dict[str, dict[str, dict[str, str]]] = {}
    for member in names:
        for _, entity, edge in graph.out_edges(member, data=True):
            if edge["kind"] == "role" and edge["relation"] in PARTIES:
                data = graph.nodes[entity]
                parties.setdefault(edge["relation"], {}).setdefault(member, {})[data.get("country") or entity] = data[
                    "label"
                ]
    for role, told in sorted(parties.items()):
        owners = [set(fillers) for fillers in told.values()]
        if not set.intersection(*owners) and len(owners) > 1:
            values[role] = _by_value({m: " and ".join(sorted(f.values())) for m, f in told.items()}, reports)
    stances = {stance for report in reports.values() for _, stance in report["claims"]}
    conflicts = [name for name in values if name in PARTIES or (name in MEASURED and contradict(name, versions))]
    statuses = {version["status"] for version in versions}
    if statuses & OFF and statuses - OFF:
        conflicts.append("status")
    if "deny" in stances:
        conflicts.append("claims")
    return {"values": values, "conflicts": sorted(conflicts)}


def _by_value(told: Mapping[str, Any], reports: Mapping[str, Attributes]) -> list[Attributes]:
    """Each value with the articles and outlets that give it and those who claim it there."""
    rows = []
    for value in sorted(set(told.values()), key=lambda v: (str(type(v)), v)):
        given = [reports[member] for member, said in sorted(told.items()) if said == value]
        rows.append(
            {
                "value": value,
                "articles": sorted({report["article"] for report in given}),
                "outlets": sorted({report["outlet"] for report in given if report["outlet"]}),
                "claimed_by": sorted({f"{label} ({stance})" for report in given for label, stance in report["claims"]}),
            }
        )
    return rows
