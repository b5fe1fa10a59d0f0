"""Reads RSS and Atom feeds: an article an entry."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any

from defevents.corpus.extras import needed
from defevents.corpus.rows import ReadOptions
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.records import Article, Failure

__all__ = ["SUFFIXES", "read"]

SUFFIXES = (".rss", ".atom", ".xml", ".rdf")

_BLOCK = re.compile(r"(?i)<(?:br|/p|/div|/li|/h[1-6]|/blockquote)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_BLANK = re.compile(r"[^\S\n]+")


def read(source: Source, options: ReadOptions) -> Iterator[Article | Failure]:
    """Yield the articles of a feed: the whole text of an entry where the feed has it, else its summary.

    Raises
    ------
    ArticleError
        If the file is no feed, or feedparser is not installed.
    """
    feedparser = needed("feedparser", "feeds", "RSS and Atom feeds")
    with source.open() as stream:
        data = stream.read()
    feed = feedparser.parse(io.BytesIO(data))
    if not feed.version and not feed.entries:
        raise ArticleError(f"{source.name}: is no RSS or Atom feed")
    for number, entry in enumerate(feed.entries, 1):
        yield _article(entry, f"{source.name}: entry {number}", feed.feed.get("title"), options)
    if feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
        problem = " ".join(str(feed.bozo_exception).split())
        yield Failure(
            article_id=source.name,
            error=f"{source.name}: broken XML, {len(feed.entries)} entries could be read: {problem}",
        )


def _article(entry: Any, place: str, publisher: str | None, options: ReadOptions) -> Article | Failure:
    title = _text(entry.get("title", ""))
    bodies = [content.get("value", "") for content in entry.get("content", [])] or [entry.get("summary", "")]
    body = _text("\n\n".join(bodies))
    text = "\n\n".join(part for part in (title, body) if part)
    if not text:
        return Failure(article_id=place, error=f"{place}: has neither title nor text")
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return Article(
            id=entry.get("id") or entry.get("link") or hashlib.sha256(text.encode()).hexdigest()[:16],
            text=text,
            title=title or None,
            published=dt.date(*when[:3]) if when else options.published,
            url=entry.get("link"),
            source=publisher or None,
        )
    except ValueError as problem:
        return Failure(article_id=place, error=f"{place}: {' '.join(str(problem).split())[:300]}")


def _text(markup: str) -> str:
    """Text of a piece of HTML, its paragraphs parted by empty lines."""
    from html import unescape

    plain = unescape(_TAG.sub("", _BLOCK.sub("\n\n", markup)))
    lines = (_BLANK.sub(" ", line).strip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
