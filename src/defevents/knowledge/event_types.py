"""Loads the event types: one TOML file each, with triggers, roles and the examples that are its tests."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from defevents.errors import KnowledgeError
from defevents.knowledge.examples import read_example
from defevents.knowledge.lexicon import data_folder, read_taxonomy

__all__ = ["EventSchema", "Role", "Trigger", "load_event_types"]


def _listed(value: object) -> object:
    """Let a single name stand for a list of one."""
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Role(BaseModel):
    """A role of an event type.

    Parameters
    ----------
    labels
        Entity labels that may fill it, in no order.
    owner
        Whether a force or weapon in this place hands the role to the country or organisation that owns it.
    owner_fills
        The role that the owner of this role's filler gets: *Russian missiles were deployed* gives Russia the actor.
    place
        Whether it is a place, which may stand farther from the trigger than other fillers.
    many
        Whether several positions may fill it together: *a Russian exercise with China*.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: tuple[str, ...]
    owner: bool = False
    owner_fills: str | None = None
    place: bool = False
    many: bool = False


class Trigger(BaseModel):
    """A group of words that express the event.

    Parameters
    ----------
    lemmas
        Lemmas, lower case.
    pos
        Whether they are verbs or nouns.
    particle
        Particle that must follow the verb (*pull* `out`).
    positions
        What stands in a position (see `defevents.syntax`), as a role or roles in order of preference; added to
        the type's own.
    needs
        Roles of which at least one must be filled; words that mean other things too are believed only then.
    listed
        Roles, and categories of the knowledge base of which what fills one of them must be: the crash of a *Su-27*,
        not that of a plane or a *Mi-8*.
    require, block
        Lemmas of which one must (may not) stand in a position: *put* requires *service* after *into*; *strike*
        is blocked by the object *deal*.
    status
        Status that the word itself gives the event, where no other cue does.
    stage
        Stage that the word itself gives a transfer.
    weak
        Whether the words mean other things so often that they count only where no clear trigger of the type stands in
        the sentence.
    certain
        Whether what the words mean with what they require is beyond doubt, so that no learned model is asked: for
        constructions too rare to be learned (*put into service*). Of those marked, 25 of 30 in the annotated texts are
        events of the type.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lemmas: tuple[str, ...]
    pos: Literal["verb", "noun"]
    particle: Names = ()
    positions: dict[str, Names] = Field(default_factory=dict)
    needs: Names = ()
    listed: dict[str, Names] = Field(default_factory=dict)
    require: dict[str, Names] = Field(default_factory=dict)
    block: dict[str, Names] = Field(default_factory=dict)
    status: str | None = None
    stage: str | None = None
    weak: bool = False
    certain: bool = False


class EventSchema(BaseModel):
    """An event type: what its file says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]*$")]
    about: str
    roles: dict[str, Role]
    verb: dict[str, Names] = Field(default_factory=dict)
    noun: dict[str, Names] = Field(default_factory=dict)
    sides: tuple[str, str] | None = None
    """Roles of two parties that one word names (*the US–Polish deal*): that of who makes the item first."""
    amount: bool = False
    triggers: tuple[Trigger, ...]
    examples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_its_roles(self) -> EventSchema:
        tables = [self.verb, self.noun, *(t.positions for t in self.triggers)]
        named = {role for table in tables for roles in table.values() for role in roles}
        named |= {role for t in self.triggers for role in (*t.needs, *t.listed)}
        named |= set(self.sides or ())
        named |= {role.owner_fills for role in self.roles.values() if role.owner_fills}
        if unknown := sorted(named - set(self.roles) - {"value"}):
            raise ValueError(f"no role {unknown[0]!r} in {self.type}; its roles are {sorted(self.roles)}")
        return self

    def positions(self, trigger: Trigger) -> dict[str, Names]:
        """All positions of a trigger: the type's, as changed by the trigger's own."""
        return {**(self.verb if trigger.pos == "verb" else self.noun), **trigger.positions}


@cache
def load_event_types() -> dict[str, EventSchema]:
    """Load the event types that come with the package, by name.

    Raises
    ------
    KnowledgeError
        Naming the file, where one breaks the form.
    """
    out = {}
    for file in sorted((data_folder() / "event_types").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        text = file.read_text(encoding="utf-8")
        try:
            schema = EventSchema.model_validate(tomllib.loads(text))
        except (ValidationError, tomllib.TOMLDecodeError) as problem:
            detail = problem.errors()[0] if isinstance(problem, ValidationError) else {"loc": (), "msg": str(problem)}
            place = ".".join(map(str, detail["loc"]))
            raise KnowledgeError(file.name, None, f"{place}: {detail['msg']}") from problem
        _check_examples(schema, file.name, text)
        _check_categories(schema, file.name)
        out[schema.type] = schema
    return out


def _check_categories(schema: EventSchema, file: str) -> None:
    """Refuse categories that the knowledge base does not have, of which nothing would ever be listed."""
    named = {name for t in schema.triggers for categories in t.listed.values() for name in categories}
    known = {c.id for c in read_taxonomy(data_folder() / "weapons" / "taxonomy.toml")} if named else set()
    if unknown := sorted(named - known):
        raise KnowledgeError(file, None, f"no category {unknown[0]!r} in weapons/taxonomy.toml; it has {sorted(known)}")


def _check_examples(schema: EventSchema, file: str, text: str) -> None:
    """Read the examples of a type, so that a broken one shows itself with its line when the file is loaded."""
    for example in schema.examples:
        before, found, _ = text.partition(example)
        line = before.count("\n") + 1 if found else None
        read_example(example, schema.type, schema.roles, file=file, line=line)
