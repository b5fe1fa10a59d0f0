"""The tables that a run writes: their columns, what each means, and the rows that an article gives.

A row names its article in `article`, and within it its entity or event. Offsets count characters of `articles.text`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from defevents.corpus.extras import needed
from defevents.records import DateValue, Event, Extraction, Failure, Money, Quantity

__all__ = ["COLUMNS", "TABLES", "Rows", "rows_of", "schema", "write_table"]

_DATE = (
    ("date_value", "string", "TIMEX3 value of the date, as in 2018-02-05, 2018-W07 or 2018-06-03/2018-06-07"),
    ("date_start", "date", "its first day"),
    ("date_end", "date", "its last day, inclusive"),
    ("date_precision", "string", "how fine it is: day, week, month, … or open"),
    ("date_text", "string", "the words that say it"),
)
_MONEY = (
    ("money_amount", "double", "amount of money, in the major unit of its currency; the upper end of a range"),
    ("money_low", "double", "lower end of a range"),
    ("money_currency", "string", "ISO 4217 code"),
    ("money_bound", "string", "exact, about, at_most or at_least"),
    ("money_text", "string", "the words that say it"),
)
_PLACE = (
    ("start", "int", "first character"),
    ("end", "int", "character after the last"),
    ("text", "string", "the words"),
)
_ARTICLE = ("article", "string", "id of the article")
_ENTITY = ("entity", "string", "id of the entity within the article")
_EVENT = ("event", "string", "id of the event within the article")

COLUMNS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "articles": (
        ("article", "string", "id, made unique: the second article of one id gets -2"),
        ("input", "string", "the file it was read from"),
        ("status", "string", "extracted, no_event_words (ruled out by the first look), duplicate or failed"),
        ("duplicate_of", "string", "id of the earlier article that it repeats"),
        ("similarity", "double", "estimated share of five-word sequences that both have; 1 where the texts are equal"),
        ("title", "string", "headline"),
        ("published", "date", "day of publication"),
        ("url", "string", "address"),
        ("source", "string", "who published it"),
        ("characters", "int", "length of the text in characters"),
        ("words", "int", "length of the text in words"),
        ("entities", "int", "number of entities found"),
        ("events", "int", "number of events found"),
        ("text", "string", "the text that all offsets count in"),
    ),
    "entities": (
        _ARTICLE,
        _ENTITY,
        ("label", "string", "COUNTRY, ORG, WEAPON, … (see the README)"),
        ("name", "string", "its name"),
        ("kb_id", "string", "ISO 3166-1 code of a country, or id of a knowledge-base entry"),
        ("country", "string", "ISO 3166-1 code of the country it belongs to"),
        ("office", "string", "office that a person holds"),
        ("category", "string", "category of a weapon or organization"),
        ("mentions", "int", "number of its mentions"),
        *_DATE,
        *_MONEY,
    ),
    "mentions": (_ARTICLE, _ENTITY, ("label", "string", "label of the mention"), *_PLACE),
    "events": (
        _ARTICLE,
        _EVENT,
        ("type", "string", "DEPLOYMENT, TRANSFER, … (see the README)"),
        ("status", "string", "occurred, ongoing, planned, possible, cancelled or negated"),
        ("stage", "string", "stage of a transfer"),
        ("confidence", "double", "how likely it is right, 0 to 1"),
        ("trigger", "string", "the first words that express it"),
        ("trigger_start", "int", "first character of them"),
        ("trigger_end", "int", "character after the last of them"),
        ("triggers", "spans", "all words that express it"),
        ("sentence", "string", "the sentence of the first"),
        ("sentence_start", "int", "first character of it"),
        ("sentence_end", "int", "character after its last"),
        *_DATE,
        *_MONEY,
        ("quantity", "double", "number of weapons or personnel; the upper end of a range"),
        ("quantity_low", "double", "lower end of a range"),
        ("quantity_bound", "string", "exact, about, at_most or at_least"),
        ("quantity_unit", "string", "the word counted by: squadrons, batteries"),
        ("quantity_item", "string", "id of the entity counted"),
        ("quantity_text", "string", "the words that say it"),
    ),
    "arguments": (
        _ARTICLE,
        _EVENT,
        ("role", "string", "role of the entity in the event: actor, item, place, …"),
        _ENTITY,
        ("name", "string", "name of the entity"),
        ("label", "string", "label of the entity"),
        ("kb_id", "string", "its id in the knowledge base"),
        ("confidence", "double", "how likely event and role are right, 0 to 1"),
        ("quantity", "double", "number of the entity where it is counted; the upper end of a range"),
        ("quantity_low", "double", "lower end of a range"),
        ("quantity_bound", "string", "exact, about, at_most or at_least"),
        ("quantity_unit", "string", "the word counted by: squadrons, batteries"),
        *_PLACE,
    ),
    "claims": (
        _ARTICLE,
        _EVENT,
        ("entity", "string", "id of the entity that states the event"),
        ("name", "string", "its name"),
        ("stance", "string", "report, accuse, confirm, deny or propose"),
        *_PLACE,
    ),
    "failures": (
        ("article", "string", "id of the article, or the place in a file where there should be one"),
        ("input", "string", "the file"),
        ("kind", "string", "kind of error"),
        ("error", "string", "what is wrong, and what to do"),
    ),
}
"""Name, type and meaning of every column, by table."""

TABLES = tuple(COLUMNS)

Rows = dict[str, list[dict[str, Any]]]


@cache
def schema(table: str) -> Any:
    """Arrow schema of a table; the meaning of each column is in the field's metadata, under `about`."""
    arrow = needed("pyarrow", "batch", "batch runs")
    span = arrow.struct([("start", arrow.int32()), ("end", arrow.int32()), ("text", arrow.string())])
    types = {
        "string": arrow.string(), "int": arrow.int32(), "double": arrow.float64(), "date": arrow.date32(),
        "spans": arrow.list_(span),
    }  # fmt: skip
    return arrow.schema(
        [arrow.field(name, types[kind], metadata={"about": about}) for name, kind, about in COLUMNS[table]]
    )


