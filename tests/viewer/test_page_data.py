"""What a page is told: pieces with marks, places, proof, and the strongest part of a large graph."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from invented import crisis, hostile, many

from defevents import EventGraph, ExportError
from defevents.viewer import write_articles, write_view
from defevents.viewer.marks import Mark, find_words, pieces
from defevents.viewer.places import point_of
from defevents.viewer.strongest import strongest
from defevents.viewer.view_data import view_data


def data_of(graph: EventGraph) -> dict:
    return view_data(graph, strongest(graph, 1000))


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("abc", [], [["abc"]]),
        ("", [], []),
        ("abc", [(0, 3, "x")], [["abc", [["x"]]]]),
        ("abcdef", [(2, 4, "x")], [["ab"], ["cd", [["x"]]], ["ef"]]),
        ("abcdef", [(3, 4, "in"), (1, 5, "out")], [["a"], ["bc", [["out"]]], ["d", [["out"], ["in"]]], ["e", [["out"]]], ["f"]]),
        ("abcd", [(0, 3, "x"), (2, 4, "y")], [["ab", [["x"]]], ["c", [["x"], ["y"]]], ["d", [["y"]]]]),
        ("abcd", [(0, 2, "x"), (0, 2, "x")], [["ab", [["x"]]], ["cd"]]),
        ("😀abc😀", [(1, 3, "x")], [["😀"], ["ab", [["x"]]], ["c😀"]]),
        ("abc", [(2, 9, "beyond"), (2, 2, "empty")], [["abc"]]),
    ],
)  # fmt: skip
def test_text_is_cut_at_its_marks(text: str, marks: list[tuple[int, int, str]], expected: list) -> None:
    assert pieces(text, [Mark(start, end, [note]) for start, end, note in marks]) == expected


@pytest.mark.parametrize(
    ("words", "start"), [("12", 8), ("may", 11), ("", None), ("absent", None), ("1", None), ("312", 0)]
)
def test_words_are_found_whole(words: str, start: int | None) -> None:
    found = find_words("312 and 12 may", words, ["date"])
    assert (found.start if found else None) == start


def test_every_edge_of_an_event_is_a_mark_of_its_proof() -> None:
    sale = data_of(EventGraph(crisis()))["events"][0]
    [sentence] = sale["proof"]
    assert "".join(text for text, *_ in sentence["pieces"]).startswith("On Monday Poland said")
    marked = {text: notes[0][:2] for text, *rest in sentence["pieces"] for notes in rest}
    assert marked == {
        "Monday": ["date"], "said": ["claim", "report"], "Norway": ["role", "supplier"], "sold": ["trigger"],
        "it": ["role", "recipient"], "12": ["quantity"], "NASAMS": ["role", "item"], "640 million dollars": ["money"],
    }  # fmt: skip


def test_what_an_event_has_goes_with_it() -> None:
    data = data_of(EventGraph(crisis()))
    sale, moved, denied, tested = data["events"]
    assert (sale["stage"], sale["money"], sale["quantity"], sale["reported"]) == (
        "signed",
        "USD 640000000",
        12,
        "2019-09-10",
    )
    assert "start" not in tested
    assert [data["entities"][claim["entity"]]["name"] for claim in denied["claims"]] == ["Lithuania", "Belarus"]
    assert data["articles"][0]["url"] == "https://courier.example/1"
    assert moved["where"][0]["role"] == "destination"
    assert data["entities"][moved["where"][0]["entity"]]["name"] == "Gdynia"
    assert moved["where"][0]["at"] == [18.53, 54.52]
    assert [w["role"] for w in sale["where"]] == ["recipient"]


def test_merged_events_keep_what_their_reports_say() -> None:
    first, second = crisis()[1], crisis()[1]
    article = second.article.model_copy(update={"id": "gazette-9", "source": "Gazette"})
    graph = EventGraph([first, second.model_copy(update={"article": article})]).merge()
    [event] = data_of(graph)["events"]
    assert len(event["articles"]) == 2
    assert {row["article"] for row in event["proof"]} == {0, 1}
    assert len(event["claims"]) == 4


def test_rival_values_are_told_with_who_gives_them() -> None:
    graph = EventGraph([crisis()[1]])
    [node] = [name for name, _ in graph.events]
    graph.graph.nodes[node].update(
        values={"quantity": [{"value": 5, "articles": ["a"], "outlets": ["Post"], "claimed_by": ["Belarus (deny)"]}]},
        conflicts=["quantity"],
    )
    [rival] = data_of(graph)["events"][0]["rivals"]
    assert rival == {"name": "quantity", "conflict": True, "values": [{"value": 5, "who": ["Post", "Belarus (deny)"]}]}


@pytest.mark.parametrize(
    ("node", "attributes", "point"),
    [
        ("country:PL", {"entity_label": "COUNTRY", "country": "PL"}, (19.1, 52.12, False)),
        ("location:somewhere", {"entity_label": "LOCATION", "country": "PL"}, (19.1, 52.12, True)),
        ("location:vilnius", {"entity_label": "LOCATION"}, (25.28, 54.69, False)),
        ("location:nowhere", {"entity_label": "LOCATION"}, None),
    ],
)
def test_places_are_known_or_stand_in_their_country(node: str, attributes: dict, point: tuple | None) -> None:
    assert point_of(node, attributes) == point


def test_countries_lie_where_they_are() -> None:
    world = json.loads((files("defevents.viewer") / "vendor" / "countries.json").read_text())
    for code, (longitude, latitude) in {"UA": (34.3, 45.2), "JP": (138.5, 36.2), "FJ": (178, -17.8)}.items():
        assert any(inside(longitude, latitude, ring, world["scale"]) for ring in world["countries"][code]["rings"]), (
            code
        )
    assert not any(inside(34.3, 45.2, ring, world["scale"]) for ring in world["countries"]["RU"]["rings"])
    steps = [abs(x) for country in world["countries"].values() for ring in country["rings"] for x in ring[2::2]]
    assert max(steps) < 60 * world["scale"], "an outline jumps over the antimeridian"


def inside(x: float, y: float, ring: list[int], scale: int) -> bool:
    points, at = [], [0, 0]
    for dx, dy in zip(ring[::2], ring[1::2], strict=True):
        at = [at[0] + dx, at[1] + dy]
        points.append((at[0] / scale, at[1] / scale))
    crossings = 0
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        crossings += (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


def test_the_strongest_part_is_within_its_bound_and_does_not_hang_on_order() -> None:
    extractions = many(120)
    graph = EventGraph(extractions)
    assert len(strongest(graph, 10_000)) == 120
    for bound in (5, 30, 100):
        chosen = strongest(graph, bound)
        data = view_data(graph, chosen)
        assert 0 < len(chosen) + len(data["entities"]) <= bound
        assert set(strongest(EventGraph(reversed(extractions)), bound)) == set(chosen)


def test_what_more_articles_report_is_stronger() -> None:
    twin = crisis()[1]
    article = twin.article.model_copy(update={"id": "again"})
    merged = EventGraph([*crisis(), twin.model_copy(update={"article": article})]).merge()
    [event] = strongest(merged, 6)
    assert merged.graph.nodes[event]["reports"] == 2


def test_a_bound_too_small_for_any_event_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="fits into 2 nodes"):
        write_view(EventGraph(crisis()), tmp_path / "a.html", max_nodes=2)


def test_a_page_needs_nothing_from_anywhere(tmp_path: Path) -> None:
    write_view(EventGraph([hostile(), *crisis()]), tmp_path / "view.html")
    write_articles([hostile()], tmp_path / "article.html")
    for name in ("view.html", "article.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        outside = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
        assert re.findall(r"(?:src|href)=[\"']?(?!data:)[^\"' >]+", outside) == []
        data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
        assert data is not None
        assert not re.search(r"[<>&\u0080-\uffff]", data.group(1))
        json.loads(data.group(1))
        assert text.count("</script>") == text.count("<script")


def test_a_page_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No such file"):
        write_view(EventGraph(), tmp_path / "none" / "a.html")


def test_what_is_vendored_is_what_the_script_made(root: Path) -> None:
    folder = files("defevents.viewer") / "vendor"
    listed = json.loads((folder / "vendored.json").read_text())["files"]
    pinned = json.loads((root / "tools" / "viewer" / "package.json").read_text())["dependencies"]
    locked = json.loads((root / "tools" / "viewer" / "package-lock.json").read_text())["packages"]
    for row in listed:
        name, version = row["from"].rsplit("@", 1)
        assert (pinned[name], locked[f"node_modules/{name}"]["version"]) == (version, version)
        assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert (folder / f"LICENSE-{name}").is_file()
    there = {file.name for file in folder.iterdir()} - {"vendored.json"}
    assert there == {row["file"] for row in listed}


@pytest.mark.parametrize("name", ["data", "title", "head", "scripts", "other"])
def test_a_title_that_looks_like_a_place_to_fill_is_a_title(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    write_view(EventGraph(crisis()), path, title=f"{{{{{name}}}}}")
    written = path.read_text(encoding="utf-8")
    assert f"<title>{{{{{name}}}}}</title>" in written
    write_view(EventGraph(crisis()), path, title="Crisis")
    assert written.replace(f"{{{{{name}}}}}", "Crisis") == path.read_text(encoding="utf-8")


def test_a_title_that_no_encoding_can_write_is_written_as_far_as_it_goes(tmp_path: Path) -> None:
    write_view(EventGraph(crisis()), tmp_path / "a.html", title="crisis\udcff")
    assert "<title>crisis?</title>" in (tmp_path / "a.html").read_text(encoding="utf-8")
