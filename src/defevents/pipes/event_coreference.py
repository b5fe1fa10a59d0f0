"""Brings the mentions of one event in an article together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from defevents.knowledge.event_types import EventSchema, load_event_types
from defevents.layers import read_of, state
from defevents.learned.decisions import load_decisions
from defevents.learned.network import Network
from defevents.learned.pair_features import pair_features, pair_vectors
from defevents.statuses import settle

__all__ = ["EventCoreference", "sentence_numbers"]

SENTENCES_APART = 8
SAME_THRESHOLD = 0.5


class EventCoreference:
    """Merges the mentions of one event, in text order, each into the earlier event that it most likely continues.

    Parameters
    ----------
    types
        The event types.
    model
        The learned model of pairs of mentions; None for the rules alone.
    width
        Width of the encoder's states, which the model is given.
    """

    def __init__(self, types: dict[str, EventSchema], model: Network | None, *, width: int = 0) -> None:
        self._types = types
        self._model = model
        self._width = width

    def __call__(self, doc: Doc) -> Doc:
        """Merge the events of `doc`."""
        number = sentence_numbers(doc)
        clusters: list[list[dict[str, Any]]] = []
        near: dict[str, list[int]] = {}
        for event in state(doc).get("events", []):
            here = number[event["heads"][0]]
            near[event["type"]] = open_ = [
                n for n in near.get(event["type"], ()) if here - number[clusters[n][-1]["heads"][0]] <= SENTENCES_APART
            ]
            ranked = [(self._chance(doc, clusters[n], event, number), n) for n in open_]
            chance, best = max(ranked, default=(0.0, -1))
            if chance >= SAME_THRESHOLD:
                clusters[best].append(event)
            else:
                open_.append(len(clusters))
                clusters.append([event])
        state(doc)["events"] = [merged(cluster) for cluster in clusters]
        return doc

    def _chance(self, doc: Doc, cluster: list[dict[str, Any]], event: dict[str, Any], number: dict[int, int]) -> float:
        """How likely `event` is one more mention of the cluster's: the mean of its best and its average pair."""
        here = number[event["heads"][0]]
        pairs = [(earlier, here - number[earlier["heads"][0]]) for earlier in cluster]
        near = [
            (earlier, apart, self.by_rules(doc, earlier, event, apart))
            for earlier, apart in pairs
            if apart <= SENTENCES_APART
        ]
        if self._model is None:
            chances = [float(rule) for *_, rule in near]
        else:
            rows = [pair_features(doc, earlier, event, apart, rule) for earlier, apart, rule in near]
            vectors = pair_vectors(doc, [(earlier, event) for earlier, *_ in near], self._width)
            same = read_of(doc, event["heads"][0]).get("same", {})
            weighed = [chance["yes"] for chance in self._model.batch(rows, vectors)]
            read = [same.get(str(earlier["heads"][0])) for earlier, *_ in near]
            chances = [x if y is None else (x + y) / 2 for x, y in zip(weighed, read, strict=True)]
        return (max(chances, default=0.0) + sum(chances) / len(cluster)) / 2

    def by_rules(self, doc: Doc, a: dict[str, Any], b: dict[str, Any], apart: int) -> bool:
        """Whether two mentions agree in roles, date and status, and share a filler or the later says nothing new."""
        if a["date"] != b["date"] and None not in (a["date"], b["date"]):
            return False
        roles_a, roles_b = _fillers(a), _fillers(b)
        shared = roles_a.keys() & roles_b.keys()
        if any(not roles_a[role] & roles_b[role] for role in shared):
            return False
        head = doc[b["heads"][0]]
        nominal = head.pos_ == "NOUN"
        if not roles_b and nominal:
            return apart <= 2 and any(t.dep_ == "det" and t.lower_ in ("the", "this", "that") for t in head.children)
        if a["status"] != b["status"] and not nominal:
            return False
        telling = {role for role in shared if not self._types[a["type"]].roles[role].place}
        return len(shared) >= 2 or (bool(telling) and (nominal or apart <= 1))


def sentence_numbers(doc: Doc) -> dict[int, int]:
    """Number of each token's sentence."""
    return {i: n for n, sentence in enumerate(doc.sents) for i in range(sentence.start, sentence.end)}


def _fillers(event: dict[str, Any]) -> dict[str, set[int]]:
    out: dict[str, set[int]] = {}
    for argument in event["arguments"]:
        out.setdefault(argument["role"], set()).add(argument["entity"])
    return out


def merged(cluster: list[dict[str, Any]]) -> dict[str, Any]:
    """One event of all its mentions: every filler once, the likeliest status, the first detail of each kind."""
    if len(cluster) == 1:
        return cluster[0]
    first = max(cluster, key=lambda e: (len(e["arguments"]), e["confidence"]))
    out = dict(first)
    out["triggers"] = [t for e in cluster for t in e["triggers"]]
    out["heads"] = [h for e in cluster for h in e["heads"]]
    out["confidence"] = max(e["confidence"] for e in cluster)
    out["arguments"] = list(_all_arguments(first, cluster))
    claims: dict[int, dict[str, Any]] = {}
    for event in cluster:
        for claim in event["claims"]:
            claims.setdefault(claim["entity"], claim)
    out["claims"] = list(claims.values())
    for key in ("statuses", "stages"):
        out[key] = _added(event[key] for event in cluster)
    settle(out)
    for key in ("date", "money", "quantity"):
        if out[key] is None:
            out[key] = next((e[key] for e in cluster if e[key] is not None), None)
    counts = {c["start"]: c for e in reversed(cluster) for c in e["quantities"]}
    own = [] if out["quantity"] is None else [counts.pop(out["quantity"]["start"])]
    out["quantities"] = own + sorted(counts.values(), key=lambda c: c["start"])
    return out


def _added(weights: Iterable[dict[str, float]]) -> dict[str, float]:
    out: dict[str, float] = {}
    for mention in weights:
        for label, weight in mention.items():
            out[label] = out.get(label, 0.0) + weight
    return out


def _all_arguments(first: dict[str, Any], cluster: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Fillers of the fullest mention, then those of others that fill other roles or are new and certain."""
    best: dict[int, dict[str, Any]] = {}
    for event in [first, *cluster]:
        for argument in event["arguments"]:
            kept = best.get(argument["entity"])
            if kept is None or argument["confidence"] > kept["confidence"]:
                best[argument["entity"]] = argument
    yield from sorted(best.values(), key=lambda a: a["start"])


@Language.factory(
    "defevents_event_coreference",
    default_config={"learned": True},
    requires=["token.dep", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_event_coreference(nlp: Language, name: str, learned: bool) -> EventCoreference:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    if not learned:
        return EventCoreference(load_event_types(), None)
    decisions = load_decisions()
    return EventCoreference(load_event_types(), decisions.pairs, width=decisions.encoder.width)
