"""Enters what happens to the jobs of a run into its manifest, and shows it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from defevents.batch.files import output_errors
from defevents.batch.manifest import Manifest
from defevents.batch.progress import Progress
from defevents.batch.reading import GroupJob, Staged
from defevents.batch.shard import EXTRACTIONS, Counts, ShardJob, output_file
from defevents.batch.tables import TABLES

__all__ = ["Reading", "Writing"]

SHOWN_FAILURES = 20
"""Failures that are shown one by one; all are in the table."""


class Reading:
    """Journal of the reading of groups: a group that was split is read when all its parts are."""

    def __init__(self, manifest: Manifest, progress: Progress) -> None:
        self.manifest, self.progress = manifest, progress
        self.parts: defaultdict[str, list[Staged]] = defaultdict(list)
        self.rows = 0
        self._open: defaultdict[str, int] = defaultdict(lambda: 1)

    def tried(self, job: GroupJob) -> None:
        """Nothing is kept of attempts to read."""

    def done(self, job: GroupJob, result: Staged) -> None:
        """Enter a group that is read."""
        root = job.key.partition(".")[0]
        self.parts[root].append(result)
        self._open[root] -= 1
        self.rows += result.articles + result.failures
        self.progress.advance(result.articles)
        if not self._open[root]:
            parts = sorted(self.parts[root], key=lambda part: part.key.split("."))
            self.manifest.add(
                "read", group=root, signature=job.group.signature, parts=[part.key for part in parts],
                content=[part.content for part in parts], hindered=any(part.hindered for part in parts),
            )  # fmt: skip

    def split(self, job: GroupJob) -> None:
        """Wait for two parts instead of one."""
        self._open[job.key.partition(".")[0]] += 1

    def gave_up(self, job: GroupJob, why: str) -> None:
        """Say so; the failure is staged in the file's place."""
        self.progress.warn(f"{job.group.sources[0].name}: given up: {why}")

    def waited(self) -> None:
        """Pass the time on."""
        self.progress.tick()


class Writing:
    """Journal of the extraction of shards."""

    def __init__(self, manifest: Manifest, progress: Progress, out: Path) -> None:
        self.manifest, self.progress, self.out = manifest, progress, out
        self._shown = 0

    def tried(self, job: ShardJob) -> None:
        """Enter an attempt."""
        self.manifest.add("try", shard=job.key)

    def done(self, job: ShardJob, result: Counts) -> None:
        """Enter a shard whose tables are in their places."""
        counts: dict[str, Any] = asdict(result)
        messages = counts.pop("messages")
        self.manifest.add("done", shard=job.key, attempts=self.manifest.tried.get(job.key, 1), **counts)
        self.progress.advance(len(job.shard), result.failed)
        for message in messages:
            self._shown += 1
            if self._shown <= SHOWN_FAILURES:
                self.progress.warn(message)
            elif self._shown == SHOWN_FAILURES + 1:
                self.progress.warn(f"and more: see {self.out / 'failures'}")

    def split(self, job: ShardJob) -> None:
        """Remove what the shard's worker may have placed before it died, and enter that the shard is cut in two."""
        with output_errors(self.out):
            for table in (*TABLES, EXTRACTIONS):
                output_file(self.out, table, job.key).unlink(missing_ok=True)
        self.manifest.add("split", shard=job.key)

    def gave_up(self, job: ShardJob, why: str) -> None:
        """Enter that an article is given up."""
        self.manifest.add("give_up", shard=job.key, error=why)

    def waited(self) -> None:
        """Pass the time on."""
        self.progress.tick()
