"""Writes event graphs to files, in the format that the file's suffix names.

A format is one module of this package with `SUFFIXES`, ``write(graph, path)``, which returns the files written, and
where several formats share a suffix, a `FLAVOR` each; that of them with `DEFAULT` is written where none is named.
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
    import networkx as nx

    from defevents.graph.build import EventGraph

__all__ = ["formats", "named_format", "write"]


@cache
def formats() -> dict[str, dict[str, ModuleType]]:
    """Modules of this package by the suffix they write and by their flavor, the default flavor first."""
    modules = [import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)]
    found: dict[str, dict[str, ModuleType]] = {}
    for module in sorted(modules, key=lambda m: (not getattr(m, "DEFAULT", False), m.__name__)):
        for suffix in getattr(module, "SUFFIXES", ()):
            found.setdefault(suffix, {})[getattr(module, "FLAVOR", "plain")] = module
    return found


def named_format(name: str, suffix: str, flavor: str | None = None) -> ModuleType:
    """Return the module that writes files of a suffix, in the flavor asked for or the default one.

    Raises
    ------
    ExportError
        If there is none; the message calls the file `name`, and lists what there is.
    """
    flavors = formats().get(suffix.lower())
    if flavors is None:
        raise ExportError(f"no format for {name!r}: choose one of {', '.join(sorted(formats()))}")
    if flavor is None:
        return next(iter(flavors.values()))
    if flavor not in flavors:
        raise ExportError(f"no flavor {flavor!r} of {suffix}: choose one of {', '.join(flavors)}")
    return flavors[flavor]


def write(
    graph: EventGraph | nx.MultiDiGraph[str], path: Path | str, *, suffix: str | None = None, flavor: str | None = None
) -> list[Path]:
    """Write `graph` to `path` in the format of its suffix.

    Parameters
    ----------
    graph
        An event graph, or a projection of one.
    path
        File to write; formats of several files write them beside it, under its name with an ending.
    suffix
        Suffix that names the format, in place of the file's own.
    flavor
        Which of the formats that share the suffix, as in ``flavor="yed"``.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ExportError
        If no format has the suffix and flavor, the graph is not fit for it, or a file cannot be written.
    """
    from defevents.graph.build import EventGraph

    path = Path(path)
    module = named_format(path.name, path.suffix if suffix is None else suffix, flavor)
    try:
        files: list[Path] = module.write(graph if isinstance(graph, EventGraph) else EventGraph.of(graph), path)
    except OSError as problem:
        raise ExportError(f"{path}: {problem.strerror or problem}") from problem
    return files
