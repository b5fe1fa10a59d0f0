"""Articles are read from texts and JSON lines; what cannot be read is a failure that names its place."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest

from defevents import Article, ArticleError, Failure, read_articles
from defevents.corpus.text import read_text_article


def write(folder: Path, data: bytes, name: str = "article.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_file_is_an_article_with_its_name_as_id(tmp_path: Path) -> None:
    path = write(tmp_path, b"A headline\n\nRussia deployed missiles.\n")
    article = read_text_article(path, published="2020-01-31")
    assert article == Article(
        id="article.txt",
        text="A headline\n\nRussia deployed missiles.\n",
        title="A headline",
        published=dt.date(2020, 1, 31),
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Russia deployed missiles.\nMore.", None),
        ("Only a line", None),
        ("\n\n  Headline  \n\ntext", "Headline"),
        ("x" * 151 + "\ntext", None),
        ("", None),
    ],
)
def test_a_headline_is_a_short_first_line_without_full_stop(tmp_path: Path, text: str, title: str | None) -> None:
    assert read_text_article(write(tmp_path, text.encode())).title == title


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("Łódź".encode(), "utf-8", "Łódź"),
        (b"\xef\xbb\xbfbytes", "utf-8", "bytes"),
        (b"\xef\xbb\xbfbytes", "UTF8", "bytes"),
        ("Zürich".encode("cp1252"), "cp1252", "Zürich"),
        ("Zürich".encode("utf-16"), "utf-16", "Zürich"),
        (b"a\r\nb", "utf-8", "a\r\nb"),
    ],
)
def test_a_file_is_read_in_its_encoding(tmp_path: Path, data: bytes, encoding: str, text: str) -> None:
    assert read_text_article(write(tmp_path, data), encoding=encoding).text == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n", "is a PDF, not text"),
        (b"PK\x03\x04rest", "is a zip archive"),
        (b"filedesc://a.arc", "is an ARC archive"),
        (b"\x89PNG\r\n", "is an image"),
        (b"\x1f\x8b\x08", "is a gzip file"),
        (b"a\xe9b", "byte 0xe9 at 1 is not utf-8: name the encoding"),
        ("text".encode("utf-16"), "byte 0xff at 0 is not utf-8"),
        (b"MZ\x00\x00\x00", "NUL characters"),
        (b"x" * 5_000_000, "text of 5,000,000 characters is over the limit of 200,000"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name(tmp_path: Path, data: bytes, words: str) -> None:
    path = write(tmp_path, data)
    with pytest.raises(ArticleError) as problem:
        read_text_article(path)
    assert str(problem.value).startswith(f"{path}: ")
    assert words in str(problem.value)


@pytest.mark.parametrize(
    ("path", "words"), [("no/such/file.txt", "no such file"), (".", "is a folder"), ("a\0b", "null")]
)
def test_what_is_no_file_is_refused(path: str, words: str) -> None:
    with pytest.raises(ArticleError, match=words):
        read_text_article(path)


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="unknown encoding 'latin-99'"):
        read_text_article(write(tmp_path, b"text"), encoding="latin-99")


def test_standard_input_is_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Russia deployed missiles.")))
    assert read_text_article("-") == Article(id="stdin", text="Russia deployed missiles.")


def jsonl(folder: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return write(folder, text.encode(), "articles.jsonl")


def test_a_line_is_an_article(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path,
        {
            "id": "a",
            "text": "One.",
            "title": "T",
            "published": "2020-01-31T10:00:00Z",
            "url": "http://example.org",
            "sources": [],
        },
        "",
        {"id": 7, "text": "Two.", "published": None},
        {"text": "Three."},
        {"id": " ", "text": "Three."},
    )
    one, two, three, four = read_articles(path, published="2021-01-01")
    assert one == Article(id="a", text="One.", title="T", published=dt.date(2020, 1, 31), url="http://example.org")
    assert two == Article(id="7", text="Two.", published=dt.date(2021, 1, 1))
    assert isinstance(three, Article)
    assert len(three.id) == 16
    assert four == three


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"text": "a', "no JSON: "),
        ("[1, 2]", "no article: "),
        ({"id": "a"}, "no article: "),
        ({"text": None}, "no article: "),
        ({"text": "a", "published": "soon"}, "published: 'soon': "),
        ({"text": "a", "title": 3}, "correct it, or name another column, as in --column title=COLUMN"),
        ('{"text": "\\ud83d"}', "surrogate"),
        ('{"id": "a", "text": "\\ud83d"}', "text: "),
        ("\0", "no JSON: "),
    ],
)
def test_a_broken_line_is_a_failure_among_articles(tmp_path: Path, line: object, words: str) -> None:
    path = jsonl(tmp_path, {"text": "Good."}, line, {"text": "Good."})
    first, second, third = read_articles(path)
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert isinstance(second, Failure)
    assert second.error.startswith(f"{path}:2: ")
    assert words in second.error


def test_a_line_that_is_not_in_the_encoding_is_a_failure(tmp_path: Path) -> None:
    path = write(tmp_path, b'{"text": "a"}\n{"text": "\xe9"}\n', "a.jsonl")
    assert [type(result) for result in read_articles(path)] == [Article, Failure]
    assert [type(result) for result in read_articles(path, encoding="latin-1")] == [Article, Article]


def test_line_separators_inside_a_text_end_no_line(tmp_path: Path) -> None:
    text = "one\u2028two\u2029three\x85four\x0bfive"
    path = write(tmp_path, json.dumps({"text": text}, ensure_ascii=False).encode(), "a.jsonl")
    assert [article.text for article in read_articles(path) if isinstance(article, Article)] == [text]


def test_a_missing_file_is_one_failure() -> None:
    for name in ("no-such.jsonl", "no-such.txt"):
        (failure,) = read_articles(name)
        assert isinstance(failure, Failure)
        assert "o such file" in failure.error


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ArticleError, match="YYYY-MM-DD"):
        list(read_articles("a.txt", published="soon"))
