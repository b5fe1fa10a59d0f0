"""Reads web pages: title, text, publication date and address of the article that the page shows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from defevents.corpus.extras import needed
from defevents.corpus.rows import ReadOptions, without_unfit
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "article_of_page", "read"]

SUFFIXES = (".html", ".htm", ".xhtml")

LARGEST_PAGE = 20_000_000
"""Pages of more bytes are refused: parsing one takes many times its size in memory."""


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the one article that a page shows; its id is that of the source."""
    with source.open() as stream:
        data = stream.read(LARGEST_PAGE + 1)
    yield article_of_page(data, source.name, options, identifier=source.identifier)


def article_of_page(
    data: bytes | str, place: str, options: ReadOptions, *, identifier: str | None = None, url: str | None = None
) -> Article:
    """Take the article out of a page.

    Parameters
    ----------
    data
        The page; bytes are decoded as the page itself says.
    place
        What messages call it.
    options
        `published` is for pages that name no date.
    identifier
        Id of the article; by default one from its text.
    url
        Address of the page where it is known; else the one that the page gives.

    Raises
    ------
    ArticleError
        If the page is too large or shows no article, or trafilatura is not installed.
    """
    trafilatura = needed("trafilatura", "html", "HTML pages")
    needed("lxml_html_clean", "html", "HTML pages")
    if len(data) > LARGEST_PAGE:
        raise ArticleError(f"{place}: page of more than {LARGEST_PAGE:,} bytes: over the limit")
    page = trafilatura.bare_extraction(
        data, url=url, with_metadata=True, include_comments=False, include_tables=False, favor_precision=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )  # fmt: skip
    text = without_unfit(page.text) if page is not None else ""
    if page is None or not text.strip():
        raise ArticleError(f"{place}: no article found in the page")
    title = without_unfit(page.title).strip() or None
    if title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    return Article(
        id=identifier or hashlib.sha256(text.encode()).hexdigest()[:16],
        text=text,
        title=title,
        published=_date(page.date) or options.published,
        url=url or page.url or None,
        source=without_unfit(page.sitename).strip() or None,
    )


def _date(written: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        return None
