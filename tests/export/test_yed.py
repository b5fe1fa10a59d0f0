"""GraphML for yEd has a label, a color and a shape for every node, and is GraphML still."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree

from defevents import EventGraph, write

Y = "{http://www.yworks.com/xml/graphml}"
NS = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture(scope="module")
def path(merged: EventGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(merged, tmp_path_factory.mktemp("yed") / "out.graphml", flavor="yed")[0]


def test_every_node_has_graphics(merged: EventGraph, path: Path) -> None:
    nodes = list(etree.parse(str(path)).iter(NS + "node"))
    assert len(nodes) == len(merged.graph)
    shown = {}
    for node in nodes:
        (graphics,) = node.iter(Y + "ShapeNode")
        assert re.fullmatch("#[0-9A-F]{6}", graphics.find(Y + "Fill").get("color"))
        shown[node.get("id")] = (graphics.findtext(Y + "NodeLabel"), graphics.find(Y + "Shape").get("type"))
    assert shown["country:RU"] == ("Russia", "ellipse")
    assert {shape for _, shape in shown.values()} == {"ellipse", "roundrectangle", "rectangle"}


def test_no_node_stands_on_another(path: Path) -> None:
    places = [(g.get("x"), g.get("y")) for g in etree.parse(str(path)).iter(Y + "Geometry")]
    assert len(places) == len(set(places))


def test_every_edge_has_its_relation_and_an_arrow(merged: EventGraph, path: Path) -> None:
    edges = list(etree.parse(str(path)).iter(Y + "PolyLineEdge"))
    assert len(edges) == merged.graph.number_of_edges()
    assert {e.findtext(Y + "EdgeLabel") for e in edges} == {d["relation"] for *_, d in merged.graph.edges(data=True)}
    assert all(edge.find(Y + "Arrows").get("target") == "standard" for edge in edges)


def test_graphics_are_declared_once(path: Path) -> None:
    keys = [key.get("yfiles.type") for key in etree.parse(str(path)).iter(NS + "key")]
    assert (keys.count("nodegraphics"), keys.count("edgegraphics")) == (1, 1)


def test_networkx_reads_the_same_graph_as_from_the_plain_file(merged: EventGraph, path: Path, tmp_path: Path) -> None:
    (plain,) = write(merged, tmp_path / "plain.graphml")
    dressed, bare = (nx.read_graphml(p, force_multigraph=True) for p in (path, plain))
    assert set(dressed) == set(bare)
    assert dressed.number_of_edges() == bare.number_of_edges()
    assert dressed.nodes["country:RU"].items() >= bare.nodes["country:RU"].items()


def test_a_label_stays_text_whatever_it_is(strange: EventGraph, tmp_path: Path) -> None:
    (path,) = write(strange, tmp_path / "out.graphml", flavor="yed")
    labels = [label.text for label in etree.parse(str(path)).iter(Y + "NodeLabel")]
    assert not [label for label in labels if label.lower().startswith("<html")]
    assert "\u200b<html><b>מטוס" in labels
