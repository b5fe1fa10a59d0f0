"""Takes back mentions that count only where they take part in an event, once the events are known."""

from __future__ import annotations

import tomllib
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from defevents.knowledge.lexicon import Lexicon, data_folder, load_lexicon
from defevents.layers import NAMES, state

__all__ = ["BystanderFilter"]


class BystanderFilter:
    """Drops or shortens the mentions of bystanders.

    - Craft that are mostly civil (*plane*, *vessel*) are weapons only where they take part in an event. In an article
      with events, one that seems to stand by may be a participant whose role was not found, so that it is kept, but for
      what is hardly ever military (*engine*, *gas*). So are rockets and satellites that the knowledge base lists.
    - A body described by nationality and kind (*the Dutch government*) is an organisation only where it takes part in
      an event or states one; elsewhere the adjective alone is a mention. Of 24 such bodies in no event found in the
      annotated items, 16 are annotated as the adjective.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "bystanders.toml").read_text(encoding="utf-8"))
        self._civil = frozenset(cues["civil"])
        self._everyday = frozenset(cues["everyday"])
        self._categories = frozenset(cues["categories"])
        self._lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Filter the entities of `doc`, in the state and in ``doc.ents``."""
        ents = {e.start: e for e in doc.ents}
        changed = self._drop_craft(doc, ents) | self._shorten_bodies(doc, ents)
        if changed:
            doc.ents = tuple(ents.values())
        return doc

    def _drop_craft(self, doc: Doc, ents: dict[int, Span]) -> bool:
        busy = _busy(doc)
        eventful = bool(state(doc)["events"])
        doubtful = self._everyday if eventful else self._civil | self._everyday
        dropped: set[int] = set()
        for number, entity in enumerate(state(doc)["entities"]):
            if entity["label"] == "WEAPON" and number not in busy:
                if entity["kb_id"]:
                    idle = [] if eventful or entity["category"] not in self._categories else entity["mentions"]
                else:
                    idle = [m for m in entity["mentions"] if self._names_of_kind(doc, m) & doubtful]
                entity["mentions"] = [m for m in entity["mentions"] if m not in idle]
                dropped |= {m[0] for m in idle}
        for start in dropped & set(ents):
            del ents[start]
        return bool(dropped)

    def _shorten_bodies(self, doc: Doc, ents: dict[int, Span]) -> bool:
        entities = state(doc)["entities"]
        busy = _busy(doc)
        adjectives = {s.start: s for s in doc.spans.get(NAMES, ()) if s.label_ == "NATIONALITY"}
        changed = False
        for number, entity in enumerate(entities):
            if entity["label"] != "ORG" or entity["kb_id"] or number in busy:
                continue
            whole, shortened = [], []
            for start, end, label in entity["mentions"]:
                adjective = adjectives.get(start)
                if adjective is None or adjective.end >= end or not all(t.is_lower for t in doc[adjective.end : end]):
                    whole.append([start, end, label])
                else:
                    shortened.append(adjective)
            entity["mentions"] = whole
            for adjective in shortened:
                owner = self._owner(entities, entity, adjective)
                owner["mentions"] = sorted(
                    [*map(list, owner["mentions"]), [adjective.start, adjective.end, adjective.label_]]
                )
                ents[adjective.start] = adjective
                changed = True
        return changed

    def _owner(self, entities: list[dict[str, Any]], body: dict[str, Any], adjective: Span) -> dict[str, Any]:
        """Entity of the country or people; what the body was becomes it where the article names it nowhere else."""
        code = adjective.kb_id_
        known = next((e for e in entities if e["kb_id"] == code), None)
        if known is not None:
            return known
        country = self._lexicon.country(code)
        name = adjective.text if country is None else country.name
        label = "NATIONALITY" if country is None else "COUNTRY"
        body.update(label=label, name=name, kb_id=code, country=country and country.id, category=None)
        return body

    @staticmethod
    def _names_of_kind(doc: Doc, mention: list[Any]) -> set[str]:
        """Give the noun of a mention, alone and with the word before it: *ship*, *cruise ship*."""
        noun = doc[mention[0] : mention[1]].root
        lemma = noun.lemma_.lower()
        return {lemma, f"{noun.nbor(-1).lower_} {lemma}"} if noun.i else {lemma}


def _busy(doc: Doc) -> set[int]:
    """Entities that take part in an event or state one."""
    events = state(doc)["events"]
    return {a["entity"] for e in events for a in e["arguments"]} | {c["entity"] for e in events for c in e["claims"]}


@Language.factory(
    "defevents_bystanders",
    default_config={"gazetteers": []},
    requires=["doc.ents", "doc.spans", "doc._.defevents"],
    assigns=["doc.ents", "doc._.defevents"],
)
def make_bystanders(nlp: Language, name: str, gazetteers: list[str]) -> BystanderFilter:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name.

    `gazetteers` are paths of a user's own lists.
    """
    return BystanderFilter(load_lexicon(tuple(gazetteers)))
