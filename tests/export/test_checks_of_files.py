"""A graph file that somebody changed is refused with the place and the value, whichever format it is in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from defevents import EventGraph, ExportError, write
from defevents.export.graphml import EDGE_NAMES
from defevents.export.node_link import read
from defevents.export.read_graphml import read_graphml

Rows = dict[str, list[dict[str, Any]]]
Change = Callable[[Rows], object]


@pytest.fixture
def rows(merged: EventGraph, tmp_path: Path) -> Rows:
    """A graph file as plain rows; the first node and edges are of a joined event."""
    given: Rows = json.loads(write(merged, tmp_path / "out.json")[0].read_text(encoding="utf-8"))
    joined = next(node for node in given["nodes"] if node.get("versions"))
    given["nodes"].sort(key=lambda node: node is not joined)
    given["edges"].sort(key=lambda edge: joined["id"] not in (edge["source"], edge["target"]))
    return given


def first(rows: Rows, kind: str, name: str = "nodes") -> dict[str, Any]:
    return next(row for row in rows[name] if row["kind"] == kind)


# What is changed, and words of the message.
CHANGES: dict[str, tuple[Change, str]] = {
    "a day": (lambda r: first(r, "event").update(start="2018"), "has the start '2018': it must be a day, as in 2018-05-07"),
    "a day of an article": (lambda r: first(r, "article").update(published="May"), "has the published 'May': it must be a day"),
    "a status": (lambda r: first(r, "event").update(status="done"), "has the status 'done': it must be one of occurred, "),
    "a stage": (lambda r: first(r, "event").update(stage="lost"), "has the stage 'lost': it must be one of requested, "),
    "a number": (lambda r: first(r, "event").update(quantity="many"), "has the quantity 'many': it must be a number"),
    "a number beyond all": (lambda r: first(r, "event").update(quantity=10**400), "it must be a number"),
    "money": (lambda r: first(r, "event").update(money="much"), "has the money 'much': it must be a currency and an amount"),
    "a label": (lambda r: first(r, "entity").update(label=None), "has no label: not an event graph"),
    "a country": (lambda r: first(r, "entity").update(country=["RU"]), "has the country ['RU']: it must be a text"),
    "a kind": (lambda r: first(r, "entity").update(kind=["event"]), "has the kind ['event']: not an event graph"),
    "rivals": (lambda r: first(r, "event").update(values={"date": [1]}), "it must be lists of rival values"),
    "versions": (lambda r: first(r, "event").update(versions=[1]), "it must be a list of reports, each with its node"),
    "a version": (lambda r: first(r, "event")["versions"][0].pop("status"), "has no status"),
    "a kind of edge": (lambda r: first(r, "report", "edges").update(kind="odd"), "has the kind 'odd': it must be one of role, claim, report"),
    "the ends of an edge": (lambda r: first(r, "role", "edges").update(kind="claim"), "has the kind 'claim': it must lead from entity to event"),
    "an offset": (lambda r: first(r, "role", "edges").update(start="4"), "has the start '4': it must be a whole number"),
    "the evidence": (lambda r: first(r, "role", "edges").pop("evidence"), "has no evidence"),
    "the place of a sentence": (lambda r: first(r, "role", "edges").pop("sentence_start"), "has no sentence_start"),
    "an article": (lambda r: first(r, "role", "edges").update(article="none"), "has the article 'none': there must be a node 'article:none'"),
    "a member": (lambda r: first(r, "role", "edges").update(member="x"), "has an edge of the member 'x': it must be one of its versions"),
    "the reports": (
        lambda r: r.update(edges=[edge for edge in r["edges"] if edge["kind"] != "report"]), "has no article that reports event:",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
def test_a_changed_file_is_refused_with_place_and_value(rows: Rows, change: Change, words: str, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    read(path)
    change(rows)
    path.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(ExportError, match=f"in.json: (node|edge from) '.*{re.escape(words)}"):
        read(path)


def test_an_encoding_that_nobody_knows_is_no_graphml(tmp_path: Path) -> None:
    (tmp_path / "in.graphml").write_text('<?xml version="1.0" encoding="klingon"?><graphml/>', encoding="utf-8")
    with pytest.raises(ExportError, match=r"in\.graphml: no GraphML: unknown encoding: klingon"):
        read_graphml(tmp_path / "in.graphml")


def test_names_that_python_has_of_its_own_are_attributes(rows: Rows, tmp_path: Path) -> None:
    first(rows, "event")["node_for_adding"] = 1
    first(rows, "role", "edges").update(u_for_edge=1, key=["x"])
    path = tmp_path / "in.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert len(read(path)) == len([node for node in rows["nodes"] if node["kind"] == "event"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: g.nodes["event:gripen-brazil-1#v1"].update(start="2018"), "has the start '2018'"),
        (lambda g: g.nodes["event:gripen-brazil-1#v1"].update(versions=1), "broken JSON in its attributes"),
        (lambda g: g.nodes["event:gripen-brazil-1#v1"].update(versions="[" * 100_000), "broken JSON in its attributes"),
        (lambda g: g.remove_node("article:gripen-brazil-1"), "'article:gripen-brazil-1'"),
        (lambda g: [data.update({EDGE_NAMES["kind"]: "odd"}) for *_, data in g.edges(data=True)], "has the kind 'odd'"),
    ],
)
def test_graphml_is_checked_alike(stories: EventGraph, change: Callable, words: str, tmp_path: Path) -> None:
    write(stories, tmp_path / "out.graphml")
    plain = nx.read_graphml(tmp_path / "out.graphml", force_multigraph=True)
    change(plain)
    nx.write_graphml(plain, tmp_path / "in.graphml")
    with pytest.raises(ExportError, match=re.escape(words)):
        read_graphml(tmp_path / "in.graphml")
