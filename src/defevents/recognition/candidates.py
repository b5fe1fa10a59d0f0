"""Candidates for entities, which the resolver weighs against each other."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Candidate"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible entity: tokens `start` to `end`, its label, its knowledge-base id, and who proposes it."""

    start: int
    end: int
    label: str
    kb_id: str = ""
    by: str = "model"

    def overlaps(self, other: Candidate) -> bool:
        """Whether the two share a token."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Candidate) -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end
