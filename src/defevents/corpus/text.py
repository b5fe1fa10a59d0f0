"""Reads plain text files as articles."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from defevents.errors import ArticleError
from defevents.extractor import check_text, parse_date
from defevents.records import Article

__all__ = ["read_text_article"]

STANDARD_INPUT = "-"
BINARY_STARTS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or office document",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"\xd0\xcf\x11\xe0": "an office document",
}


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
    name = "standard input" if str(path) == STANDARD_INPUT else str(path)
    date = parse_date(published)
    try:
        data = _standard_input() if str(path) == STANDARD_INPUT else Path(path).read_bytes()
    except IsADirectoryError:
        raise ArticleError(f"{name}: is a folder: name the files in it") from None
    except FileNotFoundError:
        raise ArticleError(f"{name}: no such file") from None
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the name
        raise ArticleError(f"{name}: {getattr(problem, 'strerror', None) or problem}") from None
    for start, kind in BINARY_STARTS.items():
        if data.startswith(start):
            raise ArticleError(f"{name}: is {kind}, not text: save its text first")
    try:
        text = data.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as problem:
        raise ArticleError(
            f"{name}: byte 0x{data[problem.start]:02x} at {problem.start} is not {encoding}: "
            "name the encoding, as in --encoding cp1252"
        ) from None
    except LookupError:
        raise ArticleError(f"{name}: unknown encoding {encoding!r}: try utf-8, cp1252 or utf-16") from None
    try:
        check_text(text)
    except ArticleError as problem:
        raise ArticleError(f"{name}: {problem}") from None
    identifier = "stdin" if str(path) == STANDARD_INPUT else Path(path).name
    return Article(id=identifier, text=text, published=date, title=_headline(text))


def _standard_input() -> bytes:
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def _headline(text: str) -> str | None:
    """First line of a text, where it is short enough to be a headline and another line follows."""
    first, _, rest = text.lstrip().partition("\n")
    first = first.strip()
    return first if rest.strip() and 0 < len(first) <= 150 and first[-1] not in ".,;" else None
