"""What a run is told, and the fingerprint of all that its results depend on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import defevents
from defevents.corpus.rows import ReadOptions
from defevents.errors import BatchError
from defevents.learned.decisions import model_folder

__all__ = ["DEFAULT_EXTRACTOR", "Settings", "digest_of"]

DEFAULT_EXTRACTOR = "defevents.batch.extraction:shipped_extractor"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the results of a run depend on beside its inputs.

    Parameters
    ----------
    published
        Publication date of articles that have none of their own.
    encoding
        Encoding of texts.
    columns
        Pairs of an article's field and the column that holds it.
    form
        Format of all inputs, as in ``jsonl.gz``, instead of what their suffixes say.
    gazetteers
        Paths of lists of names.
    exhaustive
        Whether every article is parsed, also where a first look finds no word that could make an event.
    duplicates
        Whether articles that are the same, or nearly, are found and extracted once.
    jsonl
        Whether extractions are also written as JSON lines.
    shard_articles
        Most articles that are extracted and written together.
    extractor
        Dotted name of a function that takes the gazetteers and makes the extractor.
    """

    published: dt.date | None = None
    encoding: str = "utf-8"
    columns: tuple[tuple[str, str], ...] = ()
    form: str | None = None
    gazetteers: tuple[str, ...] = ()
    exhaustive: bool = False
    duplicates: bool = True
    jsonl: bool = False
    shard_articles: int = 1_000
    extractor: str = DEFAULT_EXTRACTOR

    @property
    def reading(self) -> ReadOptions:
        """How inputs are read."""
        return ReadOptions(self.published, self.encoding, dict(self.columns))

    def make_extractor(self) -> Any:
        """Make the extractor.

        Raises
        ------
        BatchError
            If there is no function of that name.
        """
        module, _, name = self.extractor.partition(":")
        try:
            make = getattr(import_module(module), name)
        except (ImportError, AttributeError) as problem:
            raise BatchError(f"extractor {self.extractor!r}: {problem}: write it as package.module:function") from None
        return make(self.gazetteers)

    def reading_fingerprint(self) -> str:
        """Digest of all that the reading of an input depends on."""
        given = [str(self.published), self.encoding, sorted(self.columns), self.form, self.duplicates]
        return digest_of([*given, defevents.__version__])

    def fingerprint(self) -> str:
        """Digest of all that the extraction of an article depends on: model, knowledge, settings, versions."""
        lists = [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in self.gazetteers]
        given = [lists, self.exhaustive, self.jsonl, self.extractor, defevents.__version__, version("spacy")]
        return digest_of([*given, _digest_of_data()])


def digest_of(values: object) -> str:
    """Hexadecimal digest of plain values."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()


@cache
def _digest_of_data() -> str:
    """Digest of the trained pipeline and of the package's data."""
    whole = hashlib.sha256()
    for path in _data_files():
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _data_files() -> Iterator[Path]:
    package = Path(str(files("defevents")))
    yield from sorted(path for path in model_folder().rglob("*") if path.is_file())
    yield from sorted(path for path in package.rglob("*.toml") if "_models" not in path.parts)
    yield from sorted(path for path in package.rglob("*.jsonl") if "_models" not in path.parts)
