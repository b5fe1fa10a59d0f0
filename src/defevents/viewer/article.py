"""Writes articles with their entities and events marked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from defevents.records import Event, Extraction, Failure
from defevents.viewer.marks import Mark, pieces
from defevents.viewer.page import page, save

__all__ = ["write_articles"]


def write_articles(extractions: Iterable[Extraction | Failure], path: Path | str, *, title: str | None = None) -> int:
    """Write articles to `path` as one HTML file that opens offline, with their entities and events marked.

    Parameters
    ----------
    extractions
        The articles and what was found in them; failures among them are passed over.
    path
        File to write.
    title
        Title of the page; of a single article its own.

    Returns
    -------
    int
        How many articles the page holds.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    articles = [article_data(e) for e in extractions if isinstance(e, Extraction)]
    of_one = articles[0]["title"] if len(articles) == 1 else None
    text = page(
        "article.html",
        title=title or of_one or "Articles",
        styles=("base.css", "article.css"),
        scripts=("dom.js", "kinds.js", "article.js"),
        vendored=(),
        data={"articles": articles},
    )
    save(text, path)
    return len(articles)


def article_data(extraction: Extraction) -> dict[str, Any]:
    """Plain data of an article: its text in marked pieces, its entities and events.

    Events and entities are lists; notes of pieces and events name them by their index.
    """
    article = extraction.article
    index = {entity.id: n for n, entity in enumerate(extraction.entities)}
    entities = [
        {"name": e.name, "label": e.label}
        | {name: value for name in ("kb_id", "country", "category", "office") if (value := getattr(e, name))}
        for e in extraction.entities
    ]
    marks = [
        Mark(mention.start, mention.end, ["entity", index[entity.id], mention.label])
        for entity in extraction.entities
        for mention in entity.mentions
    ]
    for number, event in enumerate(extraction.events):
        marks += _marks(event, number, index)
    marks += [Mark(r.start, r.end, ["region", r.kind]) for r in extraction.regions]
    return {
        "id": article.id,
        "title": article.title or article.id,
        "titled": article.title is not None,
        "published": None if article.published is None else article.published.isoformat(),
        "source": article.source,
        "entities": entities,
        "events": [_event(event, index) for event in extraction.events],
        "pieces": pieces(article.text, marks),
    }


def _marks(event: Event, number: int, index: dict[str, int]) -> list[Mark]:
    found = [Mark(t.start, t.end, ["trigger", number]) for t in event.triggers]
    found += [Mark(a.start, a.end, ["role", number, a.role, index[a.entity]]) for a in event.arguments]
    found += [Mark(c.cue.start, c.cue.end, ["claim", number, c.stance, index[c.source]]) for c in event.claims]
    found += [Mark(q.start, q.end, ["quantity", number]) for q in event.quantities]
    return found


def _event(event: Event, index: dict[str, int]) -> dict[str, Any]:
    date, value = event.date, event.value
    found: dict[str, Any] = {
        "type": event.type,
        "status": event.status,
        "stage": event.stage,
        "confidence": event.confidence,
        "trigger": ", ".join(t.text for t in event.triggers),
        "roles": [{"role": a.role, "entity": index[a.entity], "words": a.text} for a in event.arguments],
        "claims": [{"entity": index[c.source], "stance": c.stance, "words": c.cue.text} for c in event.claims],
    }
    if date is not None:
        found |= {"date": date.value, "date_text": date.text}
        found |= {name: day.isoformat() for name in ("start", "end") if (day := getattr(date, name))}
    if value is not None:
        found |= {"money": value.value, "money_text": value.text}
    if event.quantity is not None:
        found |= {"quantity_text": event.quantity.text}
    return found
