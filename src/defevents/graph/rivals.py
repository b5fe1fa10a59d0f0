"""Tells values that cannot all be true from those that only differ, as *at least 24* and *30* do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

__all__ = ["contradict"]

ABOUT = 0.1
"""Share of a number by which what is *about* it may lie off."""

Span = tuple[float, float]


def contradict(attribute: str, versions: Iterable[Mapping[str, Any]]) -> bool:
    """Whether no date, quantity or money fits what all versions say; only what is of one unit is compared."""
    spans: dict[str, list[Span]] = {}
    for version in versions:
        if version.get(attribute) is not None:
            unit, span = {"date": _days, "quantity": _number, "money": _amount}[attribute](version)
            spans.setdefault(unit, []).append(span)
    return any(max(first for first, _ in told) > min(last for _, last in told) for told in spans.values())


def _days(version: Mapping[str, Any]) -> tuple[str, Span]:
    """First and last day, open where they are not known."""
    start, end = version.get("start"), version.get("end")
    return "", (
        -inf if start is None else dt.date.fromisoformat(start).toordinal(),
        inf if end is None else dt.date.fromisoformat(end).toordinal(),
    )


def _number(version: Mapping[str, Any]) -> tuple[str, Span]:
    return version.get("quantity_unit") or "", _span(version["quantity"], version, "quantity")


def _amount(version: Mapping[str, Any]) -> tuple[str, Span]:
    currency, amount = version["money"].split()
    return currency, _span(float(amount), version, "money")


def _span(value: float, version: Mapping[str, Any], name: str) -> Span:
    """Least and most that a number with its bound may stand for."""
    low, bound = version.get(f"{name}_low"), version.get(f"{name}_bound")
    least = value if low is None else low
    if bound == "about":
        return least * (1 - ABOUT), value * (1 + ABOUT)
    if bound == "at_most":
        return (-inf if low is None else low), value
    return least, inf if bound == "at_least" else value
