"""Where the places of events are: coordinates of known places, and points within countries."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["point_of", "world"]


@cache
def _places() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = json.loads((files(__package__) / "data" / "places.json").read_text("utf-8"))
    return found


@cache
def world() -> dict[str, Any]:
    """Outlines of countries: `scale`, the steps a degree, and by ISO 3166-1 alpha-2 code a point within and rings."""
    found: dict[str, Any] = json.loads((files(__package__) / "vendor" / "countries.json").read_text("utf-8"))
    return found


def point_of(node: str, attributes: dict[str, Any]) -> tuple[float, float, bool] | None:
    """Longitude and latitude of an entity, in degrees, and whether it is that of its country only; None if unknown."""
    if node in _places():
        longitude, latitude = _places()[node][:2]
        return longitude, latitude, False
    country = world()["countries"].get(attributes.get("country") or attributes.get("kb_id"))
    if country is None:
        return None
    longitude, latitude = country["at"]
    return longitude, latitude, attributes.get("entity_label") not in ("COUNTRY", "NATIONALITY")
