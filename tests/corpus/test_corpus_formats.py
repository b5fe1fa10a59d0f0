"""Every format gives articles with what it knows of them, packed or not; what is broken is a failure in its place."""

from __future__ import annotations

import datetime as dt
import importlib
import re
from pathlib import Path

import pytest
from reading_files import BODY, LINE, PACKED, PAGE, articles, failure

from defevents import Article, Failure, read_articles


@pytest.mark.parametrize("suffix", PACKED)
def test_packed_files_are_read_like_others(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(PACKED[suffix](LINE) + PACKED[suffix](LINE.replace(b'"a"', b'"b"')))  # frame after frame
    assert [a.id for a in articles(path)] == ["a", "b"]
    (tmp_path / f"b.txt.{suffix}").write_bytes(PACKED[suffix](BODY.encode()))
    (text,) = articles(tmp_path / f"b.txt.{suffix}")
    assert text.text == BODY


@pytest.mark.parametrize("suffix", PACKED)
def test_a_packed_file_that_is_cut_short_gives_what_it_holds_and_a_failure(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl.{suffix}"
    lines = b"".join(LINE.replace(b'"a"', b'"%d"' % n) for n in range(20_000))
    packed = PACKED[suffix](lines)
    path.write_bytes(packed[: len(packed) * 3 // 4])
    *good, last = read_articles(path)
    assert isinstance(last, Failure)
    assert last.error.startswith(f"{path}: ")
    bad = [a for a in good if isinstance(a, Failure)]
    assert len(bad) <= 1  # the line that was cut


@pytest.mark.parametrize("suffix", PACKED)
def test_a_file_that_is_not_packed_as_its_name_says_is_a_failure(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(b"plain text, " * 10)
    assert failure(path).error.startswith(f"{path}: ")


def test_a_page_gives_title_text_date_and_address(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (article,) = articles(tmp_path / "page.html")
    assert article.id == "page.html"
    assert article.title == "Frigate leaves harbor"
    assert article.published == dt.date(2019, 9, 12)
    assert article.url == "https://example.org/frigate"
    assert BODY in article.text
    assert "cookies" not in article.text
    assert "Home" not in article.text


@pytest.mark.parametrize("data", [b"", b"<html></html>", bytes(range(256)) * 10], ids=["empty", "bare", "binary"])
def test_a_page_without_article_is_a_failure(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "page.html").write_bytes(data)
    assert "no article found in the page" in failure(tmp_path / "page.html").error


RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Naval wire</title>
<item><guid>g1</guid><title>Frigate leaves</title><link>https://example.org/1</link>
<pubDate>Thu, 12 Sep 2019 08:00:00 GMT</pubDate><description>&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;More &amp;amp; more.&lt;/p&gt;</description></item>
<item><title>Second</title><description>Short.</description></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Naval wire</title>
<entry><id>g1</id><title>Frigate leaves</title><link href="https://example.org/1"/><published>2019-09-12T08:00:00Z</published>
<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;More &amp;amp; more.&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(("name", "text"), [("a.rss", RSS), ("a.xml", RSS), ("a.atom", ATOM)])
def test_entries_of_a_feed_are_articles(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    first, *_ = articles(tmp_path / name)
    assert (first.id, first.title, first.source) == ("g1", "Frigate leaves", "Naval wire")
    assert (first.published, first.url) == (dt.date(2019, 9, 12), "https://example.org/1")
    assert first.text == f"Frigate leaves\n\n{BODY}\n\nMore & more."


def test_a_broken_feed_gives_what_it_holds_and_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(RSS[: RSS.index("<item><title>Second")] + "<item><ti", encoding="utf-8")
    first, *_, last = read_articles(tmp_path / "a.rss")
    assert isinstance(first, Article)
    assert isinstance(last, Failure)
    assert "broken XML" in last.error
    (tmp_path / "b.rss").write_text("hello", encoding="utf-8")
    assert "is no RSS or Atom feed" in failure(tmp_path / "b.rss").error


def pdf_of(text: str) -> bytes:
    """A PDF of one page, written by hand."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def test_a_pdf_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of("Troops left the base."))
    (article,) = articles(tmp_path / "a.pdf", published="2020-01-31")
    assert (article.id, article.text) == ("a.pdf", "Troops left the base.")


@pytest.mark.parametrize(
    ("data", "words"), [(b"%PDF-1.4\nnonsense", "no PDF that can be read"), (pdf_of(""), "holds no text")]
)
def test_a_pdf_without_text_is_a_failure(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    assert words in failure(tmp_path / "a.pdf").error


MISSING = [
    ("a.html", "trafilatura", "html"), ("a.html", "lxml_html_clean", "html"), ("a.warc", "fastwarc.warc", "warc"),
    ("a.warc", "resiliparse.parse.encoding", "warc"), ("a.rss", "feedparser", "feeds"), ("a.pdf", "pypdf", "pdf"),
    ("a.parquet", "pyarrow.parquet", "parquet"), ("a.jsonl.zst", "zstandard", "batch"), ("s3://a/b.txt", "fsspec", "remote"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "package", "extra"), MISSING, ids=[f"{name} {package}" for name, package, _ in MISSING]
)
def test_a_missing_package_is_named_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str, extra: str
) -> None:
    def without(module: str) -> object:
        if module == package:
            raise ModuleNotFoundError(f"No module named {module!r}", name=module.split(".")[0])
        return importlib.import_module(module)

    monkeypatch.setattr("defevents.corpus.extras.import_module", without)
    path = name if "://" in name else str(tmp_path / name)
    if "://" not in name:
        Path(path).write_bytes(PAGE.encode())
    error = failure(path).error
    assert re.search(rf"need the package {package.split('.')[0]}: pip install 'defevents\[{extra}\]'", error)
