"""``defevents query``: what an analyst asks of a graph, a command for each question."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from defevents.cli.messages import FAILED, failed, misused
from defevents.cli.periods import Since, Until, days

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping, Sequence

    from defevents.graph.build import EventGraph

__all__ = ["query"]

query = typer.Typer(
    help="Ask a graph: who did what, who sells what to whom, where a weapon is, what is disputed.", no_args_is_help=True
)


class Form(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Source = Annotated[
    Path,
    typer.Argument(
        help="A graph in .json or .graphml, or JSON lines, as `defevents extract --json` prints them.",
        metavar="GRAPH_OR_EXTRACTIONS",
    ),
]
Merge = Annotated[bool, typer.Option("--merge", help="Join the reports of one event over articles before.")]
Format = Annotated[Form, typer.Option("--format", help="A table, JSON lines, or CSV.")]
Actor = Annotated[str | None, typer.Option(help="Who acts: a name, as in Russia, RU or Saab.", metavar="NAME")]
Weapon = Annotated[str | None, typer.Option(help="A weapon, with its variants, or a category.", metavar="NAME")]
Place = Annotated[str | None, typer.Option(help="Where; a country stands for its places.", metavar="NAME")]


@query.command()
def events(
    source: Source,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Type of event; may be given again.", metavar="TYPE")
    ] = None,
    statuses: Annotated[
        list[str] | None, typer.Option("--status", help="Status; may be given again.", metavar="STATUS")
    ] = None,
    actor: Actor = None,
    target: Annotated[
        str | None, typer.Option(help="On whom: target, recipient or contractor.", metavar="NAME")
    ] = None,
    weapon: Weapon = None,
    place: Place = None,
    claimed_by: Annotated[str | None, typer.Option(help="Who states or denies it.", metavar="NAME")] = None,
    since: Since = None,
    until: Until = None,
    merge: Merge = False,
    form: Format = Form.TABLE,
) -> None:
    """Find events by type, status, actor, weapon, place, source and period."""
    from typing import get_args

    from defevents.graph.roles import ACTOR_LABELS
    from defevents.knowledge.event_types import load_event_types
    from defevents.records import Status

    first, last = days(since, until)
    _check("type", types, load_event_types())
    _check("status", statuses, get_args(Status))
    graph, broken = _read(source, merge=merge)
    for name in (actor, claimed_by):
        _check_name(graph, name, ACTOR_LABELS)
    for name in (target, place):
        _check_name(graph, name)
    _check_name(graph, weapon, categories=True)
    found = graph.find_events(
        types=types, statuses=statuses, actor=actor, target=target, weapon=weapon, place=place, claimed_by=claimed_by,
        since=first, until=last,
    )  # fmt: skip
    rows = [graph.describe(node) for node in found]
    shown = [{**row, "who, what, where": _roles(row)} for row in rows]
    columns = ("first_day", "type", "status", "who, what, where", "claims", "sentence")
    _print(rows, shown, columns, form, broken=broken)


@query.command()
def transfers(
    source: Source,
    supplier: Annotated[str | None, typer.Option(help="Who sells or gives.", metavar="NAME")] = None,
    recipient: Annotated[str | None, typer.Option(help="Who buys or is given.", metavar="NAME")] = None,
    weapon: Weapon = None,
    since: Since = None,
    until: Until = None,
    merge: Merge = False,
    form: Format = Form.TABLE,
) -> None:
    """Who sells or gives what to whom."""
    first, last = days(since, until)
    graph, broken = _read(source, merge=merge)
    for name in (supplier, recipient):
        _check_name(graph, name)
    _check_name(graph, weapon, categories=True)
    rows = graph.transfers(supplier=supplier, recipient=recipient, weapon=weapon, since=first, until=last)
    columns = ("first_day", "supplier", "item", "recipient", "quantity", "value", "stage", "status", "articles")
    _print(rows, rows, columns, form, broken=broken)


@query.command()
def deployments(
    source: Source,
    weapon: Weapon = None,
    actor: Actor = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    merge: Merge = False,
    form: Format = Form.TABLE,
) -> None:
    """Where weapons and forces have been deployed and withdrawn from, over time."""
    first, last = days(since, until)
    graph, broken = _read(source, merge=merge)
    _check_name(graph, weapon, categories=True)
    for name in (actor, place):
        _check_name(graph, name)
    rows = graph.deployments(weapon=weapon, actor=actor, place=place, since=first, until=last)
    columns = ("first_day", "type", "status", "actor", "item", "origin", "destination", "claims", "articles")
    _print(rows, rows, columns, form, broken=broken)


@query.command()
def conflicts(source: Source, merge: Merge = False, form: Format = Form.TABLE) -> None:
    """What reports contradict each other in: rival dates, numbers, parties, and what is denied."""
    graph, broken = _read(source, merge=merge)
    rows = graph.conflicts()
    _print(rows, rows, ("label", "about", "value", "claimed_by", "outlets", "articles"), form, broken=broken)


@query.command()
def neighbors(
    source: Source,
    name: Annotated[str, typer.Argument(help="A node, or a name as in Russia, RU or Iskander.", metavar="NAME")],
    merge: Merge = False,
    form: Format = Form.TABLE,
) -> None:
    """What stands beside a node, and by what relation."""
    graph, broken = _read(source, merge=merge)
    _check_name(graph, name)
    rows = graph.neighbors(name)
    _print(rows, rows, ("node", "way", "relation", "label", "kind", "articles"), form, broken=broken)


def _read(source: Path, *, merge: bool) -> tuple[EventGraph, int]:
    from defevents.cli.sources import read_graph

    graph, broken = read_graph(source)
    return graph.merge() if merge else graph, broken


def _check(what: str, given: list[str] | None, known: Collection[str]) -> None:
    folded = {name.casefold() for name in known}
    for name in given or ():
        if name.casefold() not in folded:
            raise misused(f"no {what} {name!r}: choose from {', '.join(known)}")


def _check_name(
    graph: EventGraph, name: str | None, labels: Container[str] | None = None, *, categories: bool = False
) -> None:
    """Refuse a name that neither the graph nor the knowledge base knows, with the nearest that it does."""
    from defevents.graph.names import named_nodes
    from defevents.knowledge.checks import suggestions
    from defevents.knowledge.lexicon import load_lexicon

    if name is None or named_nodes(graph.graph, name, labels) or (categories and name in load_lexicon().categories):
        return
    if labels is not None and named_nodes(graph.graph, name):
        raise failed(f"{name!r} is known, but as nobody who acts: name a country, organization, person or force")
    near = ", ".join(suggestions(load_lexicon(), name))
    raise failed(f"{name!r} is unknown" + (f": did you mean {near}?" if near else ""))


def _roles(row: Mapping[str, Any]) -> str:
    from defevents.tables import ROLES

    told = (*ROLES, "quantity", "value")
    return "\n".join(f"{name}: {_cell(row[name])}" for name in told if row.get(name) not in (None, []))


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else f"{value:,g}" if isinstance(value, float) else str(value)


def _print(
    rows: Sequence[Mapping[str, Any]],
    shown: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    form: Form,
    *,
    broken: int,
) -> None:
    """Print rows: all their fields as JSON or CSV, some columns as a table; exit code 1 where input was broken."""
    if form is Form.JSON:
        from json import dumps

        for row in rows:
            typer.echo(dumps(row, ensure_ascii=False))
    elif form is Form.CSV:
        _print_csv(rows)
    else:
        from defevents.tables import counted_as, print_rows

        print_rows(columns, [[_cell(row.get(name)) for name in columns] for row in shown])
        typer.echo(counted_as(len(rows), "row"), err=True)
    if broken:
        raise typer.Exit(FAILED)


def _print_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    import csv
    from io import StringIO

    names = list(dict.fromkeys(name for row in rows for name in row))
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names)
    for row in rows:
        table.writerow(
            ["; ".join(map(str, v)) if isinstance(v := row.get(n), list) else "" if v is None else v for n in names]
        )
    typer.echo(text.getvalue(), nl=False)
