"""Measures batch runs: the first look against the base pipeline, two processes against one, and memory.

    python tests/benchmarks/batch.py SHARED look [--items 20000]
    python tests/benchmarks/batch.py SHARED relevant
    python tests/benchmarks/batch.py SHARED workers [--items 20000]
    python tests/benchmarks/batch.py SHARED memory

SHARED is the folder that holds ``gold/`` and ``corpora/``. ``look`` takes the same random items that
``models/scripts/train_first_look.py`` must not see. Times are CPU seconds of this process, except those of workers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from accuracy import CORPUS
from speed import gold_articles

from defevents import Article, Extraction
from defevents.batch import run
from defevents.batch.extraction import shipped_extractor
from defevents.batch.progress import Silent
from defevents.extractor import BATCH
from defevents.learned.decisions import model_folder
from defevents.prefilter import load_first_look

SEED = 6
HELD_OUT = 20_000
FIRST_ITEMS = 5_000


def items(shared: Path) -> list[Article]:
    """All items in random order, the same at every run; the first `HELD_OUT` are for measuring."""
    with gzip.open(shared / CORPUS, "rt", encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    drawn = random.Random(SEED).sample(read, len(read))
    return [Article(id=item["id"], text=item["text"], published=item["published"]) for item in drawn]


def words_of(articles: list[Article]) -> int:
    return sum(len(article.text.split()) for article in articles)


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def look(shared: Path, number: int) -> Iterator[str]:
    """The first look on items of all kinds: speed, and events kept."""
    articles = items(shared)[:HELD_OUT][:number]
    words = words_of(articles)
    base, extractor, first_look = spacy.load(model_folder()), shipped_extractor(()), load_first_look()
    list(extractor.extract_many(articles[:200]))
    first_look(articles[0].text)
    kept: list[Article] = []
    alone = seconds(lambda: kept.extend(a for a in articles if first_look(a.text)))
    found: list[Extraction] = []
    rest = seconds(lambda: found.extend(r for r in extractor.extract_many(kept) if isinstance(r, Extraction)))
    plain = seconds(lambda: [None for _ in base.pipe((a.text for a in articles), batch_size=BATCH)])
    passed = {article.id for article in kept}
    dropped = [article for article in articles if article.id not in passed]
    missed = sum(len(r.events) for r in extractor.extract_many(dropped) if isinstance(r, Extraction))
    events = sum(len(r.events) for r in found)
    yield f"{len(articles):,} random items, {words:,} words; words a CPU second"
    yield f"base: {words / plain:,.0f}"
    yield f"first look alone: {words / alone:,.0f}"
    yield f"first look and extraction: {words / (alone + rest):,.0f} ({plain / (alone + rest):.2f} times the base; floor 4)"
    yield f"words parsed: {words_of(kept) / words:.1%}"
    yield f"events kept: {events:,} of {events + missed:,}, {events / (events + missed):.2%} (floor 99 %)"


def relevant(shared: Path, _: int) -> Iterator[str]:
    """Extraction as batch runs do it, on articles that are all about the field."""
    articles = gold_articles(shared)
    base, extractor, first_look = spacy.load(model_folder()), shipped_extractor(()), load_first_look()
    best = [float("inf"), float("inf")]
    for _round in range(2):
        plain = seconds(lambda: [None for _ in base.pipe((a.text for a in articles), batch_size=BATCH)])
        own = seconds(lambda: [None for _ in extractor.extract_many(a for a in articles if first_look(a.text))])
        best = [min(best[0], plain), min(best[1], own)]
    words = words_of(articles)
    yield f"{len(articles):,} development articles, {words:,} words; words a CPU second"
    yield f"base: {words / best[0]:,.0f}"
    yield f"first look and extraction: {words / best[1]:,.0f} ({best[0] / best[1]:.2f} times the base; floor 0.75)"


def written(articles: list[Article], folder: Path) -> Path:
    path = folder / "items.jsonl"
    path.write_text("".join(a.model_dump_json() + "\n" for a in articles), encoding="utf-8")
    return path


def workers(shared: Path, number: int) -> Iterator[str]:
    """Wall time of a whole run with one and with two processes."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(items(shared)[:number], Path(folder))
        took = {}
        for count in (1, 2):
            began = time.perf_counter()
            run([path], Path(folder) / str(count), workers=count, shard_articles=250)
            took[count] = time.perf_counter() - began
        yield f"{number:,} items: one process {took[1]:.1f} s, two {took[2]:.1f} s: {took[1] / took[2]:.2f} times (floor 1.8)"


def resident() -> float:
    """Resident memory of this process in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


class Memory(Silent):
    """Takes down the resident memory after each shard."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, float]] = []
        self._done = 0

    def begin(self, what: str, unit: str, total: int | None, done: int = 0) -> None:  # noqa: ARG002
        self._done = done
        self.taken.append((0, resident()))

    def advance(self, number: int, failures: int = 0) -> None:  # noqa: ARG002
        self._done += number
        self.taken.append((self._done, resident()))


def memory(shared: Path, number: int) -> Iterator[str]:
    """Resident memory of a run in one process over all items."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(items(shared)[: number or None], Path(folder))
        taken = Memory()
        began = time.perf_counter()
        summary = run([path], Path(folder) / "out", engine="inprocess", progress=taken)
        took = time.perf_counter() - began
        size = sum(file.stat().st_size for file in (Path(folder) / "out").rglob("*") if file.is_file())
    parts = [n for n, (done, _) in enumerate(taken.taken) if done == 0]
    extracting = taken.taken[parts[-1] :]
    first = next(size for done, size in extracting if done >= FIRST_ITEMS)
    yield f"{summary.articles:,} articles, {summary.words:,} words, {summary.events:,} events in {took:,.0f} s"
    yield f"resident after {FIRST_ITEMS:,}: {first:,.0f} MB; at most {max(s for _, s in extracting):,.0f} MB; at the end {extracting[-1][1]:,.0f} MB"
    yield f"growth after the first {FIRST_ITEMS:,}: {max(s for d, s in extracting if d >= FIRST_ITEMS) - first:,.0f} MB (floor 100)"
    yield f"output: {size / summary.articles:,.0f} bytes an article"


PARTS = {"look": (look, HELD_OUT), "relevant": (relevant, 0), "workers": (workers, HELD_OUT), "memory": (memory, 0)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--items", type=int)
    options = parser.parse_args()
    measure, number = PARTS[options.part]
    for line in measure(options.shared, options.items or number):
        print(line, flush=True)


if __name__ == "__main__":
    main()
