"""Train the first look: which words, in which surroundings, ever make an event for the whole pipeline.

    python scripts/train_first_look.py en_defence_md --texts corpus/current-events-2002-2021.jsonl.gz --work WORK

The texts are items of news of all kinds, without the `HELD_OUT` ones that `tests/benchmarks/batch.py` measures on. They
are extracted by a batch run in WORK, which goes on where it was interrupted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from spacy.lookups import Lookups

from defevents.batch import run
from defevents.batch.progress import PlainLines
from defevents.knowledge.event_types import load_event_types
from defevents.knowledge.lexicon import load_lexicon
from defevents.learned.decisions import load_decisions
from defevents.prefilter import FILE, candidates, inflected, last_part, save_first_look

SEED = 6
HELD_OUT = 20_000

STRENGTH = 0.3
FEWEST = 2
SMALLEST = 0.02
KEPT = 0.995
"""Share of events to keep, on texts that the weights were not learned on."""
EVERY = 5
"""One text of so many sets the threshold."""


def lemmas_of_triggers() -> set[str]:
    """Lemmas that the rules or the learned decisions know as triggers."""
    known = {name.removeprefix("known=") for name in load_decisions().triggers._rows if name.startswith("known=")}
    rules = {x for schema in load_event_types().values() for trigger in schema.triggers for x in trigger.lemmas}
    return {lemma for lemma in known | rules if lemma.isascii()}


def forms_of_triggers(pipeline: Path) -> set[str]:
    """Their forms, regular and, by the lemmatizer's exceptions, irregular ones."""
    lemmas = {last_part(lemma) for lemma in lemmas_of_triggers()}
    forms = {form for lemma in lemmas for form in inflected(lemma)}
    exceptions = Lookups().from_disk(pipeline / "lemmatizer" / "lookups").get_table("lemma_exc")
    for part in ("verb", "noun", "adj"):
        forms |= {form for form, roots in exceptions.get(part, {}).items() if lemmas & set(roots)}
    return {form for form in forms if form.isalpha()}


def extractions(folder: Path) -> Iterator[dict[str, Any]]:
    """Extractions of a batch run; failures are passed over."""
    for file in sorted((folder / "extractions").rglob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            yield from (given for line in lines if "article" in (given := json.loads(line)))


def extracted(texts: Path, work: Path, workers: int) -> Path:
    """Extract all items but the held out ones; returns the folder of the run."""
    with gzip.open(texts, "rt", encoding="utf-8") as lines:
        items = list(lines)
    drawn = random.Random(SEED).sample(items, len(items))[HELD_OUT:]
    work.mkdir(parents=True, exist_ok=True)
    (work / "items.jsonl").write_text("".join(drawn), encoding="utf-8")
    run(
        [work / "items.jsonl"], work / "out", workers=workers, exhaustive=True, duplicates=False, jsonl=True,
        progress=PlainLines(),
    )  # fmt: skip
    return work / "out"


class Rows:
    """Candidates of texts: their features, whether they are triggers, and the number of their text."""

    def __init__(self) -> None:
        self.features: list[list[str]] = []
        self.triggers: list[bool] = []
        self.texts: list[int] = []
        self.events: list[int] = []

    def add(self, extraction: dict[str, Any], forms: set[str]) -> None:
        """Add the candidates of a text."""
        spans = [(t["start"], t["end"]) for event in extraction["events"] for t in event["triggers"]]
        for candidate in candidates(extraction["article"]["text"], forms, load_lexicon()):
            self.features.append(candidate.features)
            self.triggers.append(any(start <= candidate.start < end for start, end in spans))
            self.texts.append(len(self.events))
        self.events.append(len(extraction["events"]))

    def matrix(self, columns: dict[str, int]) -> sp.csr_matrix:
        """Candidates by features."""
        ends, places = [0], []
        for features in self.features:
            places += sorted({columns[name] for name in features if name in columns})
            ends.append(len(places))
        return sp.csr_matrix((np.ones(len(places), np.float32), places, ends), shape=(len(ends) - 1, len(columns)))


def threshold_of(scores: np.ndarray, rows: Rows) -> float:
    """Score at which the share `KEPT` of the events is in texts that have a candidate of that score."""
    best = np.full(len(rows.events), -np.inf)
    np.maximum.at(best, rows.texts, scores)
    events = np.array(rows.events)
    order = np.argsort(-best)
    kept = np.cumsum(events[order]) / events.sum()
    print(f"events in texts without candidate: {events[np.isneginf(best)].sum()} of {events.sum()}")
    return float(best[order[np.searchsorted(kept, KEPT)]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pipeline", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    folder = extracted(options.texts, options.work, options.workers)
    forms = forms_of_triggers(options.pipeline)
    learned, held = Rows(), Rows()
    for number, extraction in enumerate(extractions(folder)):
        (held if number % EVERY == 0 else learned).add(extraction, forms)
    counted = Counter(name for features in learned.features for name in features)
    columns = {name: n for n, name in enumerate(name for name, number in counted.items() if number >= FEWEST)}
    model = LogisticRegression(C=STRENGTH, max_iter=400, solver="liblinear")
    model.fit(learned.matrix(columns), learned.triggers)
    threshold = threshold_of(model.decision_function(held.matrix(columns)), held)
    weights = {name: float(w) for name, w in zip(columns, model.coef_[0], strict=True) if abs(w) >= SMALLEST}
    save_first_look(options.pipeline / FILE, weights, forms, float(model.intercept_[0]), threshold)
    print(f"{len(forms)} forms, {len(weights)} weights, threshold {threshold:.3f}")


if __name__ == "__main__":
    main()
