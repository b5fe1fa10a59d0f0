"""Reads the graph that a command works on, from extractions or from a file of a graph."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING

from defevents.cli.messages import complain, failed

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["GRAPH_SUFFIXES", "read_extractions", "read_graph"]

GRAPH_SUFFIXES = (".graphml", ".json")
"""Suffixes of files that are graphs; all others hold extractions."""


def read_graph(path: Path) -> tuple[EventGraph, int]:
    """Read a graph in `.graphml` or `.json`, or that of JSON lines of extractions; with it, how many lines failed."""
    suffix = path.suffix.lower()
    if suffix == ".graphml":
        from defevents.export.read_graphml import read_graphml

        return read_graphml(path), 0
    if suffix == ".json":
        from defevents.export.node_link import read

        return read(path), 0
    return read_extractions(path)


def read_extractions(*paths: Path) -> tuple[EventGraph, int]:
    """Build the graph of JSON lines of extractions; with it, how many lines were passed over, each with a message."""
    from defevents.graph.build import EventGraph

    graph = EventGraph()
    broken = 0
    for path in paths:
        try:
            with path.open("rb") as lines:
                for number, given in enumerate(lines, 1):
                    line = given.removeprefix(BOM_UTF8) if number == 1 else given
                    if line.strip():
                        broken += not _add_line(graph, line, f"{path}:{number}")
        except OSError as problem:
            raise failed(f"{path}: {problem.strerror or problem}") from None
    return graph, broken


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
