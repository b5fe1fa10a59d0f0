"""Node-link JSON, written as a stream and read back without loss: for networkx, D3 and our own commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defevents.errors import ExportError
from defevents.export.checks import check_graph

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["SUFFIXES", "read", "write"]

SUFFIXES = (".json",)


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` to `path` as JSON in the form of `networkx.node_link_data`, a node or edge a line.

    Nothing is left out or changed: `read` gives the same graph again. The file is plain ASCII.
    """
    with path.open("w", encoding="ascii", newline="\n", buffering=1 << 20) as out:
        out.writelines(_lines(graph))
    return [path]


def _lines(graph: EventGraph) -> Iterator[str]:
    yield '{"directed": true, "multigraph": true, "graph": {"written_by": "defevents"},\n"nodes": ['
    for number, node in enumerate(graph.graph):
        yield (",\n" if number else "\n") + _dumped({**graph.graph.nodes[node], "id": node})
    yield '\n],\n"edges": ['
    begun = ""
    for source, target, key, data in graph.graph.edges(keys=True, data=True):
        yield f"{begun}\n{_dumped({**data, 'source': source, 'target': target, 'key': key})}"
        begun = ","
    yield "\n]}\n"


def _dumped(data: dict[str, Any]) -> str:
    try:
        return json.dumps(data, allow_nan=False, default=_listed)
    except ValueError as problem:
        raise ExportError(f"JSON cannot hold {data}: {problem}") from problem


def _listed(value: object) -> object:
    """Write sets as sorted lists, anything else that JSON does not know as text."""
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)


def read(path: Path | str) -> EventGraph:
    """Read a graph that `write` wrote.

    Raises
    ------
    ExportError
        If the file cannot be read, or is not an event graph in this form; the message says what is wrong where.
    """
    from defevents.graph.build import EventGraph

    try:
        given = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise ExportError(f"{path}: {problem.strerror or problem}") from problem
    except (ValueError, RecursionError) as problem:
        raise ExportError(f"{path}: no JSON: {problem}") from problem
    if not isinstance(given, dict) or not all(isinstance(given.get(name), list) for name in ("nodes", "edges")):
        raise ExportError(f'{path}: no event graph: an object with "nodes" and "edges" is needed')
    graph = EventGraph()
    for number, node in enumerate(given["nodes"], 1):
        data = _fields(node, ("id",), f"{path}: node {number}")
        graph.graph.add_nodes_from([(data.pop("id"), data)])
    for number, edge in enumerate(given["edges"], 1):
        data = _fields(edge, ("source", "target"), f"{path}: edge {number}")
        source, target, given_key = data.pop("source"), data.pop("target"), data.pop("key", None)
        for node in (source, target):
            if node not in graph.graph:
                raise ExportError(f"{path}: edge {number}: there is no node {node!r}")
        key = given_key if isinstance(given_key, str) else f"e{number}"
        graph.graph.add_edge(source, target, key=key)
        graph.graph.edges[source, target, key].update(data)
    check_graph(graph.graph, path)
    return graph


def _fields(given: object, needed: tuple[str, ...], place: str) -> dict[str, Any]:
    if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in needed):
        raise ExportError(f"{place}: it needs {', '.join(needed)}, as texts")
    return dict(given)
