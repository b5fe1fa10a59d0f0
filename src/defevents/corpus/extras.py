"""Imports optional packages when they are first needed, and says how to install one that is missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from defevents.errors import ArticleError

__all__ = ["needed"]


def needed(module: str, extra: str, what: str) -> ModuleType:
    """Import an optional module.

    Parameters
    ----------
    module
        Its full name.
    extra
        The extra of defevents that brings it.
    what
        What it is needed for, as the error says it.

    Raises
    ------
    ArticleError
        If it is not installed; the message says how to install it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as problem:
        if problem.name is None or module.split(".")[0] != problem.name.split(".")[0]:
            raise
        package = problem.name.split(".")[0]
        raise ArticleError(f"{what} need the package {package}: pip install 'defevents[{extra}]'") from None
