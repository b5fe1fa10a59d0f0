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


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of a file; a group of rows that is damaged gives one failure, the others are read.

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
        first = 1
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            try:
                yield from _group(file, group, wanted, first, source.name, options)
            except (arrow.ArrowException, OSError) as problem:
                place = f"{source.name}: rows {first:,} to {first + rows - 1:,}"
                yield Failure(article_id=place, error=f"{place}: damaged: {problem}")
            first += rows


def _group(
    file: Any, group: int, wanted: list[str], first: int, name: str, options: ReadOptions
) -> Iterator[Article | Failure]:
    """Articles of a group of rows, all of them or, where one of its pages is damaged, none."""
    pages = list(file.iter_batches(batch_size=_ROWS, row_groups=[group], columns=wanted))
    number = first
    for page in pages:
        for row in page.to_pylist():
            yield article_of_row(row, f"{name}: row {number:,}", options)
            number += 1


def _seekable(stream: IO[bytes]) -> IO[bytes]:
    """The stream, or what it holds, as Parquet is read from its end."""
    return stream if stream.seekable() else io.BytesIO(stream.read())
