"""Finds the nodes that a person means by a name: a node, a code, a name of the knowledge base, or a label."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

import networkx as nx

from defevents.graph.weapons import variants
from defevents.knowledge.entries import Country
from defevents.knowledge.lexicon import load_lexicon
from defevents.knowledge.names import fold

__all__ = ["named_nodes"]


def named_nodes(graph: nx.MultiDiGraph[str], name: str, labels: Container[str] | None = None) -> frozenset[str]:
    """Find the nodes that `name` stands for, in this order of preference.

    1. A node's own name, as in ``country:RU`` or ``weapon/iskander``.
    2. What the knowledge base knows by it (*Russia*, *Moscow*, *RU*, *RUS*, *Iskander*, *NATO*), weapons with their
       variants, whether in the graph or not; the spelling may be in lower case.
    3. Entities and events of the graph that are labeled so, or whose label has the name in it.

    Parameters
    ----------
    graph
        The graph's own graph.
    name
        What the person wrote.
    labels
        Labels of entities that are meant; any by default.
    """
    if name in graph:
        return frozenset({name})
    known = frozenset(_known(name, labels))
    if known:
        return known
    folded = fold(name.strip())
    found = {n: fold(d.get("label") or "") for n, d in graph.nodes(data=True) if _fits(d, labels)}
    same = frozenset(node for node, label in found.items() if label == folded)
    part = re.compile(rf"(?<!\w){re.escape(folded)}(?!\w)")
    return same or frozenset(node for node, label in found.items() if folded and part.search(label))


def _fits(data: dict[str, str], labels: Container[str] | None) -> bool:
    return labels is None or data.get("entity_label") in labels


def _known(name: str, labels: Container[str] | None) -> Iterator[str]:
    lexicon = load_lexicon()
    code = name.strip().upper()
    for entry in lexicon.entries.values():
        if isinstance(entry, Country) and code in (entry.id, entry.iso3) and (labels is None or "COUNTRY" in labels):
            yield f"country:{entry.id}"
    for spelling in dict.fromkeys((name, name.title(), name.upper(), name.capitalize())):
        senses = [s for s in lexicon.lookup(spelling) if labels is None or s.label in labels]
        for sense in senses:
            if isinstance(sense.entry, Country):
                yield f"country:{sense.entry.id}"
            else:
                yield from variants(sense.entry.id)
        if senses:
            return
