"""Reads PDF files that hold text: an article a file."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
from collections.abc import Iterator

from defevents.corpus.extras import needed
from defevents.corpus.rows import ReadOptions, without_unfit
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "read"]

SUFFIXES = (".pdf",)

_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_WRAPPED = re.compile(r"(?<![.!?:\n])\n(?=[^\n\s])")


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the one article of a PDF, its lines joined to paragraphs; its id is that of the source.

    Raises
    ------
    ArticleError
        If it is no PDF, is encrypted, holds no text (as scans do not), or pypdf is not installed.
    """
    pypdf = needed("pypdf", "pdf", "PDF files")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with source.open() as stream:
        data = io.BytesIO(stream.read())
    try:
        file = pypdf.PdfReader(data)
        pages = [page.extract_text() for page in file.pages]
        about = file.metadata
        title = about.title if about else None
        made = about.creation_date if about else None
    except Exception as problem:  # a broken PDF shows itself in many ways
        words = " ".join(str(problem).split()) or type(problem).__name__
        raise ArticleError(f"{source.name}: no PDF that can be read: {words[:200]}") from None
    text = without_unfit(_WRAPPED.sub(" ", _HYPHENATED.sub("", "\n\n".join(pages)))).strip()
    if not text:
        raise ArticleError(f"{source.name}: the PDF holds no text: it may be a scan")
    published = options.published or (made.date() if isinstance(made, dt.datetime) else None)
    yield Article(id=source.identifier, text=text, title=without_unfit(title).strip() or None, published=published)
