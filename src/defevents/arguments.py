"""Finds the entities that fill the roles of an event, among what its trigger's sentence names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from spacy.tokens import Span, Token

from defevents.layers import read_of
from defevents.learned.argument_features import Surroundings, argument_features
from defevents.learned.network import Network
from defevents.learned.opinions import opinions
from defevents.mentions import Mentions, origin_of
from defevents.rules import NAME_LEMMA, Candidate, Reading, RuleReader

__all__ = ["ArgumentFinder", "filled_by", "filler"]

ROLE_THRESHOLD = 0.45
NAME_ROLE = "name"
HYPHENS = frozenset("-–—/")


class ArgumentFinder:
    """Weighs which role each entity of the sentence fills, if any.

    Parameters
    ----------
    rules
        The event types, ready to be applied.
    min_confidence
        Least confidence of a filler, given its event; None for the threshold that gives the best F1.
    """

    def __init__(self, rules: RuleReader, *, min_confidence: float | None = None) -> None:
        self._rules = rules
        self._least = ROLE_THRESHOLD if min_confidence is None else min_confidence

    def rows(
        self, candidate: Candidate, event_type: str, world: Mentions
    ) -> Iterator[tuple[int, Span, list[str], dict[str, float] | None]]:
        """Entity, mention, features and chances of roles of everything in the sentence that may fill one of the event.

        The chances are what the encoder says.
        """
        token = candidate.token
        read = read_of(token.doc, token.i).get("roles", {})
        reading = self._rules.reading_as(event_type, token, candidate.readings, candidate.slots, world)
        roles = {} if reading is None else {f.entity: r for r, fs in reading.fillers.items() for f in fs}
        named = world.named.within(candidate.sentence)
        around = Surroundings.of(token, candidate.slots, named, world)
        for entity, mention, label in sentence_entities(token, candidate.sentence, named, world):
            features = argument_features(
                token, candidate.lemma, event_type, mention, label, entity, around, roles, world
            )
            yield entity, mention, list(features), read.get(str(mention.end - 1))

    def own_name(self, candidate: Candidate, event_type: str, world: Mentions) -> Iterator[dict[str, Any]]:
        """Yield what fills the role of the event's name, where its name is its trigger."""
        if candidate.lemma == NAME_LEMMA and NAME_ROLE in self._rules.types[event_type].roles:
            yield filler(NAME_ROLE, world.at[candidate.token.i][0], candidate.start, candidate.end, 1.0)

    def fill(
        self, found: list[tuple[Candidate, str]], world: Mentions, model: Network
    ) -> Iterator[list[dict[str, Any]]]:
        """Yield the role fillers of each of the events found.

        Parameters
        ----------
        found
            Triggers, and the types of their events.
        world
            The mentions of the article.
        model
            The learned model of arguments.
        """
        rows = [list(self.rows(candidate, event_type, world)) for candidate, event_type in found]
        flat = [row for event in rows for row in event]
        vectors = opinions([said for *_, said in flat], model.size)
        weighed = iter(model.batch([features for *_, features, _ in flat], vectors))
        for (candidate, event_type), event in zip(found, rows, strict=True):
            schema = self._rules.types[event_type]
            best = {own["entity"]: own for own in self.own_name(candidate, event_type, world)}
            for entity, mention, *_ in event:
                chances = next(weighed)
                role = max((r for r in schema.roles if r in chances), key=chances.__getitem__)
                labels = (
                    {mention.label_} if mention.label_ else {label for *_, label in world.entities[entity]["mentions"]}
                )
                if not labels & set(schema.roles[role].labels) or chances[role] < self._least:
                    continue
                if entity not in best or chances[role] > best[entity]["confidence"]:
                    best[entity] = filler(role, entity, mention.start, mention.end, chances[role])
            if schema.sides is not None:
                _part(
                    best, schema.sides, candidate.token, (mention for _, mention, *_ in event if mention.label_), world
                )
            yield list(best.values())


def _part(
    best: dict[int, dict[str, Any]], sides: tuple[str, str], trigger: Token, mentions: Iterable[Span], world: Mentions
) -> None:
    """Put two countries that one word before a noun names on the two sides of a deal (*the US–Polish deal*), in place.

    The first side is that of the country that makes a weapon of the deal; else that of the one that is named first.
    """
    origins = {origin_of(world.entities[entity]) for entity in best}
    for one, other in pairwise(mentions):
        tied = other.start == one.end + 1 and trigger.doc[one.end].text in HYPHENS and other.root.head.i == trigger.i
        first, second = (world.at[mention.start][0] for mention in (one, other))
        roles = {best[entity]["role"] for entity in (first, second) if entity in best}
        if not tied or len(roles) != 1 or not roles <= set(sides):
            continue
        confidence = max(best[entity]["confidence"] for entity in (first, second) if entity in best)
        makers = [world.entities[entity]["country"] in origins for entity in (first, second)]
        ordered = reversed(sides) if makers == [False, True] else sides
        for entity, mention, role in zip((first, second), (one, other), ordered, strict=True):
            best[entity] = filler(role, entity, mention.start, mention.end, confidence)


def filled_by(reading: Reading) -> list[dict[str, Any]]:
    """Arguments as the rules fill them, which are as sure as the event."""
    return [filler(role, f.entity, f.start, f.end, 1.0) for role, fillers in reading.fillers.items() for f in fillers]


def filler(role: str, entity: int, start: int, end: int, confidence: float) -> dict[str, Any]:
    """Return an argument as the state keeps it: an entity's index, and the tokens that show it."""
    return {"role": role, "entity": entity, "start": start, "end": end, "confidence": round(confidence, 4)}


def sentence_entities(
    trigger: Token, sentence: Span, mentions: list[Span], world: Mentions
) -> Iterator[tuple[int, Span, str]]:
    """Entity, words and label of everything in the trigger's sentence that is named there or stood for by a pronoun."""
    doc, named = trigger.doc, set()
    for mention in mentions:
        if (
            mention.label_ not in ("DATE", "MONEY")
            and mention.start in world.at
            and not mention.start <= trigger.i < mention.end
        ):
            entity = world.at[mention.start][0]
            named.add(entity)
            yield entity, mention, mention.label_
    for i in range(sentence.start, sentence.end):
        if i in world.anaphora and i != trigger.i and world.anaphora[i] not in named:
            entity = world.anaphora[i]
            yield entity, doc[i : i + 1], world.entities[entity]["label"]
