"""Turns English defence news into an evidence-linked event graph.

>>> import defevents
>>> extraction = defevents.extract("Poland bought 32 F-35s from the United States.", published="2020-01-31")
>>> [(event.type, event.status) for event in extraction.events]
[('TRANSFER', 'occurred')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from defevents import batch
    from defevents.api import extract, extract_many, load
    from defevents.corpus import read_articles
    from defevents.errors import ArticleError, DefEventsError, ExportError, KnowledgeError, ModelError
    from defevents.export import write
    from defevents.extractor import Extractor
    from defevents.graph.build import EventGraph
    from defevents.records import (
        Argument,
        Article,
        Claim,
        DateValue,
        Entity,
        Event,
        Extraction,
        Failure,
        Mention,
        Money,
        Quantity,
        Region,
        TextSpan,
    )

__version__ = "0.1.0"

_HOMES = {
    "defevents.api": ("extract", "extract_many", "load"),
    "defevents.corpus": ("read_articles",),
    "defevents.export": ("write",),
    "defevents.errors": ("ArticleError", "DefEventsError", "ExportError", "KnowledgeError", "ModelError"),
    "defevents.extractor": ("Extractor",),
    "defevents.graph.build": ("EventGraph",),
    "defevents.records": (
        "Argument", "Article", "Claim", "DateValue", "Entity", "Event", "Extraction", "Failure", "Mention", "Money",
        "Quantity", "Region", "TextSpan",
    ),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Argument", "Article", "ArticleError", "Claim", "DateValue", "DefEventsError", "Entity", "Event", "EventGraph",
    "ExportError", "Extraction", "Extractor", "Failure", "KnowledgeError", "Mention", "ModelError", "Money", "Quantity",
    "Region", "TextSpan", "batch", "extract", "extract_many", "load", "read_articles", "write",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import defevents`` is fast and needs no spaCy."""
    if name == "batch":
        return import_module("defevents.batch")
    if name not in _HOME:
        raise AttributeError(f"module 'defevents' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
