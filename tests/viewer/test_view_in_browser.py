"""The view of a graph, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Page
from invented import BREAKERS, crisis, hostile, many

from defevents import EventGraph
from defevents.viewer import write_view

CY = "document.getElementById('graph')._cyreg.cy"
ROWS = "#list [role=option]"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("view") / "small.html"
    write_view(EventGraph(crisis()), path, title="Three articles")
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("view") / "large.html"
    write_view(EventGraph(many(700)), path, title="Large")
    return path


def shown_nodes(page: Page) -> set[str]:
    return set(page.get(f"{CY}.nodes().not('.gone').map(n => n.data('label'))"))


def at(page: Page, selector: str) -> tuple[float, float]:
    """Middle of an element in the window."""
    x, y = page.run(
        "const b = document.querySelector(arguments[0]).getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]",
        selector,
    )
    return x, y


def choose(page: Page, facet: str, value: str) -> None:
    """Tick a value of a filter, as a reader does."""
    page.click(f"[data-facet={facet}] > button")
    page.run(
        "[...document.querySelectorAll('.menu:not([hidden]) .option')].find(o => o.querySelector('input').dataset.value === arguments[0]).click()",
        value,
    )
    page.click(f"[data-facet={facet}] > button")


def test_it_opens_with_all_that_the_graph_holds(page: Page, small: Path) -> None:
    page.open(small)
    assert page.text("#heading") == "Three articles"
    assert page.text("#counts") == "4 events · 3 articles"
    assert {"Poland", "Norway", "NASAMS", "Gdynia", "Belarus", "Transfer", "Test"} <= shown_nodes(page)
    assert len(page.texts(ROWS)) == 4
    assert len(page.texts("#timeline circle")) == 4
    assert page.get("document.querySelectorAll('#map .bubble').length") >= 3
    assert page.get("document.querySelectorAll('#map .land path').length") > 200


def test_a_click_in_the_list_shows_the_event_and_its_proof(page: Page, small: Path) -> None:
    page.open(small)
    page.run(f"[...document.querySelectorAll('{ROWS}')].find(r => r.textContent.includes('Norway')).click()")
    details = page.text("#details")
    for words in (
        "Transfer", "occurred", "signed", "supplier", "Norway", "recipient", "Poland", "“it”", "NASAMS", "9 Sep 2019",
        "“Monday”", "reported 10 Sep 2019", "USD 640,000,000", "“640 million dollars”", "12", "says", "Harbor Courier",
    ):  # fmt: skip
        assert words in details, words
    assert page.texts("#details blockquote") == [
        "On Monday Poland said that Norway had sold it 12 NASAMS launchers for 640 million dollars."
    ]
    marked = dict(page.run("return [...document.querySelectorAll('#details mark')].map(m => [m.textContent, m.title])"))
    assert marked == {
        "Monday": "when", "said": "Poland says", "Norway": "supplier: Norway", "sold": "says that it happens",
        "it": "recipient: Poland", "12": "how many", "NASAMS": "item: NASAMS", "640 million dollars": "worth",
    }  # fmt: skip
    assert page.get("document.querySelector('#details figcaption a').href") == "https://courier.example/1"


def test_rival_claims_are_shown_with_their_stance(page: Page, small: Path) -> None:
    page.open(small)
    choose(page, "status", "disputed")
    assert len(page.texts(ROWS)) == 1
    page.click(ROWS)
    assert page.texts("#details .claims .claim") == ["Lithuaniaaccusesin Evening Post", "Belarusdeniesin Evening Post"]
    assert len(page.texts("#details blockquote")) == 1
    assert page.get(f"{CY}.edges('.deny').length") == 1


@pytest.mark.parametrize(
    ("facet", "value", "left"),
    [
        ("type", "DEPLOYMENT", 2), ("status", "planned", 1), ("actor", "Poland", 2), ("weapon", "torpedo", 1),
        ("source", "Belarus", 1), ("publication", "Evening Post", 2),
    ],
)  # fmt: skip
def test_filters_leave_what_they_say(page: Page, small: Path, facet: str, value: str, left: int) -> None:
    page.open(small)
    choose(page, facet, value)
    assert len(page.texts(ROWS)) == left
    assert page.text("#counts").startswith(f"{left} of 4 events")
    assert page.get(f"{CY}.nodes('.event').not('.gone').length") == left
    assert page.get("document.querySelectorAll('#timeline circle').length") == left
    page.click("#chips .removable")
    assert len(page.texts(ROWS)) == 4


def test_filters_together_and_none_left(page: Page, small: Path) -> None:
    page.open(small)
    choose(page, "actor", "France")
    choose(page, "type", "TRANSFER")
    assert page.texts(ROWS) == []
    assert page.get("!document.getElementById('none').hidden")
    page.click("#clear")
    assert len(page.texts(ROWS)) == 4


@pytest.mark.parametrize(
    ("words", "left"), [("torpedo", 1), ("GRODNO denied", 1), ("evening post", 2), ("nasams", 2), ("zzz", 0)]
)
def test_search_looks_into_names_sentences_and_articles(page: Page, small: Path, words: str, left: int) -> None:
    page.open(small)
    page.keys("/")
    page.keys(words)
    page.wait(f"document.querySelectorAll('{ROWS}').length === {left}")


def test_a_click_on_a_node_selects_it_everywhere(page: Page, small: Path) -> None:
    page.open(small)
    box = page.run("const b = document.getElementById('graph').getBoundingClientRect(); return [b.x, b.y]")
    node = page.get(f"{CY}.nodes('.event[type = \"TEST\"]').renderedPosition()")
    page.mouse((box[0] + node["x"], box[1] + node["y"]))
    page.wait("document.querySelector('#details h3').textContent === 'Test'")
    assert page.get(f"document.querySelector('{ROWS}[aria-selected=true]').textContent").startswith("France")
    assert len(page.texts("#timeline .dot-event.chosen")) == 1
    assert len(page.texts("#map .bubble.chosen")) == 1
    assert page.get(f"{CY}.nodes('.chosen').data('type')") == "TEST"
    node = page.get(f"{CY}.nodes('.entity').filter(n => n.data('label') === 'Poland').renderedPosition()")
    page.mouse((box[0] + node["x"], box[1] + node["y"]))
    page.wait("document.querySelector('#details h3').textContent === 'Poland'")
    assert len(page.texts("#details .mini li")) == 2
    assert len(page.texts(f"{ROWS}[aria-selected=true]")) == 2


def test_the_timeline_is_brushed(page: Page, small: Path) -> None:
    page.open(small)
    left, y = page.run("const b = document.getElementById('timeline').getBoundingClientRect(); return [b.x, b.y + 20]")
    width = page.get("document.getElementById('timeline').clientWidth")
    page.mouse((left + width * 0.98, y), (left + width * 0.8, y), (left + width * 0.6, y))
    assert page.get("document.getElementById('from').value") > "2019-06-30"
    assert 0 < len(page.texts(ROWS)) < 4
    before = page.get("document.getElementById('from').value")
    page.run("document.querySelector('.handle[data-side=from]').focus()")
    page.keys("\ue012")
    assert page.get("document.getElementById('from').value") < before
    page.click("#all-time")
    assert len(page.texts(ROWS)) == 4
    page.run("const i = document.getElementById('to'); i.value = '2019-07-01'; i.dispatchEvent(new Event('change'))")
    assert [row.split(" ")[0] for row in page.texts(f"{ROWS} .row-title")] == ["Belarus"]
    page.mouse(at(page, "#timeline circle[data-event='2']"))
    page.wait("document.querySelector('#details h3').textContent === 'Deployment'")


def test_a_place_on_the_map_filters_or_selects(page: Page, small: Path) -> None:
    page.open(small)
    labels = page.run("return [...document.querySelectorAll('#map .bubble')].map(b => b.getAttribute('aria-label'))")
    assert "Grodno: 1 event" in labels
    page.mouse(at(page, "#map .bubble[aria-label^=Grodno]"))
    page.wait("document.querySelector('#details .details-head')?.textContent.includes('disputed')")
    scale = page.get("document.querySelector('#map .land').getAttribute('transform')")
    page.run("document.getElementById('map').focus()")
    page.keys("+")
    assert page.get("document.querySelector('#map .land').getAttribute('transform')") != scale


def test_all_can_be_done_from_the_keyboard(page: Page, small: Path) -> None:
    page.open(small)
    page.run("document.activeElement.blur()")
    page.keys("\ue015")
    first = page.wait(f"document.querySelector('{ROWS}[aria-selected=true]')?.id")
    assert page.get("document.activeElement.id") == "list"
    page.keys("\ue015")
    assert page.get(f"document.querySelector('{ROWS}[aria-selected=true]').id") != first
    page.keys("\ue007")
    assert page.get("document.activeElement.id") == "details"
    page.keys("\ue00c")
    assert page.get(f"document.querySelectorAll('{ROWS}[aria-selected=true]').length") == 0
    page.keys("?")
    assert page.get("document.getElementById('help-dialog').open")
    page.keys("\ue00c")
    assert not page.get("document.getElementById('help-dialog').open")
    page.keys("/")
    assert page.get("document.activeElement.id") == "search"
    unnamed = page.run(
        "return [...document.querySelectorAll('button, input, select, [tabindex=\"0\"]')]"
        ".filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).map(e => e.outerHTML)"
    )
    assert unnamed == []


def luminance(page: Page, selector: str, name: str) -> float:
    color = page.run("return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]", selector, name)
    numbers = [int(part) / 255 for part in color[4:-1].split(",")[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in numbers]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_as_the_system_has_them_and_legible(page: Page, small: Path, scheme: str) -> None:
    page.open(small, scheme=scheme)
    ground = luminance(page, ".list-panel", "backgroundColor")
    assert (ground > 0.5) == (scheme == "light")
    for selector in (".row-title", ".row-note", "#counts"):
        ink = luminance(page, selector, "color")
        assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= 4.5, selector
    fill = page.get(f"{CY}.nodes('.event')[0].style('background-color')")
    page.click("#theme")
    assert (luminance(page, ".list-panel", "backgroundColor") > 0.5) != (scheme == "light")
    assert page.get(f"{CY}.nodes('.event')[0].style('background-color')") != fill


def test_a_narrow_window_has_tabs_and_nothing_runs_over_its_edge(page: Page, small: Path) -> None:
    page.open(small, width=390, height=780)
    for name in ("list", "graph", "timeline", "map", "details"):
        page.click(f"#tabs [data-show={name}]")
        shown = page.run(
            "return [...document.querySelectorAll('main > .panel')].filter(p => p.offsetWidth).map(p => p.dataset.name)"
        )
        assert shown == [name]
        assert page.get("document.documentElement.scrollWidth") <= 390
    page.click("#tabs [data-show=list]")
    page.click(ROWS)
    page.keys("\ue007")
    assert page.get("document.body.dataset.panel") == "details"


def test_panels_do_not_overlap_and_can_be_enlarged(page: Page, small: Path) -> None:
    for width, height in ((1440, 900), (1920, 1080), (1024, 700)):
        page.open(small, width=width, height=height)
        boxes = page.run(
            "return [...document.querySelectorAll('main > .panel, .top')].map(p => { const b = p.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
        )
        for n, a in enumerate(boxes):
            assert a[0] >= 0
            assert a[2] <= width
            assert a[3] <= height
            for b in boxes[n + 1 :]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    before = page.get("document.querySelector('.map-panel').offsetHeight")
    page.click(".map-panel .expand")
    assert page.get("document.querySelector('.map-panel').offsetHeight") > before * 1.5


def test_whatever_an_article_says_stays_text(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    write_view(EventGraph([hostile(), *crisis()]), path, title="</title><script>window.pwned = 8</script>")
    page.open(path)
    assert page.get("document.title") == "</title><script>window.pwned = 8</script>"
    page.run(f"[...document.querySelectorAll('{ROWS}')].find(r => r.textContent.includes('fleet')).click()")
    proof = page.texts("#details blockquote")[0]
    for words in (*BREAKERS[:3], "<script>Zenda</script>", "😀𝕏 beyond", "null␀ escape␛", "right\ufffdto left"):
        assert words in proof
    assert "fired" in page.texts("#details mark.trigger")
    assert "<script>Zenda</script>" in page.texts("#details mark")
    assert page.get("document.querySelectorAll('#details figcaption a').length") == 0
    page.run("document.querySelectorAll('#details .entity')[0].click()")
    for facet in ("type", "actor", "publication"):
        page.click(f"[data-facet={facet}] > button")
        page.click(f"[data-facet={facet}] > button")
    assert page.get("window.pwned") is None
    assert page.get("document.querySelectorAll('body img, body svg[onload], main script').length") == 0
    assert page.get("document.scripts.length") == 6


def test_a_large_graph_is_shown_in_part_and_says_so(page: Page, large: Path) -> None:
    page.open(large)
    notice = page.text(".notice")
    assert "strongest part" in notice
    assert "of 700 events" in notice
    nodes = page.get(f"{CY}.nodes().length")
    assert 950 <= nodes <= 1000
    assert page.get("Number(document.documentElement.dataset.usable)") < 20_000
    page.click(".notice button")
    assert page.texts(".notice") == []
    places = page.get(f"{CY}.nodes().map(n => n.position('x'))")
    assert max(places) - min(places) > 500
    page.click(ROWS)
    assert page.get(f"{CY}.elements('.faded').length") > 500


def test_names_in_the_graph_do_not_cover_each_other(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "sixty.html"
    write_view(EventGraph(many(22, parties=9, weapons=9)), path)
    page.open(path)
    page.wait(f"{CY}.nodes('.unnamed').length >= 0")
    page.run("return new Promise(done => setTimeout(done, 300))")
    boxes = page.get(
        f"{CY}.nodes('.entity').not('.unnamed').map(n => {{ const b = n.renderedBoundingBox({{ includeNodes: false, includeLabels: true, includeOverlays: false }}); return [b.x1 + 4, b.y1 + 4, b.x2 - 4, b.y2 - 4]; }})"
    )
    assert 50 <= page.get(f"{CY}.nodes().length") <= 75
    assert len(boxes) >= 0.8 * page.get(f"{CY}.nodes('.entity').length")
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert page.get(f"{CY}.nodes('.entity').map(n => n.data('font') * {CY}.zoom())[0]") >= 10


def test_an_empty_graph_says_that_it_is_empty(page: Page, tmp_path: Path) -> None:
    write_view(EventGraph(), tmp_path / "empty.html")
    page.open(tmp_path / "empty.html")
    assert page.text("#laying") == "There is no event in this graph."
    assert page.text("#counts") == "0 events · 0 articles"


def test_it_comes_out_the_same_every_time(page: Page, small: Path) -> None:
    page.open(small)
    first = page.get(f"{CY}.nodes().map(n => n.position())")
    page.open(small)
    assert page.get(f"{CY}.nodes().map(n => n.position())") == first
