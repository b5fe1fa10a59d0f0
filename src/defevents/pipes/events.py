"""Finds events: words that trigger them, and the entities that fill their roles."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from defevents.arguments import ArgumentFinder, filled_by
from defevents.counts import numbers_in
from defevents.knowledge.event_types import load_event_types
from defevents.knowledge.lexicon import data_folder
from defevents.layers import READ, in_body, state
from defevents.learned.decisions import NONE, Decisions, load_decisions, mean
from defevents.learned.encoder import Context, Encoder
from defevents.learned.trigger_features import sentence_features, trigger_features, trigger_vectors
from defevents.mentions import Mentions
from defevents.rules import NAME_LEMMA, NAMED_EVENT, Candidate, RuleReader, joined_lemmas
from defevents.syntax import frame

__all__ = ["TRIGGER_PARTS", "EventFinder", "read_events"]

TRIGGER_PARTS = ("VERB", "AUX", "NOUN", "PROPN", "ADJ")
TRIGGER_ENTITIES = frozenset({"WEAPON", "FORCE", "ORG"})
NAME_THRESHOLD = 0.05
NAME_ALONE = 0.7
"""Where no other word of the sentence stands for the exercise, its known name does: of 142 such names in the annotated
texts with at least that chance, by models that had not learned from them, 97 are triggers; for 28 more another word of
the sentence is one, which the models miss."""
RULE_CONFIDENCE = 0.5
"""Confidence of events of types that the learned models do not know."""
CERTAIN_CONFIDENCE = 0.83
"""Confidence where the words leave no doubt (`defevents.knowledge.event_types.Trigger.certain`): the share right."""

TRIGGER_THRESHOLD = 0.5
LEAST_OF_TYPE = 0.45
"""A trigger is one where it is more likely one of some type than none, and this likely one of its type.

