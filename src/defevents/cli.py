"""The command line: parses arguments, calls the library, prints."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph
    from defevents.records import Article, Failure

app = typer.Typer(
    name="defevents",
    help="Turn English defence news into an evidence-linked event graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

kb = typer.Typer(help="Look into the knowledge base, and check names of your own.", no_args_is_help=True)
app.add_typer(kb, name="kb")

FAILED, MISUSED = 1, 2


@app.command()
def extract(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Texts, an article a file; .jsonl files, an article a line; - for a text on standard input.",
            metavar="FILE...",
        ),
    ],
    published: Annotated[
        str | None, typer.Option(help="Publication date of articles without one, YYYY-MM-DD.", metavar="DATE")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of a table.")] = False,
    graphml: Annotated[Path | None, typer.Option(help="Write the event graph to this file.", metavar="OUT")] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the files.")] = "utf-8",
    gazetteer: Annotated[
        list[str] | None, typer.Option(help="JSON lines with names of your own; may be given again.", metavar="FILE")
    ] = None,
) -> None:
    """Extract the events of articles."""
    from defevents.errors import ArticleError
    from defevents.extractor import parse_date

    try:
        date = parse_date(published)
    except ArticleError as problem:
        raise _misused(str(problem)) from None
    if graphml is not None:
        _check_output(graphml)
    articles = _articles(files, date, encoding)
    extracted, failed, graph = _extract_and_print(articles, gazetteer or [], as_json=json, gather=graphml is not None)
    if graphml is not None and graph is not None and (extracted or not failed):
        _write(graph, graphml, ".graphml")
    if failed:
        raise typer.Exit(FAILED)


@app.command()
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
        raise _misused(f"no format for {output.name!r}: choose one of {', '.join(sorted(formats()))}")
    _check_output(output)
    built = EventGraph()
    failed = 0
    try:
        with extractions.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    failed += not _add_line(built, line, f"{extractions}:{number}")
    except OSError as problem:
        raise _failed(f"{extractions}: {problem.strerror or problem}") from None
    _write(built, output, output.suffix)
    if failed:
        raise typer.Exit(FAILED)


@app.command()
def info() -> None:
    """Print versions, where the model is, and what the knowledge base holds."""
    from importlib.metadata import version

    import defevents
    from defevents.export import formats
    from defevents.knowledge.event_types import load_event_types
    from defevents.knowledge.lexicon import load_lexicon
    from defevents.learned.decisions import model_folder

    lexicon = load_lexicon()
    kinds = Counter(type(entry).__name__.lower() for entry in lexicon.entries.values())
    rows = {
        "defevents": defevents.__version__,
        "spacy": version("spacy"),
        "model": str(model_folder()),
        "event types": ", ".join(load_event_types()),
        "knowledge base": ", ".join(f"{n:,} {kind}" for kind, n in kinds.most_common()),
        "formats": ", ".join(sorted(formats())),
    }
    for name, value in rows.items():
        typer.echo(f"{name + ':':16}{value}")


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
        raise _failed(f"{name!r} is unknown" + (f": did you mean {near}?" if near else ""))
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
            _complain(str(unreadable))
            errors += 1
    typer.echo(f"{counted_as(errors, 'error')}, {counted_as(warnings, 'warning')}", err=True)
    if errors:
        raise typer.Exit(FAILED)


def _articles(files: list[str], published: dt.date | None, encoding: str) -> Iterator[Article | Failure]:
    """Articles of all files, with ids of their own: files of one name in several folders get their number."""
    from defevents.corpus import read_articles
    from defevents.records import Failure

    seen: Counter[str] = Counter()
    for file in files:
        for article in read_articles(file, published=published, encoding=encoding):
            if isinstance(article, Failure):
                yield article
                continue
            seen[article.id] += 1
            number = seen[article.id]
            yield article if number == 1 else article.model_copy(update={"id": f"{article.id}-{number}"})


def _extract_and_print(
    articles: Iterator[Article | Failure], gazetteers: list[str], *, as_json: bool, gather: bool
) -> tuple[int, int, EventGraph | None]:
    """Extract and print; returns the numbers of extractions and failures, and with `gather` their graph."""
    from defevents.api import extract_many, load
    from defevents.graph.build import EventGraph
    from defevents.records import Failure

    graph = EventGraph() if gather else None
    extracted = failed = 0
    stream = load(gazetteers=gazetteers).extract_many(articles) if gazetteers else extract_many(articles)
    for result in stream:
        if as_json:
            typer.echo(result.model_dump_json())
        if isinstance(result, Failure):
            failed += 1
            known = result.error.startswith(result.article_id)
            _complain(result.error if known else f"{result.article_id}: {result.error}")
            continue
        extracted += 1
        if not as_json:
            from defevents.tables import print_events

            print_events(result)
        if graph is not None:
            graph.add(result)
    return extracted, failed, graph


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
            _complain(f"{place}: no extraction: {'.'.join(map(str, first['loc'])) or 'line'}: {first['msg']}")
        else:
            _complain(f"{place}: passed over, as {failure.article_id} could not be extracted: {failure.error}")
        return False
    return True


def _check_output(path: Path) -> None:
    """Refuse an output that cannot be written before the work is done."""
    if path.is_dir():
        raise _misused(f"{path}: is a folder: name a file in it")
    if not path.parent.is_dir():
        raise _misused(f"{path}: there is no folder {path.parent}")


def _write(graph: EventGraph, path: Path, suffix: str) -> None:
    from defevents.export import write
    from defevents.tables import counted_as

    write(graph, path, suffix=suffix)
    numbers = (graph.graph.number_of_nodes(), "node"), (graph.graph.number_of_edges(), "edge"), (len(graph), "event")
    typer.echo(f"wrote {path}: {', '.join(counted_as(*pair) for pair in numbers)}", err=True)


def _complain(message: str) -> None:
    typer.echo(f"defevents: {' '.join(message.split())}", err=True)


def _failed(message: str) -> typer.Exit:
    _complain(message)
    return typer.Exit(FAILED)


def _misused(message: str) -> typer.Exit:
    _complain(message)
    return typer.Exit(MISUSED)


def main() -> None:
    """Run the command line; errors are one line, and a closed pipe and Ctrl-C end it quietly."""
    from defevents.errors import DefEventsError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal or pipe that cannot show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except DefEventsError as problem:
        _complain(str(problem))
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
