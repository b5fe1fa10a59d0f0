"""``defevents graph``: the graph of extractions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from defevents.cli.messages import FAILED, check_output, misused, write_graph
from defevents.cli.sources import read_extractions

__all__ = ["graph"]


def graph(
    extractions: Annotated[
        Path,
        typer.Argument(help="JSON lines, as `defevents extract --json` prints them.", metavar="EXTRACTIONS.jsonl"),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File to write; its suffix names the format.", metavar="OUT")
    ],
) -> None:
    """Build the event graph of extractions and write it to a file."""
    from defevents.export import formats

    if output.suffix.lower() not in formats():
        raise misused(f"no format for {output.name!r}: choose one of {', '.join(sorted(formats()))}")
    check_output(output)
    built, broken = read_extractions(extractions)
    write_graph(built, output, output.suffix)
    if broken:
        raise typer.Exit(FAILED)
