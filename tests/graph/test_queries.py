"""Questions to a graph, in the words that people use."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from stories import load_stories

from defevents import EventGraph
from defevents.graph import queries
from defevents.graph.names import named_nodes


@pytest.fixture(scope="module")
def graph() -> EventGraph:
    return EventGraph(report.extraction for report in load_stories())


@pytest.fixture(scope="module")
def merged(graph: EventGraph) -> EventGraph:
    return graph.merge()


def reports(nodes: list[str]) -> set[str]:
    return {node.removeprefix("event:").removesuffix("#v1") for node in nodes}


DAY = dt.date.fromisoformat

# Conditions, and the reports that meet them.
FOUND: list[tuple[dict[str, Any], set[str]]] = [
    ({"types": "test", "since": DAY("2022-11-01")}, {"hwasong-6"}),
    ({"types": ["TEST", "SPENDING"], "until": DAY("2021-12-31"), "actor": "Germany"}, {"defence-budget-5"}),
    (
        {"weapon": "Iskander", "place": "Kaliningrad"},
        {"kaliningrad-iskander-1", "kaliningrad-iskander-2", "kaliningrad-iskander-6"},
    ),
    ({"weapon": "iskander", "place": "Belarus"}, {"kaliningrad-iskander-5"}),
    ({"weapon": "air-defence", "actor": "RU", "place": "Kaliningrad"}, {"kaliningrad-iskander-4"}),
    ({"actor": "Sweden", "types": "DEPLOYMENT"}, {f"sweden-gotland-{n}" for n in (1, 2, 3, 4)}),
    ({"actor": "Swedish Armed Forces"}, {"sweden-gotland-2"}),
    ({"target": "Saudi Arabia"}, {"yemen-hodeidah-6"}),
    ({"place": "Yemen", "since": DAY("2018-08-09")}, {"yemen-hodeidah-4", "yemen-hodeidah-5"}),
    ({"claimed_by": "Red Cross"}, {"yemen-hodeidah-3"}),
    ({"claimed_by": "TASS"}, {"kaliningrad-iskander-4"}),
    ({"statuses": "possible", "types": "TRANSFER"}, {"gripen-brazil-5"}),
    ({"actor": "US", "weapon": "Javelin", "statuses": "occurred"}, {"ukraine-javelin-6"}),
    ({"place": "Janaale"}, {"somalia-drone-3", "somalia-drone-4"}),
    ({"actor": "Atlantis"}, set()),
]


@pytest.mark.parametrize(("conditions", "found"), FOUND)
def test_events_are_found_by_what_people_say(graph: EventGraph, conditions: dict[str, Any], found: set[str]) -> None:
    assert reports(graph.find_events(**conditions)) == found


def test_without_conditions_all_events_come_the_earliest_first(graph: EventGraph) -> None:
    found = graph.find_events()
    assert len(found) == len(graph)
    days = [graph.describe(node)["first_day"] for node in found]
    assert days == sorted(days)


def test_an_event_without_a_date_counts_by_its_publication(graph: EventGraph) -> None:
    week = graph.find_events(weapon="HIMARS", since=DAY("2021-03-02"), until=DAY("2021-03-05"))
    assert reports(week) == {"estonia-himars-2", "estonia-himars-3", "estonia-himars-4"}


@pytest.mark.parametrize(
    ("name", "nodes"),
    [
        ("Russia", {"country:RU"}),
        ("RU", {"country:RU"}),
        ("RUS", {"country:RU"}),
        ("russia", {"country:RU"}),
        ("Moscow", {"country:RU"}),
        ("country:RU", {"country:RU"}),
        ("NATO", {"org/nato"}),
        ("Donetsk rebels", {"org:donetsk-rebels"}),
        ("Zakharova", {"person:maria-zakharova"}),
    ],
)
def test_names_stand_for_nodes(graph: EventGraph, name: str, nodes: set[str]) -> None:
    assert named_nodes(graph.graph, name) == nodes


def test_a_weapon_stands_for_its_variants(graph: EventGraph) -> None:
    assert {"weapon/iskander", "weapon/iskander-m"} <= named_nodes(graph.graph, "Iskander")
    assert "weapon/iskander" not in named_nodes(graph.graph, "Iskander-M")


def test_labels_tell_a_ship_from_the_place_it_is_named_after(graph: EventGraph) -> None:
    assert named_nodes(graph.graph, "Kaliningrad", {"LOCATION"}) == {"place/kaliningrad"}


def test_an_event_is_told_in_plain_values(merged: EventGraph) -> None:
    (node,) = merged.find_events(weapon="Rafale", actor="France", since=DAY("2021-05-01"), target="Egypt")
    told = merged.describe(node)
    assert (told["type"], told["status"], told["stage"], told["quantity"]) == ("TRANSFER", "planned", "signed", 30)
    assert (told["supplier"], told["recipient"], told["item"]) == (["France"], ["Egypt"], ["Rafale"])
    assert told["articles"] == ["egypt-rafale-1", "egypt-rafale-2", "egypt-rafale-3"]
    assert told["claims"] == ["Egyptian Defence Ministry (report)"]


def test_a_name_is_looked_up_once_however_many_events_there_are(
    graph: EventGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(*arguments: Any) -> frozenset[str]:
        asked.append(arguments[1])
        return named_nodes(*arguments)

    monkeypatch.setattr(queries, "named_nodes", counted)
    assert len(graph.transfers(supplier="France", recipient="Egypt")) > 1
    assert asked == ["France", "Egypt"]


def test_who_sells_what_to_whom(merged: EventGraph) -> None:
    rows = merged.transfers(supplier="Sweden")
    told = {(*row["supplier"], *row["recipient"], row["first_day"][:4]) for row in rows}
    assert ("Sweden", "Colombia", "2020") in told
    assert {row["stage"] for row in rows} == {"delivered", "requested"}
    assert [row["recipient"] for row in merged.transfers(recipient="Latvia")] == [["Latvia"]]
    (norway,) = merged.transfers(recipient="Norway", weapon="NASAMS")
    assert (norway["supplier"], norway["value"]) == (["Kongsberg"], "NOK 1500000000")


def test_where_a_weapon_has_been_over_time(merged: EventGraph) -> None:
    rows = merged.deployments(weapon="Iskander")
    assert [(row["first_day"], row["destination"]) for row in rows] == [
        ("2016-10-08", ["Kaliningrad"]),
        ("2018-05-07", ["Kaliningrad"]),
        ("2018-05-10", ["Belarus"]),
    ]
    assert [row["type"] for row in merged.deployments(actor="Denmark", place="Mali")] == ["WITHDRAWAL"]


def test_what_is_disputed_comes_with_both_sides(merged: EventGraph) -> None:
    rows = [row for row in merged.conflicts() if "kaliningrad-iskander-2" in merged.describe(row["event"])["articles"]]
    sides = {row["value"]: row for row in rows if row["about"] == "claims"}
    assert sides["accuse"]["claimed_by"] == ["Lithuania"]
    assert sides["deny"]["claimed_by"] == ["Russia"]
    assert sides["deny"]["outlets"] == ["Moscow Courier"]
    values = [row["value"] for row in merged.conflicts() if row["about"] == "money"]
    assert {"EUR 3750000000", "EUR 4000000000", "USD 4750000000", "USD 5000000000"} <= set(values)


def test_an_attack_denied_by_one_and_told_by_another_is_disputed(merged: EventGraph) -> None:
    rows = [row for row in merged.conflicts() if "ammunition-blast-3" in row["articles"]]
    assert [(row["about"], row["value"], row["outlets"]) for row in rows] == [("claims", "told", ["Harbor Wire"])]


def test_neighbors_come_with_their_relation(graph: EventGraph) -> None:
    rows = graph.neighbors("Stella Nova")
    assert {(row["way"], row["relation"], row["kind"]) for row in rows} == {("from", "target", "event")}
    assert {article for row in rows for article in row["articles"]} == {"gulf-drone-1", "gulf-drone-2"}
    assert graph.neighbors("Atlantis") == []
    assert {row["label"] for row in graph.neighbors("event:gulf-drone-1#v1")} >= {"Iran", "Stella Nova", "gulf-drone-1"}


# Projections and slices.


def test_actors_are_joined_by_one_edge_an_event(merged: EventGraph) -> None:
    projection = merged.project_actors()
    sales = [d for _, _, d in projection.out_edges("country:FR", data=True) if d["relation"] == "TRANSFER"]
    assert sorted((d["start"] or "", d["quantity"]) for d in sales) == [
        ("", 12),
        ("2015-02-16", 24),
        ("2021-05-04", 30),
    ]
    assert all(merged.graph.nodes[d["event"]]["event_type"] == d["relation"] for *_, d in projection.edges(data=True))
    keys = [key for *_, key in projection.edges(keys=True)]
    assert len(keys) == projection.number_of_edges()


def test_participants_are_joined_pair_by_pair(graph: EventGraph) -> None:
    projection = graph.project_actors()
    drills = [d for _, _, d in projection.edges(data=True) if d["event"] == "event:zapad-1#v1"]
    assert len(drills) == 1
    assert projection.has_edge("country:BY", "country:RU")


def test_countries_stand_for_what_is_theirs(graph: EventGraph) -> None:
    plain, folded = graph.project_actors(), graph.project_actors(by_country=True)
    assert "org/boeing" in plain
    assert "org/boeing" not in folded
    assert folded.has_edge("country:NO", "country:US")
    assert folded.nodes["country:US"]["label"] == "United States"


def test_weapons_are_joined_to_who_has_to_do_with_them(merged: EventGraph) -> None:
    projection = merged.project_weapons()
    assert {d["relation"] for d in projection["country:RU"]["weapon/iskander"].values()} == {"DEPLOYMENT"}
    assert "weapon/iskander-m" in projection
    assert "weapon/iskander-m" not in merged.project_weapons(by_system=True)
    assert all(projection.nodes[weapon]["entity_label"] == "WEAPON" for _, weapon in projection.edges())


def test_a_slice_of_time_is_a_graph_of_its_own(graph: EventGraph) -> None:
    part = graph.between(DAY("2019-05-01"), DAY("2019-05-31"))
    assert reports([node for node, _ in part.events]) == {"carrier-gulf-1", "carrier-gulf-2", "carrier-gulf-3", "carrier-gulf-4",
                                                          "carrier-gulf-5", "oman-tankers-4", "oman-tankers-5"}  # fmt: skip
    assert {data["kind"] for _, data in part.graph.nodes(data=True)} == {"event", "entity", "article"}
    part.remove("carrier-gulf-1")
    assert "event:carrier-gulf-1#v1" in graph.graph
    assert len(graph.between()) == len(graph)


def test_days_may_be_texts(graph: EventGraph) -> None:
    since, until = "2019-05-01", " 2019-05-31T10:00 "
    days = {"since": DAY("2019-05-01"), "until": DAY("2019-05-31")}
    assert graph.find_events(since=since, until=until) == graph.find_events(**days) != []
    assert graph.transfers(since="2021-01-01") == graph.transfers(since=DAY("2021-01-01")) != []
    assert set(graph.between(since, until).graph) == set(graph.between(**days).graph)
    assert graph.find_events(since=dt.datetime(2019, 5, 1, 12), until=until) == graph.find_events(**days)


def test_a_text_that_is_no_day_is_told(graph: EventGraph) -> None:
    for ask in (graph.find_events, graph.transfers, graph.deployments, graph.between):
        with pytest.raises(ValueError, match="day 'May' is no date: write it as YYYY-MM-DD"):
            ask(since="May")


def test_types_and_statuses_that_are_none_are_told(graph: EventGraph) -> None:
    with pytest.raises(ValueError, match=r"no type 'nope': choose one of .*TRANSFER"):
        graph.find_events(types=["TRANSFER", "nope"])
    with pytest.raises(ValueError, match=r"no status 'done': choose one of .*occurred"):
        graph.find_events(statuses="done")
