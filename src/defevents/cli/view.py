"""``defevents view``: a page to look at a graph with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from defevents.cli.messages import FAILED, check_output

__all__ = ["view"]


def view(
    source: Annotated[
        Path,
        typer.Argument(
            help="A graph in GraphML, or JSON lines, as `defevents extract --json` prints them.",
            metavar="GRAPH_OR_EXTRACTIONS",
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="HTML file to write.", metavar="OUT.html")],
    title: Annotated[str | None, typer.Option(help="Title of the page; the name of the source if none.")] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Join the reports of one event over articles first.")] = False,
    max_nodes: Annotated[
        int, typer.Option(min=1, help="Show at most so many events and entities, the strongest.", metavar="N")
    ] = 1000,
) -> None:
    """Write a page with the graph, a timeline, a map and the evidence; it opens offline."""
    from defevents.cli.sources import read_graph
    from defevents.tables import counted_as
    from defevents.viewer import write_view

    check_output(output, source)
    graph, broken = read_graph(source)
    if merge:
        graph = graph.merge()
    shown, of = write_view(graph, output, title=title or source.stem, max_nodes=max_nodes)
    part = "" if shown == of else f" of {of}, the strongest part (--max-nodes {max_nodes})"
    typer.echo(f"wrote {output}: {counted_as(shown, 'event')}{part}", err=True)
    if broken:
        raise typer.Exit(FAILED)
