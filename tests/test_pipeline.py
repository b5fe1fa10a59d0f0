"""Sentences go in, events come out: clear cases of every event type and of every way to say them."""

from __future__ import annotations

import json

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from defevents import Article, Extraction
from defevents.extractor import Extractor
from defevents.pipeline import load_pipeline

PUBLISHED = "2020-03-10"

# Sentence, event type, and entities by role (the event may have more).
EVENTS = [
    ("Russia deployed Iskander missiles to Kaliningrad.", "DEPLOYMENT", {"actor": "Russia", "item": "Iskander", "destination": "Kaliningrad"}),
    ("Iskander missiles were deployed to Kaliningrad by Russia.", "DEPLOYMENT", {"actor": "Russia", "item": "Iskander", "destination": "Kaliningrad"}),
    ("Russia's deployment of Iskander missiles to Kaliningrad alarmed Lithuania.", "DEPLOYMENT", {"actor": "Russia", "item": "Iskander", "destination": "Kaliningrad"}),
    ("Lithuania accused Russia of deploying Iskander missiles to Kaliningrad.", "DEPLOYMENT", {"actor": "Russia", "item": "Iskander", "destination": "Kaliningrad"}),
    ("Germany withdrew its troops from Mali.", "WITHDRAWAL", {"actor": "Germany", "item": "troops", "origin": "Mali"}),
    ("The US withdrew its Patriot missiles from Saudi Arabia.", "WITHDRAWAL", {"actor": "United States", "item": "Patriot", "origin": "Saudi Arabia"}),
    ("Poland bought 32 F-35 fighters from the United States for $4.6 billion.", "TRANSFER", {"recipient": "Poland", "item": "F-35", "supplier": "United States"}),
    ("The United States sold 32 F-35 fighters to Poland.", "TRANSFER", {"recipient": "Poland", "item": "F-35", "supplier": "United States"}),
    ("The sale of F-16 fighters by the United States to Taiwan angered China.", "TRANSFER", {"recipient": "Taiwan", "item": "F-16", "supplier": "United States"}),
    ("The United States plans to sell F-16 fighters to Taiwan.", "TRANSFER", {"recipient": "Taiwan", "item": "F-16", "supplier": "United States"}),
    ("Germany ordered 18 submarines from ThyssenKrupp.", "CONTRACT", {"buyer": "Germany", "item": "submarines", "contractor": "ThyssenKrupp"}),
    ("The US Navy awarded Boeing a contract worth $1.5 billion.", "CONTRACT", {"contractor": "Boeing"}),
    ("Turkey and Azerbaijan held a joint military exercise near Baku.", "EXERCISE", {"participant": "Turkey", "place": "Baku"}),
    ("India tested an Agni-V ballistic missile.", "TEST", {"actor": "India", "item": "Agni-V"}),
    ("North Korea fired a ballistic missile into the Sea of Japan on Monday.", "TEST", {"actor": "North Korea", "place": "Sea of Japan"}),
    ("Israel bombed a weapons depot in Syria.", "ATTACK", {"actor": "Israel", "place": "Syria"}),
    ("Israeli jets struck a military airport in Syria.", "ATTACK", {"actor": "Israel", "place": "Syria"}),
    ("Russia and China signed a defence agreement in Moscow.", "AGREEMENT", {"participant": "China"}),
    ("China unveiled a new stealth fighter.", "PRODUCTION", {"actor": "China"}),
    ("Japan raised its defence budget by 5 percent.", "SPENDING", {"actor": "Japan"}),
    ("A Russian Su-27 fighter intercepted a US Navy P-8 aircraft over the Black Sea.", "INCIDENT", {"actor": "Russia"}),
    ("The European Union imposed sanctions on Russia.", "SANCTION", {"actor": "European Union", "target": "Russia"}),
]  # fmt: skip


def one(extractor: Extractor, text: str) -> Extraction:
    return extractor.extract(text, published=PUBLISHED)


def roles(extraction: Extraction, event_type: str) -> set[tuple[str, str]]:
    """Roles and names of the entities that fill them, over all events of a type."""
    return {
        (argument.role, extraction.entity(argument.entity).name)
        for event in extraction.events
        if event.type == event_type
        for argument in event.arguments
    }


@pytest.mark.parametrize(("text", "event_type", "expected"), EVENTS, ids=[text for text, _, _ in EVENTS])
def test_an_event_is_found_with_its_roles(
    extractor: Extractor, text: str, event_type: str, expected: dict[str, str]
) -> None:
    extraction = one(extractor, text)
    assert event_type in [event.type for event in extraction.events]
    assert set(expected.items()) <= roles(extraction, event_type)


