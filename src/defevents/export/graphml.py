"""GraphML, written as a stream: for Gephi, Cytoscape, yEd, networkx and igraph."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from defevents.export.flatten import Flat, attribute_types, clean_text, flat

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["SUFFIXES", "write", "write_graphml"]

SUFFIXES = (".graphml",)

_TYPE_NAMES = {str: "string", int: "long", float: "double", bool: "boolean"}

# Edge attributes that would share a name with a node's: readers that keep one table for both mix them up.
_EDGE_NAMES = {"kind": "edge_kind", "start": "text_start", "end": "text_end", "label": "edge_label"}

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
    'http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def write(graph: EventGraph, path: Path) -> None:
    """Write `graph` to `path` as GraphML."""
    write_graphml(graph, path)


def write_graphml(graph: EventGraph, path: Path | str) -> None:
    """Write `graph` to `path` as GraphML.

    Every value is of the one type declared for its attribute, empty ones are left out, characters that XML forbids
    are replaced by U+FFFD, edge ids are unique in the file, and no edge attribute has the name of a node attribute.
    The label of an edge is its relation.

    Parameters
    ----------
    graph
        The graph to write; it is not changed.
    path
        File to write.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(_lines(graph))


def _lines(graph: EventGraph) -> Iterator[str]:
    nodes, edges = graph.graph.nodes, graph.graph.edges
    node_types = attribute_types(flat(data) for _, data in nodes(data=True))
    edge_types = attribute_types(_edge_row(data, node_types) for *_, data in edges(data=True))
    node_keys = {name: f"n_{name}" for name in node_types}
    edge_keys = {name: f"e_{name}" for name in edge_types}
    yield _HEAD
    for names, types, owner in ((node_keys, node_types, "node"), (edge_keys, edge_types, "edge")):
        for name, key in names.items():
            kind = _TYPE_NAMES[types[name]]
            yield f'  <key id={quoteattr(key)} for="{owner}" attr.name={quoteattr(name)} attr.type="{kind}"/>\n'
    yield '  <graph id="G" edgedefault="directed">\n'
    for node, data in nodes(data=True):
        yield f"    <node id={_node_id(node)}>\n"
        yield from _data(flat(data), node_keys, node_types)
        yield "    </node>\n"
    for number, (source, target, data) in enumerate(edges(data=True)):
        yield f'    <edge id="e{number}" source={_node_id(source)} target={_node_id(target)}>\n'
        yield from _data(_edge_row(data, node_types), edge_keys, edge_types)
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def _edge_row(data: Mapping[str, Any], node_names: Container[str]) -> dict[str, Flat]:
    row = {}
    for name, value in flat(data).items():
        own = _EDGE_NAMES.get(name, name)
        row[f"edge_{own}" if own in node_names else own] = value
    return {"edge_label": row.get("relation", ""), **row}


def _data(row: Mapping[str, Flat], keys: Mapping[str, str], types: Mapping[str, type]) -> Iterator[str]:
    for name, value in row.items():
        yield f"      <data key={quoteattr(keys[name])}>{_text(value, types[name])}</data>\n"


def _text(value: Flat, kind: type) -> str:
    if kind is bool:
        return "true" if value else "false"
    if kind is float:
        return repr(float(value))
    return escape(str(value)).replace("\r", "&#13;")


def _node_id(node: str) -> str:
    """Quote a node's name; one that must be cleaned gets a mark of its own, so that no two become the same."""
    clean = clean_text(node)
    if clean != node:
        clean += "#" + hashlib.sha256(node.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return quoteattr(clean)
