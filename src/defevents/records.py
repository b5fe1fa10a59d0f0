"""The records that come out of defevents: plain, frozen, and checked against the text they point into."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, computed_field, field_validator, model_validator

__all__ = [
    "Argument",
    "Article",
    "Claim",
    "DateValue",
    "Entity",
    "EntityLabel",
    "Event",
    "EventType",
    "Extraction",
    "Failure",
    "Mention",
    "Money",
    "Quantity",
    "Region",
    "Stage",
    "Stance",
    "Status",
    "TextSpan",
]

EntityLabel = Literal[
    "COUNTRY", "NATIONALITY", "LOCATION", "ORG", "FORCE", "PERSON", "WEAPON", "EXERCISE", "DATE", "MONEY"
]
EventType = str
"""Name of an event type; the types are data (``knowledge/data/event_types``), so any number may be added."""
Status = Literal["occurred", "ongoing", "planned", "possible", "cancelled", "negated"]
Stance = Literal["report", "accuse", "confirm", "deny", "propose"]
Stage = Literal["requested", "approved", "signed", "delivering", "delivered"]
Precision = Literal[
    "time", "day", "week", "month", "quarter", "season", "year", "decade", "century", "interval", "open"
]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]


def _date_or_none(value: object) -> object:
    """Let an empty string stand for a missing date, as CSV files have it, and a point in time for its day."""
    if isinstance(value, dt.datetime):
        return value.date()
    if not isinstance(value, str):
        return value
    try:
        return dt.datetime.fromisoformat(value.strip()).date() if value.strip() else None
    except ValueError:
        return value


class Record(BaseModel):
    """Common ground of all records: immutable, no unknown fields; computed fields of its own JSON are read over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _drop_computed(cls, data: object) -> object:
        computed = cls.model_computed_fields
        if computed and isinstance(data, dict) and computed.keys() & data.keys():
            return {key: value for key, value in data.items() if key not in computed}
        return data


class Article(Record):
    """One article as it came in.

    Offsets everywhere in defevents count the Unicode characters of `text`, from 0, end exclusive.
    """

    id: str
    text: str
    title: str | None = None
    published: Annotated[dt.date | None, BeforeValidator(_date_or_none)] = None
    url: str | None = None
    source: str | None = None

    @field_validator("id", "text", "title", "url", "source")
    @classmethod
    def _can_be_written(cls, value: str | None) -> str | None:
        try:
            (value or "").encode("utf-8")
        except UnicodeEncodeError as problem:
            raise ValueError(f"half a surrogate pair at {problem.start}: the text was decoded wrongly") from None
        return value


class TextSpan(Record):
    """A stretch of the article's text: `article.text[start:end] == text`."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    text: str

    @model_validator(mode="after")
    def _has_its_length(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} does not have the length of {self.text!r}")
        return self


class Mention(TextSpan):
    """One place where the text names an entity."""

    label: EntityLabel


class Region(Record):
    """A stretch of text that is not the article itself: teasers, links, captions, subscription lines."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    kind: Literal["teaser", "caption", "notice"]


class DateValue(Record):
    """A point or stretch of time.

    Parameters
    ----------
    value
        TIMEX3 value: `2018-02-05`, `2018-02`, `2018-W07`, `2018-Q1`, `2018-SU`, `201` (a decade),
        `2018-06-03/2018-06-07`, `PAST_REF`, `PRESENT_REF`, `FUTURE_REF`, or with X where unknown.
    start, end
        First and last day, both inclusive; None where open or unknown.
    precision
        How fine the value is; `open` where it has no place on the calendar.
    text
        The words of the article.
    """

    value: str
    start: dt.date | None = None
    end: dt.date | None = None
    precision: Precision = "open"
    text: str = ""

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"date {self.value!r} starts on {self.start}, after its end {self.end}")
        return self


class Money(Record):
    """An amount of money, in the major unit of its currency (dollars, not cents).

    `bound` is `exact` for a plain amount, `about` (*some $3m*), `at_most` (*up to*) or `at_least` (*more than*);
    `low` is the lower end of a range, whose upper end is `amount`.
    """

    amount: float
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    low: float | None = None
    bound: Literal["exact", "about", "at_most", "at_least"] = "exact"
    text: str = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def value(self) -> str:
        """ISO 4217 code and plain number, as in `USD 10500000000`."""
        return f"{self.currency} {self.amount:.15g}" if self.amount < 1e15 else f"{self.currency} {self.amount:.0f}"


