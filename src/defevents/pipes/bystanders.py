"""Takes back civil craft and vehicles of articles in which nothing happens that concerns defense."""

from __future__ import annotations

import tomllib
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from defevents.knowledge.lexicon import data_folder
from defevents.layers import state

__all__ = ["BystanderFilter"]


class BystanderFilter:
    """Drops mentions of craft that are mostly civil (*plane*, *vessel*) where the article holds no event.

    Such things are weapons only where they take part in one; in an article with events, one that seems to stand by
    may be a participant whose role was not found, so that it is kept.
    """

    def __init__(self) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "bystanders.toml").read_text(encoding="utf-8"))
        self._civil = frozenset(cues["civil"])

    def __call__(self, doc: Doc) -> Doc:
        """Filter the entities of `doc`, in the state and in ``doc.ents``."""
        if state(doc)["events"]:
            return doc
        dropped: set[int] = set()
        for entity in state(doc)["entities"]:
            if entity["label"] == "WEAPON" and not entity["kb_id"]:
                idle = [m for m in entity["mentions"] if self._is_civil(doc, m)]
                entity["mentions"] = [m for m in entity["mentions"] if m not in idle]
                dropped |= {m[0] for m in idle}
        if dropped:
            doc.ents = tuple(e for e in doc.ents if e.start not in dropped)
        return doc

    def _is_civil(self, doc: Doc, mention: list[Any]) -> bool:
        return doc[mention[0] : mention[1]].root.lemma_.lower() in self._civil


@Language.factory(
    "defevents_bystanders", requires=["doc.ents", "doc._.defevents"], assigns=["doc.ents", "doc._.defevents"]
)
def make_bystanders(nlp: Language, name: str) -> BystanderFilter:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return BystanderFilter()
