"""The examples of the event types hold, and broken ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from defevents.errors import KnowledgeError
from defevents.extractor import Extractor
from defevents.knowledge import event_types
from defevents.knowledge.event_types import load_event_types
from defevents.knowledge.examples import Example, Marked, read_example
from defevents.pipeline import load_pipeline
from defevents.records import Event, Extraction

EXAMPLES = {
    f"{schema.type}: {marked}": (schema.type, read_example(marked, schema.type, schema.roles))
    for schema in load_event_types().values()
    for marked in schema.examples
}
WITH_EVENT = [name for name, (_, example) in EXAMPLES.items() if example.trigger is not None]
WITHOUT_EVENT = [name for name, (_, example) in EXAMPLES.items() if example.trigger is None]

Extracted = dict[str, Extraction]


def extracted(extractor: Extractor, names: list[str]) -> Extracted:
    """Extractions of the examples, by name."""
    texts = (EXAMPLES[name][1].text for name in names)
    results = zip(names, extractor.extract_many(texts), strict=True)
    return {name: result for name, result in results if isinstance(result, Extraction)}


@pytest.fixture(scope="module")
def by_rules() -> Extracted:
    return extracted(Extractor(load_pipeline(learned=False)), list(EXAMPLES))


@pytest.fixture(scope="module")
def by_default(extractor: Extractor) -> Extracted:
    return extracted(extractor, list(EXAMPLES))


def overlaps(one: Marked, start: int, end: int) -> bool:
    return start < one.end and one.start < end


def fills(extraction: Extraction, event: Event, filler: Marked) -> bool:
    """Whether the event has an entity in the filler's role of which a mention overlaps the filler."""
    mentions = (m for entity in event.fillers(filler.name) for m in extraction.entity(entity).mentions)
    return any(overlaps(filler, m.start, m.end) for m in mentions)


def events_of(extraction: Extraction, event_type: str) -> list[Event]:
    return [event for event in extraction.events if event.type == event_type]


@pytest.mark.parametrize("name", WITH_EVENT, ids=WITH_EVENT)
def test_the_rules_alone_find_the_event(by_rules: Extracted, name: str) -> None:
    event_type, example = EXAMPLES[name]
    extraction = by_rules[name]
    found = events_of(extraction, event_type)
    assert [example.text[t.start : t.end] for e in found for t in e.triggers] != []
    assert len(found) == 1, f"{len(found)} events of the type"
    assert example.trigger is not None
    assert any(overlaps(example.trigger, t.start, t.end) for t in found[0].triggers)
    assert found[0].status == example.trigger.name
    missing = [f for f in example.fillers if not fills(extraction, found[0], f)]
    assert [(f.name, example.text[f.start : f.end]) for f in missing] == []


@pytest.mark.parametrize("name", WITHOUT_EVENT, ids=WITHOUT_EVENT)
def test_the_rules_alone_find_no_event_where_there_is_none(by_rules: Extracted, name: str) -> None:
    found = events_of(by_rules[name], EXAMPLES[name][0])
    assert [t.text for event in found for t in event.triggers] == []


@pytest.mark.parametrize("name", WITHOUT_EVENT, ids=WITHOUT_EVENT)
def test_the_shipped_pipeline_finds_no_event_where_there_is_none(by_default: Extracted, name: str) -> None:
    found = events_of(by_default[name], EXAMPLES[name][0])
    assert [t.text for event in found for t in event.triggers] == []


def test_the_shipped_pipeline_finds_nearly_all_events(by_default: Extracted) -> None:
    found = {
        name: any(
            overlaps(EXAMPLES[name][1].trigger or Marked(0, 0, ""), t.start, t.end)
            for event in events_of(by_default[name], EXAMPLES[name][0])
            for t in event.triggers
        )
        for name in WITH_EVENT
    }
    assert sum(found.values()) >= 0.95 * len(found), [name for name, right in found.items() if not right]


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("The army put the Leopard 2A8 into service.", "PRODUCTION"),
        ("The navy took the frigate Nordrhein-Westfalen into service in June.", "PRODUCTION"),
        ("The new Type 055 destroyer went into service with the North Sea Fleet.", "PRODUCTION"),
        ("Saudi batteries shot down two ballistic missiles over Riyadh.", "INCIDENT"),
    ],
)
def test_rare_constructions_are_read_by_the_rules(extractor: Extractor, text: str, event_type: str) -> None:
    extraction = extractor.extract(text)
    assert [event.type for event in extraction.events] == [event_type]
    assert extraction.events[0].arguments != ()


@pytest.mark.parametrize(
    "text",
    [
        "The airline ordered 50 Boeing 737 MAX jets.",
        "Emirates ordered 65 A350-900s from Airbus at the Dubai Airshow.",
        "Vietnam Airlines signed a deal for 50 passenger planes worth $10 billion.",
    ],
)
def test_orders_of_airliners_are_no_events(extractor: Extractor, text: str) -> None:
    assert extractor.extract(text).events == ()


def test_weapons_made_of_airliners_are_no_civil_goods(extractor: Extractor) -> None:
    extraction = extractor.extract(
        "Lufthansa sold two airliners, and Spain ordered three A330 MRTT tankers from Airbus."
    )
    assert "CONTRACT" in [event.type for event in extraction.events]


ROLES = ("actor", "item")


def test_an_example_is_read_into_offsets() -> None:
    example = read_example("[Russia](actor) [tested](TEST occurred) a [new missile](item).", "TEST", ROLES)
    assert example == Example(
        "Russia tested a new missile.", Marked(7, 13, "occurred"), (Marked(0, 6, "actor"), Marked(16, 27, "item"))
    )


def test_an_example_without_mark_up_has_no_event() -> None:
    assert read_example("He tested positive.", "TEST", ROLES) == Example("He tested positive.", None, ())


@pytest.mark.parametrize(
    ("marked", "problem"),
    [
        ("[Russia](actor tested it.", "belongs to no mark"),
        ("[Russia] tested it.", "belongs to no mark"),
        ("Russia](actor) [tested](TEST occurred) it.", "belongs to no mark"),
        ("[Russia](owner) [tested](TEST occurred) it.", "'owner' is no role of TEST"),
        ("[Russia](actor) [attacked](ATTACK occurred) it.", "'ATTACK occurred' is no role of TEST"),
        ("[Russia](actor) [tested](TEST done) it.", "no status 'done'; give one of occurred"),
        ("[Russia](actor) [tested](TEST) it.", "no status ''; give one of occurred"),
        ("[It](actor) [tested](TEST occurred) and [fired](TEST occurred).", "two triggers"),
        ("[Russia](actor) tested it.", "fillers without a trigger"),
    ],
)
def test_broken_mark_up_is_refused(marked: str, problem: str) -> None:
    with pytest.raises(KnowledgeError, match=r"^test\.toml:7: example ") as caught:
        read_example(marked, "TEST", ROLES, file="test.toml", line=7)
    assert problem in str(caught.value)


def test_a_broken_example_is_found_when_its_type_is_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "event_types").mkdir()
    (tmp_path / "event_types" / "parade.toml").write_text(
        'type = "PARADE"\nabout = "Troops march past."\nexamples = [\n    "Troops [marched](PARADE gladly).",\n]\n'
        'triggers = []\n[roles]\nactor = {labels = ["FORCE"]}\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(event_types, "data_folder", lambda: tmp_path)
    with pytest.raises(KnowledgeError, match=r"^parade\.toml:4: .*no status 'gladly'"):
        load_event_types.__wrapped__()
