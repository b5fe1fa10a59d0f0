"""Runs jobs in this process, one after the other: for small runs, debugging, and where processes are not allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from defevents.batch.engines import Outcome

__all__ = ["InProcess"]


class InProcess:
    """An engine of this process; a job that ends the process ends the run, which can then go on with another engine."""

    places = 1

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[Any], Any], Any]] = []

    def submit(self, function: Callable[[Any], Any], job: Any) -> None:
        """Keep a job for the next call of `next`."""
        self._waiting.append((function, job))

    def next(self, seconds: float) -> Outcome | None:  # noqa: ARG002
        """Run the job; however long it takes."""
        if not self._waiting:
            return None
        function, job = self._waiting.pop(0)
        try:
            return Outcome(job, result=function(job))
        except Exception as problem:  # the run decides what it means
            return Outcome(job, problem=problem)

    def close(self) -> None:
        """Forget what is waiting."""
        self._waiting.clear()
