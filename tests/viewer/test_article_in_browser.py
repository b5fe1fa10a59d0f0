"""The page of articles with their events marked, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Page
from invented import BREAKERS, crisis, hostile

from defevents.viewer import write_articles


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "articles.html"
    write_articles(crisis(), path)
    return path


def test_entities_triggers_and_events_are_marked(page: Page, pages: Path) -> None:
    page.open(pages)
    text = crisis()[0].article.text
    assert (
        page.run(
            "const t = document.querySelector('.words').cloneNode(true); t.querySelectorAll('.sign').forEach(s => s.remove()); return t.textContent"
        )
        == text
    )
    assert page.texts(".words .trigger") == ["sold", "take"]
    assert page.texts(".words .sign") == ["Transfer", "Deployment, planned"]
    assert page.texts(".words .entity[data-label=COUNTRY]") == ["Poland", "Norway"]
    assert page.texts("#legend button") == ["country", "place", "weapon"]
    assert len(page.texts("#events [role=option]")) == 2


def test_a_chosen_event_shows_its_roles_in_the_text(page: Page, pages: Path) -> None:
    page.open(pages)
    page.click("#events [role=option]")
    roles = page.run(
        "return [...document.querySelectorAll('.mine .named')].map(n => [n.previousSibling.textContent, n.textContent])"
    )
    assert roles == [["said", "says"], ["Norway", "supplier"], ["it", "recipient"], ["NASAMS", "item"]]
    page.keys("\ue015")
    assert page.get("document.querySelector('#events [aria-selected=true]').textContent").startswith("Deployment")
    page.keys("\ue00c")
    assert page.texts(".mine") == []
    page.click(".words .trigger")
    assert page.get("document.querySelector('#events [aria-selected=true]').textContent").startswith("Transfer")
    side = page.text("#events")
    for words in ("Norway", "Poland “it”", "USD 640,000,000", "9 Sep 2019", "Poland “said”"):
        assert words in side


def test_the_pointer_tells_what_words_are(page: Page, pages: Path) -> None:
    page.open(pages)
    x, y = page.run(
        "const b = document.querySelector('.entity[data-label=WEAPON]').getBoundingClientRect(); return [b.x + 5, b.y + 8]"
    )
    page.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
    page.wait("!document.getElementById('note').hidden")
    assert "weapon/nasams" in page.text("#note")
    assert "item of transfer" in page.text("#note")


def test_labels_are_switched_off_and_articles_chosen(page: Page, pages: Path) -> None:
    page.open(pages)
    page.click("#legend button")
    assert page.get("document.querySelectorAll('.entity.off').length") == 2
    page.run("const s = document.getElementById('chosen-article'); s.value = '1'; s.dispatchEvent(new Event('change'))")
    assert page.text("#text h2") == "Tanks in Grodno?"
    assert "denies" in page.text("#events")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 780)])
def test_nothing_runs_over_the_edge(page: Page, pages: Path, width: int, height: int) -> None:
    page.open(pages, width=width, height=height)
    assert page.get("document.documentElement.scrollWidth") <= width


def test_it_prints_with_the_whole_text(page: Page, pages: Path) -> None:
    page.open(pages)
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.get("getComputedStyle(document.querySelector('.tools')).display") == "none"
    assert page.get("getComputedStyle(document.querySelector('#text')).overflowY") == "visible"
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_whatever_the_article_says_stays_text(page: Page, tmp_path: Path) -> None:
    write_articles([hostile()], tmp_path / "hostile.html")
    page.open(tmp_path / "hostile.html")
    words = page.text(".words")
    for broken in (*BREAKERS[:3], "<script>Zenda</script>", "null␀"):
        assert broken in words
    assert page.texts(".words .trigger") == ["beyond", "fired"]
    assert page.texts(".words .entity[data-label=WEAPON]") == ["<i>rockets</i>"]
    page.click("#events [role=option]")
    assert page.get("window.pwned") is None
    assert page.get("document.querySelectorAll('main img, main script, main i').length") == 0


def test_no_article_is_no_error(page: Page, tmp_path: Path) -> None:
    write_articles([], tmp_path / "none.html")
    page.open(tmp_path / "none.html")
    assert "No article" in page.text("#text")
