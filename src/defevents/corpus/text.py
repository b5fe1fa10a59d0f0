"""Reads plain text files as articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from defevents.corpus.rows import ReadOptions
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.extractor import check_text, parse_date
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "codec", "decoded", "read", "read_text_article"]

SUFFIXES = (".txt", ".text")

BINARY_STARTS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or office document",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"filedesc://": "an ARC archive",
}


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the one article that a text is; its id is that of the source."""
    yield _article(source, options)


def read_text_article(path: Path | str, *, published: dt.date | str | None = None, encoding: str = "utf-8") -> Article:
    """Read one file as one article; its id is the file's name.

    Parameters
    ----------
    path
        A text file, or ``-`` for standard input.
    published
        Publication date.
    encoding
        How the file is encoded; a byte order mark is taken off.

    Raises
    ------
    ArticleError
        If there is no such file, it cannot be read, is not in that encoding, or is no fit text.
    """
    return _article(Source.of(path, form="txt"), ReadOptions(published=parse_date(published), encoding=encoding))


def _article(source: Source, options: ReadOptions) -> Article:
    try:
        with source.open() as stream:
            data = stream.read()
    except IsADirectoryError:
        raise ArticleError(f"{source.name}: is a folder: name the files in it") from None
    except FileNotFoundError:
        raise ArticleError(f"{source.name}: no such file") from None
    except ValueError as problem:  # a NUL in the name
        raise ArticleError(f"{source.name}: {problem}") from None
    for start, kind in BINARY_STARTS.items():
        if data.startswith(start):
            raise ArticleError(f"{source.name}: is {kind}, not text: save its text first")
    text = decoded(data, source.name, options.encoding)
    try:
        check_text(text)
    except ArticleError as problem:
        raise ArticleError(f"{source.name}: {problem}") from None
    return Article(id=source.identifier, text=text, published=options.published, title=_headline(text))


def codec(encoding: str) -> str:
    """Name of the codec of an encoding that takes a byte order mark off."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def decoded(data: bytes, name: str, encoding: str) -> str:
    """Decode the bytes of a file, without a byte order mark.

    Raises
    ------
    ArticleError
        If they are not in the encoding, or there is no such encoding; the message names the file `name`.
    """
    try:
        return data.decode(codec(encoding))
    except UnicodeDecodeError as problem:
        raise ArticleError(
            f"{name}: byte 0x{data[problem.start]:02x} at {problem.start} is not {encoding}: "
            "name the encoding, as in --encoding cp1252"
        ) from None
    except LookupError:
        raise ArticleError(f"{name}: unknown encoding {encoding!r}: try utf-8, cp1252 or utf-16") from None


def _headline(text: str) -> str | None:
    """First line of a text, where it is short enough to be a headline and another line follows."""
    first, _, rest = text.lstrip().partition("\n")
    first = first.strip()
    return first if rest.strip() and 0 < len(first) <= 150 and first[-1] not in ".,;" else None
