"""Learns the weights of merging from pairs of reports, and measures groups of reports against the right ones."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from stories import Report

from defevents import EventGraph, Extraction
from defevents.graph.facts import Facts, read_facts
from defevents.graph.merge import Strategy
from defevents.graph.similarity import CUES, Weights, cues, same_kind

FOLDS = 10
PULL = 1.0
"""How strongly learned weights are held to those that were set by hand."""

NAMES = ["bias", *CUES]


class Score(NamedTuple):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float


class Example(NamedTuple):
    """A pair of reports of a story: its cues, whether they are of one event, and the story."""

    cues: dict[str, float]
    same: bool
    story: str


def hand_set() -> Weights:
    """Weights that were set by hand, from which learning starts."""
    table = tomllib.loads(Path(__file__).with_name("hand_set_weights.toml").read_text(encoding="utf-8"))
    return Weights(bias=table["bias"], cues=table["cues"])


def found_events(reports: Sequence[Report], extractions: Sequence[Extraction]) -> dict[str, str]:
    """Nodes of the events that an extraction found by a right trigger, by the nodes of the reports' own."""
    found = {}
    for report, extraction in zip(reports, extractions, strict=True):
        right = report.extraction.events[0]
        trigger = right.triggers[0]
        hits = [
            e for e in extraction.events if any(t.start < trigger.end and trigger.start < t.end for t in e.triggers)
        ]
        if hits:
            best = min(hits, key=lambda e: e.type != right.type)
            found[report.node] = f"event:{extraction.id}#{best.id}"
    return found


def examples(reports: Sequence[Report], extractions: Sequence[Extraction]) -> list[Example]:
    """Make an example of every pair of reports of a story whose events were found."""
    graph = EventGraph(extractions).graph
    found = found_events(reports, extractions)
    facts: dict[str, Facts] = {node: read_facts(graph, event) for node, event in found.items()}
    return [
        Example(cues(facts[a.node], facts[b.node]), a.event == b.event, a.story)
        for a, b in combinations(reports, 2)
        if a.story == b.story
        and a.node in facts
        and b.node in facts
        and same_kind(facts[a.node].type, facts[b.node].type)
    ]


def learn(given: Sequence[Example], *, pull: float = PULL, rounds: int = 30) -> Weights:
    """Fit a logistic regression that is pulled towards the weights set by hand (a Gaussian prior, by Newton's method)."""
    start = hand_set()
    prior = np.array([start.bias, *(start.cues[name] for name in CUES)])
    rows = np.array([[1.0, *(example.cues.get(name, 0.0) for name in CUES)] for example in given])
    right = np.array([float(example.same) for example in given])
    held = np.full(len(prior), pull)
    held[0] = pull / 10
    weights = prior.copy()
    for _ in range(rounds):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - right) + held * (weights - prior)
        curve = (rows.T * (likely * (1 - likely))) @ rows + np.diag(held)
        weights -= np.linalg.solve(curve, slope)
    return Weights(bias=float(weights[0]), cues=dict(zip(CUES, map(float, weights[1:]), strict=True)))


def grouped(graph: EventGraph, strategy: Strategy) -> dict[str, str]:
    """Group that each event node is in, named by its merged node, or by itself."""
    merged = graph.merge(strategy)
    return {member: node for node, data in merged.events for member in data.get("members") or [node]}


def cross_validated(
    reports: Sequence[Report],
    extractions: Sequence[Extraction],
    training: Sequence[Example],
    *,
    folds: int = FOLDS,
) -> dict[str, str]:
    """Group the events of each tenth of the stories with weights learned from the other stories.

    Returns the group of each report's own event; of one that no extraction has, the event itself.
    """
    stories = sorted({report.story for report in reports})
    found = found_events(reports, extractions)
    groups: dict[str, str] = {}
    for fold in range(folds):
        held = set(stories[fold::folds])
        weights = learn([example for example in training if example.story not in held])
        pairs = [(r, x) for r, x in zip(reports, extractions, strict=True) if r.story in held]
        made = grouped(EventGraph(x for _, x in pairs), Strategy(weights=weights))
        groups |= {r.node: made[found[r.node]] if r.node in found else r.node for r, _ in pairs}
    return groups


def pairwise(right: Mapping[str, str], made: Mapping[str, str]) -> Score:
    """Precision and recall of the pairs that groups make."""
    pairs = list(combinations(sorted(right), 2))
    wanted = {pair for pair in pairs if right[pair[0]] == right[pair[1]]}
    given = {pair for pair in pairs if made[pair[0]] == made[pair[1]]}
    return _score(len(wanted & given), len(given), len(wanted))


def b_cubed(right: Mapping[str, str], made: Mapping[str, str]) -> Score:
    """B-cubed: for each event, the share of its group that belongs there, and of its right group that is there."""
    wanted, given = defaultdict(set), defaultdict(set)
    for node in right:
        wanted[right[node]].add(node)
        given[made[node]].add(node)
    shared = {node: len(wanted[right[node]] & given[made[node]]) for node in right}
    precision = sum(shared[n] / len(given[made[n]]) for n in right) / len(right)
    recall = sum(shared[n] / len(wanted[right[n]]) for n in right) / len(right)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def _score(hits: int, given: int, wanted: int) -> Score:
    precision, recall = hits / given if given else 1.0, hits / wanted if wanted else 1.0
    return Score(precision, recall, 2 * hits / (given + wanted) if given + wanted else 1.0)
