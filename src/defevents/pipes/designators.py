"""Finds designators of weapon systems that the knowledge base does not list: *Type 076*, *KN-29*, *F-16C*."""

from __future__ import annotations

import re
import tomllib

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from defevents.knowledge.entries import Weapon
from defevents.knowledge.lexicon import Lexicon, data_folder, load_lexicon
from defevents.layers import DESIGNATORS, in_body

__all__ = ["DesignatorFinder"]

_PREFIX = re.compile(r"([A-Z][A-Za-z]{0,5}(?:/[A-Z]{2,4})?)([- ]?)\d")
_DESIGNATOR = re.compile(
    r"(?<![\w/-])(?P<prefix>[A-Z][A-Za-z]{0,5}(?:/[A-Z]{2,4})?)(?P<gap>[- ]?)(?P<number>\d{1,4})"
    r"(?P<suffix>[A-Z]{0,4}\d?[A-Z]?(?:-\d{1,2})?)(?P<plural>s?)(?![\w]|[.,]\d)"
)


class DesignatorFinder:
    """Writes a WEAPON span for each unlisted designator into ``doc.spans["defevents_designators"]``.

    A variant of a listed system (*F-16C*) carries that system's id; any other (*KN-29*) must begin with letters that
    listed systems begin with, joined to the number in the way that they are.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "designators.toml").read_text(encoding="utf-8"))
        self._lexicon = lexicon
        self._not_before = frozenset(cues["not_before"])
        self._not_after = frozenset(cues["not_after"])
        self._joined: set[tuple[str, str]] = set()
        for entry in lexicon.entries.values():
            if isinstance(entry, Weapon):
                for name in entry.names:
                    if (found := _PREFIX.match(name)) and name not in entry.context:
                        self._joined.add((found[1], found[2]))
        self._joined -= {(prefix, gap) for prefix, gap in self._joined if prefix in set(cues["never"])}

    def __call__(self, doc: Doc) -> Doc:
        """Find the designators of `doc`."""
        spans = []
        for found in _DESIGNATOR.finditer(doc.text):
            span = doc.char_span(found.start(), found.end())
            if span is None or not in_body(doc, found.start(), found.end()) or self._is_something_else(span):
                continue
            base = self._base(found)
            if base or (found["prefix"], found["gap"]) in self._joined:
                spans.append(Span(doc, span.start, span.end, label="WEAPON", kb_id=base))
        doc.spans[DESIGNATORS] = SpanGroup(doc, name=DESIGNATORS, spans=spans)
        return doc

    def _base(self, found: re.Match[str]) -> str:
        """Id of the listed system of which the designator is a variant, or an empty string."""
        stem = found["prefix"] + found["gap"] + found["number"]
        senses = [s for s in self._lexicon.lookup(stem) if s.label == "WEAPON" and not s.needs_context]
        return senses[0].entry.id if len(senses) == 1 and found["suffix"] and found["gap"] != " " else ""

    def _is_something_else(self, span: Span) -> bool:
        doc = span.doc
        before = doc[span.start - 1].lower_ if span.start else ""
        after = doc[span.end].lower_ if span.end < len(doc) else ""
        return before in self._not_after or after in self._not_before


@Language.factory("defevents_designators", default_config={"gazetteers": []}, assigns=["doc.spans"])
def make_designators(nlp: Language, name: str, gazetteers: list[str]) -> DesignatorFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name.

    `gazetteers` are paths of a user's own lists.
    """
    return DesignatorFinder(load_lexicon(tuple(gazetteers)))
