"""Looks names up and checks files of names before they are used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from defevents.errors import KnowledgeError
from defevents.knowledge.entries import ENTRY_MODELS, Entry, Listed
from defevents.knowledge.lexicon import Lexicon, Sense
from defevents.knowledge.names import fold

__all__ = ["Problem", "check_file", "check_lines", "described", "model_of", "suggestions"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of a file: `line` from 1, None for the whole file; a warning spoils nothing."""

    file: str
    line: int | None
    text: str
    warning: bool = False

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {'warning: ' if self.warning else ''}{self.text}"


def described(sense: Sense) -> dict[str, Any]:
    """Everything that the knowledge base says of a sense, as JSON can hold it."""
    entry = sense.entry
    return {
        "id": entry.id,
        "label": sense.label,
        "form": sense.form,
        "name": entry.name,
        "category": getattr(entry, "category", None),
        "country": getattr(entry, "country", None),
        "maker": getattr(entry, "maker", None),
        "variant_of": getattr(entry, "variant_of", None),
        "aliases": list(entry.names[1:]),
        "needs_context": sense.needs_context,
    }


def suggestions(lexicon: Lexicon, name: str, *, most: int = 5) -> list[str]:
    """Names of the knowledge base that are spelled most like `name`, the nearest first."""
    names: dict[str, str] = {}
    for entry in lexicon.entries.values():
        for known in entry.names:
            names.setdefault(fold(known), known)
    return [names[near] for near in difflib.get_close_matches(fold(name), names, n=most, cutoff=0.6)]


def model_of(path: Path) -> type[Entry]:
    """Return the kind of entries that a file holds, by its name or its folder's: a user's own list for any other."""
    for name in (path.stem, path.parent.name):
        if name in ENTRY_MODELS:
            return ENTRY_MODELS[name]
    return Listed


def check_file(path: Path, lexicon: Lexicon) -> Iterator[Problem]:
    """Yield what is wrong with a file of names: broken lines, ids given twice, and, as warnings, risky names.

    Parameters
    ----------
    path
        JSON lines, a user's own list or a file of the knowledge base.
    lexicon
        The knowledge base that its names must not clash with.

    Raises
    ------
    KnowledgeError
        If the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError(
            str(path), None, f"cannot be read: {getattr(problem, 'strerror', None) or problem}"
        ) from None
    yield from check_lines(lines, lexicon, model=model_of(path), file=str(path))


def check_lines(lines: Iterable[str], lexicon: Lexicon, *, model: type[Entry], file: str) -> Iterator[Problem]:
    """Yield what is wrong with the lines of a file, each an entry of the form `model`; see `check_file`."""
    seen: dict[str, int] = {}
    common = {fold(name) for entry in lexicon.entries.values() for name in entry.context}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = model.model_validate_json(line)
        except ValidationError as problem:
            for error in problem.errors():
                place = ".".join(map(str, error["loc"])) or "entry"
                given = "" if error["type"] == "missing" else f" (given: {str(error['input'])[:60]!r})"
                yield Problem(file, number, f"{place}: {error['msg']}{given}")
            continue
        if entry.id in seen:
            yield Problem(file, number, f"id {entry.id!r} stands in line {seen[entry.id]} too: give one entry another")
        seen.setdefault(entry.id, number)
        yield from (Problem(file, number, text, warning=True) for text in _risks(entry, lexicon, common))


def _risks(entry: Entry, lexicon: Lexicon, common: set[str]) -> Iterator[str]:
    """What may go wrong with the names of a well-formed entry; `common` are words that need context elsewhere."""
    ambiguous = {fold(name) for name in entry.context}
    for name in sorted(ambiguous - {fold(name) for name in entry.names}):
        yield f"context: {name!r} is none of the entry's names"
    for name in entry.names:
        others = {sense.entry.id: sense.entry.name for sense in lexicon.lookup(name) if sense.entry.id != entry.id}
        if others:
            listed = ", ".join(f"{other} ({known})" for other, known in others.items())
            yield f"name {name!r} is also that of {listed}"
        if fold(name) not in ambiguous and name.isalpha() and (name.islower() or fold(name) in common):
            yield f"name {name!r} is a common word: list it under context too"
