"""What an entry of the knowledge base may say, one model for each kind of file under ``data/``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "ENTRY_MODELS",
    "Country",
    "Entry",
    "Exercise",
    "Listed",
    "Office",
    "Organisation",
    "People",
    "Place",
    "Weapon",
]

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Name = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$")]


class Base(BaseModel):
    """Common ground of all entries.

    Parameters
    ----------
    id
        Stable identifier, never reused.
    name
        The name the entry is shown by; it is matched too.
    aliases
        Every other name in running text. Plurals, hyphen, space, apostrophe and capital variants are generated
        and need not be listed.
    context
        Those of the names that are also ordinary words, surnames or places: they count only with evidence beside
        them (a type word such as *missile*, or the entry named in full elsewhere in the article).
    uncertain
        What the entry's author could not make sure of, in words; None where nothing is in doubt.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    aliases: tuple[Name, ...] = ()
    context: tuple[Name, ...] = ()
    uncertain: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names that are looked for in text, the shown one first."""
        return (self.name, *self.aliases)


class Weapon(Base):
    """A weapon system, vessel class, named ship, munition, sensor or military satellite.

    `category` is an id of ``weapons/taxonomy.toml``; `variant_of` the id of the system it is a variant (or ship) of.
    """

    id: Annotated[str, Field(pattern=r"^weapon/[a-z0-9]+(?:[-.][a-z0-9]+)*$")]
    category: str
    country: CountryCode | None = None
    maker: str | None = None
    variant_of: str | None = None


class Country(Base):
    """A state or state-like territory; `id` is its ISO 3166-1 alpha-2 code (DD, SU, YU, CS for former states).

    A dependency (*Guam*, *Greenland*) has the code of the state it belongs to as `territory_of`: it is a place.
    """

    id: CountryCode
    iso3: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    adjectives: tuple[Name, ...] = ()
    demonyms: tuple[Name, ...] = ()
    capital: Name | None = None
    seats: tuple[Name, ...] = ()
    blocs: tuple[str, ...] = ()
    former: bool = False
    territory_of: CountryCode | None = None


class Organisation(Base):
    """An alliance, government body, armed service, company or armed group."""

    id: Annotated[str, Field(pattern=r"^org/[a-z0-9]+(?:[-.][a-z0-9]+)*$")]
    kind: Literal[
        "alliance", "international", "defence_ministry", "foreign_ministry", "government", "legislature", "service",
        "command", "formation", "intelligence", "paramilitary", "armed_group", "procurement", "company", "shipyard",
        "laboratory", "institute", "party",
    ]  # fmt: skip
    country: CountryCode | None = None
    parent: str | None = None
    former: tuple[Name, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names that are looked for in text, former ones included."""
        return (self.name, *self.aliases, *self.former)


class Exercise(Base):
    """A series of military exercises, matched with the years and numbers that follow its name."""

    id: Annotated[str, Field(pattern=r"^exercise/[a-z0-9]+(?:[-.][a-z0-9]+)*$")]
    participants: tuple[str, ...] = ()
    domain: Literal[
        "joint", "land", "maritime", "air", "air_defence", "missile", "cyber", "space", "nuclear", "civil"
    ] = "joint"


class Place(Base):
    """A place that matters to defence."""

    id: Annotated[str, Field(pattern=r"^place/[a-z0-9]+(?:[-.][a-z0-9]+)*$")]
    kind: Literal[
        "base", "airbase", "naval_base", "range", "spaceport", "port", "shipyard", "strait", "sea", "gulf", "ocean",
        "island", "region", "disputed", "border", "city", "canal", "mountain", "river", "continent", "facility",
    ]  # fmt: skip
    country: CountryCode | None = None
    countries: tuple[CountryCode, ...] = ()


class People(Base):
    """A regional, ethnic or religious adjective that is no country's (*Baltic*, *Kurdish*)."""

    @property
    def id(self) -> str:
        """The name itself, as peoples have no codes."""
        return self.name


class Office(Base):
    """An office or title that stands before or after a person's name."""

    id: Annotated[str, Field(pattern=r"^office/[a-z0-9]+(?:[-.][a-z0-9]+)*$")]
    kind: Literal["head_of_state", "head_of_government", "minister", "official", "military", "diplomat", "speaker",
                  "legislator", "corporate", "religious", "courtesy"]  # fmt: skip
    country: CountryCode | None = None


class Listed(Base):
    """An entry of a user's own list: any label of entities, any id."""

    id: Annotated[str, Field(min_length=1)]
    label: Literal["COUNTRY", "NATIONALITY", "LOCATION", "ORG", "FORCE", "PERSON", "WEAPON", "EXERCISE"]
    country: CountryCode | None = None
    category: str | None = None


Entry = Weapon | Country | Organisation | Exercise | Place | People | Office | Listed

ENTRY_MODELS: dict[str, type[Entry]] = {
    "weapons": Weapon,
    "countries": Country,
    "organisations": Organisation,
    "exercises": Exercise,
    "places": Place,
    "peoples": People,
    "offices": Office,
}
"""Kind of entry, which is the name of its file or folder under ``data/``, to its model."""
