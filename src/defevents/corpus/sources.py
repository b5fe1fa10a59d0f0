"""Finds the files that are to be read: single ones, those of a folder, and those behind a URL."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from defevents.corpus.compression import STANDARD_INPUT, is_remote, open_bytes, remote_files, without_compression
from defevents.errors import ArticleError

__all__ = ["Source", "check_form", "find_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Parameters
    ----------
    path
        Where it is: a path, a URL, or ``-`` for standard input.
    name
        What messages call it.
    identifier
        Id of the article that it is, if it is one: its name, in a folder with the path from there.
    suffix
        Suffix of its format, as in ``.jsonl``, in lower case and without that of a compression.
    packed
        Name whose suffix says how it is compressed.
    """

    path: str
    name: str
    identifier: str
    suffix: str
    packed: str = ""

    @classmethod
    def of(cls, path: Path | str, *, identifier: str | None = None, form: str | None = None) -> Source:
        """Describe a file; `form` (as in ``jsonl.gz``) stands for its name's suffixes.

        Bytes of its path that are no UTF-8 are kept in `path` alone; elsewhere they are written as escapes.
        """
        text = str(path)
        given = f"x.{form.lower().lstrip('.')}" if form else text
        stdin = text == STANDARD_INPUT
        return cls(
            path=text,
            name="standard input" if stdin else _writable(text),
            identifier=_writable(identifier or ("stdin" if stdin else PurePosixPath(Path(text).as_posix()).name)),
            suffix=Path(without_compression(given)).suffix.lower(),
            packed=given if form else text,
        )

    def open(self) -> IO[bytes]:
        """Open it, unpacked; see `open_bytes`."""
        return open_bytes(self.path, self.packed)


def _writable(name: str) -> str:
    """Write a name in characters that UTF-8 has."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def find_sources(
    inputs: Iterable[Path | str], suffixes: Iterable[str], *, form: str | None = None
) -> Iterator[Source | Path]:
    """Yield the files of the inputs, those of a folder in the order of their names.

    Of a folder only files whose suffix is among `suffixes` are read; the path of another is yielded as it is, for the
    caller to count. Hidden files are none of ours. A folder that cannot be listed is yielded as a file, and fails when
    it is read.

    Raises
    ------
    ArticleError
        If there is no such format, or a URL cannot be listed.
    """
    known = set(suffixes)
    check_form(form, known)
    for given in inputs:
        text = str(given)
        if is_remote(text):
            yield from _remote(text, known, form)
        elif text != STANDARD_INPUT and Path(text).is_dir():
            yield from _folder(Path(text), known, form)
        else:
            yield Source.of(text, form=form)


def check_form(form: str | None, suffixes: Iterable[str]) -> None:
    """Refuse a format that is none of those whose suffixes are given.

    Raises
    ------
    ArticleError
        Saying which there are.
    """
    if form and Source.of("", form=form).suffix not in (known := set(suffixes)):
        names = ", ".join(sorted(suffix.removeprefix(".") for suffix in known))
        raise ArticleError(f"no format {form!r}: name one of {names}, packed or not, as in jsonl.gz")


def _folder(folder: Path, known: set[str], form: str | None) -> Iterator[Source | Path]:
    closed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith("."):
                continue
            path = Path(place) / name
            source = Source.of(path, identifier=path.relative_to(folder).as_posix(), form=form)
            yield source if form or source.suffix in known else path
    for problem in closed:
        yield Source.of(problem.filename, form="txt")


def _remote(url: str, known: set[str], form: str | None) -> Iterator[Source | Path]:
    files, path = remote_files(url)
    if any(sign in path for sign in "*?["):
        found = files.glob(path)
    elif files.isdir(path):
        found = files.find(path)
    else:
        yield Source.of(url, form=form)
        return
    for name in sorted(found):
        source = Source.of(files.unstrip_protocol(name), form=form)
        yield source if form or source.suffix in known else Path(name)
