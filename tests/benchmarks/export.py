"""Measures the writers on a large graph: CPU seconds, and memory beyond the graph's own.

python tests/benchmarks/export.py [--edges 1000000] [--only SUFFIX]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import networkx as nx

from defevents import EventGraph
from defevents.export import formats, write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--only", help="a suffix, as in .graphml, or suffix and flavor, as in .graphml:yed")
    options = parser.parse_args()
    graph = large_graph(options.edges)
    print(
        f"{len(graph.graph):,} nodes, {graph.graph.number_of_edges():,} edges; peak {_peak():.0f} MB with the graph alone"
    )
    with tempfile.TemporaryDirectory() as folder:
        for suffix, flavors in sorted(formats().items()):
            for flavor in flavors:
                if options.only in (None, suffix, f"{suffix}:{flavor}"):
                    _measure(graph, Path(folder) / f"out{suffix}", flavor)


def large_graph(edges: int) -> EventGraph:
    """Events with ten edges each, with the attributes that edges have: five events an article, 5,000 entities."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for n in range(5_000):
        graph.add_node(
            f"org:body-{n}", kind="entity", label=f"Body {n}", entity_label="ORG", kb_id=None, country="US"
        )  # fmt: skip
    for n in range(edges // 10):
        article, event = f"article:{n // 5}", f"event:{n // 5}#v{n % 5}"
        day = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}"
        graph.add_node(article, kind="article", label=f"News {n // 5}", published=day, source="Harbor Wire", title=None)
        graph.add_node(
            event, kind="event", label=f"Body {n % 5000} · transfer", event_type="TRANSFER", status="planned", date=day,
            start=day, end=day, quantity=float(n % 50), confidence=0.9, trigger="sold",
            sentence=f"Body {n % 5000} sold {n % 50} launchers to Body {n % 4999} {'and' if n % 10 else '&'} others for "
            f"a price of ${n} million.",
        )  # fmt: skip
        sentence = graph.nodes[event]["sentence"]
        for role in range(10):
            target = article if role == 9 else f"org:body-{(n * 7 + role * 11) % 5000}"
            graph.add_edge(
                event, target, key=f"{n}-{role}", kind="report" if role == 9 else "role", relation=f"role {role}",
                article=str(n // 5), start=role * 7, end=role * 7 + 5, evidence=f"Body {role}", sentence=sentence,
                sentence_start=0, confidence=0.9,
            )  # fmt: skip
    return EventGraph.of(graph)


def _measure(graph: EventGraph, path: Path, flavor: str) -> None:
    before, started = _peak(), time.process_time()
    files = write(graph, path, flavor=flavor)
    seconds = time.process_time() - started
    size = sum(file.stat().st_size for file in files) / 1e6
    print(
        f"{path.suffix} {flavor:10} {seconds:6.1f} CPU seconds, {_peak() - before:6.0f} MB more memory, {size:,.0f} MB"
    )
    for file in files:
        file.unlink()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
