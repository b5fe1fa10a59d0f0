"""Brings the mentions of one event in an article together."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from defevents.knowledge.event_types import EventSchema, load_event_types
from defevents.layers import state

__all__ = ["EventCoreference"]

SENTENCES_APART = 5


class EventCoreference:
    """Merges events of one type whose roles, dates and statuses agree and that share a filler.

    A definite noun without fillers of its own (*the deal*, *the deployment*) goes with the last event of its type.
    """

    def __init__(self, types: dict[str, EventSchema]) -> None:
        self._types = types

    def __call__(self, doc: Doc) -> Doc:
        """Merge the events of `doc`, in text order."""
        number = {t.i: n for n, s in enumerate(doc.sents) for t in s}
        merged: list[dict[str, Any]] = []
        for event in state(doc).get("events", []):
            for earlier in reversed(merged):
                apart = number[event["heads"][0]] - number[earlier["heads"][-1]]
                if apart <= SENTENCES_APART and self._is_same(doc, earlier, event, apart):
                    _merge(earlier, event)
                    break
            else:
                merged.append(event)
        state(doc)["events"] = merged
        return doc

    def _is_same(self, doc: Doc, a: dict[str, Any], b: dict[str, Any], apart: int) -> bool:
        if a["type"] != b["type"] or (a["date"] != b["date"] and None not in (a["date"], b["date"])):
            return False
        roles_a, roles_b = _fillers(a), _fillers(b)
        shared = 0
        for role in roles_a.keys() & roles_b.keys():
            common = roles_a[role] & roles_b[role]
            if not common:
                return False
            shared += 1
        head = doc[b["heads"][0]]
        nominal = head.pos_ == "NOUN"
        if not roles_b and nominal:
            return apart <= 2 and any(t.dep_ == "det" and t.lower_ in ("the", "this", "that") for t in head.children)
        if a["status"] != b["status"] and not nominal:
            return False
        schema = self._types[a["type"]]
        telling = {r for r in roles_a.keys() & roles_b.keys() if not schema.roles[r].place}
        return shared >= 2 or (bool(telling) and (nominal or apart <= 1) and shared >= 1)


def _fillers(event: dict[str, Any]) -> dict[str, set[int]]:
    out: dict[str, set[int]] = {}
    for argument in event["arguments"]:
        out.setdefault(argument["role"], set()).add(argument["entity"])
    return out


def _merge(into: dict[str, Any], event: dict[str, Any]) -> None:
    """Add a further mention's triggers, fillers of open roles, claims and details to an event."""
    filled = _fillers(into)
    into["triggers"] += event["triggers"]
    into["heads"] += event["heads"]
    for argument in event["arguments"]:
        if argument["role"] not in filled:
            into["arguments"].append(argument)
    known = {claim["entity"] for claim in into["claims"]}
    into["claims"] += [claim for claim in event["claims"] if claim["entity"] not in known]
    for key in ("date", "money", "quantity", "stage"):
        if into[key] is None:
            into[key] = event[key]


@Language.factory(
    "defevents_event_coreference", requires=["token.dep", "doc._.defevents"], assigns=["doc._.defevents"]
)
def make_event_coreference(nlp: Language, name: str) -> EventCoreference:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return EventCoreference(load_event_types())
