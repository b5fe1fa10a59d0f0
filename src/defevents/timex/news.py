"""Turns tagged expressions into DATE entities as news annotation has them.

A DATE entity says when: one span a range, the day for a time of day, neither article nor preposition in the span;
mere durations, ages, frequencies and adjectives (*former*, *current*) are none.
"""

from __future__ import annotations

import re
from typing import Final

from defevents.timex.calendar import Stretch, stretch
from defevents.timex.resolved import Resolved

__all__ = ["date_entities"]

_LEADING: Final = re.compile(
    r"(?:(?:early|late|earlier|later)\s+on\s+)?(?:(?:the|a|an|on|at|in|of|its|their|his|her|our)\b[\s-]*)*", re.I
)
_RANGE: Final = re.compile(r"\s*(?:[-–‑/]|(?:to|through|thru)\b)\s*(?:the\s+)?", re.I)
_PAIR: Final = re.compile(r"\s*,?\s*(?:and|&)\s+(?:the\s+)?", re.I)
_AND_TIME: Final = re.compile(r"\s*,?\s*(?:(?:on|at|of|in)\s+)?(?:the\s+)?", re.I)
_BETWEEN: Final = re.compile(r"\bbetween\s+(?:the\s+)?$", re.I)


def date_entities(text: str, resolved: list[Resolved]) -> list[Resolved]:
    """Return the expressions of a text that are DATE entities, as DATE entities have them."""
    entities: list[Resolved] = []
    for item in resolved:
        value = item.value if item.news is None else item.news
        if (item.news is None and item.type in ("DURATION", "SET")) or (item.news == "" and item.value):
            continue
        start = item.start if item.news_start is None else item.news_start
        entity = Resolved(start, item.end, item.type, value, item.rule, calendar=item.calendar)
        if entities and (whole := _joined(text, entities[-1], entity)):
            entities[-1] = whole
        else:
            entities.append(entity if item.news_start is not None else _without_article(text, entity))
    for entity in entities:
        entity.type = "DATE"
    return entities


def _without_article(text: str, entity: Resolved) -> Resolved:
    leading = _LEADING.match(text, entity.start, entity.end)
    if leading and leading.end() < entity.end:
        entity.start = leading.end()
    return entity


def _joined(text: str, left: Resolved, right: Resolved) -> Resolved | None:
    """Return two neighbors as one entity: a range, a pair of following days, a day and its hour; else None."""
    gap = text[left.end : right.start]
    if len(gap) > 16:
        return None
    span = _RANGE.fullmatch(gap)
    if not span and (left.type == "TIME") != (right.type == "TIME"):
        day = right if left.type == "TIME" else left
        if _AND_TIME.fullmatch(gap) and left.value == right.value:
            return Resolved(left.start, right.end, "DATE", day.value, day.rule)
        return None
    first, second = stretch(left.value), stretch(right.value)
    if first[0] is None or second[0] is None or not first[0] < second[0]:
        return None
    pair = not span and _PAIR.fullmatch(gap)
    if left.rule == "range" or (pair and left.rule != right.rule):
        return None
    if pair and not (_follows(first, second) or _BETWEEN.search(text, max(0, left.start - 20), left.start)):
        return None
    if not span and not pair:
        return None
    return Resolved(
        left.start,
        right.end,
        "DATE",
        _interval(left.value, right.value, first, second),
        "range",
    )


def _follows(first: Stretch, second: Stretch) -> bool:
    """Tell whether a stretch of the same fineness comes right after another."""
    return first[2] == second[2] and bool(first[1] and second[0]) and (second[0] - first[1]).days == 1  # type: ignore[operator]


def _interval(left: str, right: str, first: Stretch, second: Stretch) -> str:
    if first[2] == second[2] and "/" not in left + right:
        return f"{left}/{right}"
    return f"{first[0]}/{second[1]}"
