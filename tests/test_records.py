"""Records are frozen, checked against the text they point into, and survive JSON."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from pydantic import ValidationError

from defevents import Argument, Article, Claim, DateValue, Entity, Event, Extraction, Mention, Money, Quantity, Region
from defevents.records import TextSpan

TEXT = "Poland bought 32 tanks, Warsaw said."


def span(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def extraction(**changes: object) -> Extraction:
    """An extraction by hand; `changes` replace fields."""
    poland = Entity(
        id="n1",
        label="COUNTRY",
        name="Poland",
        kb_id="PL",
        mentions=(Mention(**span("Poland"), label="COUNTRY"), Mention(**span("Warsaw"), label="COUNTRY")),
    )
    tanks = Entity(id="n2", label="WEAPON", name="tanks", mentions=(Mention(**span("tanks"), label="WEAPON"),))
    many = Quantity(**span("32"), value=32, item="n2")
    event = Event(
        id="v1",
        type="TRANSFER",
        status="occurred",
        triggers=(TextSpan(**span("bought")),),
        arguments=(
            Argument(**span("Poland"), role="recipient", entity="n1"),
            Argument(**span("tanks"), role="item", entity="n2"),
        ),
        date=DateValue(value="2020-02", start="2020-02-01", end="2020-02-29", precision="month"),
        value=Money(amount=4.6e9, currency="USD"),
        quantity=many,
        quantities=(many,),
        claims=(Claim(source="n1", stance="report", cue=TextSpan(**span("said"))),),
    )
    fields = {"article": Article(id="a", text=TEXT), "entities": (poland, tanks), "events": (event,)}
    return Extraction.model_validate(fields | changes)


def test_an_extraction_survives_json() -> None:
    whole = extraction()
    assert Extraction.model_validate_json(whole.model_dump_json()) == whole


def test_its_json_says_what_a_scorer_needs() -> None:
    data = json.loads(extraction().model_dump_json())
    assert data["id"] == "a"
    assert data["entities"][0]["mentions"][1] == {"start": 24, "end": 30, "text": "Warsaw", "label": "COUNTRY"}
    event = data["events"][0]
    assert event["arguments"][0]["role"] == "recipient"
    assert event["date"]["value"] == "2020-02"
    assert event["value"]["value"] == "USD 4600000000"
    assert event["quantity"]["value"] == 32
    assert event["claims"][0]["source"] == "n1"


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        extraction().article.id = "b"


def test_fillers_are_asked_for_by_role() -> None:
    event = extraction().events[0]
    assert event.fillers("recipient") == ("n1",)
    assert event.fillers("supplier") == ()


def test_an_entity_is_asked_for_by_id() -> None:
    assert extraction().entity("n2").name == "tanks"
    with pytest.raises(KeyError):
        extraction().entity("n9")


BROKEN = {
    "a span without its length": (lambda: TextSpan(start=0, end=3, text="Poland"), "length of 'Poland'"),
    "a span before the text": (lambda: TextSpan(start=-1, end=0, text="P"), "greater than or equal to 0"),
    "a field that is none": (lambda: Article(id="a", text="", colour="red"), "colour"),
    "an unknown label": (lambda: Mention(**span("Poland"), label="PLACE"), "label"),
    "an event without trigger": (lambda: Event(id="v", type="TEST", status="occurred", triggers=()), "triggers"),
    "an unknown status": (lambda: Event(id="v", type="TEST", status="done", triggers=(TextSpan(**span("said")),)), "status"),
    "a currency that is none": (lambda: Money(amount=1, currency="dollars"), "currency"),
    "a date that ends before it starts": (
        lambda: DateValue(value="x", start="2020-02-02", end="2020-02-01"),
        "'x' starts on 2020-02-02, after its end 2020-02-01",
    ),
    "a mention that the text does not hold": (
        lambda: extraction(article=Article(id="a", text=TEXT.replace("Poland", "Norway"))),
        "article a: characters 0:6 read 'Norway', not 'Poland'",
    ),
    "an event that names an unknown entity": (
        lambda: extraction(entities=()),
        "event v1 names entity 'n1', which the extraction does not hold",
    ),
    "a region beyond the text": (
        lambda: extraction(regions=(Region(start=30, end=99, kind="teaser"),)),
        "region 30:99 is not within the 36 characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), BROKEN.values(), ids=BROKEN)
def test_what_does_not_hold_is_refused_by_name(make: object, words: str) -> None:
    with pytest.raises(ValidationError) as problem:
        make()  # type: ignore[operator]
    assert words in str(problem.value)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2020-01-31", dt.date(2020, 1, 31)),
        ("2020-01-31T23:10:00Z", dt.date(2020, 1, 31)),
        ("2020-01-31 23:10", dt.date(2020, 1, 31)),
        (dt.datetime(2020, 1, 31, 12), dt.date(2020, 1, 31)),
        (dt.date(2020, 1, 31), dt.date(2020, 1, 31)),
        ("", None),
        (None, None),
    ],
)
def test_publication_dates_come_in_many_forms(given: object, day: dt.date | None) -> None:
    assert Article.model_validate({"id": "a", "text": "", "published": given}).published == day


@pytest.mark.parametrize(
    ("amount", "written"),
    [(10.5e9, "USD 10500000000"), (0.5, "USD 0.5"), (2.5e15, "USD 2500000000000000"), (1234.56, "USD 1234.56")],
)
def test_money_is_written_as_a_plain_number(amount: float, written: str) -> None:
    assert Money(amount=amount, currency="USD").value == written
