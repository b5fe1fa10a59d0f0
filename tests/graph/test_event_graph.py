"""The graph holds every event, role and claim once, with the words that say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from defevents import Article, Entity, EventGraph, Extraction, Failure, Mention, write
from defevents.cli.sources import read_graph
from defevents.extractor import Extractor
from defevents.graph.merge import Strategy
from defevents.graph.nodes import entity_node
from defevents.records import Event

TEXTS = {
    "a": "Poland said it had bought 32 F-35 fighters from the United States for $4.6 billion.",
    "b": "The United States deployed F-35 fighters to Poland. Russia condemned the deployment.",
    "c": "Germany withdrew its troops from Mali.",
}
TWO_ITEMS = "The United States will sell at least 32 F-35s and 96 Apaches to Poland."


@pytest.fixture(scope="module")
def extractions(extractor: Extractor) -> dict[str, Extraction]:
    results = extractor.extract_many(
        [Article(id=name, text=text, published="2020-01-31") for name, text in TEXTS.items()]
    )
    return {result.id: result for result in results if isinstance(result, Extraction)}


@pytest.fixture
def graph(extractions: dict[str, Extraction]) -> EventGraph:
    return EventGraph(extractions.values())


def of_kind(graph: EventGraph, kind: str) -> set[str]:
    return {node for node, data in graph.graph.nodes(data=True) if data["kind"] == kind}


def edges(graph: EventGraph) -> set[tuple[str, str, str, int]]:
    return {(u, v, d["relation"], d["start"]) for u, v, d in graph.graph.edges(data=True)}


def test_every_article_and_event_is_a_node(graph: EventGraph, extractions: dict[str, Extraction]) -> None:
    assert of_kind(graph, "article") == {f"article:{name}" for name in TEXTS}
    assert of_kind(graph, "event") == {f"event:{x.id}#{event.id}" for x in extractions.values() for event in x.events}
    assert len(graph) == sum(len(x.events) for x in extractions.values()) == len(list(graph.events))


def test_a_single_extraction_makes_a_graph_too(extractions: dict[str, Extraction]) -> None:
    alone = EventGraph(extractions["a"])
    assert edges(alone) == edges(EventGraph([extractions["a"]]))
    assert len(alone) == 1


def test_what_is_no_extraction_makes_no_graph() -> None:
    with pytest.raises(TypeError, match="Article is no Extraction: give what extract or extract_many returns"):
        EventGraph([Article(id="a", text="x")])  # type: ignore[list-item]


def test_every_role_and_claim_is_an_edge(graph: EventGraph, extractions: dict[str, Extraction]) -> None:
    expected = set()
    for extraction in extractions.values():
        for event in extraction.events:
            node = f"event:{extraction.id}#{event.id}"
            for argument in event.arguments:
                entity = entity_node(extraction.entity(argument.entity), extraction.id)
                expected.add((node, entity, argument.role, argument.start))
            for claim in event.claims:
                source = entity_node(extraction.entity(claim.source), extraction.id)
                expected.add((source, node, claim.stance, claim.cue.start))
            for trigger in event.triggers:
                expected.add((node, f"article:{extraction.id}", "reported in", trigger.start))
    assert edges(graph) == expected
    assert graph.graph.number_of_edges() == len(expected)


def test_every_edge_carries_its_evidence(graph: EventGraph) -> None:
    assert graph.graph.number_of_edges() > 10
    for _, _, data in graph.graph.edges(data=True):
        assert TEXTS[data["article"]][data["start"] : data["end"]] == data["evidence"] != ""


def test_what_the_knowledge_base_knows_is_one_node(graph: EventGraph) -> None:
    assert {"country:US", "country:PL"} <= of_kind(graph, "entity")
    articles = {edge["article"] for *_, edge in graph.graph.in_edges("country:US", data=True)}
    assert articles == {"a", "b"}


def test_an_event_says_what_it_is(graph: EventGraph) -> None:
    event = next(data for _, data in graph.events if data["event_type"] == "TRANSFER")
    assert event["label"] == "United States · transfer · F-35"
    assert (event["status"], event["money"], event["quantity"]) == ("occurred", "USD 4600000000", 32.0)
    assert event["sentence"] == TEXTS["a"]


def test_adding_an_article_again_changes_nothing(graph: EventGraph, extractions: dict[str, Extraction]) -> None:
    before, nodes = edges(graph), set(graph.graph)
    graph.add_all(extractions.values())
    assert (edges(graph), set(graph.graph)) == (before, nodes)


def test_adding_an_article_again_replaces_what_it_said(graph: EventGraph, extractions: dict[str, Extraction]) -> None:
    graph.add(extractions["c"].model_copy(update={"events": ()}))
    assert "article:c" in graph.graph
    assert not [node for node in graph.graph if node.startswith("event:c#")]
    assert "country:DE" not in graph.graph


def test_removing_an_article_leaves_the_others_as_they_are(
    graph: EventGraph, extractions: dict[str, Extraction]
) -> None:
    graph.remove("b")
    rest = EventGraph([extractions["a"], extractions["c"]])
    assert edges(graph) == edges(rest)
    assert set(graph.graph) == set(rest.graph)


def test_removing_everything_leaves_nothing(graph: EventGraph) -> None:
    for name in TEXTS:
        graph.remove(name)
    assert len(graph.graph) == 0


def test_removing_an_unknown_article_does_nothing(graph: EventGraph) -> None:
    before = edges(graph)
    graph.remove("nowhere")
    assert edges(graph) == before


def test_the_order_of_articles_makes_no_difference(graph: EventGraph, extractions: dict[str, Extraction]) -> None:
    backwards = EventGraph(reversed(extractions.values()))
    assert edges(backwards) == edges(graph)
    assert dict(backwards.graph.nodes(data=True)) == dict(graph.graph.nodes(data=True))


def test_failures_are_passed_over_and_streams_taken(extractions: dict[str, Extraction]) -> None:
    def stream() -> Iterator[Extraction | Failure]:
        yield Failure(article_id="x", error="unreadable")
        yield from extractions.values()

    assert of_kind(EventGraph(stream()), "article") == {f"article:{name}" for name in TEXTS}


def test_an_empty_graph_has_no_events() -> None:
    assert len(EventGraph()) == 0


def entity(label: str, name: str, kb_id: str | None = None) -> Entity:
    return Entity.model_validate({"id": "n1", "label": label, "name": name, "kb_id": kb_id, "mentions": ()})


@pytest.mark.parametrize(
    ("given", "node"),
    [
        (entity("COUNTRY", "Poland", "PL"), "country:PL"),
        (entity("NATIONALITY", "Poland", "PL"), "country:PL"),
        (entity("NATIONALITY", "Kurdish", "Kurdish"), "nationality:kurdish"),
        (entity("WEAPON", "F-35", "weapon/f-35"), "weapon/f-35"),
        (entity("PERSON", "Dalia Grybauskaitė"), "person:dalia-grybauskaitė"),
        (entity("ORG", "Saab AB"), "org:saab-ab"),
        (entity("FORCE", "troops"), "force:troops@a#n1"),
        (entity("FORCE", "173rd Airborne Brigade"), "force:173rd-airborne-brigade"),
        (entity("WEAPON", "tanks"), "weapon:tanks@a#n1"),
        (entity("ORG", "???"), "org:n1"),
    ],
)
def test_an_entity_is_named_by_what_is_known_of_it(given: Entity, node: str) -> None:
    assert entity_node(given, "a") == node


def test_what_a_later_article_knows_of_an_entity_is_added() -> None:
    def extraction(name: str, office: str | None) -> Extraction:
        text = "Ann Lee spoke."
        person = Entity(
            id="n1",
            label="PERSON",
            name="Ann Lee",
            office=office,
            mentions=(Mention(start=0, end=7, text="Ann Lee", label="PERSON"),),
        )
        event = Event.model_validate(
            {
                "id": "v1", "type": "ATTACK", "status": "occurred", "triggers": [{"start": 8, "end": 13, "text": "spoke"}],
                "arguments": [{"role": "actor", "entity": "n1", "start": 0, "end": 7, "text": "Ann Lee"}],
            }
        )  # fmt: skip
        return Extraction(article=Article(id=name, text=text), entities=(person,), events=(event,))

    graph = EventGraph([extraction("a", None), extraction("b", "minister"), extraction("c", None)])
    assert graph.graph.nodes["person:ann-lee"]["office"] == "minister"


@pytest.mark.parametrize("suffix", ["graphml", "json"])
@pytest.mark.parametrize("merged", [False, True])
def test_control_characters_in_ids_lead_no_edge_astray(suffix: str, merged: bool, tmp_path: Path) -> None:
    def extraction(name: str) -> Extraction:
        text = "Ann Lee denied the attack by troops."
        entities = [("n\x071", "FORCE", "troops", None), ("n2", "PERSON", "Ann Lee", "person/ann\x0b-lee")]
        return Extraction.model_validate(
            {
                "article": {"id": name, "text": text, "published": "2020-01-01"},
                "entities": [{"id": i, "label": la, "name": n, "kb_id": k, "mentions": ()} for i, la, n, k in entities],
                "events": [
                    {
                        "id": "v\x1b1", "type": "ATTACK", "status": "occurred",
                        "triggers": [{"start": 19, "end": 25, "text": "attack"}],
                        "arguments": [
                            {"role": "actor", "entity": "n\x071", "start": 29, "end": 35, "text": "troops"},
                            {"role": "target", "entity": "n2", "start": 0, "end": 7, "text": "Ann Lee"},
                        ],
                        "claims": [{"source": "n2", "stance": "deny", "cue": {"start": 8, "end": 14, "text": "denied"}}],
                    }
                ],
            }
        )  # fmt: skip

    graph = EventGraph(map(extraction, ("a\x07", "a\x08", "b")))
    assert (len(graph), len(graph.graph)) == (3, 3 + 3 + 3 + 1)
    given = graph.merge(Strategy(threshold=0.0, veto=0.0)) if merged else graph
    again = read_graph(write(given, tmp_path / f"out.{suffix}")[0])[0]
    assert len(given) == len(again) == (1 if merged else 3)
    assert again.conflicts() == given.conflicts() != []
    assert set(again.merge().graph) == set(graph.merge().graph)
    assert set(again.unmerge().graph) == set(graph.graph)
    again.remove("a\x07")
    assert len(again.unmerge()) == 2


@pytest.mark.parametrize("suffix", ["", ".json", ".graphml"])
def test_every_item_keeps_its_own_number(extractor: Extractor, tmp_path: Path, suffix: str) -> None:
    graph = EventGraph([extractor.extract(Article(id="x", text=TWO_ITEMS))])
    if suffix:
        graph, _ = read_graph(*write(graph, tmp_path / f"out{suffix}"))
    found = {
        (target, edge.get("quantity"), edge.get("quantity_bound"))
        for _, target, edge in graph.graph.edges(data=True)
        if edge["kind"] == "role"
    }
    assert found == {
        ("country:US", None, None),
        ("country:PL", None, None),
        ("weapon/f-35", 32.0, "at_least"),
        ("weapon/ah-64", 96.0, "exact"),
    }


def test_a_projection_to_weapons_has_the_number_of_each(extractor: Extractor) -> None:
    graph = EventGraph([extractor.extract(Article(id="x", text=TWO_ITEMS))]).project_weapons()
    found = {(target, edge["quantity"]) for _, target, edge in graph.edges(data=True)}
    assert found == {("weapon/f-35", 32.0), ("weapon/ah-64", 96.0)}
