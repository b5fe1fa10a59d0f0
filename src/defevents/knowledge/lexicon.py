"""Loads and validates the knowledge base, and answers which entry a name in a text stands for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from defevents.errors import KnowledgeError
from defevents.knowledge.entries import (
    ENTRY_MODELS,
    Country,
    Entry,
    Exercise,
    Office,
    Organisation,
    People,
    Place,
    Weapon,
)
from defevents.knowledge.names import NameIndex, NameMatch, fold

__all__ = ["Category", "Lexicon", "Sense", "data_folder", "load_lexicon"]

Form = Literal["name", "adjective", "demonym", "capital", "seat"]


@dataclass(frozen=True, slots=True)
class Sense:
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
    """A category of weapon systems and the type words that go with it (singular, lower case)."""

    id: str
    about: str
    words: tuple[str, ...]


LABELS: dict[type, str] = {
    Weapon: "WEAPON",
    Organisation: "ORG",
    Exercise: "EXERCISE",
    Place: "LOCATION",
    People: "NATIONALITY",
}

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
                self._index.add(name, sense, plural=isinstance(entry, Weapon))

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

    def sense(name: str, label: str, form: Form) -> tuple[str, Sense]:
        return name, Sense(entry, label, form, fold(name) in ambiguous)

    if isinstance(entry, Country):
        seen: set[str] = set()
        forms: list[tuple[Form, str, tuple[str, ...]]] = [
            ("name", "COUNTRY", entry.names),
            ("seat", "COUNTRY", entry.seats),
            ("adjective", "NATIONALITY", entry.adjectives),
            ("demonym", "NATIONALITY", entry.demonyms),
            ("capital", "COUNTRY", () if entry.capital is None else (entry.capital,)),
        ]
        for form, label, names in forms:
            for name in names:
                if name not in seen:
                    seen.add(name)
                    yield sense(name, label, form)
        return
    for name in entry.names:
        yield sense(name, LABELS[type(entry)], "name")


def data_folder() -> Traversable:
    """Return the folder of the knowledge base's data files."""
    return files("defevents.knowledge") / "data"


def read_entries(file: Traversable, kind: str) -> Iterator[Entry]:
    """Read one JSONL file of entries of one kind.

    Raises
    ------
    KnowledgeError
        Naming file and line, where a line breaks the form of its kind.
    """
    model = ENTRY_MODELS[kind]
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    try:
        yield from TypeAdapter(list[model]).validate_json(f"[{','.join(lines)}]")  # type: ignore[valid-type]
    except ValidationError:
        raise _first_error(file, model) from None


def _first_error(file: Traversable, model: type[Entry]) -> KnowledgeError:
    """Find the line of a file that breaks the form, to name it."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            if line.strip():
                model.model_validate_json(line)
        except ValidationError as problem:
            first = problem.errors()[0]
            place = ".".join(map(str, first["loc"])) or "entry"
            return KnowledgeError(file.name, number, f"{place}: {first['msg']} (given: {first['input']!r})")
    return KnowledgeError(file.name, None, "its lines are no list of JSON objects, one a line")


def read_taxonomy(file: Traversable) -> Iterator[Category]:
    """Read the categories of weapon systems."""
    for key, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
        yield Category(key, table["about"], tuple(table["words"]))


@cache
def load_lexicon() -> Lexicon:
    """Load the knowledge base that comes with the package; the same object at every call.

    Raises
    ------
    KnowledgeError
        If a data file is broken, an id stands twice, or an entry names a category or entry that is not there.
    """
    folder = data_folder()
    categories = list(read_taxonomy(folder / "weapons" / "taxonomy.toml"))
    entries: list[Entry] = []
    for kind in ENTRY_MODELS:
        single = folder / f"{kind}.jsonl"
        sources = [single] if single.is_file() else sorted((folder / kind).iterdir(), key=lambda f: f.name)
        for file in sources:
            if file.name.endswith(".jsonl"):
                entries += read_entries(file, kind)
    return Lexicon(entries, categories)
