"""An archive gives its pages or texts; a record that is broken costs that record alone."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reading_files import BODY, PACKED, PAGE, articles, failure

from defevents import Article, Failure, read_articles
from defevents.corpus.html import article_of_page
from defevents.corpus.rows import ReadOptions


def record(
    number: int,
    *,
    kind: str = "response",
    body: str | bytes = PAGE,
    status: str = "200 OK",
    length: str = "",
    charset: str = "utf-8",
    more: str = "",
) -> bytes:
    payload = body if isinstance(body, bytes) else body.encode()
    if kind == "response":
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset={charset}\r\n{more}\r\n"
        payload = head.encode() + payload
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


@pytest.mark.parametrize("charset", ["utf8mb4", "none", "binary", "x-sjis", "rot13", "punycode", "a\0b"])
def test_a_page_of_an_unknown_charset_is_decoded_by_its_bytes(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(1) + record(2, charset=charset, body=PAGE.replace("frigate", "frigate Łódź")) + record(3))
    _, two, _ = articles(path)
    assert "frigate Łódź" in two.text


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("gzip", bytes), ("x-other", bytes)]
)
def test_a_page_is_unpacked_where_it_is_as_its_headers_say(
    tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a.warc"
    packed = record(2, body=pack(PAGE.encode()), more=f"Content-Encoding: {encoding}\r\n")
    path.write_bytes(record(1) + packed + record(3))
    one, two, three = articles(path)
    assert two.text == one.text
    assert three.id == "3"


def test_what_goes_wrong_with_one_page_costs_that_page_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(page: str, place: str, options: ReadOptions, **more: str) -> Article:
        if place.endswith("/2"):
            raise RecursionError("too deep")
        return article_of_page(page, place, options, **more)

    monkeypatch.setattr("defevents.corpus.warc.article_of_page", parsed)
    path = tmp_path / "a.warc"
    path.write_bytes(record(1) + record(2) + record(3))
    assert ids(path) == ["1", "failure", "3"]
    assert failure(path).error == f"{path}: https://example.org/2: cannot be read: too deep"


def test_a_record_without_id_has_its_address_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(1) + record(2).replace(b"WARC-Record-ID: <urn:uuid:2>\r\n", b"") + record(3))
    assert ids(path) == ["1", "https://example.org/2", "3"]


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