class Quantity(TextSpan):
    """A number of weapons or of personnel, and the words that say so.

    `unit` is the word counted by where there is one (*squadrons*, *batteries*); `item` the id of the entity counted.
    """

    value: float
    low: float | None = None
    bound: Literal["exact", "about", "at_most", "at_least"] = "exact"
    unit: str | None = None
    item: str | None = None


class Entity(Record):
    """A thing of the world, with every mention of it in the article.

    `kb_id` is the ISO 3166-1 alpha-2 code for countries and nationalities, the id of a knowledge-base entry
    for what the knowledge base knows, and None otherwise.
    """

    id: str
    label: EntityLabel
    name: str
    kb_id: str | None = None
    mentions: tuple[Mention, ...]
    country: str | None = None
    office: str | None = None
    category: str | None = None
    date: DateValue | None = None
    money: Money | None = None


class Argument(TextSpan):
    """An entity in a role of an event; the span is the words that put it there (a name, or a pronoun for it).

    `confidence` is how likely both the event and the role are right.
    """

    role: str
    entity: str
    confidence: Confidence = 1.0


class Claim(Record):
    """Who states the event: an entity's id, the stance it takes, and the words that say so."""

    source: str
    stance: Stance
    cue: TextSpan


class Event(Record):
    """Something that happens, is planned, may happen, or is said not to happen.

    `quantity` is the number that the event is about; `quantities` are it and what else counts one of the items.
    """

    id: str
    type: EventType
    status: Status
    stage: Stage | None = None
    triggers: Annotated[tuple[TextSpan, ...], Field(min_length=1)]
    arguments: tuple[Argument, ...] = ()
    date: DateValue | None = None
    value: Money | None = None
    quantity: Quantity | None = None
    quantities: tuple[Quantity, ...] = ()
    claims: tuple[Claim, ...] = ()
    sentences: tuple[TextSpan, ...] = ()
    confidence: Confidence = 1.0

    def fillers(self, role: str) -> tuple[str, ...]:
        """Ids of the entities that fill `role`, in text order."""
        return tuple(a.entity for a in self.arguments if a.role == role)

    def quantity_of(self, entity: str) -> Quantity | None:
        """Return the number that counts an entity, as of *32 F-35s and 96 Apaches*; None where none does."""
        return next((q for q in self.quantities if q.item == entity), None)


class Extraction(Record):
    """All that was found in one article.

    Raises
    ------
    pydantic.ValidationError
        If a span does not hold the text it claims, or an event names an entity that is not there.
    """

    article: Article
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    regions: tuple[Region, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @model_validator(mode="after")
    def _points_at_its_text(self) -> Self:
        text = self.article.text
        known = {entity.id for entity in self.entities}
        spans: list[TextSpan] = [m for entity in self.entities for m in entity.mentions]
        for event in self.events:
            spans += [*event.triggers, *event.arguments, *event.sentences, *event.quantities]
            spans += [claim.cue for claim in event.claims]
            named = [a.entity for a in event.arguments] + [c.source for c in event.claims]
            named += [q.item for q in event.quantities if q.item is not None]
            for entity_id in named:
                if entity_id not in known:
                    raise ValueError(f"event {event.id} names entity {entity_id!r}, which the extraction does not hold")
        for region in self.regions:
            if not region.start <= region.end <= len(text):
                raise ValueError(f"region {region.start}:{region.end} is not within the {len(text)} characters")
        for span in spans:
            if text[span.start : span.end] != span.text:
                raise ValueError(
                    f"article {self.article.id}: characters {span.start}:{span.end} read "
                    f"{text[span.start : span.end]!r}, not {span.text!r}"
                )
        return self

    def entity(self, entity_id: str) -> Entity:
        """Return the entity of that id; KeyError where there is none."""
        for entity in self.entities:
            if entity.id == entity_id:
                return entity
        raise KeyError(entity_id)


class Failure(Record):
    """An article that could not be extracted, and why; it stands in the place of its extraction."""

    article_id: str
    error: str
    kind: str = "ArticleError"
