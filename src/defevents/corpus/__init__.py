"""Reads articles from files: one format a module, each giving articles, or failures in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from defevents.corpus.jsonl import read_jsonl_articles
from defevents.corpus.text import read_text_article
from defevents.errors import ArticleError
from defevents.extractor import parse_date
from defevents.records import Article, Failure

__all__ = ["read_articles"]


def read_articles(
    path: Path | str, *, published: dt.date | str | None = None, encoding: str = "utf-8"
) -> Iterator[Article | Failure]:
    """Yield the articles of a file, lazily: JSON lines where its name ends in ``.jsonl``, else one text.

    Parameters
    ----------
    path
        The file, or ``-`` for a text on standard input.
    published
        Publication date of articles that have none of their own.
    encoding
        How the file is encoded.

    Raises
    ------
    ArticleError
        If `published` is no ISO 8601 date. What is wrong with the file itself comes as a `Failure`.
    """
    date = parse_date(published)
    if str(path).lower().endswith(".jsonl"):
        yield from read_jsonl_articles(path, published=date, encoding=encoding)
        return
    try:
        yield read_text_article(path, published=date, encoding=encoding)
    except ArticleError as problem:
        yield Failure(article_id=str(path), error=str(problem))