On articles held back, .375 gives .2 points of F1 more, and 1 of precision less.
"""
SURE = 0.85
"""What words block stands where the models give it this chance: of 105 such triggers in random news, 97 are right."""
OF_CONTEXT = 0.7
"""Weight of what the encoder says of triggers."""
WORTH_READING = 0.1
"""The encoder is asked about words that trigger an event with at least this probability, by features alone, and reads
their paragraphs only: of a less likely one the mean of both seldom reaches the threshold."""
WORTH_IF_READ = 0.03
"""The same for words that some rule reads as a trigger, with its roles filled."""


Found = tuple[Candidate, str, float]
"""A trigger, the type of its event, and how likely it is."""


class EventFinder:
    """Writes the events of the article into the state, under `events`: type, trigger and role fillers.

    Which words come into question, and what their grammatical positions mean, is what the event types say; how
    much that counts beside everything else in the sentence is learned. Types that the learned models do not know
    are found by the rules alone.

    Parameters
    ----------
    rules
        The event types, ready to be applied.
    decisions
        The learned models; None for the rules alone.
    min_confidence
        Least confidence of events and of role fillers; None for the thresholds that give the best F1.
    """

    def __init__(self, rules: RuleReader, decisions: Decisions | None, *, min_confidence: float | None = None) -> None:
        civil = tomllib.loads((data_folder() / "cues" / "civil_goods.toml").read_text(encoding="utf-8"))
        self._civil_types, self._civil_words = frozenset(civil["types"]), frozenset(civil["words"])
        self.rules = rules
        self._decisions = decisions
        self._least_event = LEAST_OF_TYPE if min_confidence is None else min_confidence
        self._least_any = TRIGGER_THRESHOLD if min_confidence is None else min_confidence
        self._fillers = ArgumentFinder(rules, min_confidence=min_confidence)

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of `doc`."""
        world = Mentions(doc)
        found = self._by_rules(doc, world) if self._decisions is None else self._learned(doc, world, self._decisions)
        state(doc)["events"] = list(found)
        return doc

    def candidates(self, doc: Doc, world: Mentions, more: frozenset[str] = frozenset()) -> Iterator[Candidate]:
        """Yield the words of the body that may trigger an event: lemmas known to rules or model, or among `more`."""
        wanted = {doc.vocab.strings[part] for part in TRIGGER_PARTS}
        parts = doc.to_array("POS").tolist()
        for sentence in doc.sents:
            for i in range(sentence.start, sentence.end):
                label = world.label(i)
                if label == NAMED_EVENT or (parts[i] in wanted and (not label or label in TRIGGER_ENTITIES)):
                    yield from self._candidate_at(doc[i], sentence, label, world, more)

    def _candidate_at(
        self, token: Token, sentence: Span, label: str, world: Mentions, more: frozenset[str]
    ) -> Iterator[Candidate]:
        if label == NAMED_EVENT:
            _, start, end, _ = world.at[token.i]
            if token.i == token.doc[start:end].root.i:
                yield Candidate(token, sentence, start, end, NAME_LEMMA, frame(token), [])
            return
        start, lemmas = joined_lemmas(token)
        known = [x for x in lemmas if x in more or self._is_known(x)]
        if known and in_body(token.doc, token.idx, token.idx + len(token)):
            slots = frame(token)
            readings = self.rules.readings(token, lemmas, slots, world)
            yield Candidate(token, sentence, start, token.i + 1, known[0], slots, readings)

    def _is_known(self, lemma: str) -> bool:
        if self.rules.knows(lemma):
            return True
        return self._decisions is not None and self._decisions.triggers.knows(f"known={lemma}")

    def _by_rules(self, doc: Doc, world: Mentions) -> Iterator[dict[str, Any]]:
        """Events by the rules alone: the best reading that holds, weak triggers only where no clear one stands."""
        best = {}
        candidates = list(self.candidates(doc, world))
        civil = self._civil_sentences(candidates, world)
        for candidate in candidates:
            ruled_out = self._ruled_out(candidate, civil, {})
            holding = [r for r in candidate.readings if r.holds and r.schema.type not in ruled_out]
            if holding:
                best[candidate.token.i] = candidate, max(holding, key=lambda r: r.weight)
        clear = {(r.head.sent.start, r.schema.type) for _, r in best.values() if not r.trigger.weak}
        for candidate, reading in best.values():
            if not reading.trigger.weak or (reading.head.sent.start, reading.schema.type) not in clear:
                yield _event(candidate, reading.schema.type, 1.0, filled_by(reading))

    def _learned(self, doc: Doc, world: Mentions, decisions: Decisions) -> Iterator[dict[str, Any]]:
        """Events as the model weighs them; types that it does not know are read by their rules."""
        candidates = list(self.candidates(doc, world))
        vectors = trigger_vectors([(c.token, c.sentence, c.slots) for c in candidates])
        weighed = decisions.triggers.batch(list(self.features_of(candidates, world)), vectors)
        last_words = [c.end - 1 for c in candidates]
        known = set(decisions.triggers.labels)
        certain = [{r.schema.type for r in c.readings if r.holds and r.trigger.certain} & known for c in candidates]
        read = [any(r.holds for r in c.readings) for c in candidates]
        likely = [
            word
            for word, chances, sure, holds in zip(last_words, weighed, certain, read, strict=True)
            if sure or 1 - chances[NONE] >= (WORTH_IF_READ if holds else WORTH_READING)
        ]
        others = _last_words(doc)
        context = decisions.encoder.read(doc, others.union(likely), likely)
        second = context.of_words("triggers", last_words)
        found: list[Found] = []
        names: list[Candidate] = []
        by_rule: dict[int, dict[str, Any]] = {}
        civil = self._civil_sentences(candidates, world)
        for candidate, by_features, by_context, sure in zip(candidates, weighed, second, certain, strict=True):
            told = mean(by_features, by_context, weight=OF_CONTEXT)
            ruled_out = self._ruled_out(candidate, civil, told)
            chances = _left(told, ruled_out)
            nothing = chances.pop(NONE)
            if sure := sure & chances.keys():
                chances |= {name: max(chances[name], CERTAIN_CONFIDENCE) for name in sure}
                nothing = 0.0
            event_type = max(chances, key=chances.__getitem__)
            if 1 - nothing >= self._least_any and chances[event_type] >= self._least_event:
                found.append((candidate, event_type, chances[event_type]))
                continue
            if _names_exercise(candidate) and chances.get(NAMED_EVENT, 0.0) >= NAME_THRESHOLD:
                names.append(candidate)
            unknown = [r for r in candidate.readings if r.holds and r.schema.type not in ruled_out | known]
            if unknown and self._least_event <= RULE_CONFIDENCE:
                reading = max(unknown, key=lambda r: r.weight)
                by_rule[candidate.token.i] = _event(candidate, reading.schema.type, RULE_CONFIDENCE, filled_by(reading))
        if self._least_event <= NAME_ALONE:
            found = sorted(chain(found, _alone(names, found)), key=lambda trigger: trigger[0].start)
        state(doc)[READ] = _read(context, others, {c.end - 1: c.token.i for c, *_ in found})
        events = [(candidate, event_type) for candidate, event_type, _ in found]
        arguments = self._fillers.fill(events, world, decisions.arguments)
        learned = {
            candidate.token.i: _event(candidate, event_type, chance, filled)
            for (candidate, event_type, chance), filled in zip(found, arguments, strict=True)
        }
        yield from (event for _, event in sorted((learned | by_rule).items()))

    def _ruled_out(self, candidate: Candidate, civil: set[int], told: Mapping[str, float]) -> set[str]:
        """Types as which the word may not be read: *strike* with the object *deal*, orders of airliners.

        `told` are the chances of types; one of which the models are sure is not blocked.
        """
        readings = candidate.readings
        out = {r.schema.type for r in readings if r.blocked} - {r.schema.type for r in readings if r.holds}
        out = {name for name in out if told.get(name, 0.0) < SURE}
        return out | self._civil_types if candidate.sentence.start in civil else out

    def _civil_sentences(self, candidates: list[Candidate], world: Mentions) -> set[int]:
        """First tokens of the candidates' sentences that are about civil goods."""
        sentences = {candidate.sentence.start: candidate.sentence for candidate in candidates}
        return {start for start, sentence in sentences.items() if self._is_civil(sentence, world)}

    def _is_civil(self, sentence: Span, world: Mentions) -> bool:
        """Whether a sentence is about civil goods, and no listed weapon or force stands there."""
        words = [token.lower_ for token in sentence]
        pairs = map(" ".join, pairwise(words))
        return not self._civil_words.isdisjoint(chain(words, pairs)) and not any(
            m.label_ == "FORCE" or (m.label_ == "WEAPON" and m.kb_id_) for m in world.named.within(sentence)
        )

    @staticmethod
    def features_of(candidates: Iterable[Candidate], world: Mentions) -> Iterator[list[str]]:
        """Names of the features of each candidate; `known=` is the one that makes its lemma a candidate."""
        for _, group in groupby(candidates, key=lambda candidate: candidate.sentence.start):
            together = list(group)
            shared = sentence_features(together[0].sentence, world)
            read = [
                {r.schema.type for r in candidate.readings if r.holds and not r.trigger.weak} for candidate in together
            ]
            here = Counter(chain.from_iterable(read))
            for candidate, own in zip(together, read, strict=True):
                beside = [f"beside={name}" for name, times in here.items() if times > (name in own)]
                features = trigger_features(
                    candidate.token,
                    candidate.lemma,
                    candidate.slots,
                    world,
                    [r.name for r in candidate.readings],
                    shared + (beside or ["beside=none"]),
                )
                yield [f"known={candidate.lemma}", *features]


