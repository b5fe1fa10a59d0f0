"""Attributes as graph files can hold them: plain text, numbers and truth values, one type an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["attribute_types", "clean_text", "flat"]

# Characters that XML 1.0 forbids, and surrogates, which no encoding can write.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

Flat = str | int | float | bool


def clean_text(text: str) -> str:
    """Replace characters that XML cannot hold by U+FFFD, so that their loss is seen."""
    return _FORBIDDEN.sub("\ufffd", text)


def flat(attributes: Mapping[str, Any]) -> dict[str, Flat]:
    """Drop empty values, clean texts, and turn lists and other objects into text."""
    out: dict[str, Flat] = {}
    for name, value in attributes.items():
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            out[name] = value
        elif isinstance(value, int):
            out[name] = int(value)
        elif isinstance(value, float):
            out[name] = float(value)
        elif isinstance(value, (list, tuple, set, frozenset)):
            out[name] = clean_text("; ".join(map(str, sorted(value) if isinstance(value, (set, frozenset)) else value)))
        else:
            out[name] = clean_text(str(value))
    return out


def attribute_types(rows: Iterable[Mapping[str, Flat]]) -> dict[str, type]:
    """One type for each attribute name: the only one that its values have, float for int and float, else str."""
    found: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, set()).add(type(value))
    types: dict[str, type] = {}
    for name, kinds in found.items():
        types[name] = kinds.pop() if len(kinds) == 1 else float if kinds <= {int, float} else str
    return types
