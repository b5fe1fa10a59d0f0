"""Keeps an engine busy with jobs, and finds out which article is to blame when a job fails again and again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from defevents.batch.engines import Engine, Outcome
from defevents.errors import BatchError, DefEventsError

__all__ = ["ATTEMPTS", "Journal", "run_jobs"]

ATTEMPTS = 2
"""How often a job is tried before it is split, or, where it is one article, given up."""

WAIT_SECONDS = 0.5


class Job(Protocol):
    """A piece of work that can be cut in two."""

    @property
    def key(self) -> str:
        """Its name."""

    @property
    def given_up(self) -> str | None:
        """Why it is not done but recorded as a failure."""

    def halves(self) -> tuple[Any, ...]:
        """Two jobs that are this one together; nothing where it is one article or file."""


J = TypeVar("J", bound=Job)


class Journal(Protocol):
    """Told of what happens."""

    def tried(self, job: Any) -> None:
        """A job is begun."""

    def done(self, job: Any, result: Any) -> None:
        """A job is done."""

    def split(self, job: Any) -> None:
        """A job failed, and its halves come in its place."""

    def gave_up(self, job: Any, why: str) -> None:
        """A job of one article failed; it is recorded as a failure."""

    def waited(self) -> None:
        """Some time went by."""


def run_jobs(engine: Engine, function: Callable[[Any], Any], jobs: Iterator[J], journal: Journal) -> None:
    """Run all jobs; those that fail are tried again, then split, until what remains is one article, a failure.

    Raises
    ------
    BatchError
        If results cannot be written or a setting is wrong: no other job would fare better.
    """
    again: deque[Any] = deque()
    attempts: dict[str, int] = {}
    under_way = 0
    more = True
    while True:
        while under_way < engine.places and (again or more):
            job: Any = again.popleft() if again else next(jobs, None)
            if job is None:
                more = False
                break
            attempts[job.key] = attempts.get(job.key, 0) + 1
            journal.tried(job)
            engine.submit(function, job)
            under_way += 1
        if not under_way:
            return
        outcome = engine.next(WAIT_SECONDS)
        journal.waited()
        if outcome is None:
            continue
        under_way -= 1
        if outcome.problem is None:
            attempts.pop(outcome.job.key, None)
            journal.done(outcome.job, outcome.result)
        else:
            again.extend(_after_failure(outcome, attempts, journal))


def _after_failure(outcome: Outcome, attempts: dict[str, int], journal: Journal) -> list[Any]:
    """Jobs that come in the place of one that failed."""
    job, problem = outcome.job, outcome.problem
    if isinstance(problem, DefEventsError) or job.given_up is not None:
        raise problem if isinstance(problem, DefEventsError) else BatchError(f"{job.key}: {problem}") from None
    if attempts[job.key] < ATTEMPTS:
        return [job]
    del attempts[job.key]
    halves = job.halves()
    if halves:
        journal.split(job)
        return list(halves)
    words = " ".join(str(problem).split())[:300]
    why = (
        f"ended the process that worked on it, {ATTEMPTS} times" if outcome.died
        else f"failed {ATTEMPTS} times: {type(problem).__name__}: {words}"
    )  # fmt: skip
    journal.gave_up(job, why)
    return [replace(job, given_up=why)]
