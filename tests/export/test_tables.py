"""Tables for Cytoscape and Neo4j, read back by DuckDB and igraph."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import igraph
import pytest

from defevents import EventGraph, write


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize("flavor", [None, "cytoscape", "neo4j"])
def test_duckdb_reads_every_node_and_edge(flavor: str | None, merged: EventGraph, tmp_path: Path) -> None:
    nodes, edges = write(merged, tmp_path / "out.csv", flavor=flavor)
    assert (nodes.name, edges.name) == ("out-nodes.csv", "out-edges.csv")
    count = "select count(*) from read_csv(?, header=true, all_varchar=true, strict_mode=true)"
    assert duckdb.execute(count, [str(nodes)]).fetchone() == (len(merged.graph),)
    assert duckdb.execute(count, [str(edges)]).fetchone() == (merged.graph.number_of_edges(),)


def test_duckdb_joins_edges_to_nodes(merged: EventGraph, tmp_path: Path) -> None:
    nodes, edges = write(merged, tmp_path / "out.csv")
    found = duckdb.execute(
        f"""select distinct s.label from '{edges}' e join '{nodes}' n on e.source = n.id join '{nodes}' s on e.target = s.id
        where n.event_type = 'TRANSFER' and e.interaction = 'supplier' and s.entity_label = 'COUNTRY'"""
    ).fetchall()
    assert {"Russia", "United States", "France"} <= {label for (label,) in found}


def test_igraph_builds_the_graph_of_the_tables(merged: EventGraph, tmp_path: Path) -> None:
    nodes, edges = write(merged, tmp_path / "out.csv")
    graph = igraph.Graph.DictList(rows(nodes), rows(edges), directed=True, vertex_name_attr="id")
    assert (graph.vcount(), graph.ecount()) == (len(merged.graph), merged.graph.number_of_edges())


def test_neo4j_headers_are_those_of_its_import(merged: EventGraph, tmp_path: Path) -> None:
    nodes, edges = write(merged, tmp_path / "out.csv", flavor="neo4j")
    node_rows, edge_rows = rows(nodes), rows(edges)
    assert {"node:ID", ":LABEL", "label:string", "confidence:double"} <= set(node_rows[0])
    assert {":START_ID", ":END_ID", ":TYPE", "start:long", "evidence:string"} <= set(edge_rows[0])
    ids = [row["node:ID"] for row in node_rows]
    assert len(ids) == len(set(ids))
    assert {row[end] for row in edge_rows for end in (":START_ID", ":END_ID")} <= set(ids)
    assert {"Event;Transfer", "Entity;Country", "Article"} <= {row[":LABEL"] for row in node_rows}
    assert {"SUPPLIER", "ACCUSE", "REPORTED_IN"} <= {row[":TYPE"] for row in edge_rows}


@pytest.mark.parametrize("flavor", ["cytoscape", "neo4j"])
def test_strange_texts_stay_in_their_cells(flavor: str, strange: EventGraph, tmp_path: Path) -> None:
    nodes, edges = write(strange, tmp_path / "out.csv", flavor=flavor)
    assert (len(rows(nodes)), len(rows(edges))) == (5, 7)
    for path in (nodes, edges):
        assert path.read_bytes().count(b"\n") == len(rows(path)) + 1
        assert "\x00" not in path.read_text(encoding="utf-8")
    names = [row["id" if flavor == "cytoscape" else "node:ID"] for row in rows(nodes)]
    assert len(names) == len(set(names)) == 5


def test_numbers_and_truth_values_are_written_as_such(strange: EventGraph, tmp_path: Path) -> None:
    nodes, _ = write(strange, tmp_path / "out.csv", flavor="neo4j")
    by_label = {row["label:string"]: row for row in rows(nodes)}
    assert by_label['=HYPERLINK("x")']["flag:boolean"] == "true"
    assert by_label["<html><b>מטוס"]["big:long"] == str(10**17)
    assert {row["confidence:double"] for row in rows(nodes)} == {"1.0", "0.5", ""}
