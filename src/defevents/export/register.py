"""A register of arms transfers, in the manner of SIPRI's: a CSV with a row for each recipient, supplier and weapon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from defevents.export.tables import safe_cell, write_rows
from defevents.graph.times import event_days
from defevents.graph.weapons import family
from defevents.knowledge.lexicon import load_lexicon

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["COLUMNS", "FLAVOR", "SUFFIXES", "write"]

SUFFIXES = (".csv",)
FLAVOR = "register"

COLUMNS = (
    "recipient", "supplier", "number_ordered", "designation", "description", "year_of_order", "stage", "value",
    "comments", "sources",
)  # fmt: skip

DELIVERY = {"delivering", "delivered"}
QUANTITY = ("quantity", "quantity_bound", "quantity_unit", "quantity_from", "quantity_to")
NOT_MADE = {"negated": "said not to be so", "cancelled": "called off", "possible": "not decided"}


class _Item(NamedTuple):
    """A weapon of a row, the word for its category, and its number with the names of `QUANTITY`."""

    designation: str = ""
    description: str = ""
    number: dict[str, Any] = {}  # noqa: RUF012  never changed


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write the transfers of `graph`, and contracts whose parties are of different countries, as a register.

    Recipients and suppliers are countries where these are known. Numbers and years in parentheses are uncertain: about,
    at most, between; the year of a report where the order has no date, or one that is still to come. Merge the graph
    before, or an order that several articles tell of has several rows.
    """
    rows = sorted(
        row for node, data in graph.events if _is_trade(graph, node, data) for row in _rows(graph, node, data)
    )
    write_rows(path, COLUMNS, rows)
    return [path]


def _is_trade(graph: EventGraph, node: str, data: dict[str, Any]) -> bool:
    if data["event_type"] != "CONTRACT":
        return bool(data["event_type"] == "TRANSFER")
    sides = [{country for _, country in _fillers(graph, node, role) if country} for role in ("buyer", "contractor")]
    return all(sides) and not sides[0] & sides[1]


