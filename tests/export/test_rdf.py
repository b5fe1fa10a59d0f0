"""Turtle that rdflib reads, in SEM's terms, with the proof of each statement."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef

from defevents import EventGraph, ExportError, write
from defevents.export.rdf import BASE, TERMS

SEM, SCHEMA, PROV, OA, DE = (
    Namespace(name)
    for name in (
        "http://semanticweb.cs.vu.nl/2009/11/sem/", "https://schema.org/", "http://www.w3.org/ns/prov#",
        "http://www.w3.org/ns/oa#", TERMS,
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def triples(stories: EventGraph, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    (path,) = write(stories, tmp_path_factory.mktemp("rdf") / "out.ttl")
    return rdflib.Graph().parse(path)


def count(triples: rdflib.Graph, kind: URIRef) -> int:
    return len(list(triples.subjects(RDF.type, kind)))


def test_every_node_and_edge_is_there(stories: EventGraph, triples: rdflib.Graph) -> None:
    kinds = [data["kind"] for _, data in stories.graph.nodes(data=True)]
    assert count(triples, SEM.Event) == kinds.count("event")
    assert count(triples, SCHEMA.NewsArticle) == kinds.count("article")
    assert sum(count(triples, kind) for kind in (SEM.Actor, SEM.Place, SEM.Object)) == kinds.count("entity")
    assert count(triples, RDF.Statement) == stories.graph.number_of_edges()


def test_sparql_finds_who_did_what_where_and_when(triples: rdflib.Graph) -> None:
    found = triples.query(
        """
        prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
        prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        prefix de: <urn:defevents:terms#>
        select ?actor ?item ?place ?day where {
            ?event sem:eventType de:DEPLOYMENT ; de:actor/rdfs:label ?actor ; de:item/rdfs:label ?item ;
                   sem:hasPlace/rdfs:label ?place ; sem:hasBeginTimeStamp ?day .
            filter (year(?day) = 2018)
        }"""
    )
    rows = {tuple(map(str, row)) for row in found}  # type: ignore[arg-type]
    assert ("Russia", "Iskander", "Kaliningrad", "2018-05-07") in rows


def test_every_statement_has_its_proof(triples: rdflib.Graph) -> None:
    for statement in triples.subjects(RDF.type, RDF.Statement):
        assert str(triples.value(statement, PROV.wasDerivedFrom)).startswith(f"{BASE}article:")
        start, end, exact = (triples.value(statement, OA[name]) for name in ("start", "end", "exact"))
        assert end.toPython() - start.toPython() == len(str(exact))  # type: ignore[union-attr]
        said = [triples.value(statement, RDF[name]) for name in ("subject", "predicate", "object")]
        assert tuple(said) in triples


def test_a_claim_says_who_and_how(triples: rdflib.Graph) -> None:
    event = URIRef(f"{BASE}event:kaliningrad-iskander-1%23v1")
    (statement,) = [s for s in triples.subjects(RDF.subject, event) if (s, RDF.predicate, SEM.accordingTo) in triples]
    assert triples.value(statement, RDF.object) == URIRef(f"{BASE}country:LT")
    assert str(triples.value(statement, DE.stance)) == "accuse"


def test_an_edge_of_a_projection_is_derived_from_all_its_articles(merged: EventGraph, tmp_path: Path) -> None:
    projection = merged.project_actors()
    triples = rdflib.Graph().parse(write(projection, tmp_path / "out.ttl")[0])
    assert count(triples, RDF.Statement) == projection.number_of_edges() > 10
    derived = [len(list(triples.objects(s, PROV.wasDerivedFrom))) for s in triples.subjects(RDF.type, RDF.Statement)]
    told = [len(data["articles"]) for *_, data in projection.edges(data=True)]
    assert sorted(derived) == sorted(told)
    assert max(told) > 1


def test_strange_names_make_sound_iris(strange: EventGraph, tmp_path: Path) -> None:
    strange.graph.nodes["event:a\x01#v1"]["event_type"] = "A <b> \ud800"
    next(data for *_, data in strange.graph.edges(data=True) if data["kind"] == "role")["relation"] = "c {d} \ud800"
    triples = rdflib.Graph().parse(write(strange, tmp_path / "out.ttl")[0])
    assert count(triples, SEM.Event) == 2
    names = [name for triple in triples for name in triple if isinstance(name, URIRef)]
    assert all(set(name) <= set(map(chr, range(0x21, 0x7F))) - set('<>"{}|\\^`') for name in names)
    assert not [name for name in names if name.startswith("javascript:")]


def test_without_rdflib_the_extra_is_named(merged: EventGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "rdflib":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExportError, match=r"pip install 'defevents\[rdf\]'"):
        write(merged, tmp_path / "out.ttl")


def test_the_number_of_an_item_is_in_its_statement(strange: EventGraph, tmp_path: Path) -> None:
    next(d for _, _, d in strange.graph.edges(data=True) if d["relation"] == "item")["quantity"] = 96
    (path,) = write(strange, tmp_path / "out.ttl")
    (statement,) = rdflib.Graph().parse(path).subjects(DE.quantity, rdflib.Literal(96))
    assert str(statement).startswith(f"{BASE}statement/")
