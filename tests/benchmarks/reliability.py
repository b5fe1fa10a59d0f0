"""Measures what the confidence of events and role fillers is worth: how many of those with some confidence are right.

    python tests/benchmarks/reliability.py SHARED

SHARED is the folder that holds ``gold/`` (with its scorer, ``goldkit.py``) and ``corpora/``. An event is right where the
annotation has one of its type with a trigger of its own; a filler where its event is right and it fills that role.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from accuracy import CORPUS, load_goldkit

from defevents import Article, Extraction
from defevents.extractor import Extractor
from defevents.pipeline import load_pipeline

PARTS = ("dev/items", "dev/articles")
LEAST = 0.2
STEPS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

Judged = list[tuple[float, bool]]


def judge(extractor: Extractor, shared: Path, part: str) -> tuple[Judged, Judged]:
    """Confidence of every event and filler, and whether it is right."""
    goldkit = load_goldkit(shared)
    golds = goldkit.read_gold([str(shared / "gold" / part)], goldkit.read_corpus(str(shared / CORPUS)))
    articles = [Article(id=g.id, text=g.text, title=g.title, published=g.published) for g in golds]
    results = [r for r in extractor.extract_many(articles) if isinstance(r, Extraction)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text("".join(r.model_dump_json() + "\n" for r in results), encoding="utf-8")
        predictions = goldkit.read_predictions(str(path))
    events: Judged = []
    fillers: Judged = []
    for gold, result in zip(golds, results, strict=True):
        pred = predictions[gold.id]
        partner = {p.id: g for g, p in goldkit.align(gold, pred)}
        for event in result.events:
            right = partner.get(event.id)
            events.append((event.confidence, right is not None))
            for argument in event.arguments:
                wanted = () if right is None else right.roles.get(argument.role, ())
                fits = any(goldkit.same_entity(gold, w, pred, argument.entity) for w in wanted)
                fillers.append((argument.confidence, fits))
    return events, fillers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    options = parser.parse_args()
    extractor = Extractor(load_pipeline(min_confidence=LEAST))
    print("| | confidence | mean | right | number |\n|---|---|---|---|---|")
    for part in PARTS:
        for what, judged in zip(("events", "role fillers"), judge(extractor, options.shared, part), strict=True):
            for low, high in zip(STEPS, (*STEPS[1:], 1.01), strict=True):
                here = [(c, right) for c, right in judged if low <= c < high]
                if here:
                    mean, share = (sum(values) / len(here) for values in zip(*here, strict=True))
                    print(
                        f"| {part}, {what} | {low:.1f} to {min(high, 1):.1f} | {mean:.2f} | {share:.2f} | {len(here)} |"
                    )


if __name__ == "__main__":
    main()
