"""Lists the most frequent mentions of some labels in random news items, with their contexts, for a person to read.

    python tests/benchmarks/frequent_mentions.py SHARED [--items 10000] [--top 200] [--label WEAPON --label EXERCISE]

Of each mention it prints how often it was found, the share found in the knowledge base, and three contexts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from defevents.extractor import Extractor
from defevents.records import Article, Extraction

CORPUS = "corpora/current-events-2002-2021.jsonl.gz"
CONTEXTS = 3
REACH = 45


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--top", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--label", action="append")
    options = parser.parse_args()
    labels = set(options.label or ("WEAPON", "EXERCISE"))
    with gzip.open(options.shared / CORPUS, "rt", encoding="utf-8") as lines:
        raws = random.Random(options.seed).sample(list(map(json.loads, lines)), options.items)
    counts: Counter[tuple[str, str]] = Counter()
    linked: Counter[tuple[str, str]] = Counter()
    contexts: dict[tuple[str, str], list[str]] = defaultdict(list)
    articles = (Article(id=r["id"], text=r["text"], published=r["published"]) for r in raws)
    for result in Extractor().extract_many(articles):
        if not isinstance(result, Extraction):
            continue
        text = result.article.text
        for entity in result.entities:
            for mention in entity.mentions:
                if mention.label in labels:
                    key = (mention.label, mention.text)
                    counts[key] += 1
                    linked[key] += entity.kb_id is not None
                    if len(contexts[key]) < CONTEXTS:
                        before, after = text[max(0, mention.start - REACH) : mention.start], text[mention.end :][:REACH]
                        contexts[key].append(f"{before}[{mention.text}]{after}".replace("\n", " "))
    print(f"{sum(counts.values())} mentions of {len(counts)} kinds in {options.items} items")
    for key, count in counts.most_common(options.top):
        print(f"{count:4} {linked[key] / count:4.0%} {key[0]:8} {key[1]}")
        for context in contexts[key]:
            print(f"          {context}")


if __name__ == "__main__":
    main()
