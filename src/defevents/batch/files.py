"""Writes files so that a reader finds them whole or not at all, whenever the power goes."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from defevents.errors import BatchError

__all__ = ["output_errors", "place", "synced", "write_whole"]

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DATABASE_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
"""What SQLite says where the disk is full, and where a quota is reached; details are in the bits above these eight."""


@contextmanager
def output_errors(folder: Path) -> Iterator[None]:
    """Turn trouble with writing below a folder into a `BatchError` that says what to do."""
    try:
        yield
    except OSError as problem:
        where = problem.filename or folder
        words = problem.strerror or str(problem)
        remedy = "make room" if problem.errno in _FULL else "make the folder writable"
    except sqlite3.OperationalError as problem:
        where, words = folder, str(problem)
        remedy = "make room" if problem.sqlite_errorcode & 0xFF in _DATABASE_FULL else "make the folder writable"
    else:
        return
    raise BatchError(f"{where}: {words}: {remedy}, then give the same command again to go on")


def synced(path: Path) -> None:
    """Have the disk hold what was written to a file or entered into a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place(written: Path, final: Path) -> None:
    """Move a finished file to its place, on disk before it is seen there."""
    synced(written)
    final.parent.mkdir(parents=True, exist_ok=True)
    written.replace(final)
    if os.name == "posix":
        synced(final.parent)


def write_whole(final: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place by `write(path)`, then move it there."""
    final.parent.mkdir(parents=True, exist_ok=True)
    beside = final.with_name(f".{final.name}.{os.getpid()}")
    try:
        write(beside)
        place(beside, final)
    finally:
        beside.unlink(missing_ok=True)
