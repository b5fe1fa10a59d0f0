"""Colors and shapes by which programs that draw tell nodes apart: eight that color-blind people can tell too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["color_of", "rgb", "shape_of"]

# Okabe and Ito's palette.
ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE, GRAY = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999",
)  # fmt: skip

EVENTS = {"ATTACK": VERMILION, "INCIDENT": VERMILION, "SANCTION": PURPLE, "AGREEMENT": YELLOW}
"""Colors of events that are told from the others."""

ENTITIES = {
    "COUNTRY": SKY, "NATIONALITY": SKY, "ORG": SKY, "PERSON": SKY, "FORCE": BLUE, "WEAPON": BLUE, "EXERCISE": YELLOW,
    "LOCATION": GREEN,
}  # fmt: skip


def color_of(data: Mapping[str, Any]) -> str:
    """Color of a node, as in ``#E69F00``: by its kind, the type of an event, the label of an entity."""
    if data.get("kind") == "event":
        return EVENTS.get(str(data.get("event_type")), ORANGE)
    return ENTITIES.get(str(data.get("entity_label")), GRAY)


def shape_of(data: Mapping[str, Any]) -> str:
    """Shape of a node, by yEd's names."""
    return {"event": "roundrectangle", "entity": "ellipse"}.get(str(data.get("kind")), "rectangle")


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green and blue of a color, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
