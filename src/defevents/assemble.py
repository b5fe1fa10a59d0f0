"""Turns what the components wrote on a `Doc` into records."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from defevents.layers import state
from defevents.records import (
    Argument,
    Article,
    Claim,
    DateValue,
    Entity,
    Event,
    Extraction,
    Mention,
    Money,
    Quantity,
    Region,
    TextSpan,
)

__all__ = ["extraction_from"]


def extraction_from(doc: Doc, article: Article) -> Extraction:
    """Build the extraction of `article` from its processed `doc`.

    Raises
    ------
    pydantic.ValidationError
        If a component wrote offsets that do not hold in the article.
    """
    kept = state(doc)
    entities = [_entity(doc, article, raw) for raw in kept.get("entities", ())]
    return Extraction(
        article=article,
        entities=tuple(entity for entity in entities if entity.mentions),
        events=tuple(_event(doc, article, n, raw, entities) for n, raw in enumerate(kept.get("events", ()), 1)),
        regions=tuple(Region(start=s, end=e, kind=k) for s, e, k in kept.get("regions", ())),
    )


def _words(doc: Doc, article: Article, start: int, end: int) -> dict[str, Any]:
    """Character offsets of tokens `start` to `end`, and the words there, as the article has them."""
    span = doc[start:end]
    return {"start": span.start_char, "end": span.end_char, "text": article.text[span.start_char : span.end_char]}


def _entity(doc: Doc, article: Article, raw: dict[str, Any]) -> Entity:
    first = str(raw["mentions"][0][0]) if raw["mentions"] else ""
    date = money = None
    if raw["label"] == "DATE" and (value := state(doc).get("dates", {}).get(first)):
        date = DateValue.model_validate(value)
    if raw["label"] == "MONEY" and (value := state(doc).get("money", {}).get(first)):
        money = Money.model_validate(value)
    return Entity(
        id=raw["id"],
        label=raw["label"],
        name=raw["name"],
        kb_id=raw["kb_id"] or None,
        mentions=tuple(
            Mention(**_words(doc, article, start, end), label=label) for start, end, label in raw["mentions"]
        ),
        country=raw["country"],
        office=raw["office"],
        category=raw["category"],
        date=date,
        money=money,
    )


def _event(doc: Doc, article: Article, number: int, raw: dict[str, Any], entities: list[Entity]) -> Event:
    quantities = tuple(_quantity(doc, article, quantity, entities) for quantity in raw["quantities"])
    sentences = {(doc[i].sent.start, doc[i].sent.end) for i in raw["heads"]}
    return Event(
        id=f"v{number}",
        type=raw["type"],
        status=raw["status"],
        confidence=raw["confidence"],
        stage=raw["stage"],
        triggers=tuple(TextSpan(**_words(doc, article, s, e)) for s, e in raw["triggers"]),
        arguments=tuple(
            Argument(
                **_words(doc, article, a["start"], a["end"]),
                role=a["role"],
                entity=entities[a["entity"]].id,
                confidence=a["confidence"],
            )
            for a in raw["arguments"]
        ),
        date=None if raw["date"] is None else entities[raw["date"]].date,
        value=None if raw["money"] is None else entities[raw["money"]].money,
        quantity=None if raw["quantity"] is None else quantities[0],
        quantities=quantities,
        claims=tuple(
            Claim(source=entities[c["entity"]].id, stance=c["stance"], cue=TextSpan(**_words(doc, article, *c["cue"])))
            for c in raw["claims"]
        ),
        sentences=tuple(TextSpan(**_words(doc, article, s, e)) for s, e in sorted(sentences)),
    )


def _quantity(doc: Doc, article: Article, raw: dict[str, Any], entities: list[Entity]) -> Quantity:
    return Quantity(
        **_words(doc, article, raw["start"], raw["end"]),
        value=raw["value"],
        low=raw["low"],
        bound=raw["bound"],
        unit=raw["unit"],
        item=None if raw["entity"] is None else entities[raw["entity"]].id,
    )
