"""Tells whether an event has happened, is under way, planned, possible, cancelled or said not to be."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import dropwhile
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from defevents.knowledge.lexicon import data_folder
from defevents.layers import read_of, state
from defevents.learned.circumstance_features import days_from, status_features
from defevents.learned.decisions import NONE, load_decisions
from defevents.learned.network import Network
from defevents.learned.opinions import opinions
from defevents.statuses import settle
from defevents.syntax import Governor, governors, is_passive

__all__ = ["StatusTagger"]

OPPOSITE = {
    "cancelled": "planned",
    "negated": "occurred",
    "possible": "negated",
    "planned": "negated",
    "ongoing": "negated",
}


PHASE_VERBS = frozenset({"begin", "start", "continue", "resume", "end", "finish", "conclude"})
CIRCUMSTANCES = frozenset({"in", "during", "after", "before", "at", "since", "following", "with", "by", "over"})
MODIFIERS = frozenset({"amod", "advmod", "det", "compound", "acomp"})

NAMING = frozenset({"compound", "appos"})
"""Relations of a noun to the name that it stands beside (*the exercise Defender 21*)."""

STAGE_SHOWN = 0.25
"""What a word that shows the stage of a transfer adds to the chance that the encoder gives it."""


class StatusTagger:
    """Sets `status` and, for transfers, `stage` of every event in the state, and the weights that speak for each.

    Cues are looked for on the trigger, its auxiliaries and modifiers, and on the words that govern it; which word
    says what is data (``cues/status.toml``, ``cues/stages.toml``). How the cues weigh against each other is learned.

    Parameters
    ----------
    model
        The learned model; None to let the cue that outweighs the others decide.
    """

    def __init__(self, model: Network | None) -> None:
        folder = data_folder() / "cues"
        cues = tomllib.loads((folder / "status.toml").read_text(encoding="utf-8"))
        stages = tomllib.loads((folder / "stages.toml").read_text(encoding="utf-8"))
        self._model = model
        self._order: list[str] = cues["order"]
        self._verbs, self._nouns, self._modifiers, self._auxiliaries = (
            {word: status for status, words in cues[key].items() for word in words}
            for key in ("verbs", "nouns", "modifiers", "auxiliaries")
        )
        self._certain = {w: s for s, words in cues["certain"].items() for w in words}
        self._support: dict[str, list[str]] = cues["support"]["verbs"]
        self._support_objects = frozenset(object_ for phrase in self._support for object_ in phrase.split()[1:])
        self._support_auxiliaries, self._not_quite = (
            frozenset(cues["support"][key]) for key in ("auxiliaries", "not_beside")
        )
        self._reported = {w: s for s, words in cues["auxiliaries_reported"].items() for w in words}
        self._conditions = frozenset(cues["conditions"]["words"])
        self._stage_order: list[str] = stages["order"]
        self._stage_status: dict[str, str] = stages["status"]
        self._stages = {word: stage for stage in self._stage_order for word in stages[stage]}

    def __call__(self, doc: Doc) -> Doc:
        """Set the statuses of `doc`."""
        for event in state(doc).get("events", ()):
            head = doc[event["heads"][0]]
            chain = governors(head)
            stage = self.stage(head, chain) if event["type"] == "TRANSFER" else None
            rule, cues = self.by_rules(head, chain, stage)
            if self._model is None:
                event["statuses"] = {rule: 1.0}
            elif (certain := self._certainly(head, chain)) is not None:
                event["statuses"] = {certain: 1.0}
            else:
                features = self.features(doc, event, head, chain, cues, rule)
                vectors = opinions([read_of(doc, head.i).get("status")], self._model.size)
                (event["statuses"],) = self._model.batch([features], vectors)
            event["stages"] = _weighed_stages(stage, read_of(doc, head.i)) if event["type"] == "TRANSFER" else {}
            settle(event)
        return doc

    def _certainly(self, head: Token, chain: list[Governor]) -> str | None:
        """Status that the words leave no doubt of; None where they leave some.

        Such words are an auxiliary of the trigger (*may send*), and a verb that means no more than the trigger where it
        is negated (*did not take part in the exercise*).
        """
        if self._is_undone(head, chain):
            return "negated"
        if _is_negated(head):
            return None
        return next(
            (self._certain[t.lower_] for t in head.children if t.dep_ == "aux" and t.lower_ in self._certain), None
        )

    def _is_undone(self, head: Token, chain: list[Governor]) -> bool:
        """Whether nobody did, in the past, what the trigger stands for."""
        if head.pos_ not in ("NOUN", "PROPN"):
            return False
        chain = list(dropwhile(lambda governor: governor.relation in NAMING, chain))
        place = next((n for n, governor in enumerate(chain) if governor.token.pos_ == "VERB"), len(chain))
        if any(governor.token.lower_ not in self._support_objects for governor in chain[:place]) or place == len(chain):
            return False
        verb, relation = chain[place].token, chain[0].relation
        objects = [t.lower_ for t in verb.children if t.dep_ == "dobj" and t.lower_ in self._support_objects]
        phrase = " ".join([verb.lemma_.lower(), *objects])
        if relation not in self._support.get(phrase, ()) or not _has_not(verb):
            return False
        if any(governor.relation != "ccomp" for governor in chain[place + 1 :]) or self._is_condition(verb):
            return False
        words = {t.lower_ for t in verb.children}
        auxiliaries = {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}
        return auxiliaries <= self._support_auxiliaries and self._not_quite.isdisjoint(words)

    def by_rules(self, head: Token, chain: list[Governor], stage: str | None) -> tuple[str, list[str]]:
        """Status that the cues give, the one that outweighs the others, and all cues."""
        cues = list(self._cues(head, chain))
        if cues:
            return min(cues, key=self._order.index), cues
        return (self._stage_status[stage] if stage in self._stage_status else _tense_status(head, chain)), cues

    @staticmethod
    def features(
        doc: Doc, event: dict[str, Any], head: Token, chain: list[Governor], cues: list[str], rule: str
    ) -> list[str]:
        """Names of the features of an event's status."""
        date = None if event["date"] is None else state(doc)["dates"].get(str(_first_token(doc, event["date"])))
        day = days_from(state(doc).get("published"), date)
        return list(status_features(head, event["lemma"], event["type"], chain, cues, rule, day))

    def _cues(self, head: Token, chain: list[Governor]) -> Iterator[str]:
        """Statuses that the words around the trigger give it."""
        yield from self._from_modifiers(head)
        verb = head if head.pos_ in ("VERB", "AUX") else None
        if verb is not None:
            yield from self._from_auxiliaries(verb)
            if self._is_condition(verb):
                yield "possible"
        for governor in chain:
            token = governor.token
            if token.pos_ in ("VERB", "AUX"):
                status = self._verbs.get(token.lemma_.lower()) if self._governs(governor) else None
                negated = _is_negated(token)
                if status is not None:
                    yield OPPOSITE.get(status, status) if negated else status
                elif negated and governor.relation not in ("ccomp",):
                    yield "negated"
                if governor.relation != "ccomp" or status is not None:
                    yield from (s for s in self._from_auxiliaries(token) if s != "negated")
                if self._is_condition(token):
                    yield "possible"
            elif token.pos_ in ("NOUN", "PROPN") and (status := self._nouns.get(token.lemma_.lower())):
                yield status
            elif token.pos_ == "ADJ" and (
                status := self._modifiers.get(token.lower_) or self._verbs.get(token.lemma_.lower())
            ):
                yield "negated" if _is_negated(token.head) else status

    @staticmethod
    def _governs(governor: Governor) -> bool:
        """Whether a verb says something of the trigger's coming about, not merely of its circumstances."""
        if governor.relation == "nsubj":
            return governor.token.lemma_ in PHASE_VERBS
        return governor.relation not in CIRCUMSTANCES

    def _from_modifiers(self, head: Token) -> Iterator[str]:
        for child in head.children:
            if child.dep_ == "neg":
                yield "negated"
            elif child.dep_ in MODIFIERS:
                status = self._modifiers.get(child.lower_)
                if status is not None and status != "occurred":
                    yield status

    def _from_auxiliaries(self, verb: Token) -> Iterator[str]:
        words = {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}
        if "would" in words and _is_reported(verb):
            yield self._reported["would"]
            words.discard("would")
        for word in words:
            if status := self._auxiliaries.get(word):
                yield status
        if _is_negated(verb):
            yield "negated"
        if {"is", "are", "was", "were", "’s", "'s"} & words and "to" in words and verb.tag_ == "VB":
            yield "planned"

    def _is_condition(self, verb: Token) -> bool:
        return verb.dep_ in ("advcl", "ccomp") and any(
            t.dep_ == "mark" and t.lower_ in self._conditions for t in verb.children
        )

    def stage(self, head: Token, chain: list[Governor]) -> str | None:
        """Furthest stage that the trigger or a word governing it shows."""
        words = [head, *(g.token for g in chain[:3]), *(t for t in head.children if t.dep_ in ("amod", "compound"))]
        found = {self._stages[w.lemma_.lower()] for w in words if w.lemma_.lower() in self._stages}
        governing = {self._stages[g.token.lemma_.lower()] for g in chain[:3] if g.token.lemma_.lower() in self._stages}
        return min(governing or found, key=self._stage_order.index) if found else None


