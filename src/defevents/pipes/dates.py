"""Finds dates and resolves them against the article's publication date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token

from defevents.layers import DATES, in_body, state
from defevents.timex import news_dates

__all__ = ["clause_tense", "find_dates"]

Tense = Literal["past", "present", "future"]


def clause_tense(verb: Token) -> Tense | None:
    """Tense of the clause that `verb` heads, from its tag and auxiliaries; None where it shows none."""
    auxiliaries = [t for t in verb.children if t.dep_ in ("aux", "auxpass")]
    words = {t.lower_ for t in auxiliaries}
    if words & {"will", "shall", "'ll", "wo"} or ("to" in words and verb.dep_ in ("xcomp", "acl", "ROOT")):
        return "future"
    finite = [t for t in (*auxiliaries, verb) if t.tag_ in ("VBD", "VBP", "VBZ", "MD")]
    if any(t.tag_ == "VBD" for t in finite) or words & {"have", "has", "'ve"}:
        return "past"
    if any(t.tag_ == "MD" for t in finite):
        return "future"
    if finite:
        return "present"
    return "past" if verb.tag_ == "VBN" else None


def _tense_at(doc: Doc) -> Callable[[int, int], Tense | None]:
    """Return a function that tells the tense of the clause around characters of `doc`."""

    def tense(start: int, end: int) -> Tense | None:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return None
        for token in (span.root, *span.root.ancestors):
            if token.pos_ in ("VERB", "AUX") and (found := clause_tense(token)) is not None:
                return found
        return None

    return tense


@Language.component("defevents_dates", requires=["token.dep", "token.tag"], assigns=["doc.spans", "doc._.defevents"])
def find_dates(doc: Doc) -> Doc:
    """Write DATE spans into ``doc.spans["defevents_dates"]`` and their values, by first token, into the state."""
    spans, values = [], {}
    for timex in news_dates(doc.text, state(doc).get("published"), tense=_tense_at(doc)):
        span = doc.char_span(timex.start, timex.end, alignment_mode="expand")
        if span is not None and in_body(doc, timex.start, timex.end):
            spans.append(Span(doc, span.start, span.end, label="DATE", kb_id=timex.value))
            if timex.date is not None:
                values[str(span.start)] = timex.date.model_dump(mode="json")
    doc.spans[DATES] = SpanGroup(doc, name=DATES, spans=spans)
    state(doc)["dates"] = values
    return doc
