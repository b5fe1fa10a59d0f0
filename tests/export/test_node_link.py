"""Node-link JSON gives back the graph that was written, and other libraries read it."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

from defevents import EventGraph, ExportError, write
from defevents.export.node_link import read


def edges(graph: EventGraph) -> dict[tuple[str, str, str], dict[str, object]]:
    return {(s, t, k): d for s, t, k, d in graph.graph.edges(keys=True, data=True)}


def test_nothing_is_lost(merged: EventGraph, tmp_path: Path) -> None:
    again = read(write(merged, tmp_path / "out.json")[0])
    assert list(again.graph.nodes(data=True)) == list(merged.graph.nodes(data=True))
    assert edges(again) == edges(merged)


def test_a_graph_read_back_can_be_unmerged(stories: EventGraph, merged: EventGraph, tmp_path: Path) -> None:
    apart = read(write(merged, tmp_path / "out.json")[0]).unmerge()
    assert dict(apart.graph.nodes(data=True)) == dict(stories.graph.nodes(data=True))
    assert edges(apart) == edges(stories)


def test_strange_names_and_texts_come_back(strange: EventGraph, tmp_path: Path) -> None:
    again = read(write(strange, tmp_path / "out.json")[0])
    assert list(again.graph.nodes(data=True)) == list(strange.graph.nodes(data=True))


def test_networkx_reads_it(merged: EventGraph, tmp_path: Path) -> None:
    (path,) = write(merged, tmp_path / "out.json")
    again = nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")
    assert (len(again), again.number_of_edges()) == (len(merged.graph), merged.graph.number_of_edges())
    assert again.is_directed()
    assert again.is_multigraph()


def test_an_empty_graph_comes_back(tmp_path: Path) -> None:
    assert len(read(write(EventGraph(), tmp_path / "out.json")[0]).graph) == 0


def test_a_number_that_json_has_no_word_for_is_refused(strange: EventGraph, tmp_path: Path) -> None:
    strange.graph.nodes["article:a"]["size"] = float("nan")
    with pytest.raises(ExportError, match="JSON cannot hold"):
        write(strange, tmp_path / "out.json")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"),
        ("[]", 'an object with "nodes" and "edges" is needed'),
        ('{"nodes": [1], "edges": []}', "node 1: it needs id"),
        ('{"nodes": [{"id": "a"}], "edges": []}', "node 'a' has the kind None: not an event graph of defevents"),
        (
            '{"nodes": [{"id": "a", "kind": "event"}], "edges": []}',
            "node 'a' has no event_type, status, label, trigger, confidence: not an event graph",
        ),
        ('{"nodes": [], "edges": [{"source": "a"}]}', "edge 1: it needs source, target, as texts"),
        ('{"nodes": [], "edges": [{"source": "a", "target": "b"}]}', "edge 1: there is no node 'a'"),
        ("[" * 100_000, "no JSON: maximum recursion depth exceeded"),
    ],
)
def test_what_is_no_event_graph_is_refused_with_the_reason(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match=words):
        read(path)


def test_a_missing_file_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No such file"):
        read(tmp_path / "nowhere.json")