@pytest.mark.parametrize(
    ("text", "supplier", "recipient"),
    [
        ("The US-Polish deal for 32 F-35s is worth $4.6 billion.", "US", "PL"),
        ("The Franco-Indian deal for 36 Rafale fighters was signed in 2016.", "FR", "IN"),
        ("The India-Russia deal for S-400 missiles will go ahead.", "RU", "IN"),
        ("Washington opposed the Chinese-Saudi missile sale.", "CN", "SA"),
    ],
)
def test_two_countries_in_one_word_stand_on_two_sides_of_a_deal(
    extractor: Extractor, text: str, supplier: str, recipient: str
) -> None:
    extraction = one(extractor, text)
    (deal,) = [event for event in extraction.events if event.type == "TRANSFER"]
    code = {entity.id: entity.country for entity in extraction.entities}
    filled = {(a.role, code[a.entity]) for a in deal.arguments if a.role != "item"}
    assert filled == {("supplier", supplier), ("recipient", recipient)}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Russia deployed missiles to Crimea.", "occurred"),
        ("Russia will deploy S-400 missiles to Crimea next month.", "planned"),
        ("Russia plans to deploy missiles to Crimea.", "planned"),
        ("Russia did not deploy missiles to Crimea.", "negated"),
        ("Iran cancelled the deployment of missiles to Syria.", "cancelled"),
        ("Poland did not take part in the exercise.", "negated"),
        ("Neither Sweden nor Finland took part in the exercise.", "negated"),
        ("Israel did not carry out the strike on the convoy.", "negated"),
        ("The exercise did not take place.", "negated"),
        ("The army has not conducted a missile test.", "negated"),
        ("The navies took part in the exercise.", "occurred"),
        ("The navies will take part in the exercise in June.", "planned"),
    ],
)
def test_an_event_has_a_status(extractor: Extractor, text: str, status: str) -> None:
    assert [event.status for event in one(extractor, text).events] == [status]


@pytest.mark.parametrize(
    ("text", "stance", "source"),
    [
        ("Lithuania accused Russia of deploying Iskander missiles to Kaliningrad.", "accuse", "Lithuania"),
        ("Poland said Russia had deployed missiles to Crimea.", "report", "Poland"),
        ("Russia denied that it had deployed missiles to Crimea.", "deny", "Russia"),
    ],
)
def test_a_claim_names_its_source_and_stance(extractor: Extractor, text: str, stance: str, source: str) -> None:
    extraction = one(extractor, text)
    claims = [(c.stance, extraction.entity(c.source).name) for e in extraction.events for c in e.claims]
    assert (stance, source) in claims


def test_an_event_has_its_amount_and_quantity(extractor: Extractor) -> None:
    extraction = one(extractor, "Poland bought 32 F-35 fighters from the United States for $4.6 billion.")
    event = next(event for event in extraction.events if event.type == "TRANSFER")
    assert event.value is not None
    assert event.value.value == "USD 4600000000"
    assert event.quantity is not None
    assert event.quantity.value == 32


def test_each_item_of_a_deal_has_its_number(extractor: Extractor) -> None:
    text = "Germany delivered 18 Leopard 2 tanks and 40 Marder vehicles to Ukraine on Monday."
    [event] = extractor.extract(text, published="2023-03-29").events
    assert {q.value for q in event.quantities} == {18.0, 40.0}
    assert event.quantity in event.quantities
    assert {q.item for q in event.quantities} == set(event.fillers("item"))


def test_numbers_in_words_count_items_to_their_end(extractor: Extractor) -> None:
    text = "Estonia bought one hundred and eighty Javelin missiles and four dozen launchers."
    (event,) = extractor.extract(Article(id="a", text=text)).events
    assert [q.value for q in event.quantities] == [180.0, 48.0]


def test_an_event_has_its_date_counted_from_publication(extractor: Extractor) -> None:
    extraction = one(extractor, "North Korea fired a ballistic missile into the Sea of Japan on Monday.")
    assert [event.date.value for event in extraction.events if event.date] == ["2020-03-09"]


def test_a_pronoun_stands_for_what_was_named_before(extractor: Extractor) -> None:
    extraction = one(extractor, "Russia sold two bombers to Venezuela. They were deployed to Maiquetia airport.")
    second = [a for e in extraction.events for a in e.arguments if a.start > 37 and a.role == "item"]
    assert {extraction.entity(argument.entity).name for argument in second} == {"bombers"}


@pytest.mark.parametrize(
    "text",
    [
        "The parliament passed a law on schools.",
        "The team won the cup on Sunday.",
        "The company deployed new software in its offices.",
        "The weather was fine.",
    ],
)
def test_what_is_no_event_gives_none(extractor: Extractor, text: str) -> None:
    assert one(extractor, text).events == ()


