"""Reads articles from JSON lines: one object a line with the fields of `Article`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from defevents.errors import ArticleError
from defevents.extractor import as_article, parse_date
from defevents.records import Article, Failure

__all__ = ["read_jsonl_articles"]


def read_jsonl_articles(
    path: Path | str, *, published: dt.date | str | None = None, encoding: str = "utf-8"
) -> Iterator[Article | Failure]:
    """Yield the articles of a file of JSON lines, in order; a broken line is a `Failure` that names it.

    A line needs a ``text``; ``id``, ``title``, ``published``, ``url`` and ``source`` are read where they are given,
    other fields passed over. An article without id gets one from its text. Empty lines count for nothing.

    Parameters
    ----------
    path
        The file.
    published
        Publication date of articles that have none of their own.
    encoding
        How the file is encoded.

    Raises
    ------
    ArticleError
        If `published` is no ISO 8601 date. A file that cannot be read comes as a single `Failure`.
    """
    date = parse_date(published)
    try:
        with Path(path).open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _article(line, f"{path}:{number}", date, encoding)
    except OSError as problem:
        yield Failure(article_id=str(path), error=f"{path}: {problem.strerror or problem}")


def _article(line: bytes, place: str, published: dt.date | None, encoding: str) -> Article | Failure:
    try:
        given: Any = json.loads(line.decode(encoding).removeprefix("\ufeff"))
    except json.JSONDecodeError as problem:
        return Failure(article_id=place, error=f"{place}: no JSON: {problem.msg} at character {problem.pos}")
    except (LookupError, ValueError) as problem:
        return Failure(article_id=place, error=f"{place}: not in {encoding}: {problem}")
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return Failure(article_id=place, error=f'{place}: no article: an object with a "text" is needed')
    known = {name: given[name] for name in Article.model_fields if given.get(name) is not None}
    try:
        if "id" in known:
            known["id"] = str(known["id"])
        else:
            known["id"] = as_article(given["text"]).id
        return Article.model_validate({"published": published, **known})
    except ArticleError as problem:
        return Failure(article_id=place, error=f"{place}: {problem}")
    except ValidationError as problem:
        first = problem.errors()[0]
        return Failure(article_id=place, error=f"{place}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
