"""``defevents graph``: the graph of extractions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from defevents.cli.messages import FAILED, check_output, complain, failed, misused, write_graph

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

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
    from defevents.graph.build import EventGraph

    if output.suffix.lower() not in formats():
        raise misused(f"no format for {output.name!r}: choose one of {', '.join(sorted(formats()))}")
    check_output(output)
    built = EventGraph()
    broken = 0
    try:
        with extractions.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    broken += not _add_line(built, line, f"{extractions}:{number}")
    except OSError as problem:
        raise failed(f"{extractions}: {problem.strerror or problem}") from None
    write_graph(built, output, output.suffix)
    if broken:
        raise typer.Exit(FAILED)


def _add_line(graph: EventGraph, line: bytes, place: str) -> bool:
    """Add a line of JSON to `graph`; whether it is an extraction."""
    from pydantic import ValidationError

    from defevents.records import Extraction, Failure

    try:
        graph.add(Extraction.model_validate_json(line))
    except ValidationError as problem:
        try:
            failure = Failure.model_validate_json(line)
        except ValidationError:
            first = problem.errors()[0]
            complain(f"{place}: no extraction: {'.'.join(map(str, first['loc'])) or 'line'}: {first['msg']}")
        else:
            complain(f"{place}: passed over, as {failure.article_id} could not be extracted: {failure.error}")
        return False
    return True
