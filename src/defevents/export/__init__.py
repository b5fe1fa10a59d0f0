"""Writes event graphs to files, in the format that the file's suffix names.

A format is one module of this package with two names: `SUFFIXES`, and ``write(graph, path)``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from defevents.errors import ExportError

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["formats", "write"]


@cache
def formats() -> dict[str, ModuleType]:
    """Modules of this package by the suffix they write."""
    modules = [import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)]
    return {suffix: module for module in modules for suffix in getattr(module, "SUFFIXES", ())}


def write(graph: EventGraph, path: Path | str, *, suffix: str | None = None) -> None:
    """Write `graph` to `path` in the format of its suffix, or of `suffix` where given.

    Raises
    ------
    ExportError
        If no format has the suffix, or the file cannot be written.
    """
    path = Path(path)
    module = formats().get((path.suffix if suffix is None else suffix).lower())
    if module is None:
        raise ExportError(f"no format for {path.name!r}: choose one of {', '.join(sorted(formats()))}")
    try:
        module.write(graph, path)
    except OSError as problem:
        raise ExportError(f"{path}: {problem.strerror or problem}") from problem
