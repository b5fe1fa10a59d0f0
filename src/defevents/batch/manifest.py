"""What a run has done so far: JSON lines, one a step, appended and synced, so that a run can go on after any end."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from defevents.batch.files import output_errors, write_whole
from defevents.errors import BatchError

__all__ = ["Manifest"]

Line = dict[str, Any]


class Manifest:
    """The manifest of an output folder.

    Lines are objects with a `step`: ``run`` (fingerprint, settings, inputs), ``read`` (a group of inputs), ``try``
    (a shard is begun), ``done`` (a shard, with counts), ``split`` (a shard that failed is cut in two), ``give_up`` (an
    article that ends every worker it is given to).

    Parameters
    ----------
    path
        The file, in ASCII, so that it can be read wherever it was cut. A last line that was cut short counts for
        nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.groups: dict[str, Line] = {}
        self.done: dict[str, Line] = {}
        self.tried: dict[str, int] = {}
        self.split: set[str] = set()
        self.given_up: dict[str, str] = {}
        self.last_run: Line | None = None
        for line in _lines(path):
            self._take(line)
        self._out: IO[str] | None = None

    def open(self) -> None:
        """Begin to append."""

        def write(beside: Path) -> None:
            with beside.open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(line) + "\n" for line in self._all())

        with output_errors(self.path):
            write_whole(self.path, write)
            self._out = self.path.open("a", encoding="utf-8")

    def keep(self, shards: set[str], groups: set[str]) -> None:
        """Forget all other shards and groups."""
        self.close()
        for known in (self.done, self.tried, self.given_up):
            for key in [key for key in known if key.partition(".")[0] not in shards]:
                del known[key]
        self.split = {key for key in self.split if key.partition(".")[0] in shards}
        self.groups = {key: line for key, line in self.groups.items() if key in groups}
        self.open()

    def close(self) -> None:
        """End appending."""
        if self._out is not None:
            self._out.close()

    def add(self, step: str, **values: Any) -> None:
        """Append a line and have the disk hold it before going on."""
        if self._out is None:
            raise BatchError(f"{self.path}: the manifest is not open")
        line = {"step": step, **values}
        with output_errors(self.path):
            self._out.write(json.dumps(line, default=str) + "\n")
            self._out.flush()
            os.fsync(self._out.fileno())
        self._take(line)

    def _take(self, line: Line) -> None:
        match line["step"]:
            case "run":
                self.last_run = line
            case "read":
                self.groups[line["group"]] = line
            case "try":
                self.tried[line["shard"]] = self.tried.get(line["shard"], 0) + 1
            case "done":
                self.done[line["shard"]] = line
            case "split":
                self.split.add(line["shard"])
            case "give_up":
                self.given_up[line["shard"]] = line["error"]

    def _all(self) -> Iterator[Line]:
        if self.last_run is not None:
            yield self.last_run
        yield from self.groups.values()
        for shard, times in self.tried.items():
            yield from [{"step": "try", "shard": shard}] * times
        yield from ({"step": "split", "shard": shard} for shard in sorted(self.split))
        yield from ({"step": "give_up", "shard": shard, "error": error} for shard, error in self.given_up.items())
        yield from self.done.values()


def _lines(path: Path) -> Iterator[Line]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith("\n"):
                    return
                try:
                    given = json.loads(line)
                except ValueError:
                    given = None
                if not isinstance(given, dict) or "step" not in given:
                    raise BatchError(f"{path}:{number}: is no line of a manifest: delete the file to begin anew")
                yield given
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as problem:
        raise BatchError(f"{path}: {problem}") from None
