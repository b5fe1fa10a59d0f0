"""Finds the reports of one event over many articles."""

from __future__ import annotations

from dataclasses import dataclass, field

import networkx as nx

from defevents.graph.blocking import candidates
from defevents.graph.clusters import cluster
from defevents.graph.facts import Facts, read_facts
from defevents.graph.similarity import Weights, likelihood, load_weights, same_kind
from defevents.graph.times import event_nodes

__all__ = ["STRATEGIES", "Strategy", "find_groups", "named_strategy"]


@dataclass(frozen=True, slots=True)
class Strategy:
    """How reports are grouped.

    Parameters
    ----------
    threshold
        Likelihood from which on a pair of events is taken for one.
    veto
        Likelihood below which a pair keeps its groups apart, whatever else joins them.
    weights
        Weights of the cues.
    exact
        Compare nothing but type, parties, items, places and days, and want all of them the same.
    """

    threshold: float = 0.5
    veto: float = 0.02
    weights: Weights = field(default_factory=load_weights)
    exact: bool = False


STRATEGIES = ("weighted", "exact")
"""Strategies by name: cues weighed against each other; everything that both reports tell the same."""


def named_strategy(strategy: str | Strategy) -> Strategy:
    """Return the strategy of that name, or the strategy itself.

    Raises
    ------
    ValueError
        If none has that name.
    """
    if isinstance(strategy, Strategy):
        return strategy
    if strategy not in STRATEGIES:
        raise ValueError(f"no strategy {strategy!r}: choose one of {', '.join(STRATEGIES)}")
    return Strategy(exact=strategy == "exact")


def find_groups(graph: nx.MultiDiGraph[str], strategy: Strategy) -> list[list[str]]:
    """Find the groups of event nodes that report one event.

    Two events of one article are never of one group.

    Returns
    -------
    list of list of str
        Groups of two and more, sorted by their nodes' names; the same for any order of articles.
    """
    facts = {node: read_facts(graph, node) for node in sorted(event_nodes(graph))}

    def compared(a: Facts, b: Facts) -> float:
        if a.articles & b.articles or not same_kind(a.type, b.type):
            return 0.0
        return float(_exactly_same(a, b)) if strategy.exact else likelihood(a, b, strategy.weights)

    pairs = {(a.node, b.node): compared(a, b) for a, b in candidates(facts.values())}
    return cluster(
        pairs, lambda a, b: compared(facts[a], facts[b]), threshold=strategy.threshold, veto=strategy.veto
    )  # fmt: skip


def _exactly_same(a: Facts, b: Facts) -> bool:
    if a.type != b.type or not a.days or not b.days:
        return False
    places = {place.node for place in a.places}, {place.node for place in b.places}
    items = {item.system for item in a.items}, {item.system for item in b.items}
    return (
        (a.days, a.doers, a.partners, a.names) == (b.days, b.doers, b.partners, b.names)
        and places[0] == places[1]
        and items[0] == items[1]
    )
