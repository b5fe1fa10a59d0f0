"""GraphML that other programs read back with every node, edge and value."""

from __future__ import annotations

from pathlib import Path

import igraph
import networkx as nx
import pytest
from lxml import etree
from stories import load_stories

from defevents import EventGraph, ExportError, Extraction, write
from defevents.export import formats
from defevents.export.flatten import attribute_types, flat
from defevents.export.graphml import write_graphml
from defevents.export.read_graphml import read_graphml
from defevents.graph.cleaning import clean_text

NS = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture(scope="module")
def graph(baltic_week: Extraction) -> EventGraph:
    return EventGraph([baltic_week])


@pytest.fixture(scope="module")
def path(graph: EventGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graphml") / "out.graphml"
    write_graphml(graph, path)
    return path


def strange_graph() -> EventGraph:
    """A graph of everything that has broken a writer or a reader."""
    graph = EventGraph()
    nodes = graph.graph
    nodes.add_node("a\x01", kind="event", label="<&>\"' \x0b\x1b \ud800 \ufffe", quantity=1, date=None)
    nodes.add_node("a\x02", kind="event", label="line\r\nbreak\ttab ]]>", quantity=2.5, many=["x", "y"])
    nodes.add_node("é😀 \u202e", kind="entity", label="", flag=True)
    nodes.add_node("<node id='x'>", kind="entity", label="מטוס", flag=False, big=10**17)
    for _ in range(3):
        nodes.add_edge(
            "a\x01", "é😀 \u202e", kind="role", relation="actor", start=0, end=1, label="l", flag=False, evidence="\x00"
        )
    nodes.add_edge("a\x02", "a\x02", kind="claim", relation="report", quantity="many", share=0.1)
    return graph


def test_a_sentence_is_written_once_and_read_back_for_every_edge(graph: EventGraph, path: Path) -> None:
    raw = nx.read_graphml(path, force_multigraph=True)
    assert any(data.get("sentence") for _, data in raw.nodes(data=True))
    for source, _, data in raw.edges(data=True):
        assert "sentence" not in data or data["sentence"] != raw.nodes[source].get("sentence")

    def told(g: EventGraph) -> list[tuple[object, ...]]:
        return sorted(
            (u, v, d["relation"], d["start"], d.get("sentence") or "") for u, v, d in g.graph.edges(data=True)
        )

    assert told(read_graphml(path)) == told(graph)


def test_networkx_reads_back_every_node_edge_and_value(graph: EventGraph, path: Path) -> None:
    again = nx.read_graphml(path, force_multigraph=True)
    assert again.is_directed()
    assert set(again) == set(graph.graph)
    for node, data in graph.graph.nodes(data=True):
        assert again.nodes[node] == flat(data)

    def told(g: nx.MultiDiGraph, article: str, start: str) -> list[tuple[object, ...]]:
        return sorted((u, v, d["relation"], d[article], d[start], d["evidence"]) for u, v, d in g.edges(data=True))

    assert told(again, "article", "text_start") == told(graph.graph, "article", "start")


def test_igraph_reads_back_every_node_and_edge(graph: EventGraph, path: Path) -> None:
    again = igraph.Graph.Read_GraphML(str(path))
    assert (again.vcount(), again.ecount()) == (len(graph.graph), graph.graph.number_of_edges())
    assert set(again.vs["id"]) == set(graph.graph)
    assert set(again.vs["label"]) == {data["label"] for _, data in graph.graph.nodes(data=True)}
    assert set(again.es["edge_label"]) == {data["relation"] for *_, data in graph.graph.edges(data=True)}


@pytest.fixture(scope="module", params=["an article", "strange"])
def tree(request: pytest.FixtureRequest, path: Path, tmp_path_factory: pytest.TempPathFactory) -> etree._Element:
    if request.param == "strange":
        path = tmp_path_factory.mktemp("strange") / "out.graphml"
        write_graphml(strange_graph(), path)
    return etree.parse(str(path)).getroot()


def test_ids_are_unique(tree: etree._Element) -> None:
    for kind in ("node", "edge", "key"):
        ids = [element.get("id") for element in tree.iter(NS + kind)]
        assert len(ids) == len(set(ids)) > 0


def test_edges_end_at_nodes(tree: etree._Element) -> None:
    nodes = {element.get("id") for element in tree.iter(NS + "node")}
    assert {e.get(end) for e in tree.iter(NS + "edge") for end in ("source", "target")} <= nodes


def test_nodes_and_edges_share_no_attribute_name(tree: etree._Element) -> None:
    names = [key.get("attr.name") for key in tree.iter(NS + "key")]
    assert len(names) == len(set(names))
    assert {"label", "edge_label"} <= set(names)


def test_every_value_has_a_declared_key_and_its_type(tree: etree._Element) -> None:
    parse = {"string": str, "long": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__}
    keys = {key.get("id"): key for key in tree.iter(NS + "key")}
    for data in tree.iter(NS + "data"):
        key = keys[data.get("key")]
        assert key.get("for") == etree.QName(data.getparent()).localname
        parse[key.get("attr.type")](data.text or "")


def test_every_edge_has_a_label(tree: etree._Element) -> None:
    for edge in tree.iter(NS + "edge"):
        assert [data.text for data in edge if data.get("key") == "e_edge_label"] != [None]


def test_a_strange_graph_survives(tmp_path: Path) -> None:
    path = tmp_path / "out.graphml"
    write(strange_graph(), path)
    again = nx.read_graphml(path, force_multigraph=True)
    assert (len(again), again.number_of_edges()) == (4, 4)
    assert igraph.Graph.Read_GraphML(str(path)).ecount() == 4
    labels = {data.get("label") for _, data in again.nodes(data=True)}
    assert "<&>\"' \ufffd\ufffd \ufffd \ufffd" in labels
    assert "line\r\nbreak\ttab ]]>" in labels


def test_writing_changes_nothing(tmp_path: Path) -> None:
    graph = strange_graph()
    write(graph, tmp_path / "out.graphml")
    assert dict(graph.graph.nodes(data=True)) == dict(strange_graph().graph.nodes(data=True))
    assert list(graph.graph.edges(data=True)) == list(strange_graph().graph.edges(data=True))


def test_an_empty_graph_is_a_file_too(tmp_path: Path) -> None:
    write(EventGraph(), tmp_path / "out.graphml")
    assert len(nx.read_graphml(tmp_path / "out.graphml")) == 0


def test_the_same_graph_is_the_same_file(graph: EventGraph, path: Path, tmp_path: Path) -> None:
    write(graph, tmp_path / "again.graphml")
    assert (tmp_path / "again.graphml").read_bytes() == path.read_bytes()


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no format for 'out\.docx': choose one of .*\.graphml"):
        write(EventGraph(), tmp_path / "out.docx")


def test_a_format_may_be_named_beside_the_path(tmp_path: Path) -> None:
    write(EventGraph(), tmp_path / "out.xml", suffix=".graphml")
    assert (tmp_path / "out.xml").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("name", ["no/folder/out.graphml", "."])
def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError):
        write(EventGraph(), tmp_path / name, suffix=".graphml")


