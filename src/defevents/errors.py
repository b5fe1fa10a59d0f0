"""The errors defevents raises on purpose; everything here derives from one class."""

from __future__ import annotations

__all__ = ["ArticleError", "BatchError", "DefEventsError", "ExportError", "KnowledgeError", "ModelError"]


class DefEventsError(Exception):
    """Base of all errors raised on purpose by defevents."""


class ArticleError(DefEventsError):
    """An article cannot be read or is not fit for extraction."""


class KnowledgeError(DefEventsError):
    """A data file of the knowledge base breaks its format.

    Parameters
    ----------
    file
        Name of the data file.
    line
        Line number, from 1; None where the error concerns the whole file.
    problem
        What is wrong, and what would be right.
    """

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {problem}")

    def __reduce__(self) -> tuple[type[KnowledgeError], tuple[str, int | None, str]]:
        """Let it be pickled, as processes hand on errors: by default it would be made again of its message alone."""
        return type(self), (self.file, self.line, self.problem)


class ModelError(DefEventsError):
    """The trained pipeline is missing or cannot be used."""


class ExportError(DefEventsError):
    """A graph cannot be written or read in the format asked for."""


class BatchError(DefEventsError):
    """A batch run cannot begin or go on: its folder, its engine or its settings do not allow it."""
