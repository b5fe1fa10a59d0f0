"""Finds the pairs of events worth comparing, in near linear time: those of one kind, time and party, item or place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from defevents.graph.facts import Facts
from defevents.graph.similarity import same_kind

__all__ = ["candidates"]

SPAN = 14
"""Days of a block of time."""

SLACK = 4
"""Days by which an event's time is stretched at both ends, so that neighbors meet in a block."""

MOST = 32
"""Members up to which all pairs of a block are compared; of a larger block, only neighbors in its order."""

WINDOW = 12
"""Neighbors that an event of a large block is compared with on each side, in each of its orders."""


def candidates(facts: Iterable[Facts]) -> Iterator[tuple[Facts, Facts]]:
    """Yield pairs of events that may be one, each once.

    A pair shares a span of time, by the events' dates or by publication, and a party, item, place or name. Where so
    many share one of these that comparing all of them would take quadratic time, they must share two; and where still
    too many do, they are sorted by time and wording and compared with their neighbors.

    Two events of one article are never a pair: its extraction has told them apart.
    """
    blocks: dict[tuple[str, ...], list[Facts]] = defaultdict(list)
    for event in facts:
        for time in _times(event):
            for anchor in _anchors(event):
                blocks[time, anchor].append(event)
    seen: set[tuple[str, str]] = set()
    for members in blocks.values():
        for a, b in _pairs(members):
            pair = (a.node, b.node) if a.node < b.node else (b.node, a.node)
            if pair not in seen and same_kind(a.type, b.type) and not a.articles & b.articles:
                seen.add(pair)
                yield (a, b) if a.node < b.node else (b, a)


def _times(event: Facts) -> Iterator[str]:
    """Blocks of time that an event lies in: by its date, and by its publication."""
    spans = []
    if event.days:
        spans.append(("on", *event.days))
    if event.published is not None:
        spans.append(("by", event.published, event.published))
    if not spans:
        yield "undated"
    for kind, first, last in spans:
        for block in range((first - SLACK) // SPAN, (last + SLACK) // SPAN + 1):
            yield f"{kind}{block}"


def _anchors(event: Facts) -> set[str]:
    """Things that reports of one event may be expected to share."""
    found = {*event.doers, *event.partners, *event.names, *(place.node for place in event.places)}
    found |= {f"of:{country}" for country in event.doer_owners | event.partner_owners}
    found |= {f"of:{place.country}" for place in event.places if place.country}
    found |= {item.system for item in event.items if item.system}
    return found or {f"type:{event.type}"}


def _pairs(members: list[Facts]) -> Iterator[tuple[Facts, Facts]]:
    if len(members) <= MOST:
        yield from combinations(members, 2)
        return
    finer: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for event in members:
        for other in _anchors(event) | {f"word:{word}" for word in event.proper}:
            finer[event.type, other].append(event)
    for group in finer.values():
        if len(group) <= MOST:
            yield from combinations(group, 2)
        else:
            yield from _neighbors(group)


def _neighbors(group: list[Facts]) -> Iterator[tuple[Facts, Facts]]:
    """Pairs of events that stand near each other when sorted by time, and by names and time."""
    for key in (_by_time, _by_names):
        ordered = sorted(group, key=key)
        for number, event in enumerate(ordered):
            for other in ordered[number + 1 : number + 1 + WINDOW]:
                yield event, other


def _by_time(event: Facts) -> tuple[int, list[str], str]:
    return _day(event), sorted(event.proper), event.node


def _by_names(event: Facts) -> tuple[list[str], int, str]:
    names = sorted(place.node for place in event.places) + sorted(event.partners) + sorted(event.proper)
    return names, _day(event), event.node


def _day(event: Facts) -> int:
    return event.days[0] if event.days else event.published or 0
