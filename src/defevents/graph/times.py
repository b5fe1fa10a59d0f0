"""When events happen, as far as a graph says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import networkx as nx

__all__ = ["Day", "as_day", "event_days", "event_nodes", "within"]

Day = dt.date | str
"""A day as people give it: a date, or a text as in 2018-02-06."""


def as_day(given: Day | None) -> dt.date | None:
    """Read a day.

    Raises
    ------
    ValueError
        If it is a text that is no ISO 8601 date.
    """
    if isinstance(given, str):
        try:
            given = dt.datetime.fromisoformat(given.strip())
        except ValueError:
            raise ValueError(f"day {given!r} is no date: write it as YYYY-MM-DD, as in 2018-02-06") from None
    return given.date() if isinstance(given, dt.datetime) else given


def event_nodes(graph: nx.MultiDiGraph[str]) -> Iterator[str]:
    """Nodes that are events."""
    return (node for node, data in graph.nodes(data=True) if data["kind"] == "event")


def event_days(graph: nx.MultiDiGraph[str], node: str) -> tuple[dt.date, dt.date] | None:
    """Return first and last day of an event: of its date, else of its reports; None where neither is known."""
    data = graph.nodes[node]
    told = [day for day in (data.get("start"), data.get("end")) if day]
    if told:
        return dt.date.fromisoformat(told[0]), dt.date.fromisoformat(told[-1])
    published = sorted(
        graph.nodes[article]["published"]
        for _, article, edge in graph.out_edges(node, data=True)
        if edge["kind"] == "report" and graph.nodes[article].get("published")
    )
    return (dt.date.fromisoformat(published[0]), dt.date.fromisoformat(published[-1])) if published else None


def within(days: tuple[dt.date, dt.date] | None, since: dt.date | None, until: dt.date | None) -> bool:
    """Whether days touch the period from `since` to `until`, both inclusive and open where None."""
    if since is None and until is None:
        return True
    return days is not None and (since is None or days[1] >= since) and (until is None or days[0] <= until)
