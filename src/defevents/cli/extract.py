"""``defevents extract``: the events of articles, as a table, JSON, a graph or a page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from defevents.cli.messages import FAILED, check_output, complain, misused, write_graph

if TYPE_CHECKING:
    from defevents.records import Article, Extraction, Failure

__all__ = ["extract"]


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
    html: Annotated[
        Path | None, typer.Option(help="Write the articles, entities and events marked, to this file.", metavar="OUT")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the files.")] = "utf-8",
    column: Annotated[
        list[str] | None,
        typer.Option(help="Column that holds a field, as in text=body; may be given again.", metavar="FIELD=COLUMN"),
    ] = None,
    gazetteer: Annotated[
        list[str] | None, typer.Option(help="JSON lines with names of your own; may be given again.", metavar="FILE")
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(help="Least confidence of events and roles: higher for surer ones, lower for more.", min=0, max=1),
    ] = None,
) -> None:
    """Extract the events of articles."""
    from defevents.corpus.rows import read_columns
    from defevents.errors import ArticleError
    from defevents.extractor import parse_date
    from defevents.graph.build import EventGraph
    from defevents.records import Extraction

    try:
        columns, date = read_columns(column or []), parse_date(published)
    except ArticleError as problem:
        raise misused(str(problem)) from None
    for output in (graphml, html):
        if output is not None:
            check_output(output, *files, *(gazetteer or []))
    if graphml is not None and graphml == html:
        raise misused(f"{html}: --graphml and --html must name two files")
    graph, pages = EventGraph(), list[Extraction]()
    sinks: list[Callable[[Extraction], None]] = [graph.add] if graphml else []
    sinks += [pages.append] if html else []
    articles = _articles(files, date, encoding, columns)
    extracted, failed = _extract_and_print(articles, gazetteer or [], min_confidence, as_json=json, sinks=sinks)
    if extracted or not failed:
        if graphml is not None:
            write_graph(graph, graphml, ".graphml")
        if html is not None:
            _write_html(pages, html)
    if failed:
        raise typer.Exit(FAILED)


def _write_html(extractions: list[Extraction], path: Path) -> None:
    from defevents.tables import counted_as
    from defevents.viewer import write_articles

    typer.echo(f"wrote {path}: {counted_as(write_articles(extractions, path), 'article')}", err=True)


def _articles(
    files: list[str], published: dt.date | None, encoding: str, columns: dict[str, str]
) -> Iterator[Article | Failure]:
    """Articles of all files, with ids of their own: the second of one id gets -2, where no other has that."""
    from defevents.corpus import read_articles
    from defevents.records import Failure

    seen: Counter[str] = Counter()
    for file in files:
        for article in read_articles(file, published=published, encoding=encoding, columns=columns):
            if isinstance(article, Failure):
                yield article
                continue
            seen[article.id] += 1
            if seen[article.id] == 1:
                yield article
                continue
            while (name := f"{article.id}-{seen[article.id]}") in seen:
                seen[article.id] += 1
            seen[name] = 1
            yield article.model_copy(update={"id": name})


def _extract_and_print(
    articles: Iterator[Article | Failure],
    gazetteers: list[str],
    min_confidence: float | None,
    *,
    as_json: bool,
    sinks: list[Callable[[Extraction], None]],
) -> tuple[int, int]:
    """Extract, print, and give each extraction to `sinks`; returns the numbers of extractions and failures."""
    from defevents.api import load
    from defevents.records import Failure

    extracted = failed = 0
    for result in load(gazetteers=gazetteers, min_confidence=min_confidence).extract_many(articles):
        if as_json:
            typer.echo(result.model_dump_json())
        if isinstance(result, Failure):
            failed += 1
            known = result.error.startswith(result.article_id)
            complain(result.error if known else f"{result.article_id}: {result.error}")
            continue
        extracted += 1
        if not as_json:
            from defevents.tables import print_events

            print_events(result)
        for sink in sinks:
            sink(result)
    return extracted, failed
