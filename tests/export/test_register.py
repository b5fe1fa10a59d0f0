"""The transfer register has a row for each recipient, supplier and weapon, and says what is not sure."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from defevents import EventGraph, write
from defevents.export.register import COLUMNS
from defevents.graph.fuse import fuse

Row = dict[str, str]


@pytest.fixture(scope="module")
def register(merged: EventGraph, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    return read(write(merged, tmp_path_factory.mktemp("register") / "out.csv", flavor="register")[0])


def read(path: Path) -> list[Row]:
    table = duckdb.execute("select * from read_csv(?, header=true, all_varchar=true, nullstr='-')", [str(path)])
    names = [column[0] for column in table.description]
    return [dict(zip(names, row, strict=True)) for row in table.fetchall()]


def write_register(graph: EventGraph, folder: Path) -> Path:
    return write(graph, folder / "out.csv", flavor="register")[0]


def of(rows: list[Row], **wanted: str) -> list[Row]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def test_its_columns_are_those_of_a_register(register: list[Row]) -> None:
    assert tuple(register[0]) == COLUMNS


def test_one_order_told_by_three_is_one_row(register: list[Row]) -> None:
    (row,) = of(register, recipient="Egypt", supplier="France", number_ordered="30")
    assert (row["designation"], row["description"], row["year_of_order"], row["stage"]) == (
        "Rafale",
        "fighter",
        "2021",
        "signed",
    )
    assert row["value"] == "EUR 4000000000"
    assert row["comments"] == "value 3750000000 to 4000000000 reported"
    assert row["sources"] == "Arms Ledger, 2021-05-05; Cairo Gazette, 2021-05-04; Paris Evening, 2021-05-03"


def test_a_second_order_is_a_row_of_its_own(register: list[Row]) -> None:
    assert [row["year_of_order"] for row in of(register, recipient="Egypt", number_ordered="24")] == ["2015"]


def test_parties_are_countries_where_these_are_known(register: list[Row]) -> None:
    assert of(register, recipient="Estonia", supplier="United States")
    assert of(register, recipient="Brazil", supplier="Sweden")
    assert of(register, recipient="Norway", supplier="United States", description="maritime patrol aircraft")


def test_a_contract_at_home_is_no_transfer(register: list[Row]) -> None:
    assert not of(register, recipient="Norway", supplier="Norway")
    assert not [row for row in register if row["designation"] == "NASAMS"]


def test_a_delivery_has_no_year_of_order(register: list[Row]) -> None:
    for row in of(register, recipient="Turkey", designation="S-400"):
        assert (row["year_of_order"], row["comments"]) == ("", "delivery 2019")


def test_what_is_not_sure_is_in_parentheses(register: list[Row]) -> None:
    (row,) = of(register, recipient="Colombia")
    assert (row["year_of_order"], row["comments"]) == ("(2020)", "not decided")


def deal(graph: EventGraph, article: str, **numbers: float) -> str:
    """A transfer of F-35s and AH-64s, each with its number; returns its node."""
    event = f"event:{article}#v1"
    told = {"event_type": "TRANSFER", "status": "planned", "label": article, "trigger": "sell", "confidence": 1.0}
    graph.graph.add_node(event, kind="event", quantity=numbers.get("f-35"), **told)
    graph.graph.add_node(f"article:{article}", kind="article", label=article)
    graph.graph.add_edge(event, f"article:{article}", kind="report", relation="reported in", article=article)
    for name, category in (("f-35", "aircraft-fighter"), ("ah-64", "helicopter")):
        weapon = f"weapon/{name}"
        graph.graph.add_node(weapon, kind="entity", entity_label="WEAPON", label=name.upper(), category=category)
        number = {"quantity": numbers[name], "quantity_bound": "exact"} if name in numbers else {}
        graph.graph.add_edge(event, weapon, article, kind="role", relation="item", article=article, **number)
    return event


def test_every_item_of_a_deal_has_its_own_number(tmp_path: Path) -> None:
    graph = EventGraph()
    deal(graph, "a", **{"f-35": 32, "ah-64": 96})
    found = [(r["designation"], r["number_ordered"], r["comments"]) for r in read(write_register(graph, tmp_path))]
    assert found == [("F-35", "32", "planned"), ("AH-64", "96", "planned")]


def test_reports_that_differ_on_one_item_leave_the_other_sure(tmp_path: Path) -> None:
    graph = EventGraph()
    fuse(graph.graph, [deal(graph, "a", **{"f-35": 32, "ah-64": 96}), deal(graph, "b", **{"f-35": 32, "ah-64": 90})])
    found = [(r["designation"], r["number_ordered"], r["comments"]) for r in read(write_register(graph, tmp_path))]
    assert found == [("AH-64", "(96)", "planned; 90 to 96 reported"), ("F-35", "32", "planned")]


def test_the_description_holds_for_every_weapon_of_a_category(tmp_path: Path) -> None:
    graph = EventGraph()
    deal(graph, "a")
    graph.graph.nodes["weapon/ah-64"].update({"label": "Belharra", "category": "surface-combatant"})
    found = {row["designation"]: row["description"] for row in read(write_register(graph, tmp_path))}
    assert found == {"F-35": "fighter", "Belharra": "surface combatant"}


@pytest.mark.parametrize(
    ("event", "published", "year", "comments"),
    [
        ({"start": "2021-02-01", "end": "2021-02-28", "stage": "signed"}, "2021-05-05", "2021", ""),
        ({"start": "2024-01-01", "end": "2024-12-31", "stage": "signed"}, "2021-05-05", "(2021)", "for 2024"),
        ({"start": "2024-01-01", "end": "2024-12-31"}, "2021-05-05", "(2021)", "planned; for 2024"),
        ({"start": "2024-01-01", "end": "2024-12-31"}, None, "(2024)", "planned"),
        ({"start": "2019-01-01", "stage": "delivered"}, "2021-05-05", "", "delivery 2019"),
        ({}, "2021-05-05", "(2021)", "planned"),
        ({}, None, "", "planned"),
    ],
)
def test_a_date_to_come_is_no_year_of_order(
    tmp_path: Path, event: dict[str, str], published: str | None, year: str, comments: str
) -> None:
    graph = EventGraph()
    graph.graph.nodes[deal(graph, "a")].update(event)
    graph.graph.nodes["article:a"]["published"] = published
    row, _ = read(write_register(graph, tmp_path))
    assert (row["year_of_order"], row["comments"]) == (year, comments)


def test_a_number_of_no_item_for_sure_is_a_comment(tmp_path: Path) -> None:
    graph = EventGraph()
    graph.graph.nodes[deal(graph, "a")]["quantity"] = 128
    found = [(r["number_ordered"], r["comments"]) for r in read(write_register(graph, tmp_path))]
    assert found == [("", "planned; 128 in all or of one")] * 2


def test_a_cell_is_no_formula(strange: EventGraph, tmp_path: Path) -> None:
    strange.graph.nodes["event:a\x01#v1"]["event_type"] = "TRANSFER"
    for _, _, data in strange.graph.out_edges("event:a\x01#v1", data=True):
        if data["kind"] == "role":
            data["relation"] = "supplier"
    (row,) = read(write(strange, tmp_path / "out.csv", flavor="register")[0])
    assert row["supplier"] == '\'=HYPERLINK("x")'
