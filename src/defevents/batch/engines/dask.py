"""Runs jobs on a Dask cluster, where defevents is installed and inputs and outputs have the same paths."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any

from defevents.batch.engines import Outcome
from defevents.corpus.extras import needed
from defevents.errors import ArticleError, BatchError

__all__ = ["Dask"]

CONNECT_SECONDS = 30


class Dask:
    """An engine on a Dask cluster.

    Parameters
    ----------
    scheduler
        Its address, as in ``tcp://10.0.0.1:8786``.

    Raises
    ------
    BatchError
        If it does not answer, or distributed is not installed.
    """

    def __init__(self, scheduler: str | None) -> None:
        if scheduler is None:
            raise BatchError("the engine dask needs the address of a scheduler: --scheduler tcp://HOST:8786")
        try:
            distributed = needed("distributed", "dask", "runs on Dask")
        except ArticleError as problem:
            raise BatchError(str(problem)) from None
        self._distributed = distributed
        try:
            self._client = distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as problem:
            raise BatchError(f"{scheduler}: no Dask scheduler answers: {problem}") from None
        self._busy: dict[Any, Any] = {}
        self._ended: SimpleQueue[Any] = SimpleQueue()
        self._number = count()

    @property
    def places(self) -> int:
        """Two jobs for each thread of the workers there are now, so that none waits for its next."""
        return max(2, 2 * sum(int(threads) for threads in self._client.nthreads().values()))

    def submit(self, function: Callable[[Any], Any], job: Any) -> None:
        """Give the cluster a job; one whose worker is lost is given to another by Dask itself."""
        future = self._client.submit(function, job, pure=False, key=f"defevents-{job.key}-{next(self._number)}")
        self._busy[future] = job
        future.add_done_callback(self._ended.put)

    def next(self, seconds: float) -> Outcome | None:
        """Wait for a job to end, at most so long."""
        try:
            future = self._ended.get(timeout=seconds)
        except Empty:
            return None
        job = self._busy.pop(future)
        problem = future.exception() if future.status == "error" else None
        if future.status not in ("finished", "error"):
            problem = RuntimeError(f"the cluster gave the job up ({future.status})")
        died = isinstance(problem, self._distributed.KilledWorker)
        outcome = Outcome(job, problem=problem, died=died) if problem else Outcome(job, result=future.result())
        future.release()
        return outcome

    def close(self) -> None:
        """Cancel what is under way and leave the cluster as it was."""
        if self._busy:
            self._client.cancel(list(self._busy), force=True)
        self._busy.clear()
        self._client.close()