@pytest.mark.parametrize(
    ("text", "label", "kb_id"),
    [
        ("Moscow approved the plan.", "COUNTRY", "RU"),
        ("Washington approved the sale.", "COUNTRY", "US"),
        ("The Kremlin approved the plan.", "COUNTRY", "RU"),
        ("Polish soldiers arrived.", "NATIONALITY", "PL"),
        ("The U.S. approved the sale.", "COUNTRY", "US"),
        ("NATO held a summit.", "ORG", "org/nato"),
    ],
)
def test_names_are_linked(extractor: Extractor, text: str, label: str, kb_id: str) -> None:
    extraction = one(extractor, text)
    labels = {(m.label, entity.kb_id) for entity in extraction.entities for m in entity.mentions}
    assert (label, kb_id) in labels


def test_names_of_one_country_are_one_entity(extractor: Extractor) -> None:
    extraction = one(
        extractor, "The US sold tanks to Poland. The United States sold ships to Norway. American jets flew."
    )
    assert [entity.kb_id for entity in extraction.entities].count("US") == 1


def test_a_surname_is_the_person_named_before(extractor: Extractor) -> None:
    text = "Lithuanian President Dalia Grybauskaite criticised Russia. Grybauskaite spoke in Vilnius."
    people = [entity for entity in one(extractor, text).entities if entity.label == "PERSON"]
    assert [[mention.text for mention in person.mentions] for person in people] == [
        ["Dalia Grybauskaite", "Grybauskaite"]
    ]


def test_every_offset_of_an_article_holds(baltic_week: Extraction) -> None:
    text = baltic_week.article.text
    spans = [mention for entity in baltic_week.entities for mention in entity.mentions]
    for event in baltic_week.events:
        spans += [*event.triggers, *event.arguments, *event.sentences, *event.quantities]
        spans += [claim.cue for claim in event.claims]
    assert len(spans) > 100
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_an_article_gives_its_events_and_none_of_its_teasers(baltic_week: Extraction) -> None:
    types = {event.type for event in baltic_week.events}
    assert {"DEPLOYMENT", "TRANSFER", "EXERCISE", "TEST", "SANCTION", "CONTRACT"} <= types
    end = baltic_week.article.text.index("More from our defence desk")
    assert all(trigger.end <= end for event in baltic_week.events for trigger in event.triggers)
    assert "teaser" in [region.kind for region in baltic_week.regions]


def test_each_load_gives_a_pipeline_of_its_own(extractor: Extractor) -> None:
    assert load_pipeline() is not extractor.nlp


TEXTS = [text for text, _, _ in EVENTS[:8]]


def plain(doc: Doc) -> str:
    entities = [(e.start, e.end, e.label_, e.kb_id_) for e in doc.ents]
    return json.dumps([entities, doc._.defevents], sort_keys=True)


def test_the_state_of_a_document_is_plain_data(extractor: Extractor) -> None:
    for doc in extractor.nlp.pipe(TEXTS):
        assert json.loads(json.dumps(doc._.defevents)) == doc._.defevents


def test_documents_survive_bytes(extractor: Extractor) -> None:
    for doc in extractor.nlp.pipe(TEXTS):
        again = Doc(extractor.nlp.vocab).from_bytes(doc.to_bytes())
        assert plain(again) == plain(doc)
        assert {name: len(group) for name, group in again.spans.items()} == {
            name: len(group) for name, group in doc.spans.items()
        }


def test_documents_survive_a_docbin(extractor: Extractor) -> None:
    docs = list(extractor.nlp.pipe(TEXTS))
    packed = DocBin(store_user_data=True, docs=docs).to_bytes()
    again = list(DocBin().from_bytes(packed).get_docs(extractor.nlp.vocab))
    assert [plain(doc) for doc in again] == [plain(doc) for doc in docs]


def test_one_by_one_and_in_batches_give_the_same(extractor: Extractor) -> None:
    alone = [plain(extractor.nlp(text)) for text in TEXTS]
    assert [plain(doc) for doc in extractor.nlp.pipe(TEXTS, batch_size=3)] == alone


def test_worker_processes_give_the_same(extractor: Extractor) -> None:
    here = [plain(doc) for doc in extractor.nlp.pipe(TEXTS)]
    there = [plain(doc) for doc in extractor.nlp.pipe(TEXTS, n_process=2, batch_size=4)]
    assert there == here


def test_the_articles_own_date_reaches_the_components(extractor: Extractor) -> None:
    article = Article(id="a", text="Russia deployed missiles to Syria yesterday.", published="2020-03-10")
    assert [event.date.value for event in extractor.extract(article).events if event.date] == ["2020-03-09"]


def test_the_pipeline_declares_what_each_component_needs(extractor: Extractor) -> None:
    analysis = extractor.nlp.analyze_pipes(pretty=False)
    assert {name: problems for name, problems in analysis["problems"].items() if problems} == {}


def test_the_components_are_those_of_the_documentation(extractor: Extractor) -> None:
    ours = [name for name in extractor.nlp.pipe_names if name.startswith("defevents_")]
    assert ours[0] == extractor.nlp.pipe_names[0] == "defevents_regions"
    assert set(ours) <= set(spacy.registry.factories.get_all())
