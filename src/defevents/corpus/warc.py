"""Reads WARC and WET archives of the web: an article a page, or a text, that was fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, Literal

from defevents.corpus.compression import open_bytes
from defevents.corpus.extras import needed
from defevents.corpus.html import LARGEST_PAGE, article_of_page
from defevents.corpus.rows import ReadOptions
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "read"]

SUFFIXES = (".warc", ".wet")

LARGEST_RECORD = 20_000_000
"""Records of more bytes are refused."""

_STARTS = {b"\x1f\x8b": b"\x1f\x8b\x08", b"\x28\xb5": b"\x28\xb5\x2f\xfd"}
_PLAIN_START = b"WARC/1."
_PAGES = ("text/html", "application/xhtml+xml")
_CHUNK = 1 << 20


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of an archive; a bad record is a failure, and reading goes on at the next.

    Of responses only pages that were found (status 200) are read; of WET archives the texts of pages.

    Raises
    ------
    ArticleError
        If fastwarc or resiliparse is not installed.
    """
    needed("fastwarc.warc", "warc", "WARC files")
    needed("resiliparse.parse.encoding", "warc", "WARC files")
    # fastwarc unpacks these itself, so that a damaged frame costs one record and not the rest of the archive.
    framed = source.packed.lower().endswith((".gz", ".zst"))
    with open_bytes(source.path, "frames" if framed else source.packed) as stream:
        archive = stream if stream.seekable() else io.BytesIO(stream.read())
        for record in _records(archive, source.name):
            article = record if isinstance(record, Failure) else _article(record, source.name, options)
            if article is not None:
                yield article


def _records(stream: IO[bytes], name: str) -> Iterator[Any]:
    """Yield the records, and a failure for each bad one, after which the next start of a record is looked for."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    sign = _start_sign(stream)
    position, size = 0, stream.seek(0, io.SEEK_END)
    while position < size:
        stream.seek(position)
        try:
            for record in ArchiveIterator(
                stream, record_types=WarcRecordType.any_type, parse_http=False, auto_decode="all", fsspec_args=False
            ):
                position = record.stream_pos
                if record.record_type in (WarcRecordType.response, WarcRecordType.conversion):
                    yield _whole(record)
            return
        except (OSError, ValueError) as problem:
            place = f"{name}: byte {position:,}"
            yield Failure(article_id=place, error=f"{place}: bad record there or right after it: {problem}")
        position = _next_start(stream, position + 1, sign)


def _whole(record: Any) -> Any:
    """Read a record into memory.

    Raises
    ------
    ValueError
        If its length is not as it says, or too large.
    """
    declared = record.headers.get("Content-Length", "")
    if not declared.isdigit():
        raise ValueError(f"length {declared!r} is no number")
    if int(declared) > LARGEST_RECORD:
        raise ValueError(f"{int(declared):,} bytes are over the limit of {LARGEST_RECORD:,}")
    record.freeze()
    if record.content_length != int(declared):
        raise ValueError(f"{record.content_length:,} bytes where {int(declared):,} are declared")
    return record


def _article(record: Any, name: str, options: ReadOptions) -> Article | Failure | None:
    """Article of a record; None where it is no page, or no text of one."""
    from fastwarc.warc import WarcRecordType

    url = record.headers.get("WARC-Target-URI")
    identifier = (record.record_id or url or name).strip("<>").removeprefix("urn:uuid:")
    place = f"{name}: {url or identifier}"
    try:
        data = record.reader.read()
        if record.record_type == WarcRecordType.conversion:
            text = _decoded(data, "utf-8")
            title, _, _ = text.partition("\n")
            return Article(
                id=identifier, text=text, title=title.strip()[:300] or None, published=options.published, url=url
            )
        page = _page(data) if record.is_http else None
        return None if page is None else article_of_page(page, place, options, identifier=identifier, url=url)
    except ArticleError as problem:
        error = str(problem)
    except Exception as problem:  # what one page does to a parser is that page's trouble
        error = f"{place}: cannot be read: {str(problem) or type(problem).__name__}"
    return Failure(article_id=identifier, error=" ".join(error.split())[:500])


def _page(response: bytes) -> str | None:
    """Page that a server's response holds; None where it is no page that was found."""
    try:
        headed, data = _unpacked(response, "all")
    except OSError:  # many crawlers unpack a page, and keep the header that says that it is packed
        headed, data = _unpacked(response, "transfer")
    if headed.http_headers is None or headed.http_headers.status_code != 200 or headed.http_content_type not in _PAGES:
        return None
    return _decoded(data, headed.http_charset)


def _unpacked(response: bytes, encodings: Literal["all", "transfer"]) -> tuple[Any, bytes]:
    """Headers and body of a response, unpacked from the encodings that its headers name."""
    from fastwarc.warc import WarcRecord

    headed = WarcRecord()  # not the one of the archive, whose reader a body that is packed wrongly would break
    headed.is_http = True
    headed.set_bytes_content(response)
    headed.parse_http(auto_decode=encodings)
    return headed, headed.reader.read(LARGEST_PAGE + 1)


def _decoded(data: bytes, charset: str | None) -> str:
    """Decode a text, by what its bytes look like where its server names no charset, or none that there is."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    if charset:
        with suppress(LookupError, ValueError):
            return str(bytes_to_str(data, charset))
    return str(bytes_to_str(data, str(detect_encoding(data))))


def _start_sign(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return _STARTS.get(stream.read(2), _PLAIN_START)


def _next_start(stream: IO[bytes], position: int, sign: bytes) -> int:
    """Place of the next `sign` from a position on; the end of the file where there is none."""
    stream.seek(position)
    before = b""
    while chunk := stream.read(_CHUNK):
        found = (before + chunk).find(sign)
        if found >= 0:
            return position - len(before) + found
        position += len(chunk)
        before = chunk[-len(sign) + 1 :]
    return position
