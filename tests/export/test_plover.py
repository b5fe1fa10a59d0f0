"""Events as event data: dyads with codes by the documented rules."""

from __future__ import annotations

import csv
import re

import pytest
from stories import load_stories

from defevents import EventGraph, write
from defevents.export.plover import load_mapping
from defevents.knowledge.event_types import load_event_types

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows(stories: EventGraph, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    (path,) = write(stories, tmp_path_factory.mktemp("plover") / "out.csv", flavor="plover")
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def of(rows: list[Row], story: str, stance: str = "") -> list[Row]:
    return [row for row in rows if row["event_id"] == f"event:{story}#v1" and row["stance"] == stance]


# Report, and source, target, PLOVER category, mode, context, CAMEO code of its row.
CODED = [
    ("turkey-s400-2", "RUS", "TUR", "AID", "", "military", "072"),
    ("poland-patriot-1", "USA", "POL", "AGREE", "", "military", "0332"),
    ("gripen-brazil-5", "COL", "SWE", "DEMAND", "assist", "military", "0232"),
    ("norway-p8-1", "NOR", "USABUS", "COOPERATE", "", "economic;future", "061"),
    ("korea-drills-1", "KOR", "USA", "COOPERATE", "", "military", "062"),
    ("black-sea-drill-5", "RUS", "", "MOBILIZE", "troops", "military", "150"),
    ("kaliningrad-iskander-4", "RUS", "", "MOBILIZE", "weapons", "military", "154"),
    ("sweden-gotland-2", "SWEMIL", "", "MOBILIZE", "troops", "military", "154"),
    ("mali-withdrawal-1", "FRA", "", "AGREE", "", "military", "0356"),
    ("hwasong-2", "PRK", "", "MOBILIZE", "weapons", "military", "150"),
    ("kashmir-shelling-1", "PAK", "IND", "ASSAULT", "heavy-weapons", "military", "194"),
    ("day-gaza-6", "ISR", "PSEREB", "THREATEN", "violence", "military", "1384"),
    ("gulf-drone-1", "IRN", "", "COERCE", "confiscate", "legal", "171"),
    ("baltic-intercept-2", "RUS", "USA", "MOBILIZE", "weapons", "military", "150"),
    ("inf-exit-1", "USA", "", "SANCTION", "withdraw", "diplomatic;future", "160"),
    ("iran-sanctions-5", "IGO", "RUS", "COERCE", "restrict", "diplomatic", "163"),
    ("defence-budget-1", "DEU", "", "", "", "", ""),
]


@pytest.mark.parametrize(("story", "source", "target", "plover", "mode", "context", "cameo"), CODED)
def test_an_event_has_its_code(
    rows: list[Row], story: str, source: str, target: str, plover: str, mode: str, context: str, cameo: str
) -> None:
    found = of(rows, story)
    told = [(r["source_actor"], r["target_actor"], r["plover"], r["mode"], r["context"], r["cameo"]) for r in found]
    assert (source, target, plover, mode, context, cameo) in told


def test_accusations_and_denials_are_rows_of_their_own(rows: list[Row]) -> None:
    (accused,) = of(rows, "kaliningrad-iskander-1", "accuse")
    assert (accused["source_actor"], accused["target_actor"], accused["plover"], accused["cameo"]) == (
        "LTU",
        "RUS",
        "ACCUSE",
        "1123",
    )
    (denied,) = of(rows, "kaliningrad-iskander-2", "deny")
    assert (denied["source_actor"], denied["target_actor"], denied["plover"], denied["cameo"]) == ("RUS", "", "", "016")


def test_no_event_is_left_out(rows: list[Row]) -> None:
    assert {row["event_id"] for row in rows} == {report.node for report in load_stories()}


def test_dates_say_what_they_are_of(rows: list[Row]) -> None:
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["event_date"]) for row in rows)
    assert of(rows, "estonia-himars-1")[0]["date_of"] == "event"
    assert of(rows, "estonia-himars-2")[0]["date_of"] == "report"


def test_places_have_their_country(rows: list[Row]) -> None:
    row = of(rows, "yemen-hodeidah-1")[0]
    assert (row["location"], row["country"]) == ("Hodeidah", "YEM")


def test_rules_name_what_there_is() -> None:
    rules = load_mapping()
    types = set(load_event_types())
    assert {name for rule in rules.rules for name in rule.types} <= types
    assert all(re.fullmatch(r"\d{3,4}", code.cameo) for code in [*rules.rules, *rules.stances.values()])
    assert all(rule.plover for rule in rules.rules)


def test_every_rule_is_reached_by_some_event() -> None:
    """A rule after one that fits all that it fits would never be used."""
    rules = load_mapping().rules
    for number, rule in enumerate(rules):
        for before in rules[:number]:
            wider = not (before.triggers or before.items or before.parties or before.stages)
            covers = set(rule.types) <= set(before.types) and set(rule.statuses or ("any",)) <= set(
                before.statuses or ("any",)
            )
            assert not (wider and covers), f"{rule} comes after {before}"
