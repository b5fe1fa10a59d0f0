"""How likely two reports are of one event: cues with fixed meanings, weighed by ``data/merging_weights.toml``."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from defevents.graph.facts import Facts, Item, Place, load_rules

__all__ = ["CUES", "Weights", "cues", "likelihood", "load_weights", "same_kind"]

CUES = {
    "type_same": "the events are of one type (otherwise of two that are told for each other)",
    "doer_same": "actors, suppliers, buyers or participants are the same: the share of those that the shorter list has",
    "doer_owner": "those are not the same, but of one country (its navy, its president)",
    "doer_differs": "those are known and of different countries; of several participants, the share that differs",
    "partner_same": "a target, recipient or contractor is the same",
    "partner_owner": "those are not the same, but of one country",
    "partner_differs": "those are known and of different countries, or are different ones without",
    "reversed": "who acts in one is acted on in the other, and the other way round",
    "item_same": "a weapon system or named force is the same, variants counting as their system",
    "item_kind": "items are of one kind, at least one of them not by name (missiles, Iskander)",
    "item_differs": "items are known and different",
    "place_same": "a place is the same, smaller than a country or region",
    "country_same": "a place is the same, a country or region",
    "place_within": "one place is the country of the other",
    "place_wide": "one place is a region or continent, in which the other may lie",
    "place_differs": "places are known and different",
    "core_same": "share of what makes an event of the type (see merging.toml) that is the same; a country is no place",
    "core_differs": "something of it is different: 1 for two things and more, a half for one",
    "name_same": "the exercise is the same, and no year of it different",
    "name_differs": "the exercises, or their years, are different",
    "date_same": "both are dated, and the dates overlap",
    "date_near": "both are dated, up to three days apart",
    "date_far": "both are dated, farther apart: 1 from 30 days on",
    "date_fits": "one is dated, and the other reported within a week after (for plans: any time before)",
    "date_unfit": "one is dated, and the other reported at another time: 1 from 30 days on",
    "reported_near": "reported within two weeks: 1 on one day, falling to 0",
    "daily_apart": "attacks and incidents, of which a conflict has many, reported on different days: 1 from a week on",
    "reported_far": "reported more than two weeks apart: 1 from 90 days on",
    "quantity_same": "numbers of items or troops overlap or differ by at most a tenth",
    "quantity_differs": "they differ by more than a tenth: 1 from twice as many on",
    "money_same": "amounts in one currency overlap or differ by at most a tenth",
    "money_differs": "they differ by more than a tenth: 1 from twice as much on",
    "status_differs": "one is called off or denied by the article itself, the other not",
    "stage_differs": "stages of a transfer differ: 1 from requested to delivered",
    "series_differs": "one is called a second, a further, the last …, the other not",
    "manner_same": "the force used is of one manner (from the air, with bombs, on the ground …)",
    "manner_differs": "it is of different ones",
    "trigger_same": "a word that expresses the event is the same",
    "words": "share of content words that the sentences have in common",
    "proper": "share of names and other capitalized words, countries in roles apart, that the sentences have in common",
    "numbers": "the sentences share a number",
}
"""The cues of a pair, each from 0 to 1, and what they say."""

STAGES = {"requested": 0, "approved": 1, "signed": 2, "delivering": 3, "delivered": 4}
DAILY = frozenset({"ATTACK", "INCIDENT"})
NEAR, FAR = 14, 90
"""Days between publications up to which reports may well be of one event, and from which on hardly."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of each cue in log odds, and the log odds of a pair without any."""

    bias: float
    cues: Mapping[str, float]


@cache
def load_weights() -> Weights:
    """Load the weights that come with the package."""
    table = tomllib.loads((files("defevents.graph") / "data" / "merging_weights.toml").read_text(encoding="utf-8"))
    return Weights(bias=table["bias"], cues=table["cues"])


def likelihood(a: Facts, b: Facts, weights: Weights) -> float:
    """How likely two events are one, from 0 to 1; the same whichever comes first."""
    table = weights.cues
    total = weights.bias + math.fsum(table[name] * value for name, value in cues(a, b).items())
    return 1.0 / (1.0 + math.exp(-total)) if total > -700 else 0.0


def same_kind(a: str, b: str) -> bool:
    """Whether events of two types may be one."""
    return a == b or frozenset((a, b)) in load_rules().compatible


def cues(a: Facts, b: Facts) -> dict[str, float]:
    """Cues that a pair shows; those that it does not show are left out."""
    found: dict[str, float] = {}
    if a.type == b.type:
        found["type_same"] = 1.0
    _parties(a, b, found)
    _things(a, b, found)
    _time(a, b, found)
    _amounts(a, b, found)
    _telling(a, b, found)
    _core(a, b, found)
    return found


def _core(a: Facts, b: Facts, found: dict[str, float]) -> None:
    core = load_rules().core.get(min(a.type, b.type), ())
    same = sum(not found.keys().isdisjoint((f"{name}_same", f"{name}_owner")) for name in core)
    different = sum(f"{name}_differs" in found for name in core)
    if same:
        found["core_same"] = same / len(core)
    if different:
        found["core_differs"] = min(different, 2) / 2


