"""Measures how fast pages of graphs open: PYTHONPATH=tests/viewer python tests/benchmarks/view.py

`usable` is when lists, filters, timeline and map work, `graph` when the graph can be clicked, `laid out` when it has its
final layout; milliseconds after the page began to load, in chromium without a window, the middle of five loads.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from browser import Page, start_browser
from invented import many

from defevents import EventGraph
from defevents.viewer import write_view

LOADS = 5
TIMES = ("usable", "drawn", "ready")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Page(start_browser(folder))
        print(f"{'nodes':>6} {'events':>7} {'KB':>6} {'written s':>10} {'usable':>8} {'graph':>8} {'laid out':>9}")
        for bound in (60, 300, 1000):
            path = Path(folder) / f"{bound}.html"
            graph = EventGraph(many(700, parties=60, weapons=40))
            start = time.perf_counter()
            shown, _ = write_view(graph, path, max_nodes=bound)
            wrote = time.perf_counter() - start
            found = []
            for _ in range(LOADS):
                page.open(path)
                found.append([int(page.get(f"document.documentElement.dataset.{name}")) for name in TIMES])
            usable, drawn, ready = (int(statistics.median(column)) for column in zip(*found, strict=True))
            size = path.stat().st_size // 1000
            print(f"{bound:>6} {shown:>7} {size:>6} {wrote:>10.2f} {usable:>8} {drawn:>8} {ready:>9}")
        page.driver.quit()


if __name__ == "__main__":
    main()
