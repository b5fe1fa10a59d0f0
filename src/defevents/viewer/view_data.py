"""Turns an event graph into the plain data that the page of the view draws."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from defevents.viewer.marks import Mark, find_words, pieces
from defevents.viewer.places import point_of

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["view_data"]

WHERE = (("place", "destination"), ("origin",), ("target", "recipient"))
"""Roles whose entities say where an event is; those of the first group that has one."""
PLAIN = (
    "label", "status", "stage", "date", "start", "end", "date_text", "confidence", "trigger",
    "money", "money_text", "money_bound", "money_low", "money_from", "money_to",
    "quantity", "quantity_text", "quantity_bound", "quantity_low", "quantity_from", "quantity_to", "quantity_unit",
)  # fmt: skip
"""Attributes of an event that the page takes as they are."""
PLACED = ("COUNTRY", "NATIONALITY", "LOCATION")


def view_data(graph: EventGraph, events: Iterable[str]) -> dict[str, Any]:
    """Plain data of `events` (nodes of `graph`), the entities and the articles they lead to.

    Entities and articles are lists; events name them by their index in these.
    """
    rooms = _Rooms(graph)
    rows = [_event(rooms, node) for node in events]
    return {"events": rows, "entities": rooms.entities, "articles": rooms.articles}


class _Rooms:
    """The entities and articles that were met, each with its index."""

    def __init__(self, graph: EventGraph) -> None:
        self.graph = graph.graph
        self.entities: list[dict[str, Any]] = []
        self.articles: list[dict[str, Any]] = []
        self._entity_index: dict[str, int] = {}
        self._article_index: dict[str, int] = {}

    def entity(self, node: str) -> int:
        if node not in self._entity_index:
            self._entity_index[node] = len(self.entities)
            data = self.graph.nodes[node]
            self.entities.append(
                _filled(
                    id=node,
                    name=data.get("label") or node,
                    label=data.get("entity_label"),
                    **{name: data.get(name) for name in ("kb_id", "country", "category", "office")},
                )
            )
        return self._entity_index[node]

    def article(self, article_id: str) -> int:
        if article_id not in self._article_index:
            self._article_index[article_id] = len(self.articles)
            node = f"article:{article_id}"
            data = self.graph.nodes[node] if node in self.graph else {}
            url = data.get("url")
            title = data.get("title") or article_id
            self.articles.append(
                _filled(
                    id=article_id,
                    title=title,
                    published=data.get("published"),
                    source=data.get("source") or _host(url) or title,
                    url=url if _host(url) else None,
                )
            )
        return self._article_index[article_id]


def _event(rooms: _Rooms, node: str) -> dict[str, Any]:
    data = rooms.graph.nodes[node]
    out = list(rooms.graph.out_edges(node, data=True))
    claims = sorted(rooms.graph.in_edges(node, data=True), key=lambda e: (e[2]["article"], e[2]["start"], e[0]))
    articles = dict.fromkeys(rooms.article(edge["article"]) for _, _, edge in out if edge["kind"] == "report")
    reported = sorted(day for a in articles if (day := rooms.articles[a].get("published")))
    return _filled(
        id=node,
        type=data["event_type"],
        reported=reported[0] if reported else None,
        roles=_roles(rooms, out),
        claims=[
            _filled(entity=rooms.entity(source), stance=edge["relation"], article=rooms.article(edge["article"]))
            for source, _, edge in claims
            if edge["kind"] == "claim"
        ],
        articles=list(articles),
        proof=_proof(rooms, data, [*out, *claims]),
        where=_where(rooms, out),
        rivals=_rivals(data),
        **{name: data.get(name) for name in PLAIN},
    )


def _rivals(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Values in which the reports of a merged event differ, with the outlets and sources of each."""
    conflicts = data.get("conflicts") or ()
    return [
        {
            "name": name,
            "conflict": name in conflicts,
            "values": [
                {"value": row["value"], "who": [*row["outlets"], *row["claimed_by"]] or row["articles"]} for row in rows
            ],
        }
        for name, rows in (data.get("values") or {}).items()
    ] or None


