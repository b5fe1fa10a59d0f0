"""The command line: parses arguments, calls the library, prints. One command a module."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import TextIOWrapper

import typer

from defevents.cli.batch import batch
from defevents.cli.extract import extract
from defevents.cli.graph import graph
from defevents.cli.info import info
from defevents.cli.kb import kb
from defevents.cli.messages import FAILED, complain
from defevents.cli.query import query
from defevents.cli.view import view

__all__ = ["app", "main"]

app = typer.Typer(
    name="defevents",
    help="Turn English defence news into an evidence-linked event graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(extract)
app.command()(batch)
app.command()(graph)
app.command()(info)
app.command()(view)
app.add_typer(kb, name="kb")
app.add_typer(query, name="query")


def main() -> None:
    """Run the command line; errors are one line, and a closed pipe and Ctrl-C end it quietly."""
    from defevents.errors import DefEventsError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal or pipe that cannot show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except DefEventsError as problem:
        complain(str(problem))
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as problem:  # a full disk behind standard output, for one
        complain(f"{problem.filename or 'standard output'}: {problem.strerror or problem}")
        with suppress(OSError):
            sys.stdout.close()  # or Python tries again at its end
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
