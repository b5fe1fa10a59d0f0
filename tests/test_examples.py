"""The examples run as they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import networkx as nx

import defevents
from defevents import Extraction, Extractor

Run = Callable[..., CompletedProcess[bytes]]


def test_one_article_prints_events_with_their_words(run_python: Run, root: Path, tmp_path: Path) -> None:
    done = run_python("-W", "error", str(root / "examples" / "one_article.py"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    out = done.stdout.decode()
    assert "DEPLOYMENT (occurred, 2019-09-12)" in out
    assert "'deployed'" in out


def test_one_corpus_keeps_the_good_articles(run_python: Run, root: Path, tmp_path: Path) -> None:
    done = run_python("-W", "error", str(root / "examples" / "one_corpus.py"), cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.decode().strip() == "extractions.jsonl: 5 extracted, 1 failed"
    assert b"articles.jsonl:3" in done.stderr
    lines = (tmp_path / "extractions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [Extraction.model_validate_json(line).id for line in lines] == [f"item-{n}" for n in (1, 2, 4, 5, 6)]


def test_one_graph_answers_and_writes(run_python: Run, root: Path, tmp_path: Path) -> None:
    done = run_python("-W", "error", str(root / "examples" / "one_graph.py"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "supplier: Italy ('Italy': item-1, characters 0 to 5)" in done.stdout.decode()
    assert "country:EG" in nx.read_graphml(tmp_path / "events.graphml")


def test_the_article_is_of_real_length(root: Path) -> None:
    text = (root / "examples" / "baltic-week.txt").read_text(encoding="utf-8")
    assert 600 <= len(text.split()) <= 900


def test_the_crisis_is_told_by_several_and_disputed(extractor: Extractor, root: Path) -> None:
    extractions = list(extractor.extract_many(defevents.read_articles(root / "examples" / "crisis.jsonl")))
    assert [e.id for e in extractions if isinstance(e, Extraction)] == [f"crisis-{n:02}" for n in range(1, 21)]
    assert len(extractions) == 20
    events = defevents.EventGraph(e for e in extractions if isinstance(e, Extraction)).merge()
    told = [
        {edge["article"] for _, _, edge in events.graph.out_edges(event, data=True) if edge["kind"] == "report"}
        for event, _ in events.events
    ]
    assert any(len(articles) >= 2 for articles in told)
    assert events.conflicts()
