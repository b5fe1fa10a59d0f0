"""What all writers of CSV share: pairs of files for nodes and edges, typed columns, cells that do no harm."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from defevents.export.flatten import flat_value

__all__ = ["cell", "pair_of", "safe_cell", "typed_cells", "write_rows"]

_SPACE = re.compile(r"\s+")


def pair_of(path: Path) -> tuple[Path, Path]:
    """Paths of the tables of nodes and of edges: ``out.csv`` gives ``out-nodes.csv`` and ``out-edges.csv``."""
    return tuple(path.with_name(f"{path.stem}-{name}{path.suffix}") for name in ("nodes", "edges"))  # type: ignore[return-value]


def cell(value: Any, kind: type = str) -> str:
    """Write a value for a column of a type, in one line; empty where there is none."""
    plain = flat_value(value)
    if plain is None:
        return ""
    if kind is bool:
        return "true" if plain else "false"
    if kind is float:
        return repr(float(plain))
    return _SPACE.sub(" ", str(plain))


def safe_cell(value: Any) -> str:
    """Write a value for a person's spreadsheet: what it would take for a formula gets an apostrophe before it."""
    text = cell(value)
    number = isinstance(value, (int, float))
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not number else text


def write_rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a table as CSV in UTF-8, lines ending as RFC 4180 wants them."""
    with path.open("w", encoding="utf-8", newline="", buffering=1 << 20) as out:
        table = csv.writer(out)
        table.writerow(list(header))
        table.writerows(rows)


def typed_cells(data: Mapping[str, Any], types: Mapping[str, type]) -> list[str]:
    """Cells of a row, a column for each attribute of `types`."""
    return [cell(data.get(name), kind) for name, kind in types.items()]
