"""``defevents graph``: the graph of extractions, merged, cut and projected, in any format."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from defevents.cli.messages import FAILED, check_output, misused, write_graph
from defevents.cli.periods import Since, Until, days

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["graph"]


class Projection(StrEnum):
    """What a graph may be projected to."""

    ACTORS = "actors"
    WEAPONS = "weapons"


def graph(
    sources: Annotated[
        list[Path],
        typer.Argument(
            help="JSON lines, as `defevents extract --json` prints them; or one graph in .json or .graphml.",
            metavar="EXTRACTIONS.jsonl...",
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File to write; its suffix names the format.", metavar="OUT")
    ],
    merge: Annotated[
        bool, typer.Option("--merge", help="Join the reports of one event over articles into one node.")
    ] = False,
    flavor: Annotated[
        str | None,
        typer.Option(
            "--flavor", "--flavour", metavar="FLAVOR",
            help="Of .graphml: plain, yed. Of .csv: cytoscape, neo4j, register, plover.",
        ),
    ] = None,
    project: Annotated[
        Projection | None,
        typer.Option(help="Write a projection: actors with actors, or actors with weapons, an edge an event."),
    ] = None,
    since: Since = None,
    until: Until = None,
) -> None:  # fmt: skip
    """Build the event graph of extractions and write it to a file."""
    from defevents.errors import ExportError
    from defevents.export import named_format

    try:
        named_format(output.name, output.suffix, flavor)
    except ExportError as problem:
        raise misused(str(problem)) from None
    check_output(output, *sources)
    if project is not None and flavor in ("register", "plover"):
        raise misused(f"--flavor {flavor} has a row for each event, and a projection has none: leave out --project")
    period = days(since, until)
    built, broken = _read(sources)
    if merge:
        built = built.merge()
    if period != (None, None):
        built = built.between(*period)
    if project is not None:
        built = _projected(built, project)
    write_graph(built, output, output.suffix, flavor)
    if broken:
        raise typer.Exit(FAILED)


def _read(sources: list[Path]) -> tuple[EventGraph, int]:
    from defevents.cli.sources import GRAPH_SUFFIXES, read_extractions, read_graph

    if len(sources) == 1:
        return read_graph(sources[0])
    for path in sources:
        if path.suffix.lower() in GRAPH_SUFFIXES:
            raise misused(f"{path}: a graph must stand alone: give the JSON lines of all extractions instead")
    return read_extractions(*sources)


def _projected(built: EventGraph, project: Projection) -> EventGraph:
    from defevents.graph.build import EventGraph

    return EventGraph.of(built.project_actors() if project is Projection.ACTORS else built.project_weapons())
