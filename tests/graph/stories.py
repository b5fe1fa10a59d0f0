"""Reads `stories.yaml`: reports with marks as articles, and as the extractions that a perfect reader would make."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from defevents import Argument, Article, Claim, DateValue, Entity, Event, Extraction, Mention, Money, Quantity, TextSpan
from defevents.knowledge.lexicon import Sense, load_lexicon

STANCES = {"report", "accuse", "confirm", "deny", "propose"}
PLACES = {"place", "destination", "origin"}
MARK = re.compile(r"\[(?P<role>[a-z!]+)(?:@(?P<value>[^=\]]+))?(?::(?P<label>[A-Z]+))?=(?P<words>[^\]]+)\]")


@dataclass(frozen=True)
class Report:
    """A report, the event that it is about, and where its trigger stands."""

    story: str
    event: str
    extraction: Extraction

    @property
    def node(self) -> str:
        """Node of its event in a graph of its extraction."""
        return f"event:{self.extraction.id}#v1"


def load_stories(path: Path | None = None) -> list[Report]:
    """Read all reports, in the order of the file."""
    stories = yaml.safe_load((path or Path(__file__).with_name("stories.yaml")).read_text(encoding="utf-8"))
    return [
        Report(
            story=story["story"],
            event=f"{story['story']}-{report['event']}",
            extraction=_extraction(f"{story['story']}-{number}", report, report.get("type", story["type"])),
        )
        for story in stories
        for number, report in enumerate(story["reports"], 1)
    ]


def _extraction(name: str, report: dict[str, Any], kind: str) -> Extraction:
    text, marks = _unmarked(report["text"])
    article = Article(id=name, text=text, published=report["day"], source=report["by"])
    mentions: dict[tuple[str, str], list[tuple[str, TextSpan, Sense | None]]] = {}
    arguments, claims, facts = [], [], {}
    triggers = []
    for role, value, label, span in marks:
        if role == "!":
            triggers.append(span)
        elif role in ("date", "money", "n"):
            facts[role] = (value, span)
        else:
            sense = None if label else _sense(span.text, place=role in PLACES)
            kind_of = label or sense.label  # type: ignore[union-attr]
            key = (kind_of.replace("NATIONALITY", "COUNTRY"), sense.entry.id if sense else span.text)
            mentions.setdefault(key, []).append((kind_of, span, sense))
            number = list(mentions).index(key) + 1
            if role in STANCES:
                claims.append(Claim.model_validate({"source": f"n{number}", "stance": role, "cue": span}))
            else:
                arguments.append(Argument(role=role, entity=f"n{number}", **span.model_dump()))
    event = Event(
        id="v1",
        type=kind,
        status=report["status"],
        stage=report.get("stage"),
        triggers=tuple(triggers),
        arguments=tuple(arguments),
        claims=tuple(claims),
        date=_date(*facts["date"]) if "date" in facts else None,
        value=_money(*facts["money"]) if "money" in facts else None,
        quantity=Quantity(value=float(facts["n"][0]), **facts["n"][1].model_dump()) if "n" in facts else None,
        sentences=(TextSpan(start=0, end=len(text), text=text),),
    )
    entities = tuple(_entity(f"n{n}", found) for n, found in enumerate(mentions.values(), 1))
    return Extraction(article=article, entities=entities, events=(event,))


def _unmarked(marked: str) -> tuple[str, list[tuple[str, str | None, str | None, TextSpan]]]:
    text, marks, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        words = mark["words"]
        span = TextSpan(start=len(text), end=len(text) + len(words), text=words)
        marks.append((mark["role"], mark["value"], mark["label"], span))
        text += words
        last = mark.end()
    text += marked[last:]
    if "[" in text:
        raise ValueError(f"a mark that is none: {text}")
    return text, marks


def _sense(words: str, *, place: bool) -> Sense:
    names = [words, re.sub(r"[- ]?(?:19|20)\d\d$", "", words)]
    senses = [sense for name in names for sense in load_lexicon().lookup(name)]
    if not senses:
        raise ValueError(f"the knowledge base does not know {words!r}: give the mark a label")
    wanted = ("LOCATION", "COUNTRY") if place else ("COUNTRY", "NATIONALITY", "ORG", "WEAPON", "EXERCISE")
    return ([s for s in senses if s.label in wanted] or senses)[0]


def _entity(name: str, found: list[tuple[str, TextSpan, Sense | None]]) -> Entity:
    label, span, sense = found[0]
    mentions = tuple(Mention(label=kind, **words.model_dump()) for kind, words, _ in found)
    if sense is None:
        return Entity(id=name, label=label, name=span.text, mentions=mentions)
    entry = sense.entry
    country = entry.id if label in ("COUNTRY", "NATIONALITY") else getattr(entry, "country", None)
    shown = span.text if label == "EXERCISE" else entry.name
    return Entity(
        id=name, label=label, name=shown, kb_id=entry.id, mentions=mentions, country=country,
        category=getattr(entry, "category", None),
    )  # fmt: skip


def _date(value: str, span: TextSpan) -> DateValue:
    day = dt.date.fromisoformat(value)
    return DateValue(value=value, start=day, end=day, precision="day", text=span.text)


def _money(value: str, span: TextSpan) -> Money:
    currency, amount = value.split()
    return Money(amount=float(amount), currency=currency, text=span.text)
