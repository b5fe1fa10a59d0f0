"""GraphML, written as a stream: for Gephi, Cytoscape, yEd, networkx and igraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from defevents.export.flatten import TYPE_NAMES, Shape, flat_value, numbered_shapes, types_of_shapes
from defevents.graph.cleaning import clean_text, node_name

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["DEFAULT", "EDGE_NAMES", "FLAVOR", "SUFFIXES", "Dress", "quoted_node", "write", "write_graphml"]

SUFFIXES = (".graphml",)
FLAVOR = "plain"
DEFAULT = True

EDGE_NAMES = {"kind": "edge_kind", "start": "text_start", "end": "text_end", "label": "edge_label"}
"""Names in the file of edge attributes that would share a name with a node's: readers with one table mix them up."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"{names} xsi:schemaLocation="'
    'http://graphml.graphdrawing.org/xmlns {schema}">\n'
)
_SCHEMA = "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"

# What escaping or cleaning may change; most texts hold nothing of it.
_PLAIN = bytes({*range(0x20, 0x7F), 0x09, 0x0A} - set(b"&<>"))
_FORBIDDEN = re.compile("[&\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_HARD = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Dress(NamedTuple):
    """What a flavor adds: name spaces, keys, and the graphics of a node (by its number) and of an edge."""

    names: str
    schema: str
    keys: str
    node: Callable[[int, Mapping[str, Any]], str]
    edge: Callable[[Mapping[str, Any]], str]


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` to `path` as GraphML."""
    write_graphml(graph, path)
    return [path]


def write_graphml(graph: EventGraph, path: Path | str, dress: Dress | None = None) -> None:
    """Write `graph` to `path` as GraphML.

    Every value is of the one type declared for its attribute, empty ones are left out, characters that XML forbids
    are replaced by U+FFFD, edge ids are unique in the file, and no edge attribute has the name of a node attribute.
    The label of an edge is its relation, and its sentence stands with it only where it is not its event's own. Nodes
    and edges are written one by one: memory does not grow with the graph.

    Parameters
    ----------
    graph
        The graph to write; it is not changed.
    path
        File to write.
    dress
        Graphics for a program that draws.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    with Path(path).open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as out:
        out.writelines(_lines(graph, dress))


class _Field(NamedTuple):
    """How an attribute is written: the start of its element, and its type."""

    start: str
    kind: type


def _lines(graph: EventGraph, dress: Dress | None) -> Iterator[str]:
    nodes = graph.graph.nodes
    node_shape, node_shapes = numbered_shapes(data for _, data in nodes(data=True))
    edge_shape, edge_shapes = numbered_shapes(_all_edges(graph))
    node_types = types_of_shapes(node_shapes)
    edge_types = {"label": str} | types_of_shapes(edge_shapes) | {"label": str}
    edge_names = {name: _edge_name(name, node_types) for name in edge_types}
    yield _HEAD.format(names=dress.names if dress else "", schema=dress.schema if dress else _SCHEMA)
    node_fields: dict[str, _Field] = {}
    edge_fields: dict[str, _Field] = {}
    for owner, types, names, fields in (
        ("node", node_types, {}, node_fields),
        ("edge", edge_types, edge_names, edge_fields),
    ):
        for name, kind in types.items():
            shown = clean_text(names.get(name, name))
            key = quoteattr(f"{owner[0]}_{shown}")
            yield f'  <key id={key} for="{owner}" attr.name={quoteattr(shown)} attr.type="{TYPE_NAMES[kind]}"/>\n'
            fields[name] = _Field(f"      <data key={key}>", kind)
    if dress:
        yield dress.keys
    yield '  <graph id="G" edgedefault="directed">\n'
    writer = _Writer(node_fields, node_shapes)
    for number, node in enumerate(nodes):
        data = nodes[node]
        graphics = dress.node(number, data) if dress else ""
        yield f"    <node id={quoted_node(node)}>\n{writer.data(data, node_shape[number])}{graphics}    </node>\n"
    label = edge_fields.pop("label").start
    writer = _Writer(edge_fields, edge_shapes)
    brief = _Writer({name: field for name, field in edge_fields.items() if name != "sentence"}, edge_shapes)
    number = 0
    for source, neighbors in graph.graph.adjacency():
        begun = f" source={quoted_node(source)} target="
        sentence = nodes[source].get("sentence")
        for target, parallel in neighbors.items():
            ends = begun + quoted_node(target)
            for data in parallel.values():
                told = (brief if sentence and data.get("sentence") == sentence else writer).data(
                    data, edge_shape[number]
                )
                name = data.get("label") or data.get("relation")
                shown = f"{label}{_text(str(name))}</data>\n" if name else ""
                graphics = dress.edge(data) if dress else ""
                yield f'    <edge id="e{number}"{ends}>\n{shown}{told}{graphics}    </edge>\n'
                number += 1
    yield "  </graph>\n</graphml>\n"


def _all_edges(graph: EventGraph) -> Iterator[Mapping[str, Any]]:
    for _, neighbors in graph.graph.adjacency():
        for parallel in neighbors.values():
            yield from parallel.values()


def _edge_name(name: str, node_names: Mapping[str, type]) -> str:
    own = EDGE_NAMES.get(name, name)
    return f"edge_{own}" if own in node_names else own


class _Writer:
    """Writes the attributes of rows; rows of one shape (names and types) by one template.

    Parameters
    ----------
    fields
        The attributes that are written, by name.
    shapes
        The shapes that the rows have.
    """

    def __init__(self, fields: Mapping[str, _Field], shapes: Iterable[Shape]) -> None:
        self.fields = fields
        self._templates = [_template(fields, *shape) for shape in shapes]

    def data(self, row: Mapping[str, Any], shape: int) -> str:
        """Write the ``data`` elements of a row, given the number of its shape."""
        template = self._templates[shape]
        if template is not None:
            told = template.form % tuple(row.values())
            if template.is_plain(told):
                return told
        return "".join(self._elements(row))

    def _elements(self, row: Mapping[str, Any]) -> Iterator[str]:
        for name, value in row.items():
            if value is None or value == "" or name not in self.fields:
                continue
            start, kind = self.fields[name]
            told = _text(value) if type(value) is str else _converted(value, kind)
            if told is not None:
                yield f"{start}{told}</data>\n"


class _Template(NamedTuple):
    """A format for all values of a row, and the markup that it makes."""

    form: str
    markup: bytes

    def is_plain(self, told: str) -> bool:
        """Whether nothing in the values had to be escaped, cleaned or left out."""
        if "></data" in told:
            return False
        if told.isascii():
            return told.encode("ascii").translate(None, _PLAIN) == self.markup
        return told.count("<") + told.count(">") == len(self.markup) and not _FORBIDDEN.search(told)


def _template(fields: Mapping[str, _Field], names: tuple[str, ...], kinds: tuple[type, ...]) -> _Template | None:
    """Make the template of a shape; None where its values need conversion."""
    form, elements = "", 0
    for name, kind in zip(names, kinds, strict=True):
        if kind is type(None) or name not in fields:
            form += "%.0s"  # takes the value and writes nothing
            continue
        if kind is not fields[name].kind or kind is bool:
            return None
        form += f"{fields[name].start.replace('%', '%%')}{'%s' if kind is str else '%r'}</data>\n"
        elements += 1
    return _Template(form, b"<><>" * elements)


def _converted(value: Any, kind: type) -> str | None:
    """Write what is not of its attribute's type, or no plain value at all."""
    plain = flat_value(value)
    if plain is None:
        return None
    if kind is bool:
        return "true" if plain else "false"
    return repr(float(plain)) if kind is float else _text(str(plain))


@lru_cache(maxsize=65536)
def _text(text: str) -> str:
    if not _HARD.search(text):
        return text
    return escape(clean_text(text)).replace("\r", "&#13;")


@lru_cache(maxsize=65536)
def quoted_node(node: str) -> str:
    """Quote a node's name as an attribute of XML."""
    return quoteattr(node_name(node))
