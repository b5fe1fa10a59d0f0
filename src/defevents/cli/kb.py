"""``defevents kb``: looks into the knowledge base, and checks names of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from defevents.cli.messages import FAILED, complain, failed

__all__ = ["kb"]

kb = typer.Typer(help="Look into the knowledge base, and check names of your own.", no_args_is_help=True)


@kb.command()
def lookup(
    name: Annotated[str, typer.Argument(help="A name as an article would write it.", metavar="NAME")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line for each sense.")] = False,
) -> None:
    """Print what a name stands for."""
    from json import dumps

    from defevents.knowledge.checks import described, suggestions
    from defevents.knowledge.lexicon import load_lexicon

    lexicon = load_lexicon()
    senses = lexicon.lookup(name)
    if not senses:
        near = ", ".join(suggestions(lexicon, name))
        raise failed(f"{name!r} is unknown" + (f": did you mean {near}?" if near else ""))
    for number, sense in enumerate(senses):
        facts = described(sense)
        if json:
            typer.echo(dumps(facts, ensure_ascii=False))
            continue
        if number:
            typer.echo()
        for key, value in facts.items():
            if value not in (None, []):
                shown = ", ".join(value) if isinstance(value, list) else {True: "yes", False: "no"}.get(value, value)
                typer.echo(f"{key.replace('_', ' ') + ':':16}{shown}")


@kb.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(help="JSON lines: lists of your own, or files of the knowledge base.", metavar="FILE..."),
    ],
) -> None:
    """Check files of names: broken lines are errors, risky names are warnings."""
    from defevents.errors import KnowledgeError
    from defevents.knowledge.checks import check_file
    from defevents.knowledge.lexicon import load_lexicon
    from defevents.tables import counted_as

    lexicon = load_lexicon()
    errors = warnings = 0
    for file in files:
        try:
            for problem in check_file(file, lexicon):
                typer.echo(str(problem))
                warnings += problem.warning
                errors += not problem.warning
        except KnowledgeError as unreadable:
            complain(str(unreadable))
            errors += 1
    typer.echo(f"{counted_as(errors, 'error')}, {counted_as(warnings, 'warning')}", err=True)
    if errors:
        raise typer.Exit(FAILED)
