"""Shows a person how a run goes: a bar on a terminal, a plain line now and then elsewhere, or nothing."""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol

__all__ = ["Bar", "FailuresOnly", "PlainLines", "Progress", "Silent", "progress_for"]

LINE_SECONDS = 10.0


class Progress(Protocol):
    """Told how a run goes."""

    def begin(self, what: str, unit: str, total: int | None, done: int = 0) -> None:
        """A part of the run begins: what it does, what it counts, and how many there are, some done before."""

    def advance(self, number: int, failures: int = 0) -> None:
        """So many more are done, so many of them failed."""

    def tick(self) -> None:
        """Time went by."""

    def say(self, message: str) -> None:
        """Something that a person should know, in one line."""

    def warn(self, message: str) -> None:
        """Something went wrong, in one line."""

    def end(self) -> None:
        """The part ends."""


class Silent:
    """Shows nothing."""

    def begin(self, what: str, unit: str, total: int | None, done: int = 0) -> None:
        """Show nothing."""

    def advance(self, number: int, failures: int = 0) -> None:
        """Show nothing."""

    def tick(self) -> None:
        """Show nothing."""

    def say(self, message: str) -> None:
        """Show nothing."""

    def warn(self, message: str) -> None:
        """Show nothing."""

    def end(self) -> None:
        """Show nothing."""


class FailuresOnly(Silent):
    """Prints what went wrong, and nothing else."""

    def warn(self, message: str) -> None:
        """Print it."""
        _print(message)


class PlainLines:
    """Prints a line every few seconds, for logs and pipes."""

    def __init__(self) -> None:
        self._what, self._unit = "", ""
        self._total: int | None = None
        self._done = self._before = self._failures = 0
        self._began = self._shown = 0.0

    def begin(self, what: str, unit: str, total: int | None, done: int = 0) -> None:
        """Begin to count."""
        self._what, self._unit, self._total = what, unit, total
        self._done = self._before = done
        self._failures = 0
        self._began = self._shown = time.monotonic()

    def advance(self, number: int, failures: int = 0) -> None:
        """Count."""
        self._done += number
        self._failures += failures
        self.tick()

    def tick(self) -> None:
        """Print a line if it is time."""
        if time.monotonic() - self._shown >= LINE_SECONDS:
            self._show()

    def say(self, message: str) -> None:
        """Print it."""
        _print(message)

    def warn(self, message: str) -> None:
        """Print it."""
        _print(message)

    def end(self) -> None:
        """Print how it stands."""
        self._show()

    def _show(self) -> None:
        self._shown = time.monotonic()
        rate = (self._done - self._before) / max(self._shown - self._began, 1e-6)
        of, left = "", ""
        if self._total is not None:
            of = f" of {self._total:,}"
            if rate > 0 and self._done < self._total:
                left = f", {_duration((self._total - self._done) / rate)} left"
        self.say(
            f"{self._what}: {self._done:,}{of} {self._unit}, {rate:,.1f} a second{left}, {self._failures:,} failed"
        )


class Bar:
    """A progress bar with rate, remaining time and failures, on standard error."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._unit = ""
        self._failures = 0

    def begin(self, what: str, unit: str, total: int | None, done: int = 0) -> None:
        """Show a new bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._unit, self._failures, self._before = unit, 0, done
        self._began = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(), TextColumn("{task.fields[failed]}"), console=Console(stderr=True),
        )  # fmt: skip
        self._task = self._bar.add_task(what, total=total, completed=done, rate="", failed="")
        self._bar.start()

    def advance(self, number: int, failures: int = 0) -> None:
        """Move the bar."""
        self._failures += failures
        self._bar.advance(self._task, number)
        done = self._bar.tasks[0].completed - self._before
        rate = done / max(time.monotonic() - self._began, 1e-6)
        failed = f"[red]{self._failures:,} failed" if self._failures else ""
        self._bar.update(self._task, rate=f"{rate:,.1f} {self._unit}/s", failed=failed)

    def tick(self) -> None:
        """Nothing to do: the bar keeps its own time."""

    def say(self, message: str) -> None:
        """Print it above the bar."""
        from rich.text import Text

        if self._bar is None:
            _print(message)
        else:
            self._bar.console.print(Text(f"defevents: {' '.join(message.split())}"))

    def warn(self, message: str) -> None:
        """Print it above the bar."""
        self.say(message)

    def end(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def progress_for(*, quiet: bool) -> Progress:
    """Choose how to show a run on standard error."""
    if quiet:
        return FailuresOnly()
    return Bar() if sys.stderr.isatty() else PlainLines()


def _print(message: str) -> None:
    print(f"defevents: {' '.join(message.split())}", file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
