"""A pair of CSV tables for Neo4j's bulk import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defevents.export.flatten import TYPE_NAMES, attribute_types
from defevents.export.tables import pair_of, typed_cells, write_rows
from defevents.graph.cleaning import node_name

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["FLAVOR", "SUFFIXES", "write"]

SUFFIXES = (".csv",)
FLAVOR = "neo4j"


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` as two tables beside `path` with the headers of ``neo4j-admin database import``.

    ``out-nodes.csv`` and ``out-edges.csv`` are what its options ``--nodes`` and ``--relationships`` take. Nodes are
    labeled by kind and by type of event or label of entity (`Event;Transfer`, `Entity;Weapon`, `Article`), relations
    typed by their names in capitals (`SUPPLIER`, `ACCUSE`, `REPORTED_IN`).
    """
    nodes, edges = graph.graph.nodes(data=True), graph.graph.edges(data=True)
    node_types = attribute_types(data for _, data in nodes)
    edge_types = attribute_types(data for *_, data in edges)
    node_file, edge_file = pair_of(path)
    write_rows(
        node_file,
        ["node:ID", *(f"{name}:{TYPE_NAMES[kind]}" for name, kind in node_types.items()), ":LABEL"],
        ([node_name(node), *typed_cells(data, node_types), _labels(data)] for node, data in nodes),
    )
    write_rows(
        edge_file,
        [":START_ID", ":END_ID", ":TYPE", *(f"{name}:{TYPE_NAMES[kind]}" for name, kind in edge_types.items())],
        (
            [node_name(source), node_name(target), _type(data), *typed_cells(data, edge_types)]
            for source, target, data in edges
        ),
    )
    return [node_file, edge_file]


def _labels(data: Mapping[str, Any]) -> str:
    finer = data.get("event_type") or data.get("entity_label")
    return ";".join(str(name).title().replace("_", "") for name in (data.get("kind"), finer) if name)


def _type(data: Mapping[str, Any]) -> str:
    return re.sub(r"\W+", "_", str(data.get("relation") or "related to")).upper()
