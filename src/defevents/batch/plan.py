"""Second part of a run: the plan, which says what each shard holds, which articles repeat others, and their ids.

A shard is named by the digest of all that its results depend on, so that whatever stays the same keeps its name, and
its results.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from defevents.batch.duplicates import Registry
from defevents.batch.files import output_errors, write_whole
from defevents.batch.reading import index_of
from defevents.batch.settings import Settings
from defevents.corpus.extras import needed

__all__ = ["Plan", "Shard", "make_plan", "read_plan"]

SHARD_CHARACTERS = 5_000_000
"""Most characters of a shard, so that one of long articles stays small in memory."""

_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Shard:
    """Rows of a staged file that are extracted and written together.

    Parameters
    ----------
    key
        Name, from the digest of what it holds.
    group
        Key of the staged file.
    start, stop
        First row, and the row after the last.
    renamed
        Ids of articles that are not their own, by row.
    repeats
        Id of the earlier article and similarity, of articles that repeat one, by row.
    """

    key: str
    group: str
    start: int
    stop: int
    renamed: dict[int, str] = field(default_factory=dict)
    repeats: dict[int, tuple[str, float]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.stop - self.start

    def halves(self) -> tuple[Shard, ...]:
        """The shard as two; nothing where it is one article."""
        if len(self) < 2:
            return ()
        middle = (self.start + self.stop) // 2
        root = self.key.partition(".")[0]
        return tuple(
            replace(self, key=f"{root}.{start}-{stop}", start=start, stop=stop)
            for start, stop in ((self.start, middle), (middle, self.stop))
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: its name, how much there is of what, and where the shards are written down.

    Failures, which have no article, count among the articles.
    """

    key: str
    articles: int
    failures: int
    shards: int
    duplicates: int
    path: Path

    def __iter__(self) -> Iterator[Shard]:
        with self.path.open(encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                given = json.loads(line)
                given["renamed"] = {int(row): name for row, name in given["renamed"].items()}
                given["repeats"] = {int(row): tuple(found) for row, found in given["repeats"].items()}
                yield Shard(**given)


def read_plan(path: Path) -> Plan | None:
    """Return the plan that is kept in a file; None where there is none."""
    try:
        with path.open(encoding="utf-8") as lines:
            return Plan(path=path, **json.loads(next(lines)))
    except (OSError, ValueError, TypeError, StopIteration):
        return None


def make_plan(
    key: str, groups: list[str], staged: Path, settings: Settings, fingerprint: str, limit: int | None, path: Path
) -> Plan:
    """Go through all staged articles in the order of the inputs and write down the plan.

    Parameters
    ----------
    key
        Name of the plan.
    groups
        Keys of the staged files, in the order of the inputs.
    staged
        Folder of the staged files.
    settings, fingerprint
        What the results depend on.
    limit
        Most articles to take; None for all.
    path
        File to write.
    """
    counts = {"articles": 0, "failures": 0, "shards": 0, "duplicates": 0}
    body = path.with_name(f".{path.name}.shards")
    with output_errors(path):
        registry = Registry(path.with_name("duplicates.sqlite"))
        try:
            with body.open("w", encoding="utf-8") as out:
                for shard, failures in _shards(groups, staged, settings, fingerprint, limit, registry):
                    counts["articles"] += len(shard)
                    counts["failures"] += failures
                    counts["shards"] += 1
                    counts["duplicates"] += len(shard.repeats)
                    out.write(json.dumps({name: getattr(shard, name) for name in Shard.__slots__}) + "\n")
        finally:
            registry.close()

        def write(beside: Path) -> None:
            with beside.open("w", encoding="utf-8") as out, body.open(encoding="utf-8") as lines:
                out.write(json.dumps({"key": key, **counts}) + "\n")
                out.writelines(lines)

        write_whole(path, write)
        body.unlink()
    return Plan(key=key, path=path, **counts)


class _Gathering:
    """A shard in the making."""

    def __init__(self, group: str, start: int, fingerprint: str) -> None:
        self.group, self.start, self.stop = group, start, start
        self.characters = self.failures = 0
        self.renamed: dict[int, str] = {}
        self.repeats: dict[int, tuple[str, float]] = {}
        self._content = hashlib.sha256(fingerprint.encode())

    def add(self, row: dict[str, Any], name: str, repeated: tuple[str, float] | None) -> None:
        if name != row["id"]:
            self.renamed[self.stop] = name
        if repeated is not None:
            self.repeats[self.stop] = repeated
        self.stop += 1
        self.characters += row["characters"]
        self.failures += row["error"] is not None
        self._content.update(row["content"] + json.dumps([name, repeated]).encode())

    def done(self) -> tuple[Shard, int]:
        key = self._content.hexdigest()[:24]
        return Shard(key, self.group, self.start, self.stop, self.renamed, self.repeats), self.failures


def _shards(
    groups: list[str], staged: Path, settings: Settings, fingerprint: str, limit: int | None, registry: Registry
) -> Iterator[tuple[Shard, int]]:
    """Cut the staged articles into shards, and count the failures in each.

    A shard ends when it is full; or, when half full, where an article's digest says so, so that an article more or
    less changes the shards around it and no others.
    """
    left = limit
    for group in groups:
        now = _Gathering(group, 0, fingerprint)
        for row in _rows(index_of(staged / f"{group}.parquet")):
            if left is not None:
                if left == 0:
                    break
                left -= 1
            name, repeated = row["id"], None
            if row["error"] is None:
                name = registry.unique_id(row["id"])
                if settings.duplicates:
                    repeated = registry.enter(name, row["exact"], row["near"])
            now.add(row, name, repeated)
            full = now.stop - now.start >= settings.shard_articles or now.characters >= SHARD_CHARACTERS
            half = now.stop - now.start >= settings.shard_articles // 2
            if full or (half and row["content"][0] % 64 == 0):
                yield now.done()
                now = _Gathering(group, now.stop, fingerprint)
        if now.stop > now.start:
            yield now.done()
        if left == 0:
            return


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    parquet = needed("pyarrow.parquet", "batch", "batch runs")
    with parquet.ParquetFile(path) as file:
        for page in file.iter_batches(batch_size=_ROWS):
            yield from page.to_pylist()