def test_formats_are_found_by_their_suffix() -> None:
    assert ".graphml" in formats()


def test_attributes_become_plain_values() -> None:
    assert flat({"a": None, "b": "", "c": True, "d": 1, "e": 1.5, "f": ("x", 2), "g": {"z", "y"}, "h": "\x00"}) == {
        "c": True, "d": 1, "e": 1.5, "f": "x; 2", "g": "y; z", "h": "\ufffd",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1, 2], int), ([1, 2.5], float), ([1.5], float), ([True], bool), ([True, 1], str), (["a", 1], str)],
)
def test_an_attribute_has_one_type(values: list[str | int | float | bool], kind: type) -> None:
    assert attribute_types({"a": value} for value in values) == {"a": kind}


def test_only_forbidden_characters_are_replaced() -> None:
    assert clean_text("a\tb\nc\rd\x85é😀") == "a\tb\nc\rd\x85é😀"
    assert clean_text("\x00\x08\x0b\x1f\x7f\ud800\uffff") == "\ufffd" * 7


def test_members_with_semicolons_in_their_names_are_read_back(stories: EventGraph, tmp_path: Path) -> None:
    extractions = [report.extraction for report in load_stories()]
    articles = [x.article.model_copy(update={"id": f"a; {x.id}"}) for x in extractions]
    pairs = zip(extractions, articles, strict=True)
    merged = EventGraph(x.model_copy(update={"article": article}) for x, article in pairs).merge()
    again = read_graphml(write(merged, tmp_path / "out.graphml")[0])
    assert [data.get("members") for _, data in again.events] == [data.get("members") for _, data in merged.events]
    assert len(again.unmerge()) == len(stories)
