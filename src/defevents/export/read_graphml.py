"""Reads event graphs back from the GraphML that this package writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx

from defevents.errors import ExportError
from defevents.export.checks import check_graph
from defevents.export.graphml import EDGE_NAMES
from defevents.graph.build import EventGraph

__all__ = ["read_graphml"]

_OWN_NAMES = {written: own for own, written in EDGE_NAMES.items()}
_OBJECTS = ("values", "versions")
_LISTS = ("conflicts", "members")


def read_graphml(path: Path | str) -> EventGraph:
    """Read a graph that `write_graphml` wrote, perhaps with attributes that another program added.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    EventGraph
        The graph; values that were missing are missing, and edges have their numbers in the file as keys.

    Raises
    ------
    ExportError
        If the file cannot be read, is not GraphML, or is not an event graph of this package.
    """
    try:
        read = nx.read_graphml(path, force_multigraph=True)
    except OSError as problem:
        raise ExportError(f"{path}: {problem.strerror or problem}") from problem
    except (ParseError, nx.NetworkXError, ValueError, LookupError, TypeError) as problem:
        raise ExportError(f"{path}: no GraphML: {problem}") from problem
    graph = EventGraph()
    for node, data in read.nodes(data=True):
        graph.graph.add_nodes_from([(node, _unflattened(path, node, data))])
    for number, (source, target, data) in enumerate(read.edges(data=True)):
        own = _own(data)
        if "sentence_start" in own and "sentence" in read.nodes[source]:
            own.setdefault("sentence", read.nodes[source]["sentence"])  # the writer gives it once
        graph.graph.add_edge(source, target, key=f"e{number}")
        graph.graph.edges[source, target, f"e{number}"].update(own)
    check_graph(graph.graph, path)
    for _, data in graph.events:
        if data.get("versions"):
            data["members"] = [version["node"] for version in data["versions"]]  # a name may have a semicolon in it
    return graph


def _unflattened(path: Path | str, node: str, data: dict[str, Any]) -> dict[str, Any]:
    """Give lists and objects, which GraphML holds as text, their form back."""
    whole = dict(data)
    try:
        whole |= {name: json.loads(data[name]) for name in _OBJECTS if name in data}
    except (ValueError, TypeError, RecursionError) as problem:
        raise ExportError(f"{path}: node {node!r} has broken JSON in its attributes: {problem}") from problem
    return whole | {name: str(data[name]).split("; ") for name in _LISTS if name in data}


def _own(data: dict[str, Any]) -> dict[str, Any]:
    """Give edge attributes the names that they have in the graph."""
    own = {}
    for name, value in data.items():
        if name != "edge_label" and name != "id":
            own[_OWN_NAMES.get(name, name.removeprefix("edge_"))] = value
    return own
