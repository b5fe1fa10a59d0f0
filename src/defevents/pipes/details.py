"""Gives events their date, amount of money and quantity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from defevents.counts import count_before, count_of, numbers_in
from defevents.knowledge.event_types import EventSchema, load_event_types
from defevents.layers import read_of, state
from defevents.learned.circumstance_features import date_features
from defevents.learned.decisions import load_decisions
from defevents.learned.network import Network
from defevents.learned.opinions import opinions, yes_or_no
from defevents.mentions import Named, is_end
from defevents.syntax import governors

__all__ = ["DetailFinder", "date_by_rules", "date_rows"]

# A date after these bounds the event, or belongs to something else than its time.
NOT_THE_DATE = frozenset({"until", "till", "since", "than", "before", "after", "from"})
MAX_DATE_STEPS = 4
DATE_THRESHOLD = 0.45
MAX_MONEY_STEPS = 7

AMOUNT_THRESHOLD = 0.5
"""An amount of money or number is an event's where the encoder gives it this chance."""
BY_RULE = 0.2
"""What is added where parse and position say the same."""
UNREAD = {"value": 0.5, "quantity": 0.5}
"""What the encoder would say of what it has not read, so that the rules decide."""


class DetailFinder:
    """Sets `date`, `money` (entity indices), `quantity` and the `quantities` of all items of every event in the state.

    Parameters
    ----------
    types
        The event types, which say of what amounts of money are to be expected.
    model
        The learned model that weighs each date of the sentence; None for the rules alone.
    """

    def __init__(self, types: dict[str, EventSchema], model: Network | None) -> None:
        self._types = types
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """Find the details of the events of `doc`."""
        events, named = state(doc).get("events", []), Named(doc)
        entity_at = {m[0]: n for n, e in enumerate(state(doc).get("entities", ())) for m in e["mentions"]}
        numbers = {end - 1: (start, end) for start, end in numbers_in(doc)}
        rivals: dict[int, tuple[float, dict[str, Any]]] = {}
        for event in events:
            head = doc[event["heads"][0]]
            date = self._date(head, event, named)
            event["date"] = None if date is None else entity_at.get(date.start)
            counts = _counts_of_items(doc, event, numbers)
            event["quantity"] = _quantity(doc, event, numbers, counts)
            own = [] if event["quantity"] is None else [event["quantity"]]
            event["quantities"] = own + [c for c in counts if not own or c["start"] != own[0]["start"]]
            event["money"] = None
            if self._types[event["type"]].amount and (found := self._money(head, named)) is not None:
                chance, amount = found
                if amount.start not in rivals or chance > rivals[amount.start][0]:
                    rivals[amount.start] = chance, event
        for start, (_, event) in rivals.items():
            event["money"] = entity_at.get(start)
        return doc

    def _date(self, head: Token, event: dict[str, Any], named: Named) -> Span | None:
        if self._model is None:
            return date_by_rules(head, event, named)
        best: tuple[float, Span] | None = None
        rows = list(date_rows(head, event, named))
        vectors = opinions([said for *_, said in rows], self._model.size)
        weighed = self._model.batch([features for _, features, _ in rows], vectors)
        for (mention, *_), chances in zip(rows, weighed, strict=True):
            chance = chances["yes"]
            if chance >= DATE_THRESHOLD and (best is None or chance > best[0]):
                best = chance, mention
        return None if best is None else best[1]

    @staticmethod
    def _money(head: Token, named: Named) -> tuple[float, Span] | None:
        """The amount of the sentence that is most likely the event's, and how likely it is."""
        nearest = _nearest_money(head, named)
        read = read_of(head.doc, head.i).get("roles", {})
        found = []
        for mention in named.within(head.sent):
            if mention.label_ == "MONEY":
                roles = read.get(str(mention.end - 1), UNREAD)
                found.append((roles["value"] + BY_RULE * (mention == nearest), mention))
        best = max(found, key=lambda pair: pair[0], default=None)
        return None if best is None or best[0] < AMOUNT_THRESHOLD else best


def _counts_of_items(doc: Doc, event: dict[str, Any], numbers: dict[int, tuple[int, int]]) -> list[dict[str, Any]]:
    """What stands before the items of an event and counts them: *24* F-16s and *100* missiles.

    `numbers` are those of the article, by their last words.
    """
    items = [a for a in event["arguments"] if a["role"] == "item"]
    counted = ((a["entity"], count_before(doc, a["start"], a["end"], numbers)) for a in items)
    return [{**count, "entity": entity} for entity, count in counted if count is not None]


