"""Merging is measured on stories whose weights were learned without them."""

from __future__ import annotations

from itertools import combinations

import pytest
from merging_measure import b_cubed, cross_validated, examples, grouped, pairwise
from stories import Report, load_stories

from defevents import EventGraph
from defevents.extractor import Extractor
from defevents.graph.merge import Strategy
from defevents.records import Extraction


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return load_stories()


@pytest.fixture(scope="module")
def right(reports: list[Report]) -> dict[str, str]:
    return {report.node: report.event for report in reports}


def test_there_are_pairs_enough(reports: list[Report]) -> None:
    pairs = [(a, b) for a, b in combinations(reports, 2) if a.story == b.story]
    same = sum(a.event == b.event for a, b in pairs)
    assert same >= 60
    assert len(pairs) - same >= 60
    assert len({report.extraction.article.source for report in reports}) > 10


def test_reports_of_unseen_stories_are_grouped_rightly(reports: list[Report], right: dict[str, str]) -> None:
    own = [report.extraction for report in reports]
    groups = cross_validated(reports, own, examples(reports, own))
    assert pairwise(right, groups).f1 >= 0.80
    assert b_cubed(right, groups).f1 >= 0.90


def test_weighing_finds_what_sameness_does_not(reports: list[Report], right: dict[str, str]) -> None:
    graph = EventGraph(report.extraction for report in reports)
    assert pairwise(right, grouped(graph, Strategy(exact=True))).recall < 0.1
    assert pairwise(right, grouped(graph, Strategy())).recall > 0.8


def test_the_pipelines_extractions_are_seldom_joined_wrongly(
    extractor: Extractor, reports: list[Report], right: dict[str, str]
) -> None:
    told = [x for x in extractor.extract_many(r.extraction.article for r in reports) if isinstance(x, Extraction)]
    training = examples(reports, [report.extraction for report in reports]) + examples(reports, told)
    groups = cross_validated(reports, told, training)
    assert pairwise(right, groups).precision >= 0.80
    assert b_cubed(right, groups).f1 >= 0.85


@pytest.mark.parametrize(
    ("made", "pairs", "cubed"),
    [
        ({"a": "1", "b": "1", "c": "2"}, (1.0, 1.0), (1.0, 1.0)),
        ({"a": "1", "b": "1", "c": "1"}, (1 / 3, 1.0), (5 / 9, 1.0)),
        ({"a": "1", "b": "2", "c": "3"}, (1.0, 0.0), (1.0, 2 / 3)),
    ],
)
def test_measures_are_those_of_the_books(
    made: dict[str, str], pairs: tuple[float, float], cubed: tuple[float, float]
) -> None:
    right = {"a": "x", "b": "x", "c": "y"}
    assert pairwise(right, made)[:2] == pytest.approx(pairs)
    assert b_cubed(right, made)[:2] == pytest.approx(cubed)
