"""GEXF 1.3, written as a stream: for Gephi, with its timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from defevents.export.flatten import TYPE_NAMES, attribute_types, flat_value
from defevents.export.graphml import quoted_node
from defevents.export.palette import color_of, rgb
from defevents.graph.cleaning import clean_text
from defevents.graph.times import event_days

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["SUFFIXES", "write"]

SUFFIXES = (".gexf",)

# Names that Gephi's tables have of their own.
_OWN = {"label", "id", "start", "end", "kind", "weight"}

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
    "  <meta><creator>defevents</creator></meta>\n"
    '  <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">\n'
)

Days = tuple[dt.date, dt.date]


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` to `path` as GEXF.

    An event is there on its days (of its date, else of its reports), an entity or article in the spells of the events
    beside it, an edge as long as its event; what has no days is there all the time. An edge's `kind` is its relation,
    so that parallel edges stay apart.
    """
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as out:
        out.writelines(_lines(graph))
    return [path]


def _lines(graph: EventGraph) -> Iterator[str]:
    nodes, edges = graph.graph.nodes(data=True), graph.graph.edges(data=True)
    days = {node: span for node, _ in graph.events if (span := event_days(graph.graph, node))}
    node_types = attribute_types(data for _, data in nodes)
    edge_types = attribute_types(data for *_, data in edges)
    yield _HEAD
    for owner, types in (("node", node_types), ("edge", edge_types)):
        yield f'    <attributes class="{owner}" mode="static">\n'
        for name, kind in types.items():
            title = f"{owner}_{name}" if name in _OWN else name
            names = f"id={quoteattr(f'{owner}_{name}')} title={quoteattr(title)}"
            yield f'      <attribute {names} type="{TYPE_NAMES[kind]}"/>\n'
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    for node, data in nodes:
        label = quoteattr(clean_text(str(data.get("label") or node)))
        spells = [days[node]] if node in days else [] if data.get("kind") == "event" else _spells(graph, node, days)
        one = _bounds(spells[0]) if len(spells) == 1 else ""
        red, green, blue = rgb(color_of(data))
        yield f"      <node id={quoted_node(node)} label={label}{one}>\n"
        yield from _values("node", data, node_types)
        if len(spells) > 1:
            yield "        <spells>" + "".join(f"<spell{_bounds(span)}/>" for span in spells) + "</spells>\n"
        yield f'        <viz:color r="{red}" g="{green}" b="{blue}"/>\n      </node>\n'
    yield "    </nodes>\n    <edges>\n"
    for number, (source, target, data) in enumerate(edges):
        span = days.get(source) or days.get(target) or _own_days(data)
        relation = quoteattr(clean_text(str(data.get("relation") or "")))
        ends = f"source={quoted_node(source)} target={quoted_node(target)}"
        yield f'      <edge id="{number}" {ends} kind={relation} label={relation}{_bounds(span) if span else ""}>\n'
        yield from _values("edge", data, edge_types)
        yield "      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _spells(graph: EventGraph, node: str, days: Mapping[str, Days]) -> list[Days]:
    """Times of the events beside a node, overlapping and adjoining ones as one; none where an event is there always."""
    beside = {*graph.graph.predecessors(node), *graph.graph.successors(node)}
    events = [n for n in beside if graph.graph.nodes[n].get("kind") == "event"]
    if not all(event in days for event in events):
        return []
    spells: list[Days] = []
    for first, last in sorted(days[event] for event in events):
        if spells and first - spells[-1][1] <= dt.timedelta(days=1):
            spells[-1] = spells[-1][0], max(spells[-1][1], last)
        else:
            spells.append((first, last))
    return spells


def _own_days(data: Mapping[str, Any]) -> Days | None:
    """Days of an edge that is an event, as in a projection."""
    if data.get("kind") != "event" or not data.get("start"):
        return None
    start = dt.date.fromisoformat(data["start"])
    return start, dt.date.fromisoformat(data["end"]) if data.get("end") else start


def _bounds(days: Days) -> str:
    return f' start="{days[0].isoformat()}" end="{days[1].isoformat()}"'


def _values(owner: str, data: Mapping[str, Any], types: Mapping[str, type]) -> Iterable[str]:
    told = [(name, flat_value(data[name])) for name in types if name in data]
    if any(value is not None for _, value in told):
        yield "        <attvalues>\n"
        for name, value in told:
            if value is not None:
                text = _written(value, types[name])
                yield f"          <attvalue for={quoteattr(f'{owner}_{name}')} value={text}/>\n"
        yield "        </attvalues>\n"


def _written(value: str | float, kind: type) -> str:
    if kind is bool:
        return '"true"' if value else '"false"'
    if kind is float:
        return f'"{float(value)!r}"'
    return quoteattr(str(value), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
