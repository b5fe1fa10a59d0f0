"""Every format gives articles with what it knows of them, packed or not; what is broken is a failure in its place."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import importlib
import json
import lzma
import re
from collections.abc import Callable
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from defevents import Article, Failure, read_articles
from defevents.corpus import formats
from defevents.corpus.rows import read_columns
from defevents.corpus.sources import Source, find_sources
from defevents.errors import ArticleError

BODY = (
    "The frigate left the harbor at dawn and joined two minesweepers off the coast, the ministry said. "
    "The three ships will train together for nine days, and two helicopters will take part in the second week. "
    "Crews of both countries have prepared since spring, a spokeswoman told reporters at the naval base."
)
PAGE = f"""<html><head><title>Frigate leaves harbor</title>
<meta property="og:title" content="Frigate leaves harbor">
<meta property="article:published_time" content="2019-09-12T08:00:00Z">
<link rel="canonical" href="https://example.org/frigate"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Frigate leaves harbor</h1><p>{BODY}</p><p>{BODY[::1].replace("frigate", "cruiser")}</p></article>
<footer>Copyright, cookies and contact</footer></body></html>"""

LINE = json.dumps({"id": "a", "text": "Łódź was quiet."}, ensure_ascii=False).encode() + b"\n"
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.ZstdCompressor().compress,
}  # fmt: skip


def articles(path: Path | str, **more: object) -> list[Article]:
    found = list(read_articles(path, **more))  # type: ignore[arg-type]
    assert all(isinstance(article, Article) for article in found), found
    return found  # type: ignore[return-value]


def failure(path: Path | str, **more: object) -> Failure:
    (found,) = (result for result in read_articles(path, **more) if isinstance(result, Failure))  # type: ignore[arg-type]
    assert "\n" not in found.error
    return found


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


def test_csv_rows_are_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '﻿id,text,published,more\n1,"One, and\nmore.",2020-01-31,x\n2,Two.,,\n\n3,,2020-01-31,\n', encoding="utf-8"
    )
    one, two, three = read_articles(path, published="2019-01-01")
    assert one == Article(id="1", text="One, and\nmore.", published=dt.date(2020, 1, 31))
    assert two == Article(id="2", text="Two.", published=dt.date(2019, 1, 1))
    assert isinstance(three, Failure)
    assert "no article" in three.error


@pytest.mark.parametrize(("name", "parted"), [("a.csv", ";"), ("a.tsv", "\t")])
def test_columns_are_mapped_and_cells_may_be_parted_otherwise(tmp_path: Path, name: str, parted: str) -> None:
    path = tmp_path / name
    path.write_text(parted.join(["body", "day"]) + "\n" + parted.join(["One, two.", "2020-01-31"]), encoding="utf-8")
    columns = read_columns(["text=body", "published=day"])
    (article,) = articles(path, columns=columns)
    assert (article.text, article.published) == ("One, two.", dt.date(2020, 1, 31))
    assert "no column 'text' among 'body', 'day': name the one" in failure(path).error


@pytest.mark.parametrize("pair", ["text", "text=", "body=text"])
def test_a_column_that_is_mapped_wrongly_is_refused(pair: str) -> None:
    with pytest.raises(ArticleError, match="write FIELD=COLUMN"):
        read_columns([pair])


def parquet(path: Path, rows: int = 30) -> Path:
    table = pa.table(
        {
            "doc": [f"Report {n}: all was quiet." for n in range(rows)],
            "id": list(range(rows)),
            "published": [dt.datetime(2020, 1, 31, 12)] * rows,
        }
    )
    pq.write_table(table, path, row_group_size=10, compression="none")
    return path


def test_parquet_rows_are_articles(tmp_path: Path) -> None:
    found = articles(parquet(tmp_path / "a.parquet"), columns={"text": "doc"})
    assert len(found) == 30
    assert found[7] == Article(id="7", text="Report 7: all was quiet.", published=dt.date(2020, 1, 31))
    assert "no column 'text' among 'doc'" in failure(tmp_path / "a.parquet").error
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    assert articles(tmp_path / "a.parquet.gz", columns={"text": "doc"}) == found


def test_a_broken_parquet_is_one_failure(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet")
    data = path.read_bytes()
    for broken in (data[:100], data[: len(data) // 2], b"PAR1" + b"x" * 100 + b"PAR1", b""):
        path.write_bytes(broken)
        assert "no Parquet that can be read" in failure(path, columns={"text": "doc"}).error


def test_a_damaged_group_of_rows_costs_itself_alone(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet")
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    data[start : start + 12] = b"\xff" * 12
    path.write_bytes(bytes(data))
    found = list(read_articles(path, columns={"text": "doc"}))
    assert [a.id for a in found if isinstance(a, Article)] == [str(n) for n in (*range(10), *range(20, 30))]
    (bad,) = [a for a in found if isinstance(a, Failure)]
    assert "rows 11 to 20: damaged" in bad.error


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


def record(number: int, *, kind: str = "response", body: str = PAGE, status: str = "200 OK", length: str = "") -> bytes:
    payload = body.encode()
    if kind == "response":
        payload = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode() + payload
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2019-09-13T00:00:00Z\r\n"
        f"Content-Type: {'application/http; msgtype=' + kind if kind in ('request', 'response') else 'text/plain'}\r\n"
        f"Content-Length: {length or len(payload)}\r\n\r\n"
    )
    return head.encode() + payload + b"\r\n\r\n"


def ids(path: Path) -> list[str]:
    return ["failure" if isinstance(a, Failure) else a.id for a in read_articles(path)]


@pytest.mark.parametrize("suffix", ["", *PACKED])
def test_pages_of_an_archive_are_articles(tmp_path: Path, suffix: str) -> None:
    records = [record(1), record(2, status="404 Not Found"), record(3, kind="request", body="GET /"), record(4)]
    pack = PACKED.get(suffix, bytes)
    path = tmp_path / f"a.warc{'.' * bool(suffix)}{suffix}"
    path.write_bytes(b"".join(map(pack, records)))
    one, four = articles(path)
    assert (one.id, one.url, one.title) == ("1", "https://example.org/1", "Frigate leaves harbor")
    assert (one.published, four.id) == (dt.date(2019, 9, 12), "4")


def test_texts_of_a_wet_archive_are_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.wet.gz"
    path.write_bytes(gzip.compress(record(1, kind="conversion", body=f"Frigate leaves harbor\n{BODY}")))
    (article,) = articles(path, published="2019-09-14")
    assert (article.title, article.url) == ("Frigate leaves harbor", "https://example.org/1")
    assert BODY in article.text


BAD = {
    "garbage": b"garbage between records\r\n" * 3,
    "no length": record(2, length="many"),
    "too long": record(2, length="99999999"),
    "too short": record(2, length="150"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_a_bad_record_is_a_failure_and_the_next_is_read(
    tmp_path: Path, bad: bytes, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / ("a.warc.gz" if pack is gzip.compress else "a.warc")
    path.write_bytes(b"".join(pack(part) for part in (record(1), bad, record(3), record(4))))
    found = ids(path)
    assert [name for name in found if name in "134"] == ["1", "3", "4"]
    assert 1 <= found.count("failure") <= 2


def test_a_damaged_member_of_an_archive_costs_one_record(tmp_path: Path) -> None:
    one, two, three = (gzip.compress(record(n)) for n in (1, 2, 3))
    (tmp_path / "a.warc.gz").write_bytes(one + two[:200] + b"\xff" * 20 + two[220:] + three)
    found = ids(tmp_path / "a.warc.gz")
    assert (found[0], found[-1]) == ("1", "3")
    assert "failure" in found


def test_an_archive_that_is_cut_short_ends_in_a_failure(tmp_path: Path) -> None:
    data = record(1) + record(2)
    for name, cut in (
        ("a.warc", data[:-300]),
        ("a.warc.gz", gzip.compress(record(1)) + gzip.compress(record(2))[:-60]),
    ):
        (tmp_path / name).write_bytes(cut)
        assert ids(tmp_path / name) == ["1", "failure"]


def test_what_is_no_archive_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"hello\n" * 50)
    assert "bad record" in failure(tmp_path / "a.warc").error


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


def test_a_format_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(gzip.compress(LINE))
    (article,) = articles(tmp_path / "data", form="jsonl.gz")
    assert article.id == "a"
