"""Features of an event's circumstances: its status, who claims it, and its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from spacy.tokens import Span, Token

from defevents.learned.argument_features import dependency_path, way_up
from defevents.syntax import Governor, is_passive

__all__ = ["claim_features", "date_features", "days_from", "near_claim_features", "status_features"]


def status_features(
    head: Token, lemma: str, event_type: str, chain: list[Governor], cues: Iterable[str], rule: str, day: int | None
) -> Iterator[str]:
    """Names of the features of an event's status.

    Parameters
    ----------
    head, lemma
        The trigger's head and its lemma.
    event_type
        Type of the event.
    chain
        Words that govern the trigger.
    cues
        Statuses that the rules' cues give, and `rule` the one that they choose.
    day
        Days from publication to the event's date; None where either is unknown.
    """
    pos = "v" if head.pos_ in ("VERB", "AUX") else "n"
    yield f"type={event_type}"
    yield f"rule={rule}"
    yield f"rule+pos={rule}/{pos}"
    yield f"rule+type={rule}/{event_type}"
    for cue in set(cues):
        yield f"cue={cue}"
    yield f"tag={head.tag_}"
    yield f"tag+dep={head.tag_}/{head.dep_}"
    yield f"lemma={lemma}/{pos}"
    yield f"lemma+tag={lemma}/{head.tag_}"
    verb = head if pos == "v" else next((g.token for g in chain if g.token.pos_ in ("VERB", "AUX")), None)
    if verb is not None:
        yield f"verb_tag={verb.tag_}"
        auxiliaries = sorted(t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass", "neg"))
        yield f"aux={'+'.join(auxiliaries)}"
        yield f"aux+tag={pos}/{'+'.join(auxiliaries)}/{verb.tag_}/{is_passive(verb)}"
        for aux in auxiliaries:
            yield f"has_aux={aux}"
        for child in verb.children:
            if child.dep_ in ("advmod", "mark", "neg", "prt"):
                yield f"adverb={child.lower_}"
    for child in head.children:
        if child.dep_ in ("amod", "det", "advmod", "compound", "poss", "neg"):
            yield f"child={child.lower_}"
    for n, governor in enumerate(chain[:4]):
        word = governor.token.lemma_.lower()
        yield f"gov={word}/{governor.relation}"
        yield f"gov_word={word}"
        yield f"gov{min(n, 2)}={word}"
        yield f"gov_tag{min(n, 2)}={governor.token.tag_}/{governor.relation}"
        for child in governor.token.children:
            if child.dep_ in ("aux", "auxpass", "neg"):
                yield f"gov_aux={child.lower_}"
                yield f"gov_aux{min(n, 2)}={word}/{child.lower_}"
    if day is not None:
        yield "day=" + ("future" if day > 0 else "same" if day == 0 else "past")
    first = head.sent.start == 0
    yield f"first={first}/{head.tag_}"


def claim_features(
    head: Token,
    event_type: str,
    mention: Span,
    kind: str,
    chain: list[Governor],
    rule: str,
    roles: Iterable[str],
    between: int,
) -> Iterator[str]:
    """Names of the features of an entity as the source of an event.

    Parameters
    ----------
    head, event_type
        The trigger's head and the event's type.
    mention
        The entity's mention in the trigger's sentence.
    kind
        What the knowledge base says the entity is (`defevents.mentions.kind_of`).
    chain
        Words that govern the trigger.
    rule
        Stance that the rules give to the entity, or `none`.
    roles
        Roles that the entity fills in the event.
    between
        Number of entities of the same label that stand nearer to the trigger.
    """
    label, root = mention.label_, mention.root
    path = dependency_path(way_up(head), root)
    roles = sorted(roles)
    role = roles[0] if roles else "none"
    yield f"rule={rule}"
    yield f"rule+label={rule}/{label}"
    yield f"rule+role={rule}/{role}"
    yield f"label={label}"
    yield f"kind={label}/{kind}"
    yield f"kind+role={label}/{kind}/{role}"
    yield f"type={event_type}"
    yield f"role={role}"
    yield f"path={path}"
    verb = root.head if root.dep_ in ("nsubj", "nsubjpass", "pobj") else root
    yield f"verb={verb.lemma_.lower()}/{root.dep_}"
    yield f"verb+role={verb.lemma_.lower()}/{role}"
    yield f"head={root.head.lemma_.lower()}/{root.dep_}"
    above = root.head.head.lemma_.lower()
    yield f"above={above}"
    governing = {g.token.i: g.relation for g in chain}
    for ancestor in (root.head, root.head.head, root.head.head.head):
        if ancestor.i in governing:
            yield f"governs={ancestor.lemma_.lower()}/{governing[ancestor.i]}"
            yield f"governs+dep={root.dep_}/{ancestor.lemma_.lower()}"
            break
    yield f"governed={root.head.i in governing}/{root.dep_}"
    gap = mention.start - head.i
    yield f"side={'before' if gap < 0 else 'after'}"
    yield f"gap={'before' if gap < 0 else 'after'}{min(abs(gap) // 4, 6)}"
    yield f"between={min(between, 2)}/{label}"
    before = mention.doc[mention.start - 1].lower_ if mention.start else ""
    yield f"before={before}"
    yield f"to_trigger={head.dep_}/{head.head.lemma_.lower()}"


def near_claim_features(head: Token, event_type: str, mention: Span, kind: str, apart: int) -> Iterator[str]:
    """Names of the features of an entity in a sentence beside the event's own as its source.

    Parameters
    ----------
    head, event_type
        The trigger's head and the event's type.
    mention
        The entity's nearest mention, `kind` what the knowledge base says it is.
    apart
        Sentences from the event to the mention; negative is before.
    """
    root = mention.root
    yield f"near={apart}"
    yield f"near+label={apart}/{mention.label_}"
    yield f"near+dep={apart}/{root.dep_}"
    yield f"near+verb={apart}/{root.head.lemma_.lower()}/{root.dep_}"
    yield f"near+type={apart}/{event_type}"
    yield f"near+kind={kind}"
    quotes = [token.is_quote for token in head.sent]
    yield f"near+quotes={apart}/{quotes[0]}/{min(sum(quotes), 3)}"


def date_features(head: Token, event_type: str, mention: Span, dates: int, nearer: int, rule: bool) -> Iterator[str]:
    """Names of the features of a date as the date of an event.

    Parameters
    ----------
    head, event_type
        The trigger's head and the event's type.
    mention
        The date.
    dates, nearer
        How many dates stand in the sentence, and how many of them nearer to the trigger.
    rule
        Whether the rules take the date.
    """
    root = mention.root
    ways = way_up(head)
    path = dependency_path(ways, root)
    doc = mention.doc
    before = doc[mention.start - 1].lower_ if mention.start else ""
    yield f"rule={rule}"
    yield f"path={path}"
    yield f"type={event_type}"
    yield f"type+rule={event_type}/{rule}"
    yield f"dates={min(dates, 3)}/{min(nearer, 2)}"
    yield f"nearer={min(nearer, 2)}"
    gap = mention.start - head.i
    side = "before" if gap < 0 else "after"
    yield f"gap={side}{min(abs(gap) // 3, 8)}"
    yield f"before={before}"
    yield f"head={root.head.lemma_.lower()}/{root.dep_}"
    yield f"value={_form(mention.kb_id_)}"
    yield f"value+rule={_form(mention.kb_id_)}/{rule}"
    yield f"initial={mention.start - mention.sent.start < 3}/{rule}"
    carrier = root
    while carrier.dep_ in ("pobj", "prep", "npadvmod", "nummod", "compound") and carrier.head.i != carrier.i:
        carrier = carrier.head
    yield f"carrier={carrier.lemma_.lower()}"
    yield f"carrier_is={'trigger' if carrier.i == head.i else carrier.pos_}"
    yield f"carrier_path={dependency_path(ways, carrier)}"


def _form(value: str) -> str:
    """Shape of a TIMEX value: `dddd-dd-dd`, `PAST_REF`."""
    return "".join("d" if c.isdigit() else c for c in value)


def days_from(published: str | None, date: dict[str, Any] | None) -> int | None:
    """Days from publication to the first day of a date."""
    if not published or not date or not date.get("start"):
        return None
    return (dt.date.fromisoformat(date["start"]) - dt.date.fromisoformat(published)).days
