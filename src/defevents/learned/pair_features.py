"""Features by which two mentions are told to be of one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from spacy.tokens import Doc

from defevents.layers import read_of
from defevents.learned.network import Floats

__all__ = ["pair_features", "pair_vectors"]

DEFINITE = frozenset({"the", "this", "that", "these", "those", "such"})


def pair_features(doc: Doc, a: dict[str, Any], b: dict[str, Any], apart: int, rule: bool) -> Iterator[str]:
    """Names of the features of an earlier mention `a` and a later mention `b` of events of one type.

    Parameters
    ----------
    doc
        The article.
    a, b
        The events, as the state has them.
    apart
        Sentences between them.
    rule
        Whether the rules take them for one.
    """
    event_type = a["type"]
    head_a, head_b = doc[a["heads"][0]], doc[b["heads"][0]]
    kinds = f"{_kind(head_a.pos_)}{_kind(head_b.pos_)}"
    yield f"rule={rule}"
    yield f"rule+kinds={rule}/{kinds}"
    yield f"type={event_type}"
    yield f"kinds={kinds}"
    yield f"apart={min(apart, 5)}"
    yield f"apart+kinds={min(apart, 3)}/{kinds}"
    same_lemma = a["lemma"] == b["lemma"] or a["lemma"][:5] == b["lemma"][:5]
    yield f"same_lemma={same_lemma}"
    yield f"same_lemma+kinds={same_lemma}/{kinds}"
    yield f"lemma={b['lemma']}"
    yield f"lemmas={a['lemma']}/{b['lemma']}"
    determiners = {t.lower_ for t in head_b.children if t.dep_ == "det"}
    definite = (
        "definite"
        if determiners & DEFINITE
        else "indefinite"
        if determiners & {"a", "an", "another", "other"}
        else "bare"
    )
    yield f"det={definite}/{kinds}"
    yield f"det+lemma={definite}/{b['lemma']}"
    yield f"status={a['status'] == b['status']}"
    yield f"statuses={a['status']}/{b['status']}"
    dates = a["date"], b["date"]
    date = "none" if dates == (None, None) else "one" if None in dates else "same" if dates[0] == dates[1] else "differ"
    yield f"date={date}"
    yield f"date+kinds={date}/{kinds}"
    yield from _role_features(a, b, kinds)
    if apart == 0:
        relation = "up" if head_a.is_ancestor(head_b) else "down" if head_b.is_ancestor(head_a) else "side"
        yield f"relation={relation}/{kinds}"
        yield f"dep={head_b.dep_}/{kinds}"
        if head_b.dep_ == "conj" and head_b.head.i == head_a.i:
            yield "coordinated"
    first, second = a["quantity"], b["quantity"]
    if first is not None and second is not None:
        yield f"quantity={first['value'] == second['value']}"


def pair_vectors(doc: Doc, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]], width: int) -> Floats:
    """States of the triggers of an earlier and a later mention, and the products of both, where the encoder has them.

    Parameters
    ----------
    doc
        The article.
    pairs
        The pairs of events, as the state has them.
    width
        Width of a state.

    Returns
    -------
    Floats
        Array of shape (pairs, 3 * width); zeros for mentions that the encoder has not read.
    """
    out = np.zeros((len(pairs), 3, width), dtype=np.float32)
    for row, events in zip(out, pairs, strict=True):
        a, b = (read_of(doc, event["heads"][0]).get("state") for event in events)
        if a and b:
            row[0], row[1] = a, b
            row[2] = row[0] * row[1]
    return out.reshape(len(pairs), -1)


def _role_features(a: dict[str, Any], b: dict[str, Any], kinds: str) -> Iterator[str]:
    of_a: dict[str, set[int]] = {}
    of_b: dict[str, set[int]] = {}
    for event, table in ((a, of_a), (b, of_b)):
        for argument in event["arguments"]:
            table.setdefault(argument["role"], set()).add(argument["entity"])
    shared = conflicts = 0
    for role in of_a.keys() & of_b.keys():
        agree = bool(of_a[role] & of_b[role])
        shared += agree
        conflicts += not agree
        yield f"role={role}/{agree}"
        yield f"role+kinds={role}/{agree}/{kinds}"
    everything_a = {e for fillers in of_a.values() for e in fillers}
    everything_b = {e for fillers in of_b.values() for e in fillers}
    yield f"shared={min(shared, 3)}"
    yield f"conflicts={min(conflicts, 2)}"
    yield f"shared+conflicts={min(shared, 2)}/{min(conflicts, 2)}/{kinds}"
    yield f"empty={not everything_a}/{not everything_b}"
    yield f"overlap={min(len(everything_a & everything_b), 3)}/{kinds}"
    yield f"new={min(len(everything_b - everything_a), 3)}/{kinds}"


def _kind(pos: str) -> str:
    return "v" if pos in ("VERB", "AUX") else "n"
