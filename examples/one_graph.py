"""Builds one graph of several articles, asks it two questions, and writes it as GraphML.

python one_graph.py [ARTICLES.jsonl [OUT.graphml]]
"""

import sys
from collections import Counter
from pathlib import Path

import defevents

HERE = Path(__file__).parent


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "articles.jsonl"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("events.graphml")
    events = defevents.EventGraph(defevents.extract_many(defevents.read_articles(source)))
    graph = events.graph

    print("Who takes part in most events?")
    taking_part = Counter(entity for _, entity, kind in graph.edges(data="kind") if kind == "role")
    for entity, count in taking_part.most_common(3):
        print(f"  {graph.nodes[entity]['label']}: {count}")

    print("What was handed over, and which words say so?")
    for event, attributes in events.events:
        if attributes["event_type"] == "TRANSFER":
            print(f"  {attributes['label']} ({attributes['status']})")
            for _, entity, edge in graph.out_edges(event, data=True):
                if edge["kind"] == "role":
                    where = f"{edge['article']}, characters {edge['start']} to {edge['end']}"
                    print(f"    {edge['relation']}: {graph.nodes[entity]['label']} ({edge['evidence']!r}: {where})")

    defevents.write(events, target)
    print(f"{target}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges")


if __name__ == "__main__":
    main()
