"""Attributes as graph files can hold them: plain text, numbers and truth values, one type an attribute."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from typing import Any

from defevents.graph.cleaning import clean_text

__all__ = ["TYPE_NAMES", "Shape", "attribute_types", "flat", "flat_value", "numbered_shapes", "types_of_shapes"]

Flat = str | int | float | bool
Shape = tuple[tuple[str, ...], tuple[type, ...]]
"""Names and types of the values of a row."""

TYPE_NAMES = {str: "string", int: "long", float: "double", bool: "boolean"}
"""Types of attributes, as GEXF, GraphML and Neo4j call them."""


def flat_value(value: Any) -> Flat | None:
    """Turn a value into text, a number or a truth value; None where it is empty.

    Lists become text with semicolons between, objects and lists of objects JSON.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    if isinstance(value, Mapping) or (isinstance(value, (list, tuple)) and any(isinstance(v, Mapping) for v in value)):
        return clean_text(json.dumps(value, ensure_ascii=False, default=str)) if value else None
    if isinstance(value, (list, tuple)):
        return clean_text("; ".join(map(str, value))) or None
    return clean_text(str(value))


def flat(attributes: Mapping[str, Any]) -> dict[str, Flat]:
    """Drop empty values, clean texts, and turn lists and other objects into text."""
    found = ((name, flat_value(value)) for name, value in attributes.items())
    return {name: value for name, value in found if value is not None}


def numbered_shapes(rows: Iterable[Mapping[str, Any]]) -> tuple[array[int], list[Shape]]:
    """Tell the few shapes of many rows: for each row the number of its shape, and the shapes, as they are met."""
    known: dict[Shape, int] = {}
    numbers = array("L", (known.setdefault((tuple(r), tuple(map(type, r.values()))), len(known)) for r in rows))
    return numbers, list(known)


def attribute_types(rows: Iterable[Mapping[str, Any]]) -> dict[str, type]:
    """One type for each attribute name: the only one that its values have, float for int and float, else str.

    Names come in the order in which they are met; those whose values are all None are left out.
    """
    return types_of_shapes(numbered_shapes(rows)[1])


def types_of_shapes(shapes: Iterable[Shape]) -> dict[str, type]:
    """One type for each attribute name, as `attribute_types` gives them, from the shapes of the rows."""
    found: dict[str, set[type]] = {}
    for names, kinds in shapes:
        for name, kind in zip(names, kinds, strict=True):
            if kind is not type(None):
                found.setdefault(name, set()).add(kind if kind in (int, float, bool) else str)
    return {
        name: next(iter(kinds)) if len(kinds) == 1 else float if kinds <= {int, float} else str
        for name, kinds in found.items()
    }