def _parties(a: Facts, b: Facts, found: dict[str, float]) -> None:
    for name, one, other, owner, other_owner in (
        ("doer", a.doers, b.doers, a.doer_owners, b.doer_owners),
        ("partner", a.partners, b.partners, a.partner_owners, b.partner_owners),
    ):
        if shared := len(one & other):
            least = min(len(one), len(other))
            found[f"{name}_same"] = shared / least
            if shared < least and owner and other_owner:
                found[f"{name}_differs"] = 1 - shared / least
        elif owner & other_owner:
            found[f"{name}_owner"] = 1.0
        elif one and other and (bool(owner) == bool(other_owner)):
            found[f"{name}_differs"] = 1.0
    if (
        a.doer_owners & b.partner_owners
        and b.doer_owners & a.partner_owners
        and not (a.doer_owners & b.doer_owners and a.partner_owners & b.partner_owners)
    ):
        found["reversed"] = 1.0


def _things(a: Facts, b: Facts, found: dict[str, float]) -> None:
    if a.items and b.items:
        found[_items(a.items, b.items)] = 1.0
    if a.places and b.places:
        found[_places(a.places, b.places)] = 1.0
    if a.names and b.names:
        years = a.years and b.years and not a.years & b.years
        found["name_same" if a.names & b.names and not years else "name_differs"] = 1.0


def _items(one: tuple[Item, ...], other: tuple[Item, ...]) -> str:
    systems = {item.system for item in one if item.system} & {item.system for item in other if item.system}
    if systems:
        return "item_same"
    for x in one:
        for y in other:
            if (x.system is None or y.system is None) and (x.kinds & y.kinds or not x.kinds or not y.kinds):
                return "item_kind"
    return "item_differs"


def _places(one: tuple[Place, ...], other: tuple[Place, ...]) -> str:
    if shared := {place.node: place for place in one}.keys() & {place.node for place in other}:
        small = any(place.node in shared and not place.whole and not place.wide for place in one)
        return "place_same" if small else "country_same"
    for x in one:
        for y in other:
            if (x.whole or y.whole) and x.country == y.country:
                return "place_within"
            if (x.wide or y.wide) and not (x.country and y.country and x.country != y.country):
                return "place_wide"
    return "place_differs"


def _time(a: Facts, b: Facts, found: dict[str, float]) -> None:
    if a.days and b.days:
        gap = max(0, a.days[0] - b.days[1], b.days[0] - a.days[1])
        if gap == 0:
            found["date_same"] = 1.0
        elif gap <= 3:
            found["date_near"] = 1.0
        else:
            found["date_far"] = min(gap, 30) / 30
    elif a.days and b.published is not None:
        _one_date(a.days, b.published, b.status, found)
    elif b.days and a.published is not None:
        _one_date(b.days, a.published, a.status, found)
    if a.published is not None and b.published is not None:
        gap = abs(a.published - b.published)
        if gap and DAILY & {a.type, b.type} and "date_same" not in found:
            found["daily_apart"] = min(gap, 7) / 7
        if gap < NEAR:
            found["reported_near"] = 1 - gap / NEAR
        elif gap > NEAR:
            found["reported_far"] = min(gap - NEAR, FAR - NEAR) / (FAR - NEAR)


def _one_date(days: tuple[int, int], published: int, status: str, found: dict[str, float]) -> None:
    """Compare the date of one with the publication of the other."""
    late, early = published - days[1], days[0] - published
    if late <= 7 and (early <= 1 or status in ("planned", "possible")):
        found["date_fits"] = 1.0
    else:
        found["date_unfit"] = min(max(late - 7, early), 30) / 30


def _amounts(a: Facts, b: Facts, found: dict[str, float]) -> None:
    if a.quantity and b.quantity:
        _amount("quantity", a.quantity, b.quantity, found)
    if a.money and b.money and a.money[0] == b.money[0]:
        _amount("money", a.money[1:], b.money[1:], found)


def _amount(name: str, one: tuple[float, float], other: tuple[float, float], found: dict[str, float]) -> None:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    if low <= high * 1.1:
        found[f"{name}_same"] = 1.0
    else:
        found[f"{name}_differs"] = min(low / high - 1, 1.0) if high > 0 else 1.0


def _telling(a: Facts, b: Facts, found: dict[str, float]) -> None:
    off = {"cancelled", "negated"}
    if (a.status in off) != (b.status in off):
        found["status_differs"] = 1.0
    if a.stage and b.stage and a.stage != b.stage:
        found["stage_differs"] = abs(STAGES[a.stage] - STAGES[b.stage]) / 4
    if a.series != b.series:
        found["series_differs"] = 1.0
    if a.manners and b.manners:
        found["manner_same" if a.manners & b.manners else "manner_differs"] = 1.0
    if a.triggers & b.triggers:
        found["trigger_same"] = 1.0
    for name, one, other in (("words", a.words, b.words), ("proper", a.proper, b.proper)):
        if one and other and (shared := len(one & other)):
            found[name] = shared / min(len(one), len(other))
    if a.numbers & b.numbers:
        found["numbers"] = 1.0
