"""Which roles stand for what, whatever the type of event: who acts, on whom, with what, where."""

from __future__ import annotations

__all__ = ["ACTING", "ACTOR_LABELS", "PARTNERS", "PLACES", "WHERE"]

ACTING = frozenset({"actor", "supplier", "buyer", "participant"})
"""Roles of those who act."""

PARTNERS = frozenset({"recipient", "target", "contractor"})
"""Roles of those who are acted on or dealt with."""

PLACES = frozenset({"place", "destination"})
"""Roles of places where something happens or ends."""

WHERE = PLACES | {"origin"}
"""Roles of places."""

ACTOR_LABELS = frozenset({"COUNTRY", "NATIONALITY", "ORG", "PERSON", "FORCE"})
"""Labels of entities that can act."""
