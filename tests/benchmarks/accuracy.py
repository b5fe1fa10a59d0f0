"""Scores the extractor against annotated articles.

    python tests/benchmarks/accuracy.py SHARED [--part dev/items ...] [--errors FILE]

SHARED is the folder that holds ``gold/`` (with its scorer, ``goldkit.py``) and ``corpora/``.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from defevents.extractor import Extractor
from defevents.records import Article, Extraction

PARTS = ("dev/seed-kaliningrad.yaml", "dev/items", "dev/articles")
CORPUS = "corpora/current-events-2002-2021.jsonl.gz"


def load_goldkit(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("goldkit", shared / "gold" / "goldkit.py")
    if spec is None or spec.loader is None:
        sys.exit(f"no goldkit.py below {shared}")
    module = importlib.util.module_from_spec(spec)
    sys.modules["goldkit"] = module
    spec.loader.exec_module(module)
    return module


def score(extractor: Extractor, goldkit: ModuleType, golds: list[Any]) -> tuple[dict[str, Any], list[str]]:
    """Extract the gold articles' texts and score what comes out."""
    articles = [Article(id=g.id, text=g.text, title=g.title, published=g.published) for g in golds]
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        with predictions.open("w", encoding="utf-8") as out:
            for result in extractor.extract_many(articles):
                if isinstance(result, Extraction):
                    out.write(result.model_dump_json() + "\n")
                else:
                    print(f"failure: {result}", file=sys.stderr)
        return goldkit.score(golds, goldkit.read_predictions(str(predictions)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--part", action="append", help=f"part of gold/ to score; default: {', '.join(PARTS)}")
    parser.add_argument("--errors", type=Path, help="file to write every miss to")
    options = parser.parse_args()
    goldkit = load_goldkit(options.shared)
    corpus = goldkit.read_corpus(str(options.shared / CORPUS))
    extractor = Extractor()
    log: list[str] = []
    for part in options.part or PARTS:
        golds = goldkit.read_gold([str(options.shared / "gold" / part)], corpus)
        start = time.perf_counter()
        report, errors = score(extractor, goldkit, golds)
        print(f"== {part} ({time.perf_counter() - start:.1f} s)")
        print(goldkit.show(report))
        log += errors
    if options.errors:
        options.errors.write_text("\n".join(log), encoding="utf-8")


if __name__ == "__main__":
    main()
