"""Codes for users of event data: a CSV of dyads with PLOVER's categories and CAMEO's codes (see ``docs/plover.md``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from defevents.export.tables import cell, safe_cell, write_rows
from defevents.graph.roles import ACTING, ACTOR_LABELS, PARTNERS, WHERE
from defevents.graph.times import event_days
from defevents.knowledge.entries import Country, Organisation
from defevents.knowledge.lexicon import load_lexicon

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["FLAVOR", "SUFFIXES", "CodingRules", "load_mapping", "write"]

SUFFIXES = (".csv",)
FLAVOR = "plover"

COLUMNS = (
    "event_id", "event_date", "date_of", "source_actor", "source_name", "target_actor", "target_name", "plover", "mode",
    "context", "cameo", "event_type", "status", "stance", "country", "location", "articles", "urls",
)  # fmt: skip

INTENTS = {"AGREE", "THREATEN", "DEMAND"}
"""Categories that say themselves that something is yet to come."""


class Code(BaseModel):
    """What a rule gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cameo: str
    plover: str
    mode: str = ""
    context: str = ""


class Rule(Code):
    """What an event must be, and the code that it then has; see the data file."""

    types: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    parties: str = ""
    swap: bool = False


class CodingRules(BaseModel):
    """The whole data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contexts: dict[str, str]
    rules: tuple[Rule, ...]
    stances: dict[str, Code]
    force: dict[str, tuple[str, ...]]
    sectors: dict[str, str]


@cache
def load_mapping() -> CodingRules:
    """Load the rules that come with the package."""
    text = (files("defevents.export") / "data" / "plover.toml").read_text(encoding="utf-8")
    return CodingRules.model_validate(tomllib.loads(text))


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` as a table of event data, a row for each two actors of an event and each accusation or denial.

    Codes follow the rules of ``data/plover.toml``. Events that no rule fits are written too, without a code.
    """
    rows = [row for node in sorted(node for node, _ in graph.events) for row in _rows(graph, node)]
    write_rows(path, COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    return [path]


def _rows(graph: EventGraph, node: str) -> Iterator[dict[str, str]]:
    data = graph.graph.nodes[node]
    acting, partners = _parties(graph, node, ACTING), _parties(graph, node, PARTNERS)
    joint = len({country for _, _, country in acting if country}) > 1 and not partners
    rule = next((r for r in load_mapping().rules if _fits(r, graph, node, joint=joint)), None)
    common = _common(graph, node)
    contexts = [rule.context, ""] if rule else ["", ""]
    if rule and rule.plover not in INTENTS:
        contexts[1] = load_mapping().contexts.get(data["status"], "")
    coded = {
        "cameo": rule.cameo if rule else "",
        "plover": rule.plover if rule else "",
        "mode": rule.mode if rule else "",
        "context": ";".join(filter(None, contexts)),
        "stance": "",
    }
    nobody = [("", "", "")]
    pairs = list(combinations(acting, 2)) if joint else list(product(acting or nobody, partners or nobody))
    for source, target in pairs:
        if rule and rule.swap:
            source, target = target, source
        yield {**common, **coded, **_dyad(source, target)}
    for claimant, stance in _claims(graph, node):
        force = "_of_force" if stance == "accuse" and data["event_type"] in load_mapping().force["types"] else ""
        code = load_mapping().stances.get(stance + force)
        if code is None:
            continue
        for target in acting if stance == "accuse" and acting else nobody:
            yield {**common, **code.model_dump(), "stance": stance, **_dyad(claimant, target)}


Actor = tuple[str, str, str]
"""Code, name, and ISO 3166-1 alpha-3 code of the country, empty where unknown."""


def _dyad(source: Actor, target: Actor) -> dict[str, str]:
    return {"source_actor": source[0], "source_name": source[1], "target_actor": target[0], "target_name": target[1]}


def _parties(graph: EventGraph, node: str, roles: frozenset[str]) -> list[Actor]:
    found = {
        other
        for _, other, edge in graph.graph.out_edges(node, data=True)
        if edge["kind"] == "role"
        and edge["relation"] in roles
        and graph.graph.nodes[other]["entity_label"] in ACTOR_LABELS
    }
    return [_actor(other, graph.graph.nodes[other]) for other in sorted(found)]


def _claims(graph: EventGraph, node: str) -> list[tuple[Actor, str]]:
    claims = {(source, edge["relation"]) for source, _, edge in graph.graph.in_edges(node, data=True)}
    return [(_actor(source, graph.graph.nodes[source]), stance) for source, stance in sorted(claims)]


def _actor(node: str, data: Mapping[str, Any]) -> Actor:
    entry = load_lexicon().entries.get(node)
    kind = entry.kind if isinstance(entry, Organisation) else data["entity_label"]
    sector = load_mapping().sectors.get(kind, "")
    country = _iso3(data.get("country"))
    code = country + sector if country or sector else ""
    return code, safe_cell(data.get("label")), country


def _iso3(country: str | None) -> str:
    entry = load_lexicon().entries.get(country or "")
    return (entry.iso3 or "") if isinstance(entry, Country) else ""


def _fits(rule: Rule, graph: EventGraph, node: str, *, joint: bool) -> bool:
    data = graph.graph.nodes[node]
    words = [word.strip() for word in (data.get("trigger") or "").casefold().split(",")]
    return (
        data["event_type"] in rule.types
        and (not rule.statuses or data["status"] in rule.statuses)
        and (not rule.stages or data.get("stage") in rule.stages)
        and (not rule.parties or joint == (rule.parties == "joint"))
        and (not rule.triggers or any(word.startswith(rule.triggers) for word in words))
        and (not rule.items or any(kind.startswith(rule.items) for kind in _item_kinds(graph, node)))
    )


def _item_kinds(graph: EventGraph, node: str) -> Iterator[str]:
    """Categories of the weapons among an event's items, and ``named`` for any weapon."""
    for _, other, edge in graph.graph.out_edges(node, data=True):
        entity = graph.graph.nodes[other]
        if edge["kind"] == "role" and edge["relation"] == "item" and entity["entity_label"] == "WEAPON":
            yield "named"
            yield from entity["label"].casefold().split()
            if entity.get("category"):
                yield entity["category"]


def _common(graph: EventGraph, node: str) -> dict[str, str]:
    data = graph.graph.nodes[node]
    days = event_days(graph.graph, node)
    articles, urls, places = set(), set(), []
    for _, other, edge in graph.graph.out_edges(node, data=True):
        entity = graph.graph.nodes[other]
        if edge["kind"] == "report":
            articles.add(edge["article"])
            urls.add(entity.get("url") or "")
        elif edge["relation"] in WHERE and entity["entity_label"] in ("LOCATION", "COUNTRY"):
            places.append((edge["relation"] == "origin", entity["label"], _iso3(entity.get("country"))))
    place = min(places, default=(False, "", ""))
    return {
        "event_id": cell(node),
        "event_date": days[0].isoformat() if days else "",
        "date_of": "" if days is None else "event" if data.get("start") or data.get("end") else "report",
        "event_type": data["event_type"],
        "status": data["status"],
        "country": place[2],
        "location": safe_cell(place[1]),
        "articles": cell(sorted(articles)),
        "urls": cell(sorted(filter(None, urls))),
    }
