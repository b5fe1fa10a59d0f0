"""What is compared of two events: type, parties, items, places, time, amounts and wording, read from the graph."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import networkx as nx

from defevents.graph.roles import ACTING, PARTNERS, PLACES
from defevents.graph.weapons import category_words, family, place_kind

__all__ = ["Facts", "Item", "Place", "Rules", "load_rules", "read_facts"]

VAGUE = 45
"""Days from which on an event's date says too little to compare."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d,.]*\d|\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Rules:
    """The word lists and tables of ``data/merging.toml``."""

    compatible: frozenset[frozenset[str]]
    series: frozenset[str]
    common: frozenset[str]
    wide: frozenset[str]
    forces: dict[str, str]
    manners: dict[str, str]
    core: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """A weapon or force: the system it belongs to, where known, and the kinds of thing that it may be."""

    system: str | None
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A place and its country, where known; `whole` where it is the country, `wide` where other places lie in it."""

    node: str
    country: str | None
    whole: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of an event.

    Days are proleptic ordinals (`datetime.date.toordinal`); `days`, the first and last one, is None where the event has
    no date or a vague one. `doers` and `partners` are entity nodes, `doer_owners` and `partner_owners` the countries
    they are or belong to. Amounts are pairs of lower and upper bound.
    """

    node: str
    articles: frozenset[str]
    type: str
    status: str
    stage: str | None
    published: int | None
    days: tuple[int, int] | None
    doers: frozenset[str]
    doer_owners: frozenset[str]
    partners: frozenset[str]
    partner_owners: frozenset[str]
    items: tuple[Item, ...]
    places: tuple[Place, ...]
    names: frozenset[str]
    years: frozenset[str]
    quantity: tuple[float, float] | None
    money: tuple[str, float, float] | None
    triggers: frozenset[str]
    words: frozenset[str]
    proper: frozenset[str]
    numbers: frozenset[str]
    series: frozenset[str]
    manners: frozenset[str]


@cache
def load_rules() -> Rules:
    """Load the word lists of merging."""
    table = tomllib.loads((files("defevents.graph") / "data" / "merging.toml").read_text(encoding="utf-8"))
    return Rules(
        compatible=frozenset(frozenset(pair) for pair in table["compatible"]),
        series=frozenset(table["series"]),
        common=frozenset(table["common"]),
        wide=frozenset(table["wide"]),
        forces={stem(word): kind for kind, words in table["forces"].items() for word in words},
        manners={stem(word): manner for manner, words in table["manners"].items() for word in words},
        core={kind: tuple(names) for kind, names in table["core"].items()},
    )


def read_facts(graph: nx.MultiDiGraph[str], node: str) -> Facts:
    """Read from the graph what is compared of the event `node`."""
    data = graph.nodes[node]
    doers, partners, names, said = set(), set(), set(), set()
    items: dict[str, Item] = {}
    places: dict[str, Place] = {}
    years: set[str] = set()
    articles, published = set(), []
    for _, other, edge in graph.out_edges(node, data=True):
        entity = graph.nodes[other]
        if edge["kind"] == "report":
            articles.add(edge["article"])
            if entity.get("published"):
                published.append(_ordinal(entity["published"]))
            continue
        role = edge["relation"]
        if other.startswith("country:"):
            said.update(_WORD.findall(edge["evidence"]))
        if role in ACTING:
            doers.add(other)
        elif role in PARTNERS:
            partners.add(other)
        elif role == "item":
            items[other] = _item(other, entity)
        elif role == "name":
            names.add(other)
            years.update(_YEAR.findall(edge["evidence"]))
        if (
            role in PLACES
            or (role == "origin" and data["event_type"] == "WITHDRAWAL")
            or (role in PARTNERS and entity["entity_label"] == "LOCATION")
        ):
            places[other] = _place(other, entity)
        if role in PARTNERS and entity["entity_label"] == "WEAPON":
            items[other] = _item(other, entity)
    text = data.get("sentence") or ""
    words, proper, numbers, series = _wording(text)
    return Facts(
        node=node,
        articles=frozenset(articles),
        type=data["event_type"],
        status=data["status"],
        stage=data.get("stage"),
        published=min(published, default=None),
        days=_days(data),
        doers=frozenset(doers),
        doer_owners=frozenset(_owners(graph, doers)),
        partners=frozenset(partners),
        partner_owners=frozenset(_owners(graph, partners)),
        items=tuple(items[n] for n in sorted(items)),
        places=tuple(places[n] for n in sorted(places)),
        names=frozenset(names),
        years=frozenset(years),
        quantity=_range(data.get("quantity"), data.get("quantity_low")),
        money=_money(data.get("money"), data.get("money_low")),
        triggers=frozenset(stem(word.lower()) for word in _WORD.findall(data.get("trigger") or "")),
        words=words,
        proper=proper - {stem(word.lower()) for word in said},
        numbers=numbers,
        series=series,
        manners=frozenset(manner for word in words if (manner := load_rules().manners.get(word))),
    )


