"""Measures what each part of the pipeline contributes, on the annotated articles.

    python tests/benchmarks/ablation.py SHARED [--decisions NAME=FOLDER ...]

SHARED is the folder that holds ``gold/`` (with its scorer, ``goldkit.py``) and ``corpora/``. Each variant is the pipeline
with something switched off; with ``--decisions``, also with other learned decisions, in a folder that holds ``decisions/``
and ``encoder.npz`` (with ``--without-rules``, `train_events.py` trains some that know nothing of what the event types'
rules read).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from accuracy import CORPUS, load_goldkit, score
from spacy.language import Language

from defevents.extractor import Extractor
from defevents.learned import decisions
from defevents.learned.encoder import Context
from defevents.pipeline import load_pipeline

PARTS = ("dev/items", "dev/articles")
ENTITIES = (
    "entities, strict",
    "  entity WEAPON",
    "  entity FORCE",
    "  entity ORG",
    "  entity LOCATION",
    "country links",
)
EVENTS = ("triggers", "events", "arguments", "status of events found", "sources of events")


def without(*names: str) -> Callable[[], Language]:
    """Loader of the pipeline without some components."""

    def load() -> Language:
        nlp = load_pipeline()
        for name in names:
            nlp.disable_pipe(name)
        return nlp

    return load


def with_decisions(folder: Path) -> Callable[[], Language]:
    """Loader of the pipeline with other learned decisions; `folder` holds the folder ``decisions``."""

    def load() -> Language:
        decisions.load_decisions.cache_clear()
        with mock.patch.object(decisions, "model_folder", return_value=folder):
            nlp = load_pipeline()
        decisions.load_decisions.cache_clear()
        return nlp

    return load


def without_encoder() -> Language:
    """Load the pipeline with an encoder that reads nothing, so that the other decisions stand alone."""
    decisions.load_decisions.cache_clear()
    encoder = decisions.load_decisions().encoder
    encoder.read = lambda *_: Context(encoder, [], np.zeros((0, encoder.width), dtype=np.float32))  # type: ignore[method-assign]
    nlp = load_pipeline()
    decisions.load_decisions.cache_clear()
    return nlp


def recognition() -> Iterator[tuple[str, Callable[[], Language]]]:
    """Variants of recognition."""
    yield "all", load_pipeline
    yield "model alone", without("defevents_names", "defevents_designators")
    yield "knowledge base and patterns alone", without("ner")
    yield "without designator patterns", without("defevents_designators")


def extraction(options: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Language]]]:
    """Variants of event extraction."""
    yield "all", load_pipeline
    yield "rules alone", lambda: load_pipeline(learned=False)
    for choice in options.decisions:
        name, _, folder = choice.partition("=")
        yield name, with_decisions(Path(folder))
    yield "without the encoder", without_encoder
    yield "without event coreference", without("defevents_event_coreference")
    yield "without roles from other sentences", without("defevents_distant_roles")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--decisions", action="append", default=[], metavar="NAME=FOLDER")
    options = parser.parse_args()
    goldkit = load_goldkit(options.shared)
    corpus = goldkit.read_corpus(str(options.shared / CORPUS))
    golds = {part: goldkit.read_gold([str(options.shared / "gold" / part)], corpus) for part in PARTS}
    for columns, variants in ((ENTITIES, recognition()), (EVENTS, extraction(options))):
        print(f"\n| | {' | '.join(f'{part} {column.strip()}' for part in PARTS for column in columns)} |")
        print("|---" * (1 + len(PARTS) * len(columns)) + "|")
        for name, load in variants:
            extractor = Extractor(load())
            cells = []
            for part in PARTS:
                report, _ = score(extractor, goldkit, golds[part])
                cells += [_figure(report[column]) for column in columns]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _figure(value: Any) -> str:
    """F1 of a row of the report, or its only figure."""
    return f"{value if isinstance(value, float) else value.prf[2]:.3f}"


if __name__ == "__main__":
    main()
