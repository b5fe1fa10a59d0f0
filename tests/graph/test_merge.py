"""Merging joins the reports of one event, keeps all they say, and can be undone."""

from __future__ import annotations

import random
from typing import Any

import pytest
from stories import Report, load_stories

from defevents import EventGraph, Extraction
from defevents.graph.facts import read_facts
from defevents.graph.fuse import fuse
from defevents.graph.merge import Strategy
from defevents.graph.similarity import CUES, cues, likelihood, load_weights


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {report.extraction.id: report for report in load_stories()}


@pytest.fixture(scope="module")
def extractions(reports: dict[str, Report]) -> list[Extraction]:
    return [report.extraction for report in reports.values()]


@pytest.fixture(scope="module")
def graph(extractions: list[Extraction]) -> EventGraph:
    return EventGraph(extractions)


@pytest.fixture(scope="module")
def merged(graph: EventGraph) -> EventGraph:
    return graph.merge()


def nodes(graph: EventGraph) -> dict[str, dict[str, Any]]:
    return dict(graph.graph.nodes(data=True))


def edges(graph: EventGraph) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(s, t, k): d for s, t, k, d in graph.graph.edges(keys=True, data=True)}


def of(graph: EventGraph, *articles: str) -> dict[str, Any]:
    """Attributes of the node that the reports of these articles are joined in, and no others."""
    members = sorted(f"event:{name}#v1" for name in articles)
    (found,) = [data for _, data in graph.events if data.get("members") == members]
    return found


# Merging is explicit, reversible and deterministic.


def test_merging_leaves_the_graph_as_it_was(extractions: list[Extraction]) -> None:
    graph = EventGraph(extractions)
    before = nodes(graph), edges(graph)
    assert len(graph.merge()) < len(graph)
    assert (nodes(graph), edges(graph)) == before


def test_unmerging_brings_everything_back(graph: EventGraph, merged: EventGraph) -> None:
    assert nodes(merged.unmerge()) == nodes(graph)
    assert edges(merged.unmerge()) == edges(graph)


def test_merging_a_merged_graph_changes_nothing(merged: EventGraph) -> None:
    assert nodes(merged.merge()) == nodes(merged)
    assert edges(merged.merge()) == edges(merged)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_articles_makes_no_difference(
    seed: int, extractions: list[Extraction], merged: EventGraph
) -> None:
    shuffled = extractions.copy()
    random.Random(seed).shuffle(shuffled)
    again = EventGraph(shuffled).merge()
    assert list(again.graph.nodes(data=True)) == list(merged.graph.nodes(data=True))
    assert list(again.graph.edges(keys=True, data=True)) == list(merged.graph.edges(keys=True, data=True))


def test_events_of_one_article_are_never_joined(extractions: list[Extraction]) -> None:
    first = extractions[0]
    (event,) = first.events
    doubled = first.model_copy(update={"events": (event, event.model_copy(update={"id": "v2"}))})
    assert len(EventGraph([doubled]).merge()) == 2


def test_every_member_is_in_one_node(graph: EventGraph, merged: EventGraph) -> None:
    members = [member for node, data in merged.events for member in data.get("members") or [node]]
    assert sorted(members) == sorted(node for node, _ in graph.events)


def test_an_empty_graph_and_a_single_event_stay_what_they_are(extractions: list[Extraction]) -> None:
    assert len(EventGraph().merge()) == 0
    single = EventGraph(extractions[:1])
    assert nodes(single.merge()) == nodes(single)


def test_an_unknown_strategy_is_refused_with_the_known_ones(graph: EventGraph) -> None:
    with pytest.raises(ValueError, match="no strategy 'magic': choose one of weighted, exact"):
        graph.merge("magic")


def test_the_exact_strategy_joins_only_what_is_the_same(extractions: list[Extraction]) -> None:
    first = extractions[0]
    copy = first.model_copy(update={"article": first.article.model_copy(update={"id": "copy"})})
    graph = EventGraph([*extractions, copy]).merge("exact")
    assert [data["members"] for _, data in graph.events if data.get("members")] == [
        ["event:copy#v1", "event:estonia-himars-1#v1"]
    ]


def test_a_threshold_of_ones_own_is_used(graph: EventGraph) -> None:
    assert len(graph.merge(Strategy(threshold=0.999))) > len(graph.merge()) > len(graph.merge(Strategy(threshold=0.3)))


# What a joined event keeps.


def test_a_joined_event_keeps_every_article_role_and_claim(graph: EventGraph, merged: EventGraph) -> None:
    kept = sorted((d["kind"], d["relation"], d["article"], d["start"], d["evidence"]) for d in edges(merged).values())
    assert kept == sorted(
        (d["kind"], d["relation"], d["article"], d["start"], d["evidence"]) for d in edges(graph).values()
    )