def read_events(doc: Doc, encoder: Encoder, head_at: dict[int, int]) -> dict[str, dict[str, Any]]:
    """What an encoder makes of events, as `defevents.layers.READ` keeps it.

    `head_at` has the heads of their triggers by the triggers' last words.
    """
    others = _last_words(doc)
    return _read(encoder.read(doc, others.union(head_at), head_at), others, head_at)


def _last_words(doc: Doc) -> frozenset[int]:
    """Last words of mentions and numbers."""
    return frozenset({*(e.end - 1 for e in doc.ents), *(end - 1 for _, end in numbers_in(doc))})


def _read(context: Context, others: frozenset[int], head_at: dict[int, int]) -> dict[str, dict[str, Any]]:
    return {str(head): _read_event(context, word, others, head_at) for word, head in head_at.items()}


def _read_event(context: Context, trigger: int, others: frozenset[int], head_at: dict[int, int]) -> dict[str, Any]:
    beside = context.beside(trigger)
    pairs = context.of_pairs(trigger, [word for word in beside if word in others])
    same = context.same(trigger, [word for word in beside if word in head_at and word < trigger])
    (status,), (stages,) = (context.of_words(question, [trigger]) for question in ("status", "stages"))
    return {
        "state": context.state(trigger),
        "status": status,
        "stages": stages,
        "roles": {str(word): roles for word, (roles, _) in pairs.items()},
        "stances": {str(word): stances for word, (_, stances) in pairs.items()},
        "same": {str(head_at[word]): chance for word, chance in same.items()},
    }


def _left(chances: Mapping[str, float], ruled_out: set[str]) -> dict[str, float]:
    """The chances of what is left where some types are ruled out: *fired into the sea* is no attack, but a test."""
    left = {name: chance for name, chance in chances.items() if name not in ruled_out}
    total = sum(left.values())
    return {name: chance / total for name, chance in left.items()}


def _names_exercise(candidate: Candidate) -> bool:
    """Whether a candidate is the name of an exercise beyond doubt: one that is known, or that says so."""
    words = candidate.token.doc[candidate.start : candidate.end]
    return candidate.lemma == NAME_LEMMA and (bool(words[0].ent_kb_id_) or "exercise" in words.text.lower())


def _alone(names: list[Candidate], found: list[Found]) -> Iterator[Found]:
    """Those names of exercises in whose sentences no exercise is found, each as a trigger of one."""
    taken = {candidate.sentence.start for candidate, event_type, _ in found if event_type == NAMED_EVENT}
    for candidate in names:
        if candidate.sentence.start not in taken:
            yield candidate, NAMED_EVENT, NAME_ALONE


def _event(candidate: Candidate, event_type: str, confidence: float, arguments: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": event_type,
        "triggers": [[candidate.start, candidate.end]],
        "heads": [candidate.token.i],
        "lemma": candidate.lemma,
        "confidence": round(confidence, 4),
        "status": None,
        "stage": None,
        "arguments": arguments,
    }


@Language.factory(
    "defevents_events",
    default_config={"learned": True, "min_confidence": None},
    requires=["token.dep", "token.lemma", "doc.ents", "doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_events(nlp: Language, name: str, learned: bool, min_confidence: float | None) -> EventFinder:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name.

    `learned` set to false finds events by the rules of the event types alone.
    """
    decisions = load_decisions() if learned else None
    return EventFinder(RuleReader(load_event_types()), decisions, min_confidence=min_confidence)
