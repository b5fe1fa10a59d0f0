"""What all commands share: messages of one line, exit codes, checks of an output, and writing a graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["FAILED", "MISUSED", "check_output", "complain", "failed", "misused", "write_graph"]

FAILED, MISUSED = 1, 2
"""Exit codes: something could not be done; the command was called wrongly."""


def complain(message: str) -> None:
    """Print a message in one line on standard error."""
    typer.echo(f"defevents: {' '.join(message.split())}", err=True)


def failed(message: str) -> typer.Exit:
    """Print what could not be done; returns the exit to raise."""
    complain(message)
    return typer.Exit(FAILED)


def misused(message: str) -> typer.Exit:
    """Print what was wrong with the call; returns the exit to raise."""
    complain(message)
    return typer.Exit(MISUSED)


def check_output(path: Path, *inputs: Path | str) -> None:
    """Refuse, before the work is done, an output that cannot be written or would take the place of an input."""
    try:
        if path.is_dir():
            raise misused(f"{path}: is a folder: name a file in it")
        if not path.parent.is_dir():
            raise misused(f"{path}: there is no folder {path.parent}")
    except OSError as problem:  # a name too long, a folder that may not be looked into
        raise misused(f"{path}: {problem.strerror or problem}") from None
    if any(_is_same(path, given) for given in inputs):
        raise misused(f"{path}: is an input, and would be overwritten: name another file for the output")


def _is_same(path: Path, other: Path | str) -> bool:
    try:
        return path.samefile(other)
    except OSError:  # one of them is no file
        return False


def write_graph(graph: EventGraph, path: Path, suffix: str, flavor: str | None = None) -> None:
    """Write a graph and say what was written."""
    from defevents.export import write
    from defevents.tables import counted_as

    files = write(graph, path, suffix=suffix, flavor=flavor)
    numbers = (graph.graph.number_of_nodes(), "node"), (graph.graph.number_of_edges(), "edge"), (len(graph), "event")
    told = ", ".join(counted_as(*pair) for pair in numbers)
    typer.echo(f"wrote {' and '.join(map(str, files))}: {told}", err=True)