def test_rival_amounts_are_a_range_with_their_sources(merged: EventGraph) -> None:
    event = of(merged, "egypt-rafale-1", "egypt-rafale-2", "egypt-rafale-3")
    assert (event["money_from"], event["money_to"]) == (3.75e9, 4e9)
    assert event["quantity"] == 30
    assert "money" in event["conflicts"]
    assert [(v["value"], v["articles"], v["outlets"]) for v in event["values"]["money"]] == [
        ("EUR 3750000000", ["egypt-rafale-2"], ["Paris Evening"]),
        ("EUR 4000000000", ["egypt-rafale-3"], ["Arms Ledger"]),
    ]


def test_accusation_and_denial_are_one_event(merged: EventGraph) -> None:
    event = of(merged, "kaliningrad-iskander-1", "kaliningrad-iskander-2", "kaliningrad-iskander-3")
    assert "claims" in event["conflicts"]
    assert event["reports"] == 3


def test_the_original_reports_stand_in_the_event(graph: EventGraph, merged: EventGraph) -> None:
    event = of(merged, "turkey-s400-1", "turkey-s400-2", "turkey-s400-3")
    for version in event["versions"]:
        assert {k: v for k, v in version.items() if k != "node"} == graph.graph.nodes[version["node"]]


def two(reports: dict[str, Report], **changes: Any) -> dict[str, Any]:
    """The event of two reports of one order, the second changed."""
    first, second = (reports[name].extraction for name in ("estonia-himars-1", "estonia-himars-2"))
    (event,) = second.events
    changed = second.model_copy(update={"events": (event.model_copy(update=changes),)})
    return of(
        EventGraph([first, changed]).merge(Strategy(threshold=0.05, veto=0)), "estonia-himars-1", "estonia-himars-2"
    )


def test_the_latest_status_goes_first_and_a_denial_is_a_conflict(reports: dict[str, Report]) -> None:
    assert two(reports, status="negated")["conflicts"] == ["status"]
    assert "status" not in two(reports, status="occurred")["conflicts"]
    assert two(reports, status="occurred")["values"]["status"][0]["value"] == "occurred"


def number(value: float, bound: str = "exact", low: float | None = None) -> dict[str, Any]:
    return {"quantity": value, "quantity_bound": bound, "quantity_low": low}


def money(value: str, bound: str = "exact", low: float | None = None) -> dict[str, Any]:
    return {"money": value, "money_bound": bound, "money_low": low}


def days(date: str, start: str | None, end: str | None) -> dict[str, Any]:
    return {"date": date, "start": start, "end": end}


# What two reports or more say, and whether that cannot all be true.
RIVAL_VALUES: list[tuple[str, list[dict[str, Any]], bool]] = [
    ("quantity", [number(24), number(30)], True),
    ("quantity", [number(24, "at_least"), number(30)], False),
    ("quantity", [number(31, "at_least"), number(30)], True),
    ("quantity", [number(24, "at_most"), number(30)], True),
    ("quantity", [number(40, low=20), number(30)], False),
    ("quantity", [number(31, "about"), number(30)], False),
    ("quantity", [number(60, "about"), number(30)], True),
    ("quantity", [number(24, "at_least"), number(30), number(40)], True),
    ("quantity", [number(2) | {"quantity_unit": "squadrons"}, number(30)], False),
    ("money", [money("EUR 3750000000"), money("USD 4500000000")], False),
    ("money", [money("EUR 3750000000"), money("USD 4500000000"), money("EUR 4000000000")], True),
    ("money", [money("EUR 4000000000", "at_most"), money("EUR 3750000000")], False),
    ("date", [days("2031-09-17", "2031-09-17", "2031-09-17"), days("2031-W38", "2031-09-15", "2031-09-21")], False),
    ("date", [days("2031-09-17", "2031-09-17", "2031-09-17"), days("2031-W39", "2031-09-22", "2031-09-28")], True),
    ("date", [days("2031-09-17", "2031-09-17", "2031-09-17"), days("FUTURE_REF", None, None)], False),
    ("date", [days("2031-09-17", "2031-09-17", "2031-09-17"), days("2031/", "2031-01-01", None)], False),
]


@pytest.mark.parametrize(("attribute", "told", "found"), RIVAL_VALUES)
def test_only_what_cannot_all_be_true_is_a_conflict(attribute: str, told: list[dict[str, Any]], found: bool) -> None:
    graph = EventGraph()
    for name, version in zip("abcd", told, strict=False):
        event = {"event_type": "TRANSFER", "status": "planned", "label": name, "trigger": "sell", "confidence": 1.0}
        graph.graph.add_node(f"event:{name}#v1", kind="event", **event, **version)
        graph.graph.add_node(f"article:{name}", kind="article", label=name)
        graph.graph.add_edge(f"event:{name}#v1", f"article:{name}", kind="report", relation="reported in", article=name)
    joined = graph.graph.nodes[fuse(graph.graph, [node for node, _ in graph.events])]
    assert joined["conflicts"] == ([attribute] if found else [])
    assert len(joined["values"][attribute]) == len(told)


