"""RDF as Turtle: events in the Simple Event Model, every statement with its article and its characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from defevents.errors import ExportError
from defevents.graph.cleaning import clean_text
from defevents.graph.roles import ACTING, ACTOR_LABELS, PARTNERS, WHERE

if TYPE_CHECKING:
    import rdflib

    from defevents.graph.build import EventGraph

__all__ = ["BASE", "SUFFIXES", "TERMS", "write"]

SUFFIXES = (".ttl",)

BASE = "urn:defevents:"
"""Beginning of the names of events, entities, articles and statements, which nobody has to serve."""

TERMS = "urn:defevents:terms#"
"""Name space of what SEM and schema.org have no terms for: status, stage, roles, event types."""

_NUMBERS = ("quantity", "quantity_low", "quantity_from", "quantity_to", "confidence", "reports")
_NUMBERS_OF_ITEMS = ("quantity", "quantity_low", "quantity_bound", "quantity_unit")
_TEXTS = ("status", "stage", "money", "trigger", "date")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` to `path` as Turtle.

    Events are `sem:Event`s with `sem:hasActor`, `sem:hasPlace` and time stamps, articles `schema:NewsArticle`s. Each
    role, claim and report is an `rdf:Statement` besides, with the article it comes from (`prov:wasDerivedFrom`), the
    words (`oa:exact`) and their offsets (`oa:start`, `oa:end`); claims say by whom (`sem:accordingTo`), and the stance.

    Raises
    ------
    ExportError
        If rdflib is not installed.
    """
    try:
        import rdflib
    except ImportError:
        raise ExportError("Turtle needs rdflib: pip install 'defevents[rdf]'") from None
    turtle = _Turtle(rdflib, graph)
    turtle.fill()
    with path.open("wb") as out:
        turtle.triples.serialize(out, format="turtle", encoding="utf-8")
    return [path]


class _Turtle:
    """Triples of a graph; `library` is rdflib, which is imported only where it is used."""

    def __init__(self, library: Any, graph: EventGraph) -> None:
        self.graph = graph.graph
        self.triples: rdflib.Graph = library.Graph()
        self.iri: Callable[[str], rdflib.URIRef] = library.URIRef
        self.literal = library.Literal
        self.rdf, self.rdfs, self.xsd = library.RDF, library.RDFS, library.XSD
        spaces = {
            "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
            "schema": "https://schema.org/",
            "prov": "http://www.w3.org/ns/prov#",
            "oa": "http://www.w3.org/ns/oa#",
            "de": TERMS,
        }
        self.space = {prefix: library.Namespace(name) for prefix, name in spaces.items()}
        for prefix, name in self.space.items():
            self.triples.bind(prefix, name, replace=True)

    def fill(self) -> None:
        """Make the triples of all nodes and edges."""
        for node, data in self.graph.nodes(data=True):
            {"event": self._event, "entity": self._entity, "article": self._article}[data["kind"]](node, data)
        for number, (source, target, data) in enumerate(self.graph.edges(data=True)):
            self._edge(number, source, target, data)

    def _add(self, subject: Any, prefix: str, name: str, value: Any) -> None:
        self.triples.add((subject, self.space[prefix][name], value))

    def _name(self, node: str) -> Any:
        return self.iri(BASE + quote(node.encode("utf-8", "surrogatepass"), safe="/:@~+,;=!*()'"))

    def _term(self, name: str) -> Any:
        return self.space["de"][quote(name.encode("utf-8", "surrogatepass"), safe="")]

    def _begun(self, node: str, data: dict[str, Any], prefix: str, kind: str) -> Any:
        name = self._name(node)
        self.triples.add((name, self.rdf.type, self.space[prefix][kind]))
        if data.get("label"):
            self.triples.add((name, self.rdfs.label, self._text(data["label"])))
        return name

    def _text(self, value: object) -> Any:
        return self.literal(clean_text(str(value)))

    def _day(self, value: str) -> Any:
        return self.literal(value, datatype=self.xsd.date)

    def _event(self, node: str, data: dict[str, Any]) -> None:
        event = self._begun(node, data, "sem", "Event")
        self._add(event, "sem", "eventType", self._term(data["event_type"]))
        for name in _TEXTS:
            if data.get(name):
                self._add(event, "de", name, self._text(data[name]))
        for name in _NUMBERS:
            if data.get(name) is not None:
                self._add(event, "de", name, self.literal(data[name]))
        if data.get("sentence"):
            self._add(event, "schema", "description", self._text(data["sentence"]))
        for name, term in (("start", "hasBeginTimeStamp"), ("end", "hasEndTimeStamp")):
            if data.get(name):
                self._add(event, "sem", term, self._day(data[name]))

    def _entity(self, node: str, data: dict[str, Any]) -> None:
        label = data["entity_label"]
        kind = "Place" if label == "LOCATION" else "Actor" if label in ACTOR_LABELS else "Object"
        entity = self._begun(node, data, "sem", kind)
        self._add(entity, "de", "label", self._text(label))
        for name in ("kb_id", "category", "office"):
            if data.get(name):
                self._add(entity, "de", name, self._text(data[name]))
        if data.get("country") and node != f"country:{data['country']}":
            self._add(entity, "de", "country", self._name(f"country:{data['country']}"))

    def _article(self, node: str, data: dict[str, Any]) -> None:
        article = self._begun(node, data, "schema", "NewsArticle")
        if data.get("published"):
            self._add(article, "schema", "datePublished", self._day(data["published"]))
        if data.get("source"):
            self._add(article, "schema", "publisher", self._text(data["source"]))
        if data.get("url"):
            url = clean_text(str(data["url"]))
            self._add(article, "schema", "url", self.iri(url) if _WEB.fullmatch(url) else self.literal(url))

    def _edge(self, number: int, source: str, target: str, data: dict[str, Any]) -> None:
        """Say an edge plainly, and again as a statement that carries its proof."""
        relation = data["relation"]
        subject, value = self._name(source), self._name(target)
        if data["kind"] == "claim":
            subject, value, term = value, subject, self.space["sem"]["accordingTo"]
        elif data["kind"] == "report":
            term = self.space["schema"]["subjectOf"]
        else:
            term = self._term(relation)
            plain = self._plain(relation, str(self.graph.nodes[target].get("entity_label")))
            if plain:
                self._add(subject, "sem", plain, value)
        self.triples.add((subject, term, value))
        statement = self.iri(f"{BASE}statement/{number}")
        self.triples.add((statement, self.rdf.type, self.rdf.Statement))
        for name, part in (("subject", subject), ("predicate", term), ("object", value)):
            self.triples.add((statement, self.rdf[name], part))
        for article in data.get("articles") or [data["article"]]:  # an edge of a projection has all of its event's
            self._add(statement, "prov", "wasDerivedFrom", self._name(f"article:{article}"))
        for name in ("start", "end"):
            if data.get(name) is not None:
                self._add(statement, "oa", name, self.literal(data[name]))
        for name in _NUMBERS_OF_ITEMS:
            if data.get(name) is not None:
                self._add(statement, "de", name, self.literal(data[name]))
        if data.get("evidence"):
            self._add(statement, "oa", "exact", self._text(data["evidence"]))
        if data["kind"] == "claim":
            self._add(statement, "de", "stance", self._text(relation))
        if data.get("member"):
            self._add(statement, "de", "member", self._text(data["member"]))

    @staticmethod
    def _plain(role: str, label: str) -> str | None:
        """SEM's property for a role, by what fills it."""
        if role in WHERE or label == "LOCATION":
            return "hasPlace"
        return "hasActor" if role in ACTING | PARTNERS and label in ACTOR_LABELS else None
