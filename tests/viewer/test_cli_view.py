"""The commands that write pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import networkx as nx
import pytest
from invented import crisis, hostile, many

from defevents import EventGraph, ExportError, write
from defevents.export.read_graphml import read_graphml

Run = Callable[..., "CompletedProcess[bytes]"]


def data_of(path: Path) -> dict:
    found = re.search(r'id="data">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return dict(json.loads(found.group(1)))


def write_lines(path: Path) -> Path:
    path.write_text("".join(e.model_dump_json() + "\n" for e in crisis()), encoding="utf-8")
    return path


def test_extractions_and_their_graph_give_the_same_view(run_python: Run, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "crisis.jsonl")
    done = run_python("-m", "defevents", "view", str(lines), "-o", str(tmp_path / "a.html"), "--title", "Crisis")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().strip() == f"wrote {tmp_path / 'a.html'}: 4 events"
    write(EventGraph(crisis()), tmp_path / "crisis.graphml")
    done = run_python(
        "-m", "defevents", "view", str(tmp_path / "crisis.graphml"), "-o", str(tmp_path / "b.html"), "--title", "Crisis"
    )
    assert done.returncode == 0
    assert data_of(tmp_path / "a.html") == data_of(tmp_path / "b.html")


def test_merging_is_asked_for_and_a_part_is_told(run_python: Run, tmp_path: Path) -> None:
    twin = crisis()[1]
    again = twin.model_copy(update={"article": twin.article.model_copy(update={"id": "again"})})
    lines = tmp_path / "in.jsonl"
    lines.write_text("".join(e.model_dump_json() + "\n" for e in [*crisis(), again]), encoding="utf-8")
    done = run_python(
        "-m", "defevents", "view", str(lines), "-o", str(tmp_path / "a.html"), "--merge", "--max-nodes", "6"
    )
    assert done.stderr.decode().strip().endswith(": 1 event of 4, the strongest part (--max-nodes 6)")
    assert len(data_of(tmp_path / "a.html")["events"][0]["articles"]) == 2


BAD = {
    "missing.jsonl": (None, "missing.jsonl: No such file or directory"),
    "missing.graphml": (None, "missing.graphml: No such file or directory"),
    "text.graphml": (b"no xml at all", "text.graphml: no GraphML: "),
    "other.graphml": (b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"><node id="a"/></graph></graphml>', "other.graphml: node 'a' has the kind None: not an event graph of defevents"),
    "broken.jsonl": (b"{}\n", "broken.jsonl:1: no extraction: "),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line(run_python: Run, tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run_python("-m", "defevents", "view", name, "-o", "a.html", cwd=tmp_path)
    assert done.returncode == 1
    first = done.stderr.decode().splitlines()[0]
    assert first.startswith("defevents: " + message)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "none/a.html"], "there is no folder none"),
        (["-o", "."], "is a folder"),
        (["-o", "a.html", "--max-nodes", "2"], "fits into 2 nodes"),
    ],
)
def test_a_view_that_cannot_be_written_is_one_line(
    run_python: Run, tmp_path: Path, options: list[str], message: str
) -> None:
    write_lines(tmp_path / "in.jsonl")
    done = run_python("-m", "defevents", "view", "in.jsonl", *options, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert message in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_extract_writes_the_articles_with_their_events(run_python: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Poland bought <b>32</b> F-35s from the United States.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Russia deployed Iskander missiles to Kaliningrad.", encoding="utf-8")
    done = run_python(
        "-m", "defevents", "extract", "a.txt", "none.txt", "b.txt", "--json", "--html", "out.html", cwd=tmp_path
    )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == "wrote out.html: 2 articles"
    first, second = data_of(tmp_path / "out.html")["articles"]
    assert "".join(text for text, *_ in first["pieces"]) == "Poland bought <b>32</b> F-35s from the United States."
    assert [event["type"] for event in second["events"]] == ["DEPLOYMENT"]


@pytest.mark.parametrize("merged", [False, True])
def test_graphml_is_read_back_as_it_was(tmp_path: Path, merged: bool) -> None:
    twin = crisis()[1]
    again = twin.model_copy(update={"article": twin.article.model_copy(update={"id": "again"})})
    graph = EventGraph([*crisis(), again, *many(5)])
    graph = graph.merge() if merged else graph
    write(graph, tmp_path / "a.graphml")
    back = read_graphml(tmp_path / "a.graphml")
    assert set(back.graph) == set(graph.graph)
    for node, data in graph.graph.nodes(data=True):
        filled = {name: value for name, value in data.items() if value not in (None, "", [], {}, ())}
        if not merged:
            assert dict(back.graph.nodes[node]) == filled
        assert len(back) == len(graph)
    told = sorted(
        (s, t, *sorted((n, str(v)) for n, v in d.items() if v is not None)) for s, t, d in graph.graph.edges(data=True)
    )
    assert sorted((s, t, *sorted((n, str(v)) for n, v in d.items())) for s, t, d in back.graph.edges(data=True)) == told


def test_a_graph_changed_elsewhere_says_what_it_lacks(tmp_path: Path) -> None:
    write(EventGraph([hostile()]), tmp_path / "a.graphml")
    plain = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    for _, data in plain.nodes(data=True):
        data.pop("event_type", None)
    nx.write_graphml(plain, tmp_path / "b.graphml")
    with pytest.raises(ExportError, match="has no event_type: not an event graph"):
        read_graphml(tmp_path / "b.graphml")