def test_the_furthest_stage_goes_first(reports: dict[str, Report]) -> None:
    assert two(reports, stage="delivering")["stage"] == "delivering"
    assert two(reports, stage="requested")["stage"] == "signed"


# Adding and removing after merging.


def test_removing_an_article_of_a_joined_event_keeps_the_others_together(extractions: list[Extraction]) -> None:
    graph = EventGraph(x for x in extractions if x.id.startswith("turkey-s400")).merge()
    graph.remove("turkey-s400-3")
    event = of(graph, "turkey-s400-1", "turkey-s400-2")
    assert event["reports"] == 2
    graph.remove("turkey-s400-2")
    assert "event:turkey-s400-1#v1" in graph.graph
    assert not [d for d in edges(graph).values() if d["article"] in ("turkey-s400-2", "turkey-s400-3")]


def test_an_article_added_after_merging_stands_alone_until_merged_again(
    extractions: list[Extraction], merged: EventGraph
) -> None:
    last = next(x for x in extractions if x.id == "turkey-s400-3")
    graph = EventGraph(x for x in extractions if x.id != last.id).merge()
    graph.add(last)
    assert "event:turkey-s400-3#v1" in graph.graph
    assert nodes(graph.merge()) == nodes(merged)


def test_adding_an_article_again_to_a_merged_graph_replaces_what_it_said(extractions: list[Extraction]) -> None:
    graph = EventGraph(x for x in extractions if x.id.startswith("turkey-s400")).merge()
    again = next(x for x in extractions if x.id == "turkey-s400-1")
    graph.add(again.model_copy(update={"events": ()}))
    assert of(graph, "turkey-s400-2", "turkey-s400-3")["reports"] == 2
    assert not [d for d in edges(graph).values() if d["article"] == "turkey-s400-1"]


# What tells events apart.


def cues_of(graph: EventGraph, one: str, other: str) -> dict[str, float]:
    a, b = (read_facts(graph.graph, f"event:{name}#v1") for name in (one, other))
    assert cues(a, b) == cues(b, a)
    assert likelihood(a, b, load_weights()) == likelihood(b, a, load_weights())
    return cues(a, b)


@pytest.mark.parametrize(
    ("one", "other", "shown", "missing"),
    [
        (
            "kaliningrad-iskander-1",
            "kaliningrad-iskander-2",
            {"item_same", "place_same", "date_fits"},
            {"item_differs"},
        ),
        ("kaliningrad-iskander-1", "kaliningrad-iskander-3", {"item_kind", "doer_same"}, {"item_differs"}),
        ("kaliningrad-iskander-1", "kaliningrad-iskander-4", {"item_differs"}, {"item_kind", "item_same"}),
        ("kaliningrad-iskander-1", "kaliningrad-iskander-5", {"place_differs", "date_near"}, {"place_same"}),
        ("kaliningrad-iskander-1", "kaliningrad-iskander-6", {"date_far", "reported_far"}, {"date_same"}),
        ("zapad-1", "zapad-3", {"name_same"}, {"name_differs"}),
        ("zapad-1", "zapad-4", {"name_differs"}, {"name_same"}),
        ("estonia-himars-1", "estonia-himars-4", {"partner_differs", "quantity_same"}, {"partner_same"}),
        ("estonia-himars-1", "estonia-himars-5", {"series_differs", "stage_differs"}, set()),
        ("kashmir-shelling-1", "kashmir-shelling-3", {"reversed", "date_same"}, set()),
        ("sweden-gotland-1", "sweden-gotland-2", {"doer_owner", "item_kind"}, {"doer_differs"}),
        ("carrier-gulf-1", "carrier-gulf-6", {"item_differs"}, {"item_same"}),
        ("carrier-gulf-1", "carrier-gulf-2", {"place_wide", "item_kind"}, {"place_differs"}),
        ("egypt-rafale-2", "egypt-rafale-3", {"money_same"}, set()),
        ("mali-withdrawal-1", "mali-withdrawal-3", {"quantity_same", "country_same"}, {"place_same"}),
        ("mali-withdrawal-1", "mali-withdrawal-5", {"quantity_differs", "place_differs"}, set()),
        ("day-donbas-1", "day-donbas-5", {"manner_differs"}, set()),
    ],
)
def test_a_pair_shows_its_cues(graph: EventGraph, one: str, other: str, shown: set[str], missing: set[str]) -> None:
    found = cues_of(graph, one, other)
    assert shown <= set(found)
    assert not missing & set(found)
    assert set(found) <= set(CUES)
    assert all(0 < value <= 1 for value in found.values())


def test_every_cue_has_a_weight_and_its_sign_says_what_it_means() -> None:
    weights = load_weights().cues
    assert set(weights) == set(CUES)
    against = {name for name in CUES if name.endswith(("_differs", "_far", "_unfit")) or name == "reversed"}
    assert all(weights[name] < 0 for name in against)