def _owners(graph: nx.MultiDiGraph[str], nodes: set[str]) -> Iterator[str]:
    """Countries that entities are or belong to."""
    for node in nodes:
        entity = graph.nodes[node]
        if node.startswith("country:"):
            yield node.removeprefix("country:")
        elif entity.get("country"):
            yield entity["country"]


def _item(node: str, entity: dict[str, Any]) -> Item:
    system = family(node)
    if system is not None or entity["entity_label"] == "WEAPON":
        category = entity.get("category")
        kinds = frozenset({category}) if category else _generic_kinds(entity["label"])
        return Item(system or (None if entity["label"][:1].islower() else node), kinds)
    forces = load_rules().forces
    kinds = frozenset(forces[s] for s in (stem(w.lower()) for w in entity["label"].split()) if s in forces)
    return Item(None if entity["label"][:1].islower() else node, kinds or frozenset({"force"}))


def _generic_kinds(label: str) -> frozenset[str]:
    """Categories of weapons that generic words (*ballistic missiles*) may stand for."""
    words = [stem(word) for word in label.lower().split()]
    known = category_words()
    for length in range(len(words), 0, -1):  # the longest ending that names a category
        if found := known.get(" ".join(words[-length:])):
            return found
    return frozenset()


def _place(node: str, entity: dict[str, Any]) -> Place:
    if node.startswith("country:"):
        return Place(node, node.removeprefix("country:"), whole=True, wide=True)
    return Place(node, entity.get("country"), whole=False, wide=place_kind(node) in load_rules().wide)


def _days(data: dict[str, Any]) -> tuple[int, int] | None:
    start, end = data.get("start"), data.get("end")
    if not start or not end:
        return None
    first, last = _ordinal(start), _ordinal(end)
    return (first, last) if last - first < VAGUE else None


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


def _range(value: float | None, low: float | None) -> tuple[float, float] | None:
    return None if value is None else (value if low is None else low, value)


def _money(value: str | None, low: float | None) -> tuple[str, float, float] | None:
    if value is None:
        return None
    currency, amount = value.split()
    return currency, float(amount) if low is None else low, float(amount)


def _wording(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Content words, names, numbers, and words of series of a text."""
    rules = load_rules()
    words, proper, numbers, series = set(), set(), set(), set()
    for match in _WORD.finditer(text):
        token = match.group()
        low = token.lower().removesuffix("'s").removesuffix("’s")
        if token[0].isdigit():
            numbers.add(token.replace(",", "").rstrip("."))
        elif low in rules.series:
            if not (low == "more" and text.startswith(" than", match.end())):
                series.add(low)
        elif low not in rules.common and len(low) > 2:
            words.add(stem(low))
            if token[0].isupper():
                proper.add(stem(low))
    return frozenset(words), frozenset(proper), frozenset(numbers), frozenset(series)


def stem(word: str) -> str:
    """Cut the endings off an English word in lower case, so that forms of one word compare as the same."""
    for ending in ("ments", "ment", "ings", "ing", "ies", "ied", "als", "al", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