def _rows(graph: EventGraph, node: str, data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    merged = bool(data.get("members"))
    recipients, suppliers = (
        _countries([filler for role in roles for filler in _fillers(graph, node, role)], merged=merged)
        for roles in (("recipient", "buyer"), ("supplier", "contractor"))
    )
    items = _items(graph, node, data) or [_Item()]
    loose = data.get("quantity") if len(items) > 1 and not any(item.number for item in items) else None
    year, other_year = _years(graph, node, data)
    for recipient, supplier, item in product(recipients or [""], suppliers or [""], items):
        comments = _comments(graph, node, data, item.number, year=other_year, loose=loose)
        yield tuple(
            map(
                safe_cell,
                (
                    recipient,
                    supplier,
                    _number(item.number),
                    item.designation,
                    item.description,
                    year,
                    data.get("stage") or "",
                    data.get("money") or "",
                    "; ".join(comments),
                    "; ".join(_sources(graph, node)),
                ),
            )
        )


def _years(graph: EventGraph, node: str, data: dict[str, Any]) -> tuple[str, str]:
    """Year of order, and what to say of a date that is another's: of the delivery, or later than all reports."""
    days = event_days(graph.graph, node)
    if days is None:
        return "", ""
    dated = bool(data.get("start") or data.get("end"))
    year = f"{days[0].year}" if dated else f"({days[0].year})"
    if data.get("stage") in DELIVERY:
        return "", f"delivery {year}"
    reports = sorted(filter(None, (article.get("published") for article in _articles(graph, node))))
    if dated and reports and days[0].isoformat() > reports[-1]:
        return f"({reports[0][:4]})", f"for {year}"
    if dated and not reports and data["status"] == "planned":
        return f"({year})", ""
    return year, ""


def _fillers(graph: EventGraph, node: str, role: str) -> list[tuple[str, str | None]]:
    """Label and country of those who fill a role."""
    found = {other for _, other, edge in graph.graph.out_edges(node, data=True) if edge["relation"] == role}
    return [(graph.graph.nodes[n]["label"], graph.graph.nodes[n].get("country")) for n in sorted(found)]


def _countries(fillers: list[tuple[str, str | None]], *, merged: bool) -> list[str]:
    """Countries of those who fill a role; where several reports tell of one event, who is known goes for who is not."""
    entries = load_lexicon().entries
    if merged and any(country for _, country in fillers):
        fillers = [(label, country) for label, country in fillers if country]
    return sorted({entries[country].name if country and country in entries else label for label, country in fillers})


def _items(graph: EventGraph, node: str, data: dict[str, Any]) -> list[_Item]:
    """Weapons of an event, each with its own number, a single one with that of the event; variants go for systems."""
    categories = load_lexicon().categories
    edges: dict[str, list[dict[str, Any]]] = {}
    for _, other, edge in graph.graph.out_edges(node, data=True):
        if edge["relation"] == "item":
            edges.setdefault(other, []).append(edge)
    general = {family(other) for other in edges if family(other) != other}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for other in sorted(edges.keys() - general):  # a system named beside its variant says nothing more
        weapon = graph.graph.nodes[other]
        category = categories.get(weapon.get("category") or "")
        found.setdefault((weapon["label"], category.name if category else ""), []).extend(edges[other])
    if len(found) == 1:
        return [_Item(*named, {name: data.get(name) for name in QUANTITY}) for named in found]
    return [_Item(*named, _own_number(told)) for named, told in sorted(found.items())]


def _own_number(edges: list[dict[str, Any]]) -> dict[str, Any]:
    """Number that most reports give for an item, the highest of several, and the range of all."""
    told = [edge for edge in edges if edge.get("quantity") is not None]
    if not told:
        return {}
    counts = Counter(edge["quantity"] for edge in told)
    best = max(told, key=lambda edge: (counts[edge["quantity"]], edge["quantity"], str(edge.get("quantity_bound"))))
    number = {name: best.get(name) for name in QUANTITY}
    ends = [edge[end] for edge in told for end in ("quantity", "quantity_low") if edge.get(end) is not None]
    if len(set(ends)) > 1:
        number["quantity_from"], number["quantity_to"] = min(ends), max(ends)
    return number


def _number(number: dict[str, Any]) -> str:
    value = number.get("quantity")
    if value is None:
        return ""
    unsure = number.get("quantity_bound") not in (None, "exact") or number.get("quantity_from") is not None
    return f"({value:g})" if unsure else f"{value:g}"


def _comments(
    graph: EventGraph,
    node: str,
    data: dict[str, Any],
    number: dict[str, Any],
    *,
    year: str,
    loose: float | None,
) -> Iterator[str]:
    """What a row's columns cannot say: `year` is of another date than the order's, `loose` a number of no one item."""
    if data["status"] in NOT_MADE:
        yield NOT_MADE[data["status"]]
    elif data["status"] == "planned" and not data.get("stage"):
        yield "planned"
    if year:
        yield year
    if number.get("quantity_from") is not None:
        yield f"{number['quantity_from']:g} to {number['quantity_to']:g} reported"
    if loose is not None:
        yield f"{loose:g} in all or of one"
    if number.get("quantity_unit"):
        yield str(number["quantity_unit"])
    if data.get("money_from") is not None:
        yield f"value {data['money_from']:.15g} to {data['money_to']:.15g} reported"
    denied = sorted(
        {graph.graph.nodes[s]["label"] for s, _, e in graph.graph.in_edges(node, data=True) if e["relation"] == "deny"}
    )
    if denied:
        yield f"denied by {', '.join(denied)}"


def _sources(graph: EventGraph, node: str) -> list[str]:
    return sorted(
        ", ".join(filter(None, [data.get("source") or data["label"], data.get("published") or "", data.get("url")]))
        for data in _articles(graph, node)
    )


def _articles(graph: EventGraph, node: str) -> list[dict[str, Any]]:
    """Attributes of the articles that report an event."""
    found = {other for _, other, edge in graph.graph.out_edges(node, data=True) if edge["kind"] == "report"}
    return [graph.graph.nodes[article] for article in found]
