"""Finds amounts of money."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from defevents.amounts import find_money
from defevents.layers import AMOUNTS, NAMES, in_body, state

__all__ = ["find_amounts"]


@Language.component("defevents_amounts", assigns=["doc.spans", "doc._.defevents"])
def find_amounts(doc: Doc) -> Doc:
    """Write MONEY spans into ``doc.spans["defevents_amounts"]`` and their values, by first token, into the state.

    The states that the text names tell which dollars or crowns are meant.
    """
    spans, values = [], {}
    states = [
        (name.start_char, name.kb_id_)
        for name in doc.spans.get(NAMES, ())
        if name.label_ in ("COUNTRY", "NATIONALITY") and not name.id_.startswith(("capital", "seat"))
    ]
    for start, end, money in find_money(doc.text, states):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and in_body(doc, start, end):
            spans.append(Span(doc, span.start, span.end, label="MONEY", kb_id=money.value))
            values[str(span.start)] = money.model_dump(mode="json", exclude={"value"})
    doc.spans[AMOUNTS] = SpanGroup(doc, name=AMOUNTS, spans=spans)
    state(doc)["money"] = values
    return doc
