"""Loads and validates the knowledge base, and answers which entry a name in a text stands for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from defevents.errors import KnowledgeError
from defevents.knowledge.entries import (
    ENTRY_MODELS,
    Country,
    Entry,
    Exercise,
    Listed,
    Office,
    Organisation,
    People,
    Place,
    Weapon,
)
from defevents.knowledge.names import NameIndex, NameMatch, fold

__all__ = ["Category", "Lexicon", "Sense", "data_folder", "load_lexicon", "read_entries"]

Form = Literal["name", "adjective", "demonym", "capital", "seat"]


class Sense(NamedTuple):
    """What a matched name stands for.

    `label` is the entity label it takes, `form` how a country is named, `needs_context` that the name is also an
    ordinary word.
    """

    entry: Entry
    label: str
    form: Form
    needs_context: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A category of weapon systems, what one of them is called, and the type words that go with it.

    Words are singular and in lower case; the first is the name where the taxonomy gives no other.
    """

    id: str
    about: str
    words: tuple[str, ...]
    name: str


LABELS: dict[type, str] = {
    Weapon: "WEAPON",
    Organisation: "ORG",
    Exercise: "EXERCISE",
    Place: "LOCATION",
    People: "NATIONALITY",
}

KINDS = tuple(ENTRY_MODELS)

OFFICE_REACH = 70
"""Characters before a name in which its bearer's office is looked for."""


class Lexicon:
    """The knowledge base in memory.

    Parameters
    ----------
    entries
        All entries of every kind; ids unique.
    categories
        The taxonomy of weapon systems.
    """

    def __init__(self, entries: Iterable[Entry], categories: Iterable[Category]) -> None:
        self.entries: dict[str, Entry] = {}
        self.categories = {category.id: category for category in categories}
        self._index: NameIndex[Sense] = NameIndex()
        self._offices: NameIndex[Office] = NameIndex()
        for entry in entries:
            self.entries[entry.id] = entry
            if isinstance(entry, Office):
                for name in entry.names:
                    # News writes offices in capitals before a name and in lower case elsewhere; this matches both.
                    self._offices.add(name.lower(), entry)
                continue
            for name, sense in _senses(entry):
                self._index.add(name, sense, plural=sense.label == "WEAPON")

    def find(self, text: str) -> Iterator[NameMatch[Sense]]:
        """Yield every known name of `text`, longest first at each place, offsets in characters."""
        return self._index.find(text)

    def lookup(self, name: str) -> list[Sense]:
        """Senses of `name` taken as a whole; an empty list where it is unknown."""
        for match in self._index.find(name):
            if match.start == 0 and match.end == len(name):
                return list(match.senses)
        return []

    def office_before(self, text: str, end: int) -> tuple[int, int, Office] | None:
        """Find the office that stands right before offset `end` of `text`: its offsets and entry, or None."""
        start = max(0, end - OFFICE_REACH)
        stretch = text[start:end].rstrip(" ,")
        for match in self._offices.find(stretch):
            if match.end == len(stretch):
                return start + match.start, start + match.end, match.senses[0]
        return None

    def country(self, code: str) -> Country | None:
        """Return the country of that ISO 3166-1 alpha-2 code."""
        entry = self.entries.get(code)
        return entry if isinstance(entry, Country) else None


def _senses(entry: Entry) -> Iterator[tuple[str, Sense]]:
    """Each indexed name of an entry, with the sense it has."""
    ambiguous = {fold(name) for name in entry.context}

    def senses(names: Iterable[str], label: str, form: Form) -> Iterator[tuple[str, Sense]]:
        plain = Sense(entry, label, form, needs_context=False)
        doubtful = plain._replace(needs_context=True)
        for name in names:
            yield name, doubtful if ambiguous and fold(name) in ambiguous else plain

    if isinstance(entry, Country):
        seen: set[str] = set()
        forms: list[tuple[Form, str, tuple[str, ...]]] = [
            ("name", "LOCATION" if entry.territory_of else "COUNTRY", entry.names),
            ("seat", "COUNTRY", entry.seats),
            ("adjective", "NATIONALITY", entry.adjectives),
            ("demonym", "NATIONALITY", entry.demonyms),
            ("capital", "COUNTRY", (entry.capital,) if entry.capital and not entry.territory_of else ()),
        ]
        for form, label, names in forms:
            yield from senses((n for n in names if n not in seen), label, form)
            seen |= set(names)
        return
    yield from senses(entry.names, entry.label if isinstance(entry, Listed) else LABELS[type(entry)], "name")


