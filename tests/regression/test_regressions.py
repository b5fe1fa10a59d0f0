"""A line for each bug that was fixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from defevents import Article, EventGraph, Extraction, read_articles, write
from defevents.corpus.text import read_text_article
from defevents.extractor import Extractor


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_json_lines_end_at_line_feeds_alone(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": f"a{separator}b"}, ensure_ascii=False), encoding="utf-8")
    assert [article.text for article in read_articles(path) if isinstance(article, Article)] == [f"a{separator}b"]


@pytest.mark.parametrize("mark", ["\ufeff", "\u202b", "\u200b", "\x07", "\x1b", "\x9d"])
def test_an_unseen_character_before_a_name_does_not_hide_it(extractor: Extractor, mark: str) -> None:
    extraction = extractor.extract(f"{mark}Russia deployed missiles to Syria.")
    assert "RU" in [entity.kb_id for entity in extraction.entities]


@pytest.mark.parametrize("end", ["\r", "\u2028", "\x0b", "\x85"])
def test_every_kind_of_line_end_ends_a_teaser_heading(extractor: Extractor, end: str) -> None:
    body = "Russia deployed missiles to Syria on Monday, officials said in a long statement to the press in Moscow."
    extraction = extractor.extract(f"{body}{end}{end}Related stories{end}Poland bought tanks from Germany")
    assert [event.type for event in extraction.events] == ["DEPLOYMENT"]


def test_half_a_surrogate_pair_stops_no_stream(extractor: Extractor) -> None:
    results = list(extractor.extract_many(["Good.", "\ud83d", "Good."]))
    assert [isinstance(result, Extraction) for result in results] == [True, False, True]


def test_two_nodes_stay_two_when_their_names_are_cleaned(tmp_path: Path) -> None:
    graph = EventGraph([Extraction(article=Article(id=name, text="")) for name in ("a\x01", "a\x02")])
    write(graph, tmp_path / "out.graphml")
    lines = (tmp_path / "out.graphml").read_text(encoding="utf-8").splitlines()
    assert len({line for line in lines if "<node id=" in line}) == 2


def test_a_time_of_publication_counts_as_its_day() -> None:
    article = Article.model_validate({"id": "a", "text": "", "published": "2020-01-31T23:59:00+00:00"})
    assert str(article.published) == "2020-01-31"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfRussia")
    assert read_text_article(tmp_path / "a.txt").text == "Russia"
