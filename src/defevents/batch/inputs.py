"""Chooses the files that a run reads, and keeps what comes over standard input, which cannot be read twice."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from defevents.batch.files import output_errors, write_whole
from defevents.batch.folder import OutFolder
from defevents.batch.progress import Progress
from defevents.batch.settings import Settings
from defevents.corpus import formats
from defevents.corpus.compression import STANDARD_INPUT
from defevents.corpus.sources import Source, find_sources
from defevents.errors import BatchError

__all__ = ["chosen_sources"]


def chosen_sources(inputs: list[str], folder: OutFolder, settings: Settings, progress: Progress) -> list[Source]:
    """Return the files of all inputs, each once.

    Raises
    ------
    BatchError
        If there is none.
    """
    passed_over: Counter[str] = Counter()
    chosen: dict[str, Source] = {}
    for found in find_sources(inputs, formats(), form=settings.form):
        if isinstance(found, Path):
            passed_over[found.suffix or found.name] += 1
        elif found.path == STANDARD_INPUT:
            chosen.setdefault(found.path, _kept(found, folder))
        elif not folder.holds(Path(found.path)):
            chosen.setdefault(found.path, _writable(found))
    if passed_over:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in passed_over.most_common(5))
        progress.say(f"passed over files of unknown kinds in folders ({kinds}): name a format for all by --format")
    if not chosen:
        raise BatchError(f"no files to read in {', '.join(inputs) or 'no inputs'}: name files, folders, URLs or -")
    return list(chosen.values())


def _writable(source: Source) -> Source:
    """Spell out bytes of a file's name that are no UTF-8, as results and messages cannot hold them."""
    name, identifier = (text.encode("utf-8", "backslashreplace").decode() for text in (source.name, source.identifier))
    return replace(source, name=name, identifier=identifier)


def _kept(source: Source, folder: OutFolder) -> Source:
    """Keep what comes over standard input in a file named by its digest."""
    if sys.stdin is None or sys.stdin.isatty():
        raise BatchError("standard input is a terminal: pipe something into it")
    digest = hashlib.sha256()

    def write(beside: Path) -> None:
        with beside.open("wb") as out:
            while data := sys.stdin.buffer.read(1 << 20):
                digest.update(data)
                out.write(data)

    with output_errors(folder.path):
        shutil.rmtree(folder.spool, ignore_errors=True)
        folder.spool.mkdir()
        whole = folder.spool / "whole"
        write_whole(whole, write)
        kept = folder.spool / digest.hexdigest()[:24]
        whole.replace(kept)
    return replace(source, path=str(kept), packed=source.packed if source.packed != STANDARD_INPUT else "x.txt")