def data_folder() -> Traversable:
    """Return the folder of the knowledge base's data files."""
    return files("defevents.knowledge") / "data"


def read_entries(file: Traversable, model: type[Entry]) -> list[Entry]:
    """Read one JSONL file of entries of one kind.

    Raises
    ------
    KnowledgeError
        Naming file and line, where a line breaks the form of its kind, or the file cannot be read.
    """
    return _entries_of(file.name, _text_of(file), model)


def _text_of(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError(file.name, None, f"cannot be read: {getattr(problem, 'strerror', problem)}") from problem


def _entries_of(name: str, text: str, model: type[Entry]) -> list[Entry]:
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        return list(TypeAdapter(list[model]).validate_json(f"[{','.join(lines)}]"))  # type: ignore[valid-type]
    except ValidationError:
        raise _first_error(name, text, model) from None


def _first_error(name: str, text: str, model: type[Entry]) -> KnowledgeError:
    """Find the line of a file that breaks the form, to name it."""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            if line.strip():
                model.model_validate_json(line)
        except ValidationError as problem:
            first = problem.errors()[0]
            place = ".".join(map(str, first["loc"])) or "entry"
            return KnowledgeError(name, number, f"{place}: {first['msg']} (given: {first['input']!r})")
    return KnowledgeError(name, None, "its lines are no list of JSON objects, one a line")


def read_taxonomy(file: Traversable) -> Iterator[Category]:
    """Read the categories of weapon systems."""
    for key, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
        yield Category(key, table["about"], tuple(table["words"]), table.get("name", table["words"][0]))


def load_lexicon(gazetteers: tuple[str, ...] = ()) -> Lexicon:
    """Load the knowledge base that comes with the package, and a user's own lists; once for what the lists hold now.

    Parameters
    ----------
    gazetteers
        Paths of JSON lines, an entry (`defevents.knowledge.entries.Listed`) each. An entry with the id of one that
        comes with the package takes its place.

    Raises
    ------
    KnowledgeError
        If a file is missing or broken, or an id stands twice in the package's own files.
    """
    files_of_lists = map(Path, gazetteers)
    return _lexicon_with(tuple((file.name, _text_of(file)) for file in files_of_lists))


@lru_cache(maxsize=8)
def _lexicon_with(lists: tuple[tuple[str, str], ...]) -> Lexicon:
    """Load the knowledge base with further lists, each a file's name and text."""
    folder = data_folder()
    categories = list(read_taxonomy(folder / "weapons" / "taxonomy.toml"))
    entries: dict[str, Entry] = {}
    for kind in KINDS:
        for file in _files_of(folder, kind):
            for entry in read_entries(file, ENTRY_MODELS[kind]):
                if entry.id in entries:
                    raise KnowledgeError(file.name, None, f"id {entry.id!r} stands twice: give one entry another")
                entries[entry.id] = entry
    for name, text in lists:
        entries |= {entry.id: entry for entry in _entries_of(name, text, Listed)}
    return Lexicon(entries.values(), categories)


def _files_of(folder: Traversable, kind: str) -> list[Traversable]:
    """Files of one kind of entry: ``KIND.jsonl``, or all of the folder ``KIND/``."""
    single = folder / f"{kind}.jsonl"
    if single.is_file():
        return [single]
    return sorted((f for f in (folder / kind).iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name)
