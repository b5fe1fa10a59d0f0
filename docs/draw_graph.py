"""Draws the README's picture: part of the event graph of the example article. Needs matplotlib.

python docs/draw_graph.py
"""

from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx

import defevents

ROOT = Path(__file__).parents[1]
EVENTS = 6
COLORS = {"event": "#d9822b", "COUNTRY": "#2965cc", "WEAPON": "#a82a2a", "FORCE": "#a82a2a", "other": "#5c7080"}


def main() -> None:
    text = (ROOT / "examples" / "baltic-week.txt").read_text(encoding="utf-8")
    extraction = defevents.extract(text, published="2019-09-12")
    told = [event for event in extraction.events if len(event.arguments) > 2][:EVENTS]
    graph = defevents.EventGraph([extraction.model_copy(update={"events": tuple(told)})]).graph
    graph.remove_nodes_from([node for node, kind in graph.nodes(data="kind") if kind == "article"])

    place = nx.kamada_kawai_layout(nx.Graph(graph))
    figure, axes = plt.subplots(figsize=(12, 7.5))
    names, colors = {}, []
    for node, data in graph.nodes(data=True):
        event = data["kind"] == "event"
        names[node] = f"{data['event_type']}\n{data['status']}" if event else data["label"].replace(" ", "\n", 1)
        colors.append(COLORS["event"] if event else COLORS.get(data["entity_label"], COLORS["other"]))
    nx.draw_networkx_nodes(graph, place, node_color=colors, node_size=2100, alpha=0.18, ax=axes)
    nx.draw_networkx_labels(graph, place, names, font_size=8, ax=axes)
    for kind, style in (("role", "solid"), ("claim", "dashed")):
        edges = [(source, target) for source, target, k in graph.edges(data="kind") if k == kind]
        nx.draw_networkx_edges(
            graph, place, edges, style=style, node_size=2100, edge_color="#5c7080", arrowsize=12, ax=axes
        )
    relations = {(source, target): relation for source, target, relation in graph.edges(data="relation")}
    nx.draw_networkx_edge_labels(nx.DiGraph(graph), place, relations, font_size=7, font_color="#404854", ax=axes)
    axes.axis("off")
    axes.margins(0.06)
    figure.savefig(ROOT / "docs" / "graph.png", dpi=100, bbox_inches="tight")


if __name__ == "__main__":
    main()
