"""Third part of a run: extracts one shard and writes its tables; every engine runs this same function."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from defevents.batch.files import output_errors, place
from defevents.batch.plan import Shard
from defevents.batch.settings import DEFAULT_EXTRACTOR, Settings
from defevents.batch.tables import TABLES, Rows, rows_of, write_table
from defevents.corpus.extras import needed
from defevents.prefilter import load_first_look
from defevents.records import Article, Extraction, Failure

__all__ = ["EXTRACTIONS", "PART", "Counts", "ShardJob", "extract_shard", "output_file"]

EXTRACTIONS = "extractions"
"""Folder of the JSON lines."""

PART = "part="
"""Beginning of the names of the folders that a table is partitioned into."""

MESSAGES = 10
"""Failures of a shard that are told one by one."""

Status = Literal["extracted", "no_event_words", "duplicate", "failed"]

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class ShardJob:
    """What a worker needs to extract a shard.

    `fingerprint` is that of the settings, which changes when a file that they name does; `given_up` is why the shard's
    only article is not extracted but recorded as a failure.
    """

    shard: Shard
    settings: Settings
    fingerprint: str
    staged: Path
    out: Path
    scratch: Path
    given_up: str | None = None

    @property
    def key(self) -> str:
        """Name of the shard."""
        return self.shard.key

    def halves(self) -> tuple[ShardJob, ...]:
        """The job as two of half the articles; nothing where it is about one."""
        return tuple(replace(self, shard=half) for half in self.shard.halves())


@dataclass(slots=True)
class Counts:
    """How much a shard held and gave."""

    articles: int = 0
    words: int = 0
    extracted: int = 0
    no_event_words: int = 0
    duplicate: int = 0
    failed: int = 0
    entities: int = 0
    events: int = 0
    messages: list[str] = field(default_factory=list)
    """What went wrong, in some of the failures."""


def output_file(out: Path, table: str, key: str) -> Path:
    """File of a shard in a table's folder; the partition is the beginning of the shard's name."""
    suffix = "jsonl" if table == EXTRACTIONS else "parquet"
    return out / table / f"{PART}{key[:2]}" / f"{key}.{suffix}"


def extract_shard(job: ShardJob) -> Counts:
    """Extract a shard and write its part of each table, whole or not at all.

    Whatever concerns one article becomes a failure among the results.

    Raises
    ------
    BatchError
        If the results cannot be written, or a setting is wrong.
    """
    # One extraction at a time in a process, as memory zones of one pipeline cannot overlap; engines with threads wait.
    with _one_at_a_time:
        counts = Counts()
        tables: Rows = {table: [] for table in TABLES}
        lines: list[str] = []
        for row, status, result in _results(job):
            _enter(tables, counts, row, status, result)
            if job.settings.jsonl and result is not None:
                lines.append(result.model_dump_json() + "\n")
    _write(job, tables, lines)
    return counts


def _enter(
    tables: Rows, counts: Counts, row: dict[str, Any], status: Status, result: Extraction | Failure | None
) -> None:
    """Put an article and what was found in it into the tables."""
    found = {"entities": 0, "events": 0}
    if result is not None:
        for table, values in rows_of(result, row["input"]):
            tables[table].append(values)
    if isinstance(result, Extraction):
        found = {"entities": len(result.entities), "events": len(result.events)}
    if isinstance(result, Failure):
        counts.failed += 1
        if len(counts.messages) < MESSAGES:
            known = result.error.startswith(result.article_id)
            counts.messages.append(result.error if known else f"{result.article_id}: {result.error}")
    if row["error"] is not None:  # there was no article at all
        return
    counts.articles += 1
    for name in ("extracted", "no_event_words", "duplicate"):
        setattr(counts, name, getattr(counts, name) + (status == name))
    words = len(row["text"].split())
    counts.words += words
    counts.entities += found["entities"]
    counts.events += found["events"]
    original, similarity = row["repeats"] or (None, None)
    tables["articles"].append(
        {
            "article": row["id"], "status": status, "duplicate_of": original, "similarity": similarity,
            "characters": len(row["text"]), "words": words, **found,
            **{name: row[name] for name in ("input", "title", "published", "url", "source", "text")},
        }
    )  # fmt: skip


def _results(job: ShardJob) -> Iterator[tuple[dict[str, Any], Status, Extraction | Failure | None]]:
    """Each row of the shard with what became of it, in order."""
    rows = [(row, _status(row, job)) for row in _rows(job)]
    waiting = [row for row, status in rows if status == "extracted"]
    extracted = _extractor(job.settings, job.fingerprint).extract_many(map(_article, waiting)) if waiting else iter(())
    for row, status in rows:
        if status == "extracted":
            result = next(extracted)
            yield row, "failed" if isinstance(result, Failure) else "extracted", result
        elif status == "failed":
            error, kind = (job.given_up or "", "WorkerDied") if row["error"] is None else (row["error"], row["kind"])
            yield row, status, Failure(article_id=row["id"], error=error, kind=kind)
        else:
            yield row, status, None


def _status(row: dict[str, Any], job: ShardJob) -> Status:
    if row["error"] is not None:
        return "failed"
    if row["repeats"] is not None:
        return "duplicate"
    if job.given_up is not None:
        return "failed"
    look = _first_look(job.settings, job.fingerprint)
    return "extracted" if look is None or look(row["text"]) else "no_event_words"


@lru_cache(maxsize=2)  # for two runs that share a cluster
def _extractor(settings: Settings, fingerprint: str) -> Any:  # noqa: ARG001  another when a list of names was edited
    """The extractor of this process, loaded when the first article needs it."""
    return settings.make_extractor()


@lru_cache(maxsize=2)
def _first_look(settings: Settings, fingerprint: str) -> Callable[[str], bool] | None:  # noqa: ARG001  as above
    """What rules articles out before they are parsed; it knows what the shipped extractor finds, and no other."""
    if settings.exhaustive or settings.extractor != DEFAULT_EXTRACTOR:
        return None
    return load_first_look(settings.gazetteers)


def _article(row: dict[str, Any]) -> Article:
    return Article.model_construct(**{name: row[name] for name in Article.model_fields})


def _rows(job: ShardJob) -> Iterator[dict[str, Any]]:
    """Rows of the staged file that are the shard's, with the ids that the plan gives them."""
    parquet = needed("pyarrow.parquet", "batch", "batch runs")
    shard = job.shard
    with parquet.ParquetFile(job.staged / f"{shard.group}.parquet") as file:
        number = 0
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if number < shard.stop and number + size > shard.start:
                first = max(shard.start - number, 0)
                last = min(shard.stop - number, size)
                page = file.read_row_group(group).slice(first, last - first).to_pylist()
                for place_, row in enumerate(page, number + first):
                    row["id"] = shard.renamed.get(place_, row["id"])
                    row["repeats"] = shard.repeats.get(place_)
                    yield row
            number += size


def _write(job: ShardJob, tables: Rows, lines: Iterable[str]) -> None:
    """Write all tables aside, then move them to their places; the manifest counts a shard only after that."""
    scratch = job.scratch / f"{job.key}.{os.getpid()}"
    names = [*TABLES, EXTRACTIONS] if job.settings.jsonl else list(TABLES)
    with output_errors(job.out):
        try:
            scratch.mkdir(parents=True, exist_ok=True)
            for table in TABLES:
                write_table(table, tables[table], scratch / table)
            if job.settings.jsonl:
                (scratch / EXTRACTIONS).write_text("".join(lines), encoding="utf-8", newline="\n")
            for table in names:
                place(scratch / table, output_file(job.out, table, job.key))
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
