"""Measures merging: on stories of several outlets, on news items of one day and topic, and its time at scale.

python tests/benchmarks/merge.py [--pipeline] [--fit] [--scale] [--shared SHARED]
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import defevents
from defevents import Article, EventGraph, Extraction
from defevents.graph.merge import Strategy
from defevents.graph.similarity import CUES, Weights

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "graph"))

from merging_measure import (  # noqa: E402
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
    parser.add_argument("--pipeline", action="store_true", help="measure on the pipeline's extractions of the stories too")
    parser.add_argument("--fit", action="store_true", help="learn the weights from all stories and write them")
    parser.add_argument("--scale", action="store_true", help="time merging of 10,000 to 80,000 extractions")
    parser.add_argument("--shared", type=Path, help="measure on items of one day and topic, which are in this folder")
    options = parser.parse_args()

    reports = load_stories()
    own = [report.extraction for report in reports]
    told = _extracted([x.article for x in own])
    training = examples(reports, own) + examples(reports, told)
    _stories(reports, own, told if options.pipeline else None, training)
    if options.fit:
        WEIGHTS.write_text(_table(learn(training)), encoding="utf-8")
    if options.shared:
        _same_day(options.shared)
    if options.scale:
        for number in (10_000, 20_000, 40_000, 80_000):
            _time(number)


def _extracted(articles: list[Article]) -> list[Extraction]:
    return [x for x in defevents.extract_many(articles) if isinstance(x, Extraction)]


def _stories(reports: list[Report], own: list[Extraction], told: list[Extraction] | None, training: list) -> None:
    right = {report.node: report.event for report in reports}
    pairs = [(a, b) for n, a in enumerate(reports) for b in reports[:n] if a.story == b.story]
    same = sum(a.event == b.event for a, b in pairs)
    print(f"{len(reports)} reports, {len(set(right.values()))} events; {same} true pairs, {len(pairs) - same} near misses")
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


def _same_day(shared: Path) -> None:
    """Merge the news items that the labeled pairs are of, and count the pairs that end in one node."""
    rows = [json.loads(line) for line in SAME_DAY.read_text(encoding="utf-8").splitlines()]
    wanted = {report[0] for row in rows for report in (row["a"], row["b"])}
    days = {article.rsplit("/", 2)[0] for article in wanted}
    with gzip.open(shared / "corpora" / "current-events-2002-2021.jsonl.gz", "rt", encoding="utf-8") as lines:
        items = [item for item in map(json.loads, lines) if item["id"].rsplit("/", 2)[0] in days]
    articles = [Article(id=i["id"], title=i["title"], published=i["published"], text=i["text"]) for i in items]
    extractions = {x.id: x for x in _extracted(articles)}
    groups = grouped(EventGraph(extractions.values()), Strategy())
    hits = given = right = lost = 0
    for row in rows:
        nodes = [_at(extractions[article], offset) for article, offset in (row["a"], row["b"])]
        lost += None in nodes
        joined = None not in nodes and groups[nodes[0]] == groups[nodes[1]]
        hits, given, right = hits + (joined and row["same"]), given + joined, right + row["same"]
    print(
        f"{len(items)} news items of {len(days)} days; of {len(rows)} pairs of one day and topic, {right} are of one event; "
        f"{given} end in one node, {hits} of them rightly; {lost} were not found by the pipeline"
    )


def _at(extraction: Extraction, offset: int) -> str | None:
    for event in extraction.events:
        if any(trigger.start == offset for trigger in event.triggers):
            return f"event:{extraction.id}#{event.id}"
    return None


def _time(number: int) -> None:
    started = time.process_time()
    graph = EventGraph(_multiplied(number))
    built = time.process_time()
    merged = graph.merge()
    ended = time.process_time()
    print(
        f"{number:,} extractions, {len(graph):,} events: built in {built - started:.1f} CPU seconds, merged into "
        f"{len(merged):,} in {ended - built:.1f}"
    )


def _multiplied(number: int) -> Iterator[Extraction]:
    """Stories told again and again: shifted by days, between other countries, with other amounts, in a fixed order."""
    chance = random.Random(7)
    originals = [report.extraction for report in load_stories()]
    countries = [f"{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJ"]
    for copy in range(number // len(originals) + 1):
        moved = {code: chance.choice(countries) for code in countries}
        days = chance.randrange(3_000)
        for original in originals[: number - copy * len(originals)]:
            yield _moved(original, f"{original.id}~{copy}", moved, days)


def _moved(extraction: Extraction, name: str, countries: dict[str, str], days: int) -> Extraction:
    import datetime as dt

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
