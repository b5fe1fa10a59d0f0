"""GEXF that networkx reads, and that Gephi's timeline can show."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree

from defevents import EventGraph, write

NS = "{http://gexf.net/1.3}"


@pytest.fixture(scope="module")
def path(merged: EventGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(merged, tmp_path_factory.mktemp("gexf") / "out.gexf")[0]


@pytest.fixture(scope="module")
def tree(path: Path) -> etree._Element:
    return etree.parse(str(path)).getroot()


def test_networkx_reads_every_node_and_edge(merged: EventGraph, path: Path) -> None:
    again = nx.read_gexf(path, version="1.3")
    assert set(again) == set(merged.graph)
    assert again.number_of_edges() == merged.graph.number_of_edges()
    assert again.nodes["country:RU"]["entity_label"] == "COUNTRY"


def test_it_is_dynamic_and_by_dates(tree: etree._Element) -> None:
    graph = tree.find(NS + "graph")
    assert tree.get("version") == "1.3"
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("defaultedgetype")) == ("dynamic", "date", "directed")


def test_an_event_is_there_on_its_days(merged: EventGraph, tree: etree._Element) -> None:
    nodes = {node.get("id"): node for node in tree.iter(NS + "node")}
    dated = [(name, data) for name, data in merged.events if data["start"]]
    assert len(dated) > 50
    for name, data in dated:
        assert (nodes[name].get("start"), nodes[name].get("end")) == (data["start"], data["end"])


def test_an_entity_is_there_in_the_spells_of_its_events(tree: etree._Element) -> None:
    russia = next(node for node in tree.iter(NS + "node") if node.get("id") == "country:RU")
    spells = [(s.get("start"), s.get("end")) for s in russia.iter(NS + "spell")]
    assert len(spells) > 5
    assert spells == sorted(spells)
    for (_, end), (start, _) in pairwise(spells):
        assert dt.date.fromisoformat(start) - dt.date.fromisoformat(end) > dt.timedelta(days=1)


def test_the_last_day_of_the_calendar_has_no_next_one(stories: EventGraph, tmp_path: Path) -> None:
    graph = EventGraph.of(stories.graph.copy())
    for _, data in graph.events:
        data["start"] = data["end"] = "9999-12-31"
    (path,) = write(graph, tmp_path / "late.gexf")
    assert {node.get("end") for node in etree.parse(str(path)).iter(NS + "node")} == {"9999-12-31"}


def test_an_edge_is_there_as_long_as_its_event(tree: etree._Element) -> None:
    nodes = {node.get("id"): node for node in tree.iter(NS + "node")}
    for edge in tree.iter(NS + "edge"):
        ends = [nodes[edge.get(end)] for end in ("source", "target")]
        event = next(node for node in ends if node.get("id").startswith("event:"))
        assert (edge.get("start"), edge.get("end")) == (event.get("start"), event.get("end"))


def test_parallel_edges_are_of_different_kinds_or_words(tree: etree._Element) -> None:
    assert all(edge.get("kind") == edge.get("label") for edge in tree.iter(NS + "edge"))
    ids = [edge.get("id") for edge in tree.iter(NS + "edge")]
    assert len(ids) == len(set(ids))


def test_every_value_has_a_declared_attribute_and_its_type(
    strange: EventGraph, tree: etree._Element, tmp_path: Path
) -> None:
    other = etree.parse(str(write(strange, tmp_path / "strange.gexf")[0])).getroot()
    parse = {"string": str, "long": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__}
    for root in (tree, other):
        for owner in ("node", "edge"):
            declared = root.xpath(f'//*[local-name()="attributes"][@class="{owner}"]/*')
            kinds = {attribute.get("id"): attribute.get("type") for attribute in declared}
            assert len(kinds) == len(declared) > 0
            for value in root.xpath(f'//*[local-name()="{owner}"]//*[local-name()="attvalue"]'):
                parse[kinds[value.get("for")]](value.get("value"))


def test_a_projection_is_written_with_the_days_of_its_edges(stories: EventGraph, tmp_path: Path) -> None:
    (path,) = write(stories.project_actors(), tmp_path / "actors.gexf")
    starts = {edge.get("start") for edge in etree.parse(str(path)).iter(NS + "edge")}
    assert "2021-03-01" in starts