def _quantity(
    doc: Doc, event: dict[str, Any], numbers: dict[int, tuple[int, int]], counts: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The number that most likely is the event's, of those that count its items and those of its paragraph.

    Of the `counts` the first has something for it.
    """
    roles = read_of(doc, event["heads"][0]).get("roles", {})
    found: list[tuple[float, dict[str, Any] | None]] = [(0.0, None)]
    found += [(roles.get(str(c["end"] - 1), UNREAD)["quantity"] + BY_RULE, c) for c in counts[:1]]
    known = {c["start"]: c for c in counts}
    for word, (start, end) in numbers.items():
        if str(word) in roles and (number := count_of(doc, start, end)) is not None:
            found.append((roles[str(word)]["quantity"], known.get(number["start"], {**number, "entity": None})))
    chance, best = max(found, key=lambda pair: pair[0])
    return best if chance >= AMOUNT_THRESHOLD else None


def _steps_between(token: Token, head: Token, allowed: set[int]) -> int | None:
    """Steps from `token` up to the first word above `head`, plus those from `head` to it; None unless `allowed`."""
    above = [head, *head.ancestors]
    order = {t.i: n for n, t in enumerate(above)}
    for steps, ancestor in enumerate([token, *token.ancestors]):
        if ancestor.i in order:
            return steps + order[ancestor.i] if ancestor.i in allowed else None
    return None


def _own_clause(head: Token, event: dict[str, Any]) -> set[int]:
    """The trigger and the words above it that belong to the event itself, up to who reports it."""
    cues = {i for claim in event.get("claims", ()) for i in range(*claim["cue"])}
    allowed = {head.i}
    for governor in governors(head):
        if governor.token.i in cues or governor.relation in ("ccomp",):
            break
        allowed.add(governor.token.i)
    return allowed


def date_rows(
    head: Token, event: dict[str, Any], named: Named
) -> Iterator[tuple[Span, list[str], dict[str, float] | None]]:
    """Each date of the trigger's sentence, the names of its features as the date of the event, and what is said of it.

    The last are the chances that the encoder gives it.
    """
    dates = [m for m in named.within(head.sent) if m.label_ == "DATE" and not is_end(head.doc, m.start)]
    if not dates:
        return
    by_rules = date_by_rules(head, event, named)
    read = read_of(head.doc, head.i).get("roles", {})
    for mention in dates:
        nearer = sum(abs(d.start - head.i) < abs(mention.start - head.i) for d in dates)
        is_rule = by_rules is not None and by_rules.start == mention.start
        features = list(date_features(head, event["type"], mention, len(dates), nearer, is_rule))
        roles = read.get(str(mention.end - 1))
        yield mention, features, None if roles is None else yes_or_no(roles["date"])


def date_by_rules(head: Token, event: dict[str, Any], named: Named) -> Span | None:
    """Return the date nearest in the parse that belongs to the trigger's own clause."""
    allowed = _own_clause(head, event)
    best: tuple[int, int, Span] | None = None
    sentence = head.sent
    for mention in named.within(sentence):
        if mention.label_ != "DATE":
            continue
        before = head.doc[mention.start - 1].lower_ if mention.start > sentence.start else ""
        if before in NOT_THE_DATE:
            continue
        steps = _steps_between(mention.root, head, allowed)
        if steps is not None and steps <= MAX_DATE_STEPS:
            rank = (steps, abs(mention.start - head.i), mention)
            if best is None or rank[:2] < best[:2]:
                best = rank
    return None if best is None else best[2]


def _nearest_money(head: Token, named: Named) -> Span | None:
    """Return the amount nearest in the parse to the trigger or to a word above it."""
    everything = {head.i, *(t.i for t in head.ancestors)}
    best: tuple[int, Span] | None = None
    for mention in named.within(head.sent):
        if mention.label_ == "MONEY":
            steps = _steps_between(mention.root, head, everything)
            if steps is not None and steps <= MAX_MONEY_STEPS and (best is None or steps < best[0]):
                best = steps, mention
    return None if best is None else best[1]


@Language.factory(
    "defevents_details",
    default_config={"learned": True},
    requires=["token.dep", "doc.ents", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_details(nlp: Language, name: str, learned: bool) -> DetailFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return DetailFinder(load_event_types(), load_decisions().dates if learned else None)
