"""``defevents batch``: any number of articles into tables, in runs that can be interrupted."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from defevents.cli.messages import FAILED, complain, misused

if TYPE_CHECKING:
    from defevents.batch import Summary

__all__ = ["batch"]

INTERRUPTED = 130


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, URLs: texts, JSON lines, CSV, Parquet, HTML, WARC, WET, RSS, Atom, PDF, packed or "
            "not (.gz, .zst, .bz2, .xz); - for standard input.",
            metavar="INPUT...",
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for the tables; a run in it goes on.", metavar="DIR")
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; by default one for each core.", metavar="N")
    ] = None,
    engine: Annotated[str, typer.Option(help="pool, inprocess or dask.")] = "pool",
    scheduler: Annotated[
        str | None, typer.Option(help="Address of the Dask scheduler, as in tcp://10.0.0.1:8786.", metavar="URL")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Write extractions as JSON lines, too.")] = False,
    exhaustive: Annotated[
        bool, typer.Option("--exhaustive", help="Parse every article, whatever a first look says.")
    ] = False,
    keep_duplicates: Annotated[
        bool, typer.Option("--keep-duplicates", help="Extract articles that repeat others, too.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=0, help="Take only the first N articles.", metavar="N")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and plan, but extract nothing.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but failures.")] = False,
    published: Annotated[
        str | None, typer.Option(help="Publication date of articles without one, YYYY-MM-DD.", metavar="DATE")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of texts.")] = "utf-8",
    column: Annotated[
        list[str] | None,
        typer.Option(help="Column that holds a field, as in text=body; may be given again.", metavar="FIELD=COLUMN"),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="Format of the inputs, as in jsonl.gz.", metavar="SUFFIX")
    ] = None,
    gazetteer: Annotated[
        list[str] | None, typer.Option(help="JSON lines with names of your own; may be given again.", metavar="FILE")
    ] = None,
    shard_articles: Annotated[
        int, typer.Option("--shard", min=1, help="Most articles extracted and written together.", metavar="N")
    ] = 1_000,
) -> None:
    """Extract any number of articles into tables; give the same command again to go on after an interruption."""
    from defevents.batch import run
    from defevents.batch.engines import ENGINES
    from defevents.batch.progress import progress_for
    from defevents.corpus.rows import read_columns
    from defevents.errors import ArticleError
    from defevents.extractor import parse_date

    try:
        columns, date = read_columns(column or []), parse_date(published)
    except ArticleError as problem:
        raise misused(str(problem)) from None
    if engine not in ENGINES:
        raise misused(f"no engine {engine!r}: choose one of {', '.join(ENGINES)}")
    signal.signal(signal.SIGTERM, _interrupt)
    progress = progress_for(quiet=quiet)
    try:
        summary = run(
            inputs, out, engine=engine, workers=workers, scheduler=scheduler, published=date, encoding=encoding,
            columns=columns, form=form, gazetteers=gazetteer or [], exhaustive=exhaustive,
            duplicates=not keep_duplicates, jsonl=jsonl, shard_articles=shard_articles, limit=limit, dry_run=dry_run,
            progress=progress,
        )  # fmt: skip
    except KeyboardInterrupt:
        progress.end()
        complain(f"stopped; what is done is kept in {out}: the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not quiet:
        _print(summary, dry_run=dry_run)
    if summary.failed:
        raise typer.Exit(FAILED)


def _interrupt(signum: int, frame: Any) -> None:  # noqa: ARG001  how Python calls it
    raise KeyboardInterrupt


def _print(summary: Summary, *, dry_run: bool) -> None:
    """Print what the folder holds."""
    if dry_run:
        typer.echo(
            f"{summary.planned:,} articles in {summary.shards:,} shards, {summary.repeats:,} of them repeat others; "
            f"{summary.articles:,} are done"
        )
        return
    rows = {
        "articles": f"{summary.articles:,}, {summary.words:,} words",
        "extracted": f"{summary.extracted:,}",
        "no event words": f"{summary.no_event_words:,}",
        "duplicates": f"{summary.duplicate:,}",
        "failed": f"{summary.failed:,}",
        "events": f"{summary.events:,}",
        "entities": f"{summary.entities:,}",
        "tables": str(summary.out),
    }
    for name, value in rows.items():
        typer.echo(f"{name + ':':16}{value}")
