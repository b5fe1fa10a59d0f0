"""A run turns inputs into tables, does again only what it must, and gives the same however it is cut up."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from small_runs import LIGHT, files_of, lines_of, quick, table, text_of

import defevents
from defevents.batch import Summary
from defevents.batch.digests import _minhash
from defevents.batch.tables import COLUMNS, TABLES, rows_of
from defevents.errors import ArticleError, BatchError


def rows(out: Path) -> dict[str, list[str]]:
    """Rows of all tables, sorted."""
    return {name: sorted(map(repr, table(out, name))) for name in TABLES}


def test_what_becomes_of_each_article_is_told(whole: tuple[Path, Summary]) -> None:
    out, summary = whole
    assert (summary.articles, summary.extracted, summary.duplicate, summary.failed) == (59, 58, 1, 1)
    articles = {row["article"]: row for row in table(out, "articles")}
    assert len(articles) == 59
    assert articles["a3"]["status"] == "extracted"
    assert (articles["a3"]["events"], articles["a3"]["words"]) == (1, 13)
    assert str(articles["a3"]["published"]) == "2020-01-31"
    assert {row["text"][0:6] for row in articles.values()} == {"Report"}


def test_rows_lead_back_to_the_characters(whole: tuple[Path, Summary]) -> None:
    out, summary = whole
    texts = {row["article"]: row["text"] for row in table(out, "articles")}
    for name in ("mentions", "arguments", "claims"):
        found = table(out, name)
        assert len(found) >= 58
        assert all(texts[row["article"]][row["start"] : row["end"]] == row["text"] for row in found)
    events = table(out, "events")
    assert len(events) == summary.events == 58
    assert all(texts[e["article"]][e["trigger_start"] : e["trigger_end"]] == e["trigger"] for e in events)
    assert events[0]["triggers"][0]["text"] == events[0]["trigger"]


def test_an_article_that_repeats_another_is_linked_and_not_extracted_again(whole: tuple[Path, Summary]) -> None:
    out, _ = whole
    (repeat,) = [row for row in table(out, "articles") if row["status"] == "duplicate"]
    assert (repeat["article"], repeat["duplicate_of"], repeat["similarity"]) == ("a40", "a7", 1.0)
    assert "a40" not in {row["article"] for row in table(out, "entities")}


def test_a_broken_line_is_a_failure(whole: tuple[Path, Summary]) -> None:
    out, _ = whole
    (failure,) = table(out, "failures")
    assert failure["article"].endswith("corpus.jsonl:21")
    assert "no article" in failure["error"]


def test_every_item_of_a_deal_has_its_own_number() -> None:
    text = "The United States will sell 32 F-35s and 96 Apaches to Poland."
    (extraction,) = defevents.load().extract_many([defevents.Article(id="a", text=text)])
    found = {row["name"]: row.get("quantity") for name, row in rows_of(extraction, "") if name == "arguments"}
    assert found == {"United States": None, "F-35": 32, "AH-64": 96, "Poland": None}


def test_every_column_is_written_and_says_what_it_means(whole: tuple[Path, Summary]) -> None:
    for name, columns in COLUMNS.items():
        schema = pq.read_schema(next((whole[0] / name).rglob("*.parquet")))
        assert schema.names == [column for column, *_ in columns]
        assert all(schema.field(column).metadata[b"about"].decode() == about for column, _, about in columns)


def test_the_documentation_names_every_column(root: Path) -> None:
    text = (root / "docs" / "batch.md").read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        section = text.partition(f"### `{name}`")[2].partition("\n### ")[0]
        for column, _, about in columns:
            assert f"| `{column}` | {about} |" in section


@pytest.mark.parametrize("kind", [str, Path])
def test_a_single_input_needs_no_list(corpus: Path, tmp_path: Path, kind: type) -> None:
    names = tmp_path / "names.jsonl"
    names.write_text("", encoding="utf-8")
    more = {"engine": "inprocess", "extractor": LIGHT, "gazetteers": kind(names)}
    assert defevents.batch.run(kind(corpus), tmp_path / "out", dry_run=True, **more).planned == 59


def test_other_programs_read_the_tables(whole: tuple[Path, Summary]) -> None:
    out, _ = whole
    found = duckdb.sql(
        f"select a.name, count(*) from '{out}/events/*/*.parquet' e join '{out}/arguments/*/*.parquet' a "
        "using (article, event) group by all order by all"
    ).fetchall()
    assert found == [("Poland", 58), ("United States", 58)]


def test_extractions_are_written_as_lines_on_demand(whole: tuple[Path, Summary]) -> None:
    lines = [line for file in (whole[0] / "extractions").rglob("*.jsonl") for line in file.read_text().splitlines()]
    results = [json.loads(line) for line in lines]
    good = [defevents.Extraction.model_validate(result) for result in results if "article" in result]
    assert len(good) == 58
    assert [result["kind"] for result in results if "article" not in result] == ["ArticleError"]
    assert len(defevents.EventGraph(good)) == 58


@pytest.mark.parametrize("more", [{"shard_articles": 7}, {"shard_articles": 1_000}], ids=["small", "large"])
def test_the_size_of_shards_changes_no_row(whole: tuple[Path, Summary], tmp_path: Path, more: dict[str, int]) -> None:
    out, _ = whole
    quick(out.parent / "corpus.jsonl", tmp_path / "out", **more)
    assert rows(tmp_path / "out") == rows(out)


def test_a_pool_of_processes_gives_the_same_files(whole: tuple[Path, Summary], tmp_path: Path) -> None:
    out, summary = whole
    pooled = quick(out.parent / "corpus.jsonl", tmp_path / "out", jsonl=True, engine="pool", workers=2)
    assert pooled.events == summary.events
    assert files_of(tmp_path / "out") == files_of(out)


def done(out: Path) -> set[str]:
    lines = map(json.loads, (out / "_batch" / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    return {line["shard"] for line in lines if line["step"] == "done"}


def test_a_second_run_does_nothing_again(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = quick(corpus, tmp_path / "out")
    monkeypatch.setattr("defevents.batch.running.open_engine", None)  # there is nothing to run
    assert quick(corpus, tmp_path / "out") == first


def test_a_file_that_is_only_touched_is_read_but_not_extracted_again(corpus: Path, tmp_path: Path) -> None:
    quick(corpus, tmp_path / "out")
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "out" / "events").rglob("*.parquet")}
    corpus.touch()
    quick(corpus, tmp_path / "out")
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "out" / "events").rglob("*.parquet")} == before


def test_a_changed_article_redoes_the_shards_around_it_alone(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    quick(corpus, out)
    before = done(out)
    corpus.write_text(corpus.read_text().replace("Report 33.", "Report 33, corrected."), encoding="utf-8")
    quick(corpus, out)
    # Mostly one; by its digest, which the folder's name has a part in, a shard may also end at the article.
    assert len(before - done(out)) >= 1
    assert len(before & done(out)) >= 3
    assert {row["text"][:10] for row in table(out, "articles") if row["article"] == "a33"} == {"Report 33,"}
    quick(corpus, tmp_path / "fresh")
    assert files_of(out) == files_of(tmp_path / "fresh")


def test_an_original_that_is_gone_has_its_repeat_extracted(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    quick(corpus, out)
    corpus.write_text(corpus.read_text().replace(text_of(7), "Something else.", 1), encoding="utf-8")
    assert quick(corpus, out).duplicate == 0
    assert "a40" in {row["article"] for row in table(out, "events")}


def test_other_settings_redo_everything(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    quick(corpus, out)
    before = done(out)
    quick(corpus, out, jsonl=True)
    assert not before & done(out)
    assert len(table(out, "articles")) == 59


def test_a_further_input_is_added(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    quick(corpus, out)
    before = done(out)
    (tmp_path / "more.jsonl").write_text(lines_of([text_of(100)]), encoding="utf-8")
    summary = quick([corpus, tmp_path / "more.jsonl"], out)
    assert len(before - done(out)) <= 1  # the last shard may have taken in the further article
    assert summary.articles == 60
    assert "a0-2" in {row["article"] for row in table(out, "articles")}  # the second article of that id


def test_a_folder_with_results_of_other_inputs_is_left_alone(corpus: Path, tmp_path: Path) -> None:
    quick(corpus, tmp_path / "out")
    before = files_of(tmp_path / "out")
    (tmp_path / "other.txt").write_text(text_of(1), encoding="utf-8")
    with pytest.raises(BatchError, match="holds the results of other inputs"):
        quick(tmp_path / "other.txt", tmp_path / "out")
    assert files_of(tmp_path / "out") == before


def test_two_runs_do_not_share_a_folder(corpus: Path, tmp_path: Path) -> None:
    from defevents.batch.folder import OutFolder

    with OutFolder(tmp_path / "out").claimed(), pytest.raises(BatchError, match="another run is writing"):
        quick(corpus, tmp_path / "out")


def test_a_limit_takes_the_first_articles(corpus: Path, tmp_path: Path) -> None:
    assert quick(corpus, tmp_path / "out", limit=12).articles == 12
    assert [row["article"] for row in table(tmp_path / "out", "articles")][:3] == ["a0", "a1", "a10"]
    assert quick(corpus, tmp_path / "out").articles == 59


def test_a_dry_run_extracts_nothing(corpus: Path, tmp_path: Path) -> None:
    summary = quick(corpus, tmp_path / "out", dry_run=True)
    assert (summary.planned, summary.repeats, summary.articles) == (59, 1, 0)
    assert files_of(tmp_path / "out") == {}
    assert quick(corpus, tmp_path / "out").articles == 59


def test_near_copies_are_linked_whatever_the_shards(tmp_path: Path) -> None:
    story = " ".join(
        f"The {n}th brigade moved {n + 3} tanks to the border on day {n} of the exercise." for n in range(12)
    )
    texts = [story, text_of(1), "LONDON (Wire) - " + story + " Read more.", story.replace("tanks", "guns"), text_of(2)]
    (tmp_path / "wire.jsonl").write_text(lines_of(texts), encoding="utf-8")
    for size in (1, 100):
        quick(tmp_path / "wire.jsonl", tmp_path / f"out{size}", shard_articles=size)
        found = {row["article"]: row for row in table(tmp_path / f"out{size}", "articles")}
        assert {name for name, row in found.items() if row["status"] == "duplicate"} == {"a2"}
        assert found["a2"]["duplicate_of"] == "a0"
        assert 0.8 <= found["a2"]["similarity"] < 1
    kept = quick(tmp_path / "wire.jsonl", tmp_path / "kept", duplicates=False)
    assert (kept.extracted, kept.duplicate) == (5, 0)


def test_short_texts_that_differ_in_a_word_are_two_reports(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines_of([text_of(1), text_of(2), text_of(1).upper()]), encoding="utf-8")
    summary = quick(tmp_path / "a.jsonl", tmp_path / "out")
    assert (summary.extracted, summary.duplicate) == (2, 1)


def test_folders_are_read_with_all_that_is_in_them(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    (inputs / "deep").mkdir(parents=True)
    (inputs / "one.txt").write_text(text_of(1), encoding="utf-8")
    (inputs / "deep" / "one.txt").write_text(text_of(2), encoding="utf-8")
    (inputs / "deep" / "more.jsonl").write_text(lines_of([text_of(3)]), encoding="utf-8")
    (inputs / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (inputs / ".hidden.txt").write_text(text_of(4), encoding="utf-8")
    summary = quick(inputs, inputs / "out")
    assert (summary.articles, summary.failed) == (3, 0)
    assert {row["article"] for row in table(inputs / "out", "articles")} == {"one.txt", "deep/one.txt", "a0"}
    assert quick(inputs, inputs / "out") == summary  # the results in it are not read


def test_an_article_of_five_megabytes_is_refused_and_the_others_extracted(tmp_path: Path) -> None:
    texts = [text_of(1), text_of(2) * 75_000, text_of(3)]
    assert len(texts[1]) > 5_000_000
    (tmp_path / "a.jsonl").write_text(lines_of(texts), encoding="utf-8")
    summary = quick(tmp_path / "a.jsonl", tmp_path / "out")
    assert (summary.extracted, summary.failed) == (2, 1)
    (failure,) = table(tmp_path / "out", "failures")
    assert failure["article"] == "a1"
    assert "over the limit of 200,000: split it into articles" in failure["error"]


def test_a_shorter_copy_of_a_refused_article_is_extracted(tmp_path: Path) -> None:
    sentences = [f"The {n}th brigade moved {n + 3} F-35s to Poland on day {n}. " for n in range(4_000)]
    texts = ["".join(sentences), "".join(sentences[:3_400])]
    assert len(texts[0]) > 200_000 > len(texts[1])
    (tmp_path / "a.jsonl").write_text(lines_of(texts), encoding="utf-8")
    summary = quick(tmp_path / "a.jsonl", tmp_path / "out")
    assert (summary.extracted, summary.duplicate, summary.failed) == (1, 0, 1)


def test_row_groups_of_staged_files_are_small_whatever_the_articles(tmp_path: Path) -> None:
    texts = ["Nothing. " * 22_000] * 20 + ["Short."] * 600
    (tmp_path / "a.jsonl").write_text(lines_of(texts), encoding="utf-8")
    quick(tmp_path / "a.jsonl", tmp_path / "out", dry_run=True)
    (staged,) = (tmp_path / "out" / "_batch" / "staged").glob("*.parquet")
    with pq.ParquetFile(staged) as file:
        sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert sum(sizes) == 620
    assert max(sizes) == 250
    assert max(sizes[:3]) <= 6


def test_names_of_files_that_are_no_unicode_are_spelled_out(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"caf\xe9.txt")).write_text(text_of(1), encoding="utf-8")
        (folder / os.fsdecode(b"caf\xe9.pdf")).write_text("none", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    summary = quick(folder, tmp_path / "out")
    assert (summary.articles, summary.failed) == (1, 1)
    assert [row["article"] for row in table(tmp_path / "out", "articles")] == [r"caf\udce9.txt"]
    assert quick(folder, tmp_path / "out") == summary


def test_the_folder_of_the_inputs_takes_the_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").write_text(lines_of([text_of(1)]), encoding="utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "b.txt").write_text(text_of(2), encoding="utf-8")
    for _ in range(2):
        summary = quick(Path(), Path(), jsonl=True)
        assert (summary.articles, summary.failed) == (2, 0)


def test_what_looks_for_duplicates_is_needed_for_that_alone(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"word{n}" for n in range(100))
    _minhash.cache_clear()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "rensa", None)
        corpus.write_text(lines_of([f"{words} Report {n}." for n in range(3)]), encoding="utf-8")
        assert quick(corpus, tmp_path / "out", duplicates=False).extracted == 3
        with pytest.raises(ArticleError, match="need the package rensa: pip install"):
            quick(corpus, tmp_path / "out")
    assert quick(corpus, tmp_path / "out").duplicate == 2


def test_a_list_of_names_that_was_edited_counts_as_it_is_now(corpus: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    for name in ("Report 3", "Report 4"):
        own.write_text(json.dumps({"id": "own/report", "label": "ORG", "name": name}) + "\n", encoding="utf-8")
        quick(corpus, tmp_path / "out", gazetteers=[own], extractor="light:with_lists")
        assert {row["name"] for row in table(tmp_path / "out", "entities") if row["kb_id"] == "own/report"} == {name}


def test_a_dry_run_counts_what_cannot_be_read_as_failed(corpus: Path, tmp_path: Path) -> None:
    summary = quick([corpus, tmp_path / "no-such.txt"], tmp_path / "out", dry_run=True)
    assert (summary.planned, summary.failed, summary.articles) == (59, 2, 0)


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"extractor": "no.such:thing"}, BatchError, "write it as package.module:function"),
        ({"engine": "horse"}, BatchError, "no engine 'horse'"),
        ({"engine": "dask"}, BatchError, "address of a scheduler"),
        ({"shard_articles": 0}, BatchError, "at least 1"),
        ({"published": "soon"}, ArticleError, "YYYY-MM-DD"),
    ],
)
def test_wrong_settings_are_named(
    corpus: Path, tmp_path: Path, more: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        quick(corpus, tmp_path / "out", **more)


def test_no_inputs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="no files to read"):
        quick([], tmp_path / "out")


def test_batch_is_part_of_the_package() -> None:
    assert defevents.batch.run is defevents.batch.run
    assert callable(defevents.batch.run)
    assert LIGHT
