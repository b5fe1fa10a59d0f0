"""Reads articles from Parquet files: an article a row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

from defevents.corpus.extras import needed
from defevents.corpus.rows import FIELDS, ReadOptions, article_of_row
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "read"]

SUFFIXES = (".parquet", ".pq")

_ROWS = 1_000
_UNFIT = (ValueError, OverflowError)
"""What Arrow raises where a text is not in UTF-8, or a date beyond those of Python."""


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of a file; damage costs the rest of its group of rows, and a value that is none its row.

    Raises
    ------
    ArticleError
        If the file is no Parquet, or a column for the text is missing.
    """
    parquet = needed("pyarrow.parquet", "parquet", "Parquet files")
    arrow = needed("pyarrow", "parquet", "Parquet files")
    with source.open() as stream:
        try:
            file = parquet.ParquetFile(_seekable(stream))
        except (arrow.ArrowException, OSError) as problem:
            raise ArticleError(f"{source.name}: no Parquet that can be read: {problem}") from None
        names = file.schema_arrow.names
        column = options.column("text")
        if column not in names:
            raise ArticleError(
                f"{source.name}: no column {column!r} among {', '.join(map(repr, names[:20]))}: "
                "name the one that holds the text, as in --column text=body"
            )
        wanted = [name for name in dict.fromkeys(map(options.column, FIELDS)) if name in names]
        number = 1
        for group in range(file.num_row_groups):
            after = number + file.metadata.row_group(group).num_rows
            try:
                for page in file.iter_batches(batch_size=_ROWS, row_groups=[group], columns=wanted):
                    yield from _articles(page, number, source.name, options)
                    number += page.num_rows
            except (arrow.ArrowException, OSError) as problem:
                place = f"{source.name}: rows {number:,} to {after - 1:,}"
                yield Failure(article_id=place, error=f"{place}: damaged: {problem}")
            number = after


def _articles(page: Any, first: int, name: str, options: ReadOptions) -> Iterator[Article | Failure]:
    for number, row in enumerate(_rows(page), first):
        place = f"{name}: row {number:,}"
        if isinstance(row, Exception):
            error = f"{place}: {row}: write texts in UTF-8 and dates of the years 1 to 9999"
            yield Failure(article_id=place, error=error)
        else:
            yield article_of_row(row, place, options)


def _rows(page: Any) -> Iterator[dict[str, Any] | Exception]:
    """Rows of a page; in place of one with a value that Python cannot hold, what is wrong with it."""
    try:
        yield from page.to_pylist()
    except _UNFIT:
        for number in range(page.num_rows):
            try:
                yield from page.slice(number, 1).to_pylist()
            except _UNFIT as problem:
                yield problem


def _seekable(stream: IO[bytes]) -> IO[bytes]:
    """The stream, or what it holds, as Parquet is read from its end."""
    return stream if stream.seekable() else io.BytesIO(stream.read())
