"""Prints the events of an extraction for a person to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from defevents.records import Event, Extraction

__all__ = ["ROLES", "counted_as", "print_events", "print_rows"]

ROLES = (
    "actor", "supplier", "buyer", "participant", "item", "target", "recipient", "contractor", "name", "origin",
    "destination", "place",
)  # fmt: skip
"""Roles in the order in which they are printed."""

_ROLE_ORDER = {role: n for n, role in enumerate(ROLES)}
_STATUS_STYLES = {
    "occurred": "bold", "ongoing": "bold green", "planned": "cyan", "possible": "yellow", "cancelled": "red",
    "negated": "red",
}  # fmt: skip


def counted_as(number: int, noun: str) -> str:
    """Write a number with its noun: *1 event*, *2,000 entities*."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def print_events(extraction: Extraction, console: Console | None = None) -> None:
    """Print a table of the events: who, what, where, when, status, who claims it, and the sentence that says so."""
    console = console or Console(emoji=False, highlight=False, width=None if Console().is_terminal else 120)
    article = extraction.article
    title = Text(_shown(article.title or article.id), style="bold")
    dated = f", {article.published}" if article.published else ""
    counted = f"{counted_as(len(extraction.events), 'event')}, {counted_as(len(extraction.entities), 'entity')}"
    console.print(Panel(Group(title, Text(f"{_shown(article.id)}{dated}: {counted}", style="dim")), expand=False))
    if not extraction.events:
        console.print("No events of the types that defevents knows.\n")
        return
    table = Table(show_lines=True, expand=True)
    table.add_column("event", no_wrap=True)
    for name, ratio in (("who, what, where", 4), ("when, according to whom", 3), ("sentence", 5)):
        table.add_column(name, ratio=ratio, overflow="fold")
    names = {entity.id: _shown(entity.name) for entity in extraction.entities}
    for event in extraction.events:
        table.add_row(_kind(event), _roles(event, names), _circumstances(event, names), _sentence(event, extraction))
    console.print(table)


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[str]], console: Console | None = None) -> None:
    """Print a table of texts, as wide as the terminal, 120 characters where there is none."""
    console = console or Console(emoji=False, highlight=False, width=None if Console().is_terminal else 120)
    table = Table(show_lines=True)
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text("\n".join(_shown(line) for line in value.split("\n"))) for value in row))
    console.print(table)


def _shown(text: str) -> str:
    """Replace line ends by spaces and control characters, which a terminal obeys, by U+FFFD; offsets stay."""
    return "".join(" " if c.isspace() else "\ufffd" if unicodedata.category(c) == "Cc" else c for c in text)


def _kind(event: Event) -> Text:
    text = Text(event.type + "\n", style="bold")
    text.append(event.status, style=_STATUS_STYLES[event.status])
    if event.stage:
        text.append(f"\n{event.stage}", style="dim")
    return text


def _lines(pairs: list[tuple[str, str]]) -> Text:
    """Label and value, a pair a line."""
    return Text("\n").join(Text.assemble((f"{label}: ", "dim"), value) for label, value in pairs)


def _roles(event: Event, names: dict[str, str]) -> Text:
    pairs = [(a.role, names[a.entity]) for a in event.arguments]
    pairs.sort(key=lambda pair: _ROLE_ORDER.get(pair[0], len(_ROLE_ORDER)))
    if event.quantity is not None:
        pairs.append(("quantity", " ".join(f"{event.quantity.value:,g} {event.quantity.unit or ''}".split())))
    if event.value is not None:
        pairs.append(("value", _shown(event.value.text)))
    return _lines(pairs)


def _circumstances(event: Event, names: dict[str, str]) -> Text:
    pairs = [] if event.date is None else [("date", event.date.value or event.date.text)]
    return _lines(pairs + [(claim.stance, names[claim.source]) for claim in event.claims])


def _sentence(event: Event, extraction: Extraction) -> Text:
    """Return the sentences of the triggers, the trigger words underlined."""
    text = Text()
    for sentence in event.sentences:
        words = _shown(extraction.article.text[sentence.start : sentence.end].rstrip())
        start = len(text) + (1 if text else 0)
        text.append((" " if text else "") + words)
        for trigger in event.triggers:
            if sentence.start <= trigger.start < sentence.end:
                text.stylize(
                    "bold underline", start + trigger.start - sentence.start, start + trigger.end - sentence.start
                )
    return text
