"""Runs jobs in spawned processes of this machine, each with a model of its own.

Each place is an executor of one process, so that when a process dies it is known which job it had, and the others
work on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for
from typing import Any

from defevents.batch.engines import Outcome

__all__ = ["Pool"]


class Pool:
    """A pool of spawned processes.

    Parameters
    ----------
    workers
        How many.
    """

    def __init__(self, workers: int) -> None:
        self.places = max(1, workers)
        self._idle: list[ProcessPoolExecutor] = []
        self._busy: dict[Future[Any], tuple[ProcessPoolExecutor, Any]] = {}

    def submit(self, function: Callable[[Any], Any], job: Any) -> None:
        """Give a job to a process of its own, started where none is idle."""
        with _interrupts_ignored():  # a process is started here, and takes over how signals are treated
            while self._idle:
                executor = self._idle.pop()
                with contextlib.suppress(BrokenProcessPool):  # its process ended while it had nothing to do
                    self._busy[executor.submit(function, job)] = executor, job
                    return
                executor.shutdown(wait=False)
            executor = _one_process()
            self._busy[executor.submit(function, job)] = executor, job

    def next(self, seconds: float) -> Outcome | None:
        """Wait for a job to end, at most so long."""
        ended, _ = wait(self._busy, timeout=seconds, return_when=FIRST_COMPLETED)
        for future in ended:
            executor, job = self._busy.pop(future)
            problem = future.exception()
            if isinstance(problem, BrokenProcessPool):
                executor.shutdown(wait=False)
                return Outcome(job, problem=problem, died=True)
            self._idle.append(executor)
            return Outcome(job, problem=problem) if problem else Outcome(job, result=future.result())
        return None

    def close(self) -> None:
        """End all processes at once; what they were about is not in its place yet."""
        executors = [*self._idle, *(executor for executor, _ in self._busy.values())]
        for executor in executors:
            for process in list((executor._processes or {}).values()):
                with contextlib.suppress(OSError, ValueError):
                    process.kill()
        for executor in executors:
            executor.shutdown(wait=True, cancel_futures=True)
        self._idle.clear()
        self._busy.clear()


def _one_process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare)


def _prepare() -> None:
    """Leave Ctrl-C to the run, use one core, and end when the run ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
