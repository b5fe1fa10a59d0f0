"""Measures merging: on stories of several outlets, on news items of one day and topic, and its time at scale.

python tests/benchmarks/merge.py [--pipeline] [--fit] [--scale] [--shared SHARED]
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import defevents
from defevents import Article, EventGraph, Extraction
from defevents.graph.facts import read_facts
from defevents.graph.merge import Strategy
from defevents.graph.similarity import CUES, Weights, cues, load_weights

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "graph"))

from merging_measure import (  # noqa: E402
    Example,
    Score,
    b_cubed,
    cross_validated,
    examples,
    found_events,
    grouped,
    learn,
    pairwise,
)
from stories import Report, load_stories  # noqa: E402

WEIGHTS = HERE.parents[2] / "src" / "defevents" / "graph" / "data" / "merging_weights.toml"
SAME_DAY = HERE.with_name("merge_current_events.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--pipeline", action="store_true", help="measure on the pipeline's extractions of the stories too"
    )
    parser.add_argument("--fit", action="store_true", help="learn the weights from all stories and write them")
    parser.add_argument("--scale", action="store_true", help="time merging of 10,000 to 80,000 extractions")
    parser.add_argument(
        "--shared",
        type=Path,
        help="folder with news items: learn from pairs of them too, and measure on others of one day and topic",
    )
    options = parser.parse_args()

    reports = load_stories()
    own = [report.extraction for report in reports]
    told = _extracted([x.article for x in own])
    news = _news(options.shared) if options.shared else None
    training = examples(reports, own) + examples(reports, told) + (_news_examples(news) if news else [])
    _stories(reports, own, told if options.pipeline else None, training)
    if options.fit:
        WEIGHTS.write_text(_table(learn(training)), encoding="utf-8")
        load_weights.cache_clear()
    if news:
        _same_day(news)
    if options.scale:
        for number in (10_000, 20_000, 40_000, 80_000):
            _time(number, days=number // 3)
        _time(40_000, days=3_000)


def _extracted(articles: list[Article]) -> list[Extraction]:
    return [x for x in defevents.extract_many(articles) if isinstance(x, Extraction)]


def _stories(
    reports: list[Report], own: list[Extraction], told: list[Extraction] | None, training: list[Example]
) -> None:
    right = {report.node: report.event for report in reports}
    pairs = [(a, b) for n, a in enumerate(reports) for b in reports[:n] if a.story == b.story]
    same = sum(a.event == b.event for a, b in pairs)
    print(
        f"{len(reports)} reports, {len(set(right.values()))} events; {same} true pairs, {len(pairs) - same} near misses"
    )
    _row("as annotated, cross-validated", right, cross_validated(reports, own, training))
    _row("  every event exactly alike", right, grouped(EventGraph(own), Strategy(exact=True)))
    if told is not None:
        made = cross_validated(reports, told, training)
        found = found_events(reports, told)
        print(f"{len(found)} of {len(reports)} events are found by the pipeline")
        _row("as extracted, cross-validated", right, made)
        _row("  of those found", {node: event for node, event in right.items() if node in found}, made)


def _row(name: str, right: dict[str, str], made: dict[str, str]) -> None:
    print(f"{name:36}", *(f"{kind} {_shown(score)}" for kind, score in (("pairwise", pairwise(right, made)),
                                                                         ("B-cubed", b_cubed(right, made)))))  # fmt: skip


def _shown(score: Score) -> str:
    return f"F1 {score.f1:.3f} (P {score.precision:.3f} R {score.recall:.3f})"


def _table(weights: Weights) -> str:
    lines = [
        "# Weights of the cues of defevents/graph/similarity.py, in log odds: learned from pairs of reports by",
        "# tests/benchmarks/merge.py --fit.",
        f"bias = {weights.bias:.3f}",
        "",
        "[cues]",
        *(f"{name} = {weights.cues[name]:.3f}" for name in CUES),
    ]
    return "\n".join(lines) + "\n"


class News(NamedTuple):
    """News items, and pairs of their events: article and offset of the trigger of each, and whether they are one."""

    extractions: dict[str, Extraction]
    rows: list[dict[str, Any]]

    def nodes(self, row: dict[str, Any]) -> list[str | None]:
        """Event nodes of a pair, None for one that was not found."""
        return [_at(self.extractions[article], offset) for article, offset in (row["a"], row["b"])]


def _news(shared: Path) -> News:
    """Extract the news items of the days and topics that the labeled pairs are of."""
    rows = [json.loads(line) for line in SAME_DAY.read_text(encoding="utf-8").splitlines()]
    wanted = {report[0] for row in rows for report in (row["a"], row["b"])}
    with gzip.open(shared / "corpora" / "current-events-2002-2021.jsonl.gz", "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    topics = {(item["published"], item["title"]) for item in items if item["id"] in wanted}
    articles = [
        Article(id=item["id"], title=item["title"], published=item["published"], text=item["text"])
        for item in items
        if (item["published"], item["title"]) in topics
    ]
    return News({x.id: x for x in _extracted(articles)}, rows)


def _news_examples(news: News) -> list[Example]:
    """Pairs of news items to learn from; those of other days are measured."""
    graph = EventGraph(news.extractions.values()).graph
    found = []
    for number, row in enumerate(news.rows):
        a, b = news.nodes(row)
        if row["part"] == "learn" and a and b:
            found.append(Example(cues(read_facts(graph, a), read_facts(graph, b)), row["same"], f"news {number}"))
    return found


def _same_day(news: News) -> None:
    """Merge the news items, and count the pairs to measure that end in one node."""
    groups = grouped(EventGraph(news.extractions.values()), Strategy())
    rows = [row for row in news.rows if row["part"] == "measure"]
    hits = given = right = lost = 0
    for row in rows:
        a, b = news.nodes(row)
        lost += row["same"] and not (a and b)
        joined = bool(a and b and groups[a] == groups[b])
        hits, given, right = hits + (joined and row["same"]), given + joined, right + row["same"]
    print(
        f"{len(news.extractions)} news items; of {len(rows)} pairs of one day and topic, {right} are of one event; "
        f"{given} end in one node, {hits} of them rightly; of {lost} the pipeline lacks an event"
    )


def _at(extraction: Extraction, offset: int) -> str | None:
    for event in extraction.events:
        if any(trigger.start == offset for trigger in event.triggers):
            return f"event:{extraction.id}#{event.id}"
    return None


def _time(number: int, *, days: int) -> None:
    started = time.process_time()
    graph = EventGraph(_multiplied(number, days))
    built = time.process_time()
    merged = graph.merge()
    ended = time.process_time()
    print(
        f"{number:,} extractions in {days:,} days, {len(graph):,} events: built in {built - started:.1f} CPU seconds, merged into "
        f"{len(merged):,} in {ended - built:.1f}"
    )


def _multiplied(number: int, span: int) -> Iterator[Extraction]:
    """Stories told again and again: shifted by days, between other countries, with other amounts, in a fixed order."""
    chance = random.Random(7)
    originals = [report.extraction for report in load_stories()]
    countries = [f"{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJ"]
    for copy in range(number // len(originals) + 1):
        moved = {code: chance.choice(countries) for code in countries}
        days = chance.randrange(span)
        for original in originals[: number - copy * len(originals)]:
            yield _moved(original, f"{original.id}~{copy}", moved, days)


def _moved(extraction: Extraction, name: str, countries: dict[str, str], days: int) -> Extraction:
    shift = dt.timedelta(days=days)
    article = extraction.article
    entities = tuple(
        entity.model_copy(update={"kb_id": countries.get(entity.kb_id or "", entity.kb_id),
                                  "country": countries.get(entity.country or "", entity.country)})
        for entity in extraction.entities
    )  # fmt: skip
    events = tuple(
        event.model_copy(
            update={
                "date": event.date
                and event.date.model_copy(update={"start": event.date.start + shift, "end": event.date.end + shift})
            }
        )
        for event in extraction.events
    )
    moved = article.model_copy(update={"id": name, "published": article.published and article.published + shift})
    return extraction.model_copy(update={"article": moved, "entities": entities, "events": events})


if __name__ == "__main__":
    main()
