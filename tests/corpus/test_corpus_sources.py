"""Files, folders and URLs are found and named; what cannot be found or opened is said."""

from __future__ import annotations

import errno
import gzip
import os
import re
from pathlib import Path
from unittest.mock import Mock

import fsspec
import pytest
from reading_files import BODY, LINE, articles, failure

from defevents import Article, Failure, read_articles
from defevents.corpus import formats, read_source
from defevents.corpus.rows import ReadOptions
from defevents.corpus.sources import Source, find_sources
from defevents.errors import ArticleError


def test_urls_are_read_through_fsspec() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/news/deep/a.jsonl.gz", gzip.compress(LINE))
    memory.pipe("/news/b.txt", BODY.encode())
    memory.pipe("/news/c.jpg", b"\xff\xd8\xff")
    assert [a.id for a in articles("memory://news/deep/a.jsonl.gz")] == ["a"]
    found = list(find_sources(["memory://news"], formats()))
    assert [source.suffix for source in found if isinstance(source, Source)] == [".txt", ".jsonl"]
    (globbed,) = find_sources(["memory://news/*/*.jsonl.gz"], formats())
    assert isinstance(globbed, Source)
    assert failure("memory://news/none.txt").error.startswith("memory://news/none.txt: ")


@pytest.mark.parametrize(
    ("url", "problem", "words"),
    [
        ("s3://a/b.txt", ImportError("Install s3fs to access S3"), "Install s3fs to access S3: install what it names"),
        ("nope://a/b.txt", None, "Protocol not known: nope: name a file, or a URL that fsspec knows"),
    ],
)
def test_a_url_that_cannot_be_opened_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, url: str, problem: Exception | None, words: str
) -> None:
    if problem is not None:
        monkeypatch.setattr("fsspec.core.url_to_fs", Mock(side_effect=problem))
    with pytest.raises(ArticleError, match=words) as raised:
        list(find_sources([url], formats()))
    assert str(raised.value).startswith(f"{url}: ")
    assert failure(url).error == str(raised.value)


def test_a_name_that_is_not_utf_8_is_written_with_escapes(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_bytes(BODY.encode())
    (source,) = find_sources([tmp_path], formats())
    assert isinstance(source, Source)
    assert (source.name, source.path) == (f"{tmp_path}/caf\\udce9.txt", str(path))
    (article,) = read_source(source, ReadOptions())
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("caf\\udce9.txt", BODY)
    path.write_bytes(b"")
    path.rename(path.with_suffix(".pdf"))
    assert failure(path.with_suffix(".pdf")).model_dump_json()


def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "a.txt").write_text(BODY, encoding="utf-8")
    scandir = os.scandir

    def listed(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", listed)
    good, bad = find_sources([tmp_path], formats())
    assert isinstance(good, Source)
    assert good.identifier == "open/a.txt"
    assert isinstance(bad, Source)
    (result,) = read_source(bad, ReadOptions())
    assert isinstance(result, Failure)
    assert result.error.startswith(f"{tmp_path}/closed: ")


@pytest.mark.parametrize("form", ["jsonlines", "gz", "jsonl.rar"])
def test_a_format_that_is_none_is_refused(tmp_path: Path, form: str) -> None:
    (tmp_path / "data").write_bytes(LINE)
    with pytest.raises(ArticleError, match=rf"no format '{form}': name one of atom, csv, .*, jsonl, ") as problem:
        list(read_articles(tmp_path / "data", form=form))
    with pytest.raises(ArticleError, match=re.escape(str(problem.value))):
        list(find_sources([tmp_path], formats(), form=form))


def test_a_format_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(gzip.compress(LINE))
    (article,) = articles(tmp_path / "data", form="jsonl.gz")
    assert article.id == "a"
