"""Reads articles from CSV and TSV files with a line of column names: an article a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from defevents.corpus.rows import ReadOptions, article_of_row
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "read"]

SUFFIXES = (".csv", ".tsv")

_LONGEST_CELL = 100_000_000


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of a file; cells are parted by what parts the column names: comma, semicolon or tab.

    Raises
    ------
    ArticleError
        If a column for the text is missing, or the file is no CSV from some row on.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with source.open() as stream:
        try:
            with io.TextIOWrapper(stream, _with_mark(options.encoding), newline="") as lines:
                yield from _rows(source, lines, options)
        except UnicodeDecodeError as problem:
            raise ArticleError(f"{source.name}: not in {options.encoding}: {problem.reason}") from None
        except LookupError:
            raise ArticleError(f"{source.name}: unknown encoding {options.encoding!r}") from None


def _rows(source: Source, lines: io.TextIOWrapper, options: ReadOptions) -> Iterator[Article | Failure]:
    head = lines.readline()
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
                values = {name: value for name, value in zip(names, row, strict=False) if value != ""}
                yield article_of_row(values, f"{source.name}:{rows.line_num + 1}", options)
    except csv.Error as problem:
        raise ArticleError(f"{source.name}:{rows.line_num + 1}: no CSV: {problem}") from None


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _with_mark(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
