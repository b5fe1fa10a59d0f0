"""Reads articles from JSON lines: one object a line with the fields of `Article`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from defevents.corpus.rows import ReadOptions, article_of_row
from defevents.corpus.sources import Source
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "read"]

SUFFIXES = (".jsonl", ".ndjson")


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of a file of JSON lines, in order; a broken line is a `Failure` that names it.

    A line needs a ``text``; ``id``, ``title``, ``published``, ``url`` and ``source`` are read where they are given,
    other fields passed over. An article without id gets one from its text. Empty lines count for nothing.
    """
    with source.open() as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _article(line, f"{source.name}:{number}", options)


def _article(line: bytes, place: str, options: ReadOptions) -> Article | Failure:
    try:
        given = json.loads(line.decode(options.encoding).removeprefix("\ufeff"))
    except json.JSONDecodeError as problem:
        return Failure(article_id=place, error=f"{place}: no JSON: {problem.msg} at character {problem.pos}")
    except RecursionError:
        return Failure(article_id=place, error=f"{place}: no JSON that can be read: nested too deeply")
    except (LookupError, ValueError) as problem:
        return Failure(article_id=place, error=f"{place}: not in {options.encoding}: {problem}")
    return article_of_row(given, place, options)
