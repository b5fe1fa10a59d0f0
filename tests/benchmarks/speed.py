"""Measures time to import, to load and to extract, against spaCy's own on the same pipeline and text.

    python tests/benchmarks/speed.py SHARED [--rounds N] [--profile]

SHARED is the folder that holds ``gold/`` (with its scorer, ``goldkit.py``) and ``corpora/``. Prints a table in Markdown;
with ``--profile``, the share of each component of the pipeline as well. Of several rounds the fastest counts, as others
may share the machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from accuracy import CORPUS, load_goldkit
from spacy.language import Language

from defevents import Article
from defevents.extractor import BATCH, Extractor
from defevents.knowledge.lexicon import load_lexicon
from defevents.learned.decisions import model_folder

GOLD = ("dev/items", "dev/articles")
GOLD_REPEATED = 3
CORPUS_ITEMS = 2_000

TIMED = """
import sys, time
{before}
started = time.perf_counter()
{timed}
print(time.perf_counter() - started)
assert {check}
"""
IMPORT = TIMED.format(before="", timed="import defevents", check="'spacy' not in sys.modules")
IMPORTS = "import spacy, defevents.extractor; from defevents.learned.decisions import model_folder"
LOAD_BASE = TIMED.format(before=IMPORTS, timed="spacy.load(model_folder())", check="True")
LOAD = TIMED.format(before=IMPORTS, timed="defevents.load()", check="True")


def seconds_of(code: str, rounds: int) -> float:
    """Seconds that `code` prints, in a process of its own; the fastest round."""
    return min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(rounds))


def seconds_to_run(command: list[str], rounds: int) -> float:
    """Seconds that a command takes from start to end; the fastest round."""

    def once() -> float:
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started

    return min(once() for _ in range(rounds))


def gold_articles(shared: Path) -> list[Article]:
    """The annotated articles, several times over."""
    goldkit = load_goldkit(shared)
    corpus = goldkit.read_corpus(str(shared / CORPUS))
    golds = [gold for part in GOLD for gold in goldkit.read_gold([str(shared / "gold" / part)], corpus)]
    articles = [Article(id=g.id, text=g.text, published=g.published) for g in golds]
    return [a.model_copy(update={"id": f"{a.id}-{n}"}) for n in range(GOLD_REPEATED) for a in articles]


def corpus_articles(shared: Path) -> list[Article]:
    """News items drawn at random, the same at every run."""
    with gzip.open(shared / CORPUS, "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    drawn = random.Random(0).sample(items, CORPUS_ITEMS)
    return [Article(id=item["id"], text=item["text"], published=item["published"]) for item in drawn]


def base_run(nlp: Language, articles: list[Article]) -> None:
    for _ in nlp.pipe((article.text for article in articles), batch_size=BATCH):
        pass


def own_run(extractor: Extractor, articles: list[Article]) -> None:
    for _ in extractor.extract_many(articles):
        pass


def throughput(articles: list[Article], rounds: int) -> tuple[float, float]:
    """Words a second of the base pipeline and of defevents, in turn, so that both see the same load of the machine."""
    base, own = spacy.load(model_folder()), Extractor()
    words = sum(len(article.text.split()) for article in articles)
    runs: tuple[Callable[[], None], ...] = (lambda: base_run(base, articles), lambda: own_run(own, articles))
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for n, run in enumerate(runs):
            started = time.process_time()
            run()
            best[n] = min(best[n], time.process_time() - started)
    return words / best[0], words / best[1]


def names_matched(texts: list[str], rounds: int) -> float:
    """Words a second in which all names of the knowledge base are found, after one run that warms them up."""
    lexicon = load_lexicon(())
    best = float("inf")
    for _ in range(rounds + 1):
        started = time.process_time()
        for text in texts:
            for _match in lexicon.find(text):
                pass
        best = min(best, time.process_time() - started)
    return sum(len(text.split()) for text in texts) / best


def peak_of_this_process() -> float:
    """Peak resident memory in MB; not `ru_maxrss`, which a process inherits from the one that started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def peak_memory(kind: str, texts: str, shared: Path) -> float:
    """Peak resident memory, in MB, of a process that does nothing else."""
    command = [sys.executable, __file__, str(shared), "--memory", kind, "--texts", texts]
    return float(subprocess.check_output(command))


def profile(articles: list[Article]) -> Iterator[str]:
    """Share of each component in the time of the pipeline."""
    extractor = Extractor()
    own_run(extractor, articles[:200])
    spent: dict[str, float] = {}
    for start in range(0, len(articles), BATCH):
        docs = [extractor._prepare(article) for article in articles[start : start + BATCH]]
        for name, pipe in extractor.nlp.pipeline:
            began = time.process_time()
            docs = list(pipe.pipe(docs, batch_size=BATCH)) if hasattr(pipe, "pipe") else [pipe(doc) for doc in docs]
            spent[name] = spent.get(name, 0.0) + time.process_time() - began
    total = sum(spent.values())
    for name, seconds in sorted(spent.items(), key=lambda pair: -pair[1]):
        yield f"| {name} | {seconds:.2f} s | {seconds / total:.1%} |"


TEXTS = {"gold": gold_articles, "corpus": corpus_articles}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--memory", choices=("base", "defevents"), help=argparse.SUPPRESS)
    parser.add_argument("--texts", choices=TEXTS, default="gold", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        articles = TEXTS[options.texts](options.shared)
        if options.memory == "base":
            base_run(spacy.load(model_folder()), articles)
        else:
            own_run(Extractor(), articles)
        print(peak_of_this_process())
        return
    print("| what | base | defevents | floor |")
    print("|---|---|---|---|")
    imported = seconds_of(IMPORT, 5)
    print(f"| `import defevents`, without spaCy | | {imported:.3f} s | 0.3 s |")
    helped = seconds_to_run([sys.executable, "-m", "defevents", "--help"], 5)
    print(f"| `defevents --help` | | {helped:.3f} s | 0.6 s |")
    base, own = seconds_of(LOAD_BASE, options.rounds), seconds_of(LOAD, options.rounds)
    print(f"| load | {base:.2f} s | {own:.2f} s ({own / base:.2f} times) | 1.5 times |")
    for name, read in TEXTS.items():
        articles = read(options.shared)
        matched = names_matched([article.text for article in articles], options.rounds + 4)
        print(f"| {name}: all names matched, words a CPU second | | {matched:,.0f} | 1,000,000 |")
        words = sum(len(article.text.split()) for article in articles)
        base, own = throughput(articles, options.rounds)
        print(
            f"| {name}: {len(articles):,} articles, {words:,} words; words a CPU second "
            f"| {base:,.0f} | {own:,.0f} ({own / base:.2f} times) | 0.5 times |"
        )
        base, own = (peak_memory(kind, name, options.shared) for kind in ("base", "defevents"))
        print(f"| {name}: peak memory | {base:,.0f} MB | {own:,.0f} MB | |")
    if options.profile:
        print("\n| component | time | share |\n|---|---|---|")
        print("\n".join(profile(gold_articles(options.shared))))


if __name__ == "__main__":
    main()