def _is_negated(verb: Token) -> bool:
    """Whether a verb has *not*, *never* or a subject or object with *no* (*no troops were sent*)."""
    if _has_not(verb):
        return True
    return any(
        t.dep_ in ("nsubjpass", "dobj", "nsubj") and any(d.dep_ == "det" and d.lower_ == "no" for d in t.children)
        for t in verb.children
    )


def _has_not(verb: Token) -> bool:
    """Whether *not*, *never*, *neither* or *nor* stands with a verb or with its subject."""
    words = [*verb.children, *(t for s in verb.children if s.dep_ in ("nsubj", "nsubjpass") for t in s.lefts)]
    return any(t.dep_ == "neg" or t.lower_ in ("never", "neither", "nor") for t in words)


def _is_reported(verb: Token) -> bool:
    return verb.dep_ == "ccomp" or any(a.dep_ == "ccomp" for a in verb.ancestors)


def _tense_status(head: Token, chain: list[Governor]) -> str:
    """Status by tense alone, where no cue stands: progressive is ongoing, a bare *to* planned, the rest occurred."""
    verb = (
        head
        if head.pos_ in ("VERB", "AUX")
        else next((g.token for g in chain if g.token.pos_ in ("VERB", "AUX")), None)
    )
    if verb is None:
        return "occurred"
    auxiliaries = {t.lemma_.lower() for t in verb.children if t.dep_ in ("aux", "auxpass")}
    words = {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}
    if "to" in words and "have" not in auxiliaries and verb.dep_ in ("ROOT", "xcomp", "acl", "ccomp", "relcl", "advcl"):
        return "planned" if verb.dep_ != "xcomp" or verb.i == head.i else "occurred"
    if verb.tag_ == "VBG" and "be" in auxiliaries:
        return "ongoing"
    if is_passive(verb) and "being" in words:
        return "ongoing"
    return "occurred"


def _weighed_stages(stage: str | None, read: dict[str, Any]) -> dict[str, float]:
    """Weights of the stages of a transfer, given the one that its words show and what the encoder says, if anything."""
    shown = NONE if stage is None else stage
    chances = read.get("stages") or {shown: 1.0}
    return {label: chance + STAGE_SHOWN * (label == shown) for label, chance in chances.items()}


def _first_token(doc: Doc, entity: int) -> int:
    first: int = state(doc)["entities"][entity]["mentions"][0][0]
    return first


@Language.factory(
    "defevents_status",
    default_config={"learned": True},
    requires=["token.dep", "token.lemma", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_status(nlp: Language, name: str, learned: bool) -> StatusTagger:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return StatusTagger(load_decisions().status if learned else None)
