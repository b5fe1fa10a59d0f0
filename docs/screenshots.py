"""Makes the README's pictures: the view of the example article, and the article itself. Needs chromium and selenium.

PYTHONPATH=tests/viewer python docs/screenshots.py
"""

import tempfile
from pathlib import Path

from browser import Page, start_browser

import defevents
from defevents.viewer import write_articles, write_view

ROOT = Path(__file__).parents[1]
ROW = "[...document.querySelectorAll('[role=option]')]"


def main() -> None:
    text = (ROOT / "examples" / "baltic-week.txt").read_text(encoding="utf-8")
    article = defevents.Article(id="baltic-week", text=text, title="A week in the Baltic")
    extraction = defevents.load().extract(article, published="2019-09-12")
    with tempfile.TemporaryDirectory() as folder:
        page = Page(start_browser(f"{folder}/profile"))
        write_view(defevents.EventGraph([extraction]), f"{folder}/view.html", title="A week in the Baltic")
        page.open(Path(folder) / "view.html", width=1500, height=940)
        page.run(f"{ROW}.find(row => row.textContent.includes('Kaliningrad')).click()")
        picture(page, "view.png")
        write_articles([extraction], f"{folder}/article.html")
        page.open(Path(folder) / "article.html", width=1280, height=640)
        page.run(f"{ROW}[2].click()")
        picture(page, "article.png")
        page.driver.quit()


def picture(page: Page, name: str) -> None:
    page.run("return new Promise(done => setTimeout(done, 600))")
    page.driver.save_screenshot(str(ROOT / "docs" / name))


if __name__ == "__main__":
    main()
