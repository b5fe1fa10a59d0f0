"""Batch runs: any number of articles into tables, by any number of processes, in a folder that a run can go on with."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from defevents.batch.running import Summary, run

__all__ = ["Summary", "run"]


def __getattr__(name: str) -> Any:
    """Import what a run needs when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'defevents.batch' has no attribute {name!r}")
    return getattr(import_module("defevents.batch.running"), name)