def _roles(rooms: _Rooms, edges: list[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Roles with their fillers, one for each pair; `words` where an article puts the filler otherwise."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for _, target, edge in edges:
        if edge["kind"] == "role":
            row = {"role": edge["relation"], "entity": rooms.entity(target), "words": edge.get("evidence")}
            found.setdefault((edge["relation"], target), row)
    return list(found.values())


def _where(rooms: _Rooms, edges: list[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    nodes = rooms.graph.nodes
    for roles in WHERE:
        found = {}
        for _, target, edge in edges:
            if edge["kind"] != "role" or edge["relation"] not in roles or nodes[target]["entity_label"] not in PLACED:
                continue
            point = point_of(target, dict(nodes[target]))
            if point is not None:
                longitude, latitude, roughly = point
                found[target] = {
                    "entity": rooms.entity(target), "role": edge["relation"], "at": [longitude, latitude],
                    "roughly": roughly,
                }  # fmt: skip
        if found:
            return list(found.values())
    return []


def _proof(rooms: _Rooms, data: dict[str, Any], edges: list[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Sentences of every article, in text order, as pieces with the words that prove the event marked."""
    marks: dict[tuple[int, int, str], list[Mark]] = {}
    for source, target, edge in edges:
        sentence = edge.get("sentence")
        if sentence:
            start = edge["start"] - edge["sentence_start"]
            place = (rooms.article(edge["article"]), edge["sentence_start"], sentence)
            note = _note(rooms, source, target, edge)
            marks.setdefault(place, []).append(Mark(start, start + len(edge["evidence"]), note))
    if not marks and data.get("sentence"):
        return [{"article": None, "pieces": [[data["sentence"]]]}]
    rows = []
    for article, start, sentence in sorted(_whole(marks), key=lambda place: _in_order(rooms, place)):
        extra = [
            find_words(sentence, str(data.get(f"{name}_text") or ""), [name]) for name in ("date", "money", "quantity")
        ]
        spans = [*marks[article, start, sentence], *(mark for mark in extra if mark)]
        rows.append({"article": article, "pieces": pieces(sentence, spans)})
    return rows


def _note(rooms: _Rooms, source: str, target: str, edge: dict[str, Any]) -> list[Any]:
    if edge["kind"] == "report":
        return ["trigger"]
    return [edge["kind"], edge["relation"], rooms.entity(target if edge["kind"] == "role" else source)]


def _whole(marks: dict[tuple[int, int, str], list[Mark]]) -> list[tuple[int, int, str]]:
    """Places of sentences; one within another of its article goes, and leaves its marks to that."""
    kept: list[tuple[int, int, str]] = []
    for place in sorted(marks, key=lambda p: (p[0], -len(p[2]), p[1])):
        article, start, sentence = place
        outer = next((k for k in kept if k[0] == article and k[1] <= start and sentence in k[2]), None)
        if outer is None or outer[1] + len(outer[2]) < start + len(sentence):
            kept.append(place)
            continue
        shift = start - outer[1]
        marks[outer] += [Mark(m.start + shift, m.end + shift, m.note) for m in marks[place]]
    return kept


def _in_order(rooms: _Rooms, place: tuple[int, int, str]) -> tuple[str, int, int]:
    article, start, _ = place
    return rooms.articles[article].get("published") or "", article, start


def _host(url: str | None) -> str | None:
    """Host of a web address; None for what a page must not link to."""
    try:
        parts = urlsplit(url or "")
        return (parts.hostname or "").removeprefix("www.") or None if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def _filled(**values: Any) -> dict[str, Any]:
    """Leave out what is not known, and numbers that JSON has no word for."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and value != "" and not (isinstance(value, float) and not math.isfinite(value))
    }
