"""Graphs that several tests of exports write: the stories of merging, merged, and one of everything strange."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from defevents import EventGraph

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "graph"))

from stories import load_stories


@pytest.fixture(scope="session")
def stories() -> EventGraph:
    return EventGraph(report.extraction for report in load_stories())


@pytest.fixture(scope="session")
def merged(stories: EventGraph) -> EventGraph:
    return stories.merge()


@pytest.fixture
def strange() -> EventGraph:
    """A graph of everything that has broken a writer or a reader, in the form of an event graph."""
    graph = EventGraph()
    nodes = graph.graph
    event = {
        "kind": "event",
        "event_type": "ATTACK",
        "status": "occurred",
        "trigger": "hit",
        "sentence": "s",
        "confidence": 1,
    }
    nodes.add_node(
        "event:a\x01#v1", label="<&>\"' \x0b\x1b \ud800 \ufffe", start="2020-01-02", end="2020-01-03", **event
    )
    nodes.add_node(
        "event:a\x02#v1", label="line\r\nbreak\ttab ]]>", many=["x", "y"], quantity=2.5, **{**event, "confidence": 0.5}
    )
    nodes.add_node("org:é😀 \u202e", kind="entity", entity_label="ORG", label='=HYPERLINK("x")', flag=True)
    nodes.add_node(
        "org:<node id='x'>", kind="entity", entity_label="ORG", label="<html><b>מטוס", flag=False, big=10**17
    )
    nodes.add_node(
        "article:a",
        kind="article",
        label="</script><script>",
        url="javascript:alert(1)",
        published="2020-01-04",
        source='a,b;"c"\n',
    )
    for number in range(3):
        nodes.add_edge(
            "event:a\x01#v1",
            "org:é😀 \u202e",
            key=f"k{number}",
            kind="role",
            relation="actor",
            article="a",
            start=number,
            end=9,
            evidence="\x00",
        )
    nodes.add_edge(
        "event:a\x02#v1",
        "org:<node id='x'>",
        kind="role",
        relation="item",
        article="a",
        start=0,
        end=1,
        evidence="100 % <x>",
    )
    nodes.add_edge(
        "org:<node id='x'>", "event:a\x02#v1", kind="claim", relation="deny", article="a", start=0, end=1, evidence="no"
    )
    for name in ("event:a\x01#v1", "event:a\x02#v1"):
        nodes.add_edge(
            name, "article:a", kind="report", relation="reported in", article="a", start=0, end=1, evidence="hit"
        )
    return graph
