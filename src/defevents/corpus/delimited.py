"""Reads articles from CSV and TSV files with a line of column names: an article a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from defevents.corpus.rows import ReadOptions, article_of_row
from defevents.corpus.sources import Source
from defevents.corpus.text import codec
from defevents.errors import ArticleError
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "read"]

SUFFIXES = (".csv", ".tsv")

_LONGEST_CELL = 100_000_000
_ESCAPED = re.compile("[\udc80-\udcff]")
"""Bytes that could not be decoded, as `surrogateescape` leaves them."""

_REMEDY = "name the encoding, as in --encoding cp1252"


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of a file; cells are parted by what parts the column names: comma, semicolon or tab.

    A row with a byte that is not in the encoding, or with more cells than there are columns, is a failure.

    Raises
    ------
    ArticleError
        If a column for the text is missing, or the file is no CSV from some row on.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with source.open() as stream:
        try:
            with io.TextIOWrapper(stream, codec(options.encoding), errors="surrogateescape", newline="") as lines:
                yield from _rows(source, lines, options)
        except UnicodeDecodeError as problem:  # what comes in units of more than a byte may not escape
            raise ArticleError(f"{source.name}: not {options.encoding} ({problem.reason}): {_REMEDY}") from None
        except LookupError:
            raise ArticleError(
                f"{source.name}: unknown encoding {options.encoding!r}: try utf-8, cp1252 or utf-16"
            ) from None


def _rows(source: Source, lines: io.TextIOWrapper, options: ReadOptions) -> Iterator[Article | Failure]:
    head = lines.readline()
    if problem := _undecoded(head, options):
        raise ArticleError(f"{source.name}:1: {problem}")
    names = next(csv.reader([head], delimiter=(delimiter := _delimiter(head))), [])
    column = options.column("text")
    if column not in names:
        raise ArticleError(
            f"{source.name}:1: no column {column!r} among {', '.join(map(repr, names[:20]))}: "
            "name the one that holds the text, as in --column text=body"
        )
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        for row in rows:
            if any(row):
                yield _article(row, names, f"{source.name}:{rows.line_num + 1}", delimiter, options)
    except csv.Error as broken:
        raise ArticleError(f"{source.name}:{rows.line_num + 1}: no CSV: {broken}") from None


def _article(row: list[str], names: list[str], place: str, delimiter: str, options: ReadOptions) -> Article | Failure:
    problem = _undecoded("".join(row), options)
    if not problem and len(row) > len(names):
        problem = f"{len(row)} cells for {len(names)} columns: quote cells that hold {delimiter!r}"
    if problem:
        return Failure(article_id=place, error=f"{place}: {problem}")
    values = {name: value for name, value in zip(names, row, strict=False) if value != ""}
    return article_of_row(values, place, options)


def _undecoded(text: str, options: ReadOptions) -> str:
    """What is wrong with a text that holds a byte that is not in the encoding; nothing where it holds none."""
    escaped = _ESCAPED.search(text)
    return f"byte 0x{ord(escaped[0]) - 0xDC00:02x} is not {options.encoding}: {_REMEDY}" if escaped else ""


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)
