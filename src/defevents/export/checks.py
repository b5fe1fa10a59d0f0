"""Checks that a graph which was read from a file is an event graph, before anything is asked of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from reprlib import repr as brief
from typing import Any, NamedTuple, get_args

import networkx as nx

from defevents.errors import ExportError
from defevents.records import Stage, Status

__all__ = ["check_graph"]


class _Form(NamedTuple):
    """What a value must be: the test, and the words for who wrote another."""

    fits: Callable[[Any], bool]
    words: str


def _can(read: Callable[[Any], object], value: object) -> bool:
    try:
        read(value)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _money(value: str) -> tuple[str, float]:
    currency, amount = value.split()
    return currency, float(amount)


def _one_of(values: Iterable[str]) -> _Form:
    known = tuple(values)
    return _Form(lambda value: value in known, f"one of {', '.join(known)}")


def _listing(value: object, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(fits, value))


def _is_rival(value: object) -> bool:
    """Whether a row says who gives a value of a joined event."""
    names = ("articles", "outlets", "claimed_by")
    return isinstance(value, dict) and "value" in value and all(TEXTS.fits(value.get(name)) for name in names)


TEXT = _Form(lambda value: isinstance(value, str), "a text")
TEXTS = _Form(lambda value: _listing(value, TEXT.fits), "a list of texts")
NUMBER = _Form(lambda value: not isinstance(value, (bool, str)) and _can(float, value), "a number")
OFFSET = _Form(lambda value: type(value) is int and value >= 0, "a whole number from 0")
DAY = _Form(lambda value: _can(dt.date.fromisoformat, value), "a day, as in 2018-05-07")
MONEY = _Form(lambda value: TEXT.fits(value) and _can(_money, value), "a currency and an amount, as in USD 4600000")
RIVALS = _Form(
    lambda value: isinstance(value, dict) and all(_listing(rows, _is_rival) for rows in value.values()),
    "lists of rival values, each with its articles, outlets and claimed_by",
)
VERSIONS = _Form(
    lambda value: _listing(value, lambda v: isinstance(v, dict) and TEXT.fits(v.get("node"))),
    "a list of reports, each with its node",
)

_NUMBERS = (
    "quantity", "quantity_low", "quantity_from", "quantity_to", "money_low", "money_from", "money_to", "confidence",
    "reports",
)  # fmt: skip
_NODES: Mapping[str, Mapping[str, _Form]] = {
    "event": {
        "event_type": TEXT, "label": TEXT, "status": _one_of(get_args(Status)), "stage": _one_of(get_args(Stage)),
        "trigger": TEXT, "sentence": TEXT, "date": TEXT, "start": DAY, "end": DAY, "money": MONEY,
        **dict.fromkeys(_NUMBERS, NUMBER), "conflicts": TEXTS, "members": TEXTS, "values": RIVALS, "versions": VERSIONS,
    },
    "entity": {
        "entity_label": TEXT, "label": TEXT, "kb_id": TEXT, "country": TEXT, "category": TEXT, "office": TEXT,
    },
    "article": {"label": TEXT, "title": TEXT, "published": DAY, "source": TEXT, "url": TEXT},
}  # fmt: skip
_NEEDED = {
    "event": ("event_type", "status", "label", "trigger", "confidence"),
    "entity": ("entity_label", "label"),
    "article": ("label",),
}
_EDGE: Mapping[str, _Form] = {
    "relation": TEXT, "article": TEXT, "start": OFFSET, "end": OFFSET, "evidence": TEXT, "sentence": TEXT,
    "sentence_start": OFFSET, "member": TEXT, "quantity": NUMBER, "quantity_low": NUMBER,
}  # fmt: skip
_NEEDED_OF_EDGES = ("relation", "article", "start", "end", "evidence")
_ENDS = {"role": ("event", "entity"), "claim": ("entity", "event"), "report": ("event", "article")}
"""Kinds of the nodes that an edge of each kind leads from and to."""


def check_graph(graph: nx.MultiDiGraph[str], path: Path | str) -> None:
    """Check every node and edge that was read from `path`.

    Raises
    ------
    ExportError
        If something is missing, or is not of its form; the message says what is wrong where.
    """
    for node, data in graph.nodes(data=True):
        place, kind = f"{path}: node {node!r}", data.get("kind")
        if not isinstance(kind, str) or kind not in _NODES:
            raise ExportError(f"{place} has the kind {brief(kind)}: not an event graph of defevents")
        _check(place, data, _NODES[kind], _NEEDED[kind])
        for version in data.get("versions") or ():
            _check(f"{place}, version {version['node']!r}", version, _NODES[kind], _NEEDED[kind])
    for source, target, data in graph.edges(data=True):
        _check_edge(f"{path}: edge from {source!r} to {target!r}", graph, source, target, data)
    for node, data in graph.nodes(data=True):
        if data["kind"] == "event":
            _check_reports(f"{path}: node {node!r}", graph, node, data)


def _check(place: str, data: Mapping[str, Any], forms: Mapping[str, _Form], needed: Iterable[str]) -> None:
    missing = [name for name in needed if data.get(name) is None]
    if missing:
        raise ExportError(f"{place} has no {', '.join(missing)}: not an event graph of defevents")
    for name, form in forms.items():
        value = data.get(name)
        if value is not None and not form.fits(value):
            raise ExportError(f"{place} has the {name} {brief(value)}: it must be {form.words}")


def _check_edge(place: str, graph: nx.MultiDiGraph[str], source: str, target: str, data: Mapping[str, Any]) -> None:
    kind = data.get("kind")
    if kind == "event":
        raise ExportError(
            f"{place} is an event: a projection was saved, from which no events can be read: "
            "give the extractions, or the graph without --project"
        )
    if not isinstance(kind, str) or kind not in _ENDS:
        raise ExportError(f"{place} has the kind {brief(kind)}: it must be one of {', '.join(_ENDS)}")
    needed = (*_NEEDED_OF_EDGES, "sentence_start") if data.get("sentence") else _NEEDED_OF_EDGES
    _check(place, data, _EDGE, needed)
    if (graph.nodes[source]["kind"], graph.nodes[target]["kind"]) != _ENDS[kind]:
        raise ExportError(f"{place} has the kind {kind!r}: it must lead from {' to '.join(_ENDS[kind])}")
    article = f"article:{data['article']}"
    if article not in graph or (kind == "report" and target != article):
        raise ExportError(
            f"{place} has the article {data['article']!r}: there must be a node {article!r} that it is of"
        )


def _check_reports(place: str, graph: nx.MultiDiGraph[str], node: str, data: Mapping[str, Any]) -> None:
    """Check that an event is reported, and of a joined one every member, to which each of its edges belongs."""
    versions = data.get("versions")
    members = {version["node"] for version in versions or ({"node": None},)}
    out, incoming = graph.out_edges(node, data=True), graph.in_edges(node, data=True)
    reported = {edge.get("member") if versions else None for *_, edge in out if edge["kind"] == "report"}
    if missing := members - reported:
        whose = ", ".join(sorted(map(str, missing))) if versions else "it"
        raise ExportError(f"{place} has no article that reports {whose}: not an event graph of defevents")
    strays = [edge.get("member") for *_, edge in [*out, *incoming] if versions and edge.get("member") not in members]
    if strays:
        raise ExportError(f"{place} has an edge of the member {strays[0]!r}: it must be one of its versions")
