"""The command line: parses arguments, calls the library, prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from defevents.records import Article, Extraction

app = typer.Typer(
    name="defevents",
    help="Turn English defence news into an evidence-linked event graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FAILED, MISUSED = 1, 2


@app.command()
def extract(
    files: Annotated[list[str], typer.Argument(help="Text files, an article each; - reads standard input.", metavar="FILE...")],
    published: Annotated[str | None, typer.Option(help="Publication date, YYYY-MM-DD.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of a table.")] = False,
    graphml: Annotated[Path | None, typer.Option(help="Write the event graph to this file.", metavar="OUT")] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the files.")] = "utf-8",
) -> None:
    """Extract the events of articles."""
    from defevents.corpus.text import read_text_article
    from defevents.errors import ArticleError

    try:
        from defevents.extractor import parse_date

        parse_date(published)
    except ArticleError as problem:
        _complain(str(problem))
        raise typer.Exit(MISUSED) from None
    articles: list[Article] = []
    failures = 0
    for file in files:
        try:
            articles.append(read_text_article(file, published=published, encoding=encoding))
        except ArticleError as problem:
            _complain(str(problem))
            failures += 1
    extractions, more = _run(_unique(articles), as_json=json)
    if graphml is not None and (extractions or not failures):
        _write(extractions, graphml)
    if failures + more:
        raise typer.Exit(FAILED)


@app.command()
def graph(
    extractions: Annotated[Path, typer.Argument(help="JSON lines, as `defevents extract --json` prints them.", metavar="EXTRACTIONS.jsonl")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write; its suffix names the format.")],
) -> None:
    """Build the event graph of extractions and write it to a file."""
    from pydantic import ValidationError

    from defevents.records import Extraction, Failure

    found: list[Extraction] = []
    failures = 0
    try:
        lines = extractions.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        _complain(f"{extractions}: {getattr(problem, 'strerror', None) or problem}")
        raise typer.Exit(FAILED) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(Extraction.model_validate_json(line))
        except ValidationError as problem:
            try:
                Failure.model_validate_json(line)
            except ValidationError:
                first = problem.errors()[0]
                place = ".".join(map(str, first["loc"])) or "line"
                _complain(f"{extractions}:{number}: no extraction: {place}: {first['msg']}")
            failures += 1
    _write(found, output)
    if failures:
        raise typer.Exit(FAILED)


@app.command()
def info() -> None:
    """Print versions, where the model is, and what the knowledge base holds."""
    from collections import Counter
    from importlib.metadata import version

    import defevents
    from defevents.errors import DefEventsError
    from defevents.export import formats
    from defevents.knowledge.event_types import load_event_types
    from defevents.knowledge.lexicon import load_lexicon
    from defevents.pipeline import model_folder

    try:
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
    except DefEventsError as problem:
        _complain(str(problem))
        raise typer.Exit(FAILED) from None
    for name, value in rows.items():
        typer.echo(f"{name + ':':16}{value}")


def _unique(articles: list[Article]) -> list[Article]:
    """Articles with ids of their own: files of one name in several folders get their number."""
    seen: dict[str, int] = {}
    out = []
    for article in articles:
        seen[article.id] = seen.get(article.id, 0) + 1
        twice = seen[article.id] > 1
        out.append(article.model_copy(update={"id": f"{article.id}-{seen[article.id]}"}) if twice else article)
    return out


def _run(articles: list[Article], *, as_json: bool) -> tuple[list[Extraction], int]:
    """Extract and print; returns the extractions and the number of failures."""
    from defevents.api import extract_many
    from defevents.errors import DefEventsError
    from defevents.records import Extraction

    done: list[Extraction] = []
    failures = 0
    try:
        for result in extract_many(articles):
            if isinstance(result, Extraction):
                done.append(result)
            else:
                _complain(f"{result.article_id}: {result.error}")
                failures += 1
            if as_json:
                typer.echo(result.model_dump_json())
            elif isinstance(result, Extraction):
                from defevents.tables import print_events

                print_events(result)
    except DefEventsError as problem:
        _complain(str(problem))
        raise typer.Exit(FAILED) from None
    return done, failures


def _write(extractions: list[Extraction], path: Path) -> None:
    from defevents.errors import ExportError
    from defevents.export import write
    from defevents.graph.build import EventGraph

    graph = EventGraph(extractions)
    try:
        write(graph, path)
    except ExportError as problem:
        _complain(str(problem))
        raise typer.Exit(FAILED) from None
    nodes, edges = graph.graph.number_of_nodes(), graph.graph.number_of_edges()
    typer.echo(f"wrote {path}: {nodes:,} nodes, {edges:,} edges, {len(graph):,} events", err=True)


def _complain(message: str) -> None:
    typer.echo(f"defevents: {' '.join(message.split())}", err=True)


def main() -> None:
    """Run the command line; a closed pipe and Ctrl-C end it quietly."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
