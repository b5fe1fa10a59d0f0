"""A pair of CSV tables, of nodes and of edges: for Cytoscape, and for anything that reads tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from defevents.export.flatten import attribute_types
from defevents.export.tables import pair_of, typed_cells, write_rows
from defevents.graph.cleaning import node_name

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["DEFAULT", "FLAVOR", "SUFFIXES", "write"]

SUFFIXES = (".csv",)
FLAVOR = "cytoscape"
DEFAULT = True


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` as two tables beside `path`: ``out-nodes.csv`` with an `id`, ``out-edges.csv`` with `source`,
    `interaction` and `target`; lists are joined by semicolons, line ends within texts become spaces.
    """  # noqa: D205
    nodes, edges = graph.graph.nodes(data=True), graph.graph.edges(data=True)
    node_types = attribute_types(data for _, data in nodes)
    edge_types = attribute_types(data for *_, data in edges)
    node_file, edge_file = pair_of(path)
    write_rows(
        node_file,
        ["id", *node_types],
        ([node_name(node), *typed_cells(data, node_types)] for node, data in nodes),
    )
    write_rows(
        edge_file,
        ["source", "interaction", "target", "name", *(f"edge_{name}" for name in edge_types)],
        (
            [
                node_name(source), str(data.get("relation") or ""), node_name(target), f"e{number}",
                *typed_cells(data, edge_types),
            ]
            for number, (source, target, data) in enumerate(edges)
        ),
    )  # fmt: skip
    return [node_file, edge_file]
