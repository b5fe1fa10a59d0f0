"""Runs jobs somewhere: in this process, in a pool of processes, or on a Dask cluster; one engine a module.

An engine takes any function and argument that can be pickled, and hands back what became of each, in the order in
which they end. A job that raised and a job whose process died are told apart from one that was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["ENGINES", "Engine", "Outcome", "open_engine"]

ENGINES = ("pool", "inprocess", "dask")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job.

    Parameters
    ----------
    job
        The job's argument.
    result
        What the function returned; None where it did not.
    problem
        What it raised, or why its process ended.
    died
        Whether the process ended.
    """

    job: Any
    result: Any = None
    problem: BaseException | None = None
    died: bool = False


class Engine(Protocol):
    """Somewhere to run jobs."""

    @property
    def places(self) -> int:
        """How many jobs it wants at a time."""

    def submit(self, function: Callable[[Any], Any], job: Any) -> None:
        """Give it a job; at most `places` may be under way."""

    def next(self, seconds: float) -> Outcome | None:
        """Wait for a job to end, at most so long; None where none did."""

    def close(self) -> None:
        """End it, whatever is under way."""


def open_engine(name: str, *, workers: int, scheduler: str | None = None) -> Engine:
    """Open an engine by name.

    Parameters
    ----------
    name
        One of `ENGINES`.
    workers
        Number of processes of a pool.
    scheduler
        Address of a Dask scheduler.

    Raises
    ------
    BatchError
        If there is no such engine, or it cannot be opened.
    """
    from defevents.errors import BatchError

    if name == "inprocess":
        from defevents.batch.engines.inprocess import InProcess

        return InProcess()
    if name == "pool":
        from defevents.batch.engines.pool import Pool

        return Pool(workers)
    if name == "dask":
        from defevents.batch.engines.dask import Dask

        return Dask(scheduler)
    raise BatchError(f"no engine {name!r}: choose one of {', '.join(ENGINES)}")
