"""Reads articles from files: one format a module, each giving articles, or failures in their place.

A format is one module of this package with two names: `SUFFIXES`, and ``read(source, options)``, which yields articles
and failures. What opens and unpacks files is `defevents.corpus.compression`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from defevents.corpus import text
from defevents.corpus.compression import BROKEN, read_problem
from defevents.corpus.rows import ReadOptions
from defevents.corpus.sources import Source, check_form
from defevents.errors import ArticleError
from defevents.extractor import parse_date
from defevents.records import Article, Failure

__all__ = ["formats", "read_articles", "read_source"]


@cache
def formats() -> dict[str, ModuleType]:
    """Modules of this package by the suffix of what they read."""
    modules = [import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)]
    return {suffix: module for module in modules for suffix in getattr(module, "SUFFIXES", ())}


def read_articles(
    path: Path | str,
    *,
    published: dt.date | str | None = None,
    encoding: str = "utf-8",
    columns: Mapping[str, str] | None = None,
    form: str | None = None,
) -> Iterator[Article | Failure]:
    """Yield the articles of a file, lazily, in the format that its suffix names, else as one text.

    Parameters
    ----------
    path
        The file, packed or not (``.jsonl.gz``), a URL that fsspec knows, or ``-`` for standard input.
    published
        Publication date of articles that have none of their own.
    encoding
        How the file is encoded.
    columns
        Columns (or fields of JSON) that hold an article's fields, by field, where they are not called like them.
    form
        Suffix to go by instead of the file's own, as in ``jsonl.gz``.

    Raises
    ------
    ArticleError
        If `published` is no ISO 8601 date, or there is no format `form`. What is wrong with the file itself comes
        as a `Failure`.
    """
    check_form(form, formats())
    options = ReadOptions(parse_date(published), encoding, dict(columns or {}))
    yield from read_source(Source.of(path, form=form), options)


def read_source(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of a source; where it cannot be read, or not to its end, a `Failure` comes last."""
    reader = formats().get(source.suffix, text)
    good = 0
    try:
        for article in reader.read(source, options):
            good += isinstance(article, Article)
            yield article
    except ArticleError as problem:
        yield Failure(article_id=source.name, error=str(problem))
    except BROKEN as problem:
        after = f"breaks off after {good:,} good articles: " if good else ""
        yield Failure(article_id=source.name, error=f"{source.name}: {after}{read_problem(problem)}")
    except Exception as problem:  # a reader's own trouble with a file is that file's trouble
        words = " ".join(str(problem).split())[:300]
        yield Failure(
            article_id=source.name, error=f"{source.name}: cannot be read: {words}", kind=type(problem).__name__
        )
