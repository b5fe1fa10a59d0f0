"""One way to name a format: the suffix, and where several share it, the flavor."""

from __future__ import annotations

from pathlib import Path

import pytest

from defevents import EventGraph, ExportError, write
from defevents.export import formats
from defevents.export.flatten import attribute_types, flat


def test_every_format_has_its_suffix_and_flavors() -> None:
    assert {suffix: list(flavors) for suffix, flavors in formats().items()} == {
        ".csv": ["cytoscape", "neo4j", "plover", "register"],
        ".gexf": ["plain"],
        ".graphml": ["plain", "yed"],
        ".json": ["plain"],
        ".ttl": ["plain"],
    }


def test_an_unknown_flavor_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no flavor 'gephi' of \.graphml: choose one of plain, yed"):
        write(EventGraph(), tmp_path / "out.graphml", flavor="gephi")


@pytest.mark.parametrize(("suffix", "flavor"), [(s, f) for s, flavors in formats().items() for f in flavors])
def test_every_format_writes_an_empty_and_a_strange_graph(
    suffix: str, flavor: str, strange: EventGraph, tmp_path: Path
) -> None:
    for name, graph in (("empty", EventGraph()), ("strange", strange)):
        before = (dict(graph.graph.nodes(data=True)), list(graph.graph.edges(data=True)))
        files = write(graph, tmp_path / f"{name}{suffix}", flavor=flavor)
        assert all(file.is_file() for file in files)
        assert before == (dict(graph.graph.nodes(data=True)), list(graph.graph.edges(data=True)))


@pytest.mark.parametrize(("suffix", "flavor"), [(s, f) for s, flavors in formats().items() for f in flavors])
def test_the_same_graph_is_the_same_file(suffix: str, flavor: str, stories: EventGraph, tmp_path: Path) -> None:
    first = write(stories.merge(), tmp_path / f"a{suffix}", flavor=flavor)
    again = write(stories.merge(), tmp_path / f"b{suffix}", flavor=flavor)
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]


@pytest.mark.parametrize(("suffix", "flavor"), [(s, f) for s, flavors in formats().items() for f in flavors])
def test_a_file_that_cannot_be_written_is_one_error(suffix: str, flavor: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No such file"):
        write(EventGraph(), tmp_path / "nowhere" / f"out{suffix}", flavor=flavor)


@pytest.mark.parametrize(
    "flavor", [("graphml", None), ("graphml", "yed"), ("gexf", None), ("csv", None), ("csv", "neo4j")]
)
def test_a_projection_is_written_like_a_graph(
    flavor: tuple[str, str | None], stories: EventGraph, tmp_path: Path
) -> None:
    files = write(stories.project_actors(), tmp_path / f"out.{flavor[0]}", flavor=flavor[1])
    assert "country:RU" in files[0].read_text(encoding="utf-8")


def test_objects_within_attributes_become_json() -> None:
    assert flat({"a": [{"b": 1, "c": None}], "d": {"e": "é"}, "f": [], "g": {}}) == {
        "a": '[{"b": 1, "c": null}]',
        "d": '{"e": "é"}',
    }


def test_types_are_those_of_values_as_they_are_written() -> None:
    rows = [{"a": ["x"], "b": None, "c": {"d": 1}, "e": 1}, {"b": None, "e": 2.5}]
    assert attribute_types(rows) == {"a": str, "c": str, "e": float}