def write_table(table: str, rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows as a Parquet file."""
    arrow = needed("pyarrow", "batch", "batch runs")
    parquet = needed("pyarrow.parquet", "batch", "batch runs")
    parquet.write_table(arrow.Table.from_pylist(rows, schema=schema(table)), path, compression="zstd")


def rows_of(result: Extraction | Failure, source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Table and row for all that was found in an article beside the article itself."""
    if isinstance(result, Failure):
        yield "failures", {
            "article": result.article_id, "input": source, "kind": result.kind, "error": result.error,
        }  # fmt: skip
        return
    article = result.article.id
    named = {entity.id: entity for entity in result.entities}
    for entity in result.entities:
        yield "entities", {
            "article": article, "entity": entity.id, "label": entity.label, "name": entity.name,
            "kb_id": entity.kb_id, "country": entity.country, "office": entity.office, "category": entity.category,
            "mentions": len(entity.mentions), **_date(entity.date), **_money(entity.money),
        }  # fmt: skip
        for mention in entity.mentions:
            yield "mentions", {"article": article, "entity": entity.id, **mention.model_dump()}
    for event in result.events:
        yield "events", {"article": article, **_event(event)}
        for argument in event.arguments:
            filler = named[argument.entity]
            yield "arguments", {
                "article": article, "event": event.id, "name": filler.name, "label": filler.label,
                "kb_id": filler.kb_id, **argument.model_dump(), **_quantity(event.quantity_of(argument.entity)),
            }  # fmt: skip
        for claim in event.claims:
            yield "claims", {
                "article": article, "event": event.id, "entity": claim.source, "name": named[claim.source].name,
                "stance": claim.stance, **claim.cue.model_dump(),
            }  # fmt: skip


def _event(event: Event) -> dict[str, Any]:
    trigger = event.triggers[0]
    sentence = event.sentences[0] if event.sentences else None
    return {
        "event": event.id, "type": event.type, "status": event.status, "stage": event.stage,
        "confidence": event.confidence, "trigger": trigger.text, "trigger_start": trigger.start,
        "trigger_end": trigger.end, "triggers": [span.model_dump() for span in event.triggers],
        "sentence": sentence and sentence.text, "sentence_start": sentence and sentence.start,
        "sentence_end": sentence and sentence.end, **_date(event.date), **_money(event.value),
        **_quantity(event.quantity), "quantity_item": event.quantity and event.quantity.item,
        "quantity_text": event.quantity and event.quantity.text,
    }  # fmt: skip


def _quantity(quantity: Quantity | None) -> dict[str, Any]:
    return {} if quantity is None else {
        "quantity": quantity.value, "quantity_low": quantity.low, "quantity_bound": quantity.bound,
        "quantity_unit": quantity.unit,
    }  # fmt: skip


def _date(date: DateValue | None) -> dict[str, Any]:
    return {} if date is None else {
        "date_value": date.value, "date_start": date.start, "date_end": date.end, "date_precision": date.precision,
        "date_text": date.text,
    }  # fmt: skip


def _money(money: Money | None) -> dict[str, Any]:
    return {} if money is None else {
        "money_amount": money.amount, "money_low": money.low, "money_currency": money.currency,
        "money_bound": money.bound, "money_text": money.text,
    }  # fmt: skip
