"""The output folder of a run: what lies where, who may use it, and what no longer belongs in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from defevents.batch.files import output_errors
from defevents.batch.shard import EXTRACTIONS, PART
from defevents.batch.tables import TABLES
from defevents.errors import BatchError

__all__ = ["OutFolder"]


class OutFolder:
    """An output folder.

    Parameters
    ----------
    path
        The folder; made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / "_batch"
        self.manifest = self.work / "manifest.jsonl"
        self.plan = self.work / "plan.jsonl"
        self.staged = self.work / "staged"
        self.scratch = self.work / "scratch"
        self.spool = self.work / "standard-input"

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Make the folder and keep other runs out of it; what an interrupted run left half written is removed.

        Raises
        ------
        BatchError
            If it cannot be made or written, or another run uses it.
        """
        with output_errors(self.path):
            self.work.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.work / "lock", os.O_RDWR | os.O_CREAT)
        try:
            self._lock(handle)
            with output_errors(self.path):
                shutil.rmtree(self.scratch, ignore_errors=True)
                self.scratch.mkdir()
                self.staged.mkdir(exist_ok=True)
                for table in TABLES:
                    (self.path / table).mkdir(exist_ok=True)
                for half in [*self.work.glob(".*"), *self.staged.glob(".*")]:
                    half.unlink(missing_ok=True)
            yield
        finally:
            os.close(handle)

    def _lock(self, handle: int) -> None:
        try:
            import fcntl
        except ImportError:  # where there is no such lock, the user sees to it
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BatchError(f"{self.path}: another run is writing to this folder: wait for it, or stop it") from None

    def holds(self, path: Path) -> bool:
        """Whether a file is one that a run has written here; others may lie in the folder, and be read."""
        own, given = self.path.resolve(), path.resolve()
        if own not in given.parents:
            return False
        first, second, *_ = (*given.relative_to(own).parts, "")
        return first == self.work.name or (first in (*TABLES, EXTRACTIONS) and second.startswith(PART))

    def sweep(self, wanted: set[str]) -> int:
        """Remove the results of shards that are not `wanted`, by the beginnings of their names; returns how many."""
        removed = set()
        with output_errors(self.path):
            for table in (*TABLES, EXTRACTIONS):
                for file in self._files(table):
                    if file.name.partition(".")[0] not in wanted:
                        file.unlink()
                        removed.add(file.name.partition(".")[0])
        return len(removed)

    def _files(self, table: str) -> Iterator[Path]:
        return (self.path / table).glob(f"{PART}*/*")
