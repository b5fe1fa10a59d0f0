"""Makes articles of the rows and objects that JSON lines, CSV and Parquet hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from defevents.errors import ArticleError
from defevents.extractor import as_article
from defevents.records import Article, Failure

__all__ = ["FIELDS", "ReadOptions", "article_of_row", "read_columns", "without_unfit"]

FIELDS = tuple(Article.model_fields)

_UNFIT = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read.

    Parameters
    ----------
    published
        Publication date of articles that have none of their own.
    encoding
        Encoding of texts.
    columns
        Names of the columns (fields of JSON) that hold an article's fields, where they are not the fields' own.
    """

    published: dt.date | None = None
    encoding: str = "utf-8"
    columns: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """Name of the column that holds a field of `Article`."""
        return self.columns.get(name, name)


def read_columns(given: list[str]) -> dict[str, str]:
    """Read a mapping of fields to columns, each written as ``field=column``.

    Raises
    ------
    ArticleError
        If one is written otherwise, or names no field.
    """
    columns = {}
    for pair in given:
        name, equals, column = pair.partition("=")
        if not equals or name not in FIELDS or not column:
            raise ArticleError(f"column {pair!r}: write FIELD=COLUMN, the field one of {', '.join(FIELDS)}")
        columns[name] = column
    return columns


def article_of_row(row: Any, place: str, options: ReadOptions) -> Article | Failure:
    """Make an article of a row; without an id it gets one from its text.

    Parameters
    ----------
    row
        Values by column; whatever is no mapping gives a failure.
    place
        File and line, for the failure.
    options
        Which column holds which field.
    """
    column = options.column("text")
    if not isinstance(row, Mapping) or not isinstance(row.get(column), str):
        return Failure(article_id=place, error=f'{place}: no article: an object with a "{column}" is needed')
    known = {name: row[options.column(name)] for name in FIELDS if row.get(options.column(name)) is not None}
    try:
        identifier = str(known.get("id", ""))
        known["id"] = identifier if identifier.strip() else as_article(known["text"]).id
        return Article.model_validate({"published": options.published, **known})
    except ArticleError as problem:
        return Failure(article_id=place, error=f"{place}: {problem}")
    except ValidationError as problem:
        first = problem.errors()[0]
        name, value = str(first["loc"][0]), repr(first["input"])[:60]
        remedy = f"correct it, or name another column, as in --column {name}=COLUMN"
        return Failure(article_id=place, error=f"{place}: {name}: {value}: {first['msg']}: {remedy}")


def without_unfit(text: str | None) -> str:
    """Take out what no article may hold: NUL characters and halves of surrogate pairs."""
    return _UNFIT.sub("", text or "")
