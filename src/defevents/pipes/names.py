"""Finds the names of the knowledge base in the text."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from defevents.knowledge.lexicon import Lexicon, Sense, load_lexicon
from defevents.layers import NAMES, in_body

__all__ = ["NameFinder"]

# The edition of an exercise: Zapad 2017, Vostok-2018, Cobra Gold '19, Steadfast Defender 24, Umka-2022.
_YEAR = re.compile(r"[ -]?['’]?(?:19|20)?\d\d(?:[-/](?:19|20)?\d{1,2})?(?![\w,.]\d|\w)|[ -](?:[IVX]+|\d{1,2})(?!\w)")


class NameFinder:
    """Writes a span for each sense of each known name into ``doc.spans["defevents_names"]``.

    The span's label is the entity label, its `kb_id_` the entry's id, and its `id_` the form of the
    name (`name`, `adjective`, `demonym`, `capital`, `seat`), with `?` after it where the name is also an ordinary
    word.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Find the names of `doc`."""
        spans: list[Span] = []
        for match in self._lexicon.find(doc.text):
            end = match.end
            if any(sense.label == "EXERCISE" for sense in match.senses) and (year := _YEAR.match(doc.text, end)):
                end = year.end()
            span = doc.char_span(match.start, end) or doc.char_span(match.start, match.end)
            if span is not None and in_body(doc, match.start, match.end):
                spans += (self._span(doc, span, sense) for sense in match.senses)
        doc.spans[NAMES] = SpanGroup(doc, name=NAMES, spans=spans)
        return doc

    @staticmethod
    def _span(doc: Doc, span: Span, sense: Sense) -> Span:
        form = sense.form + ("?" if sense.needs_context else "")
        return Span(doc, span.start, span.end, label=sense.label, kb_id=sense.entry.id, span_id=form)


@Language.factory("defevents_names", default_config={"gazetteers": []}, assigns=["doc.spans"])
def make_names(nlp: Language, name: str, gazetteers: list[str]) -> NameFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name.

    `gazetteers` are paths of a user's own lists.
    """
    return NameFinder(load_lexicon(tuple(gazetteers)))
