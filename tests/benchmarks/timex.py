"""Measures the time expressions: accuracy on MEANTIME, WikiWars and our own gold, speed, and what each rule group adds.

    python tests/benchmarks/timex.py --shared PATH [--no-ablation]

PATH is the folder that holds `temporal/`, `gold/` and `corpora/`.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from defevents.timex import tag
from defevents.timex.grammar import GROUPS
from defevents.timex.news import date_entities
from defevents.timex.tagger import publication_date, resolve

ALL = frozenset(GROUPS)
CORPUS = "corpora/current-events-2002-2021.jsonl.gz"
SPEED_PASSES = 3


class DateScore(NamedTuple):
    """Strict F1 of DATE spans, and the share of the spans found that have the gold value."""

    precision: float
    recall: float
    f1: float
    value_accuracy: float


def tempeval(documents: list[Any], score: Any, corpus: Any, groups: frozenset[str] = ALL) -> dict[str, float]:
    """Score the tagger on documents with TIMEX gold, by the scorer that ships with them."""
    system = {
        document.doc_id: [
            corpus.Timex(item.start, item.end, item.type, item.value, document.text[item.start : item.end])
            for item in resolve(document.text, publication_date(document.dct), groups=groups)
        ]
        for document in documents
    }
    return dict(score.measures(score.total(score.per_document_counts(documents, system))))


def date_entity_score(articles: list[Any], groups: frozenset[str] = ALL) -> DateScore:
    """Score DATE entities against annotated articles: spans strictly, values on the spans found."""
    hits = predicted = gold_count = right = 0
    for article in articles:
        text = article.text[: article.body_end]
        gold = {
            (mention.start, mention.end): str(article.values.get(entity))
            for entity, mentions in article.mentions.items()
            for mention in mentions
            if mention.label == "DATE"
        }
        resolved = resolve(text, publication_date(article.published), groups=groups)
        found = {(item.start, item.end): item.value for item in date_entities(text, resolved)}
        shared = gold.keys() & found.keys()
        hits += len(shared)
        predicted += len(found)
        gold_count += len(gold)
        right += sum(gold[span] == found[span] for span in shared)
    precision, recall = hits / max(predicted, 1), hits / max(gold_count, 1)
    return DateScore(precision, recall, 2 * hits / max(predicted + gold_count, 1), right / max(hits, 1))


def words_per_second(documents: list[Any]) -> tuple[float, float]:
    """Return the speed of `tag` in words a second: the first pass over the documents, and the best of a few."""
    words = sum(document.word_count for document in documents)
    tag("The ministers met on Monday.", "2018-02-05")  # loads the tables
    rates = []
    for _ in range(SPEED_PASSES):
        started = time.perf_counter()
        for document in documents:
            tag(document.text, document.dct)
        rates.append(words / (time.perf_counter() - started))
    return rates[0], max(rates)


def import_milliseconds() -> float:
    """Return how long a new interpreter takes to import the package, less its own start."""

    def run(code: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - started

    return 1000 * (min(run("import defevents.timex") for _ in range(5)) - min(run("pass") for _ in range(5)))


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with temporal/, gold/ and corpora/")
    parser.add_argument("--no-ablation", action="store_true", help="leave out the table of rule groups")
    options = parser.parse_args()
    sys.path[:0] = [str(options.shared / "temporal"), str(options.shared / "gold")]
    corpus, score, goldkit = (importlib.import_module(name) for name in ("timex_corpus", "timex_score", "goldkit"))

    documents = {
        name: corpus.read_gold(str(options.shared / "temporal" / name), name) for name in ("meantime", "wikiwars")
    }
    first, best = words_per_second([document for part in documents.values() for document in part])
    print(f"speed: {first:,.0f} words/s in the first pass, {best:,.0f} in the best of {SPEED_PASSES}")
    print(f"import: {import_milliseconds():.0f} ms\n")

    print("| corpus | strict F1 | relaxed F1 | type F1 | value F1 |\n|---|---|---|---|---|")
    for name, part in documents.items():
        m = tempeval(part, score, corpus)
        print(f"| {name} | {m['strict_f1']:.3f} | {m['relaxed_f1']:.3f} | {m['type_f1']:.3f} | {m['value_f1']:.3f} |")

    texts = goldkit.read_corpus(str(options.shared / CORPUS))
    articles = {name: goldkit.read_gold([str(options.shared / "gold" / name)], texts) for name in ("dev", "train")}
    print("\n| gold, DATE | precision | recall | strict F1 | right value, of those found |\n|---|---|---|---|---|")
    for name, part in articles.items():
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in date_entity_score(part)) + " |")

    if not options.no_ablation:
        print_ablation(documents, articles["train"], score, corpus)


def print_ablation(documents: dict[str, list[Any]], articles: list[Any], score: Any, corpus: Any) -> None:
    """Print what is lost without each group of rules: points of value F1, and of strict F1 of DATE entities."""
    full = {name: tempeval(part, score, corpus)["value_f1"] for name, part in documents.items()}
    full_dates = date_entity_score(articles).f1
    print("\n| without | meantime value F1 | wikiwars value F1 | gold/train DATE strict F1 |\n|---|---|---|---|")
    for group in GROUPS:
        rest = ALL - {group}
        lost = [
            100 * (tempeval(part, score, corpus, rest)["value_f1"] - full[name]) for name, part in documents.items()
        ]
        lost.append(100 * (date_entity_score(articles, rest).f1 - full_dates))
        print(f"| {group} | " + " | ".join(f"{points:+.1f}" for points in lost) + " |")


if __name__ == "__main__":
    main()
