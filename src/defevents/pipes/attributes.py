"""Applies the attribute ruler's patterns to every token: part of speech, morphology and lemma."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

__all__ = ["AttributeTable"]

Key = tuple[int, ...]
"""What patterns look at, in the order of `LOOKED_AT`: hashes, 0 for words that no pattern names; white space or not."""

LOOKED_AT: list[int | str] = ["TAG", "LOWER", "DEP", "IS_SPACE"]
SETTABLE: list[int | str] = ["TAG", "POS", "DEP", "LEMMA", "MORPH"]
MAX_WORDS = 50_000
"""Words remembered at a time; with a hash each, about 5 MB."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What one part of a key must be: among the values, or not among them, or a word that the expression finds."""

    place: int
    values: frozenset[int] = frozenset()
    among: bool = True
    expression: re.Pattern[str] | None = None


Test = tuple[Condition, ...]


class AttributeTable:
    """Gives what an `AttributeRuler` gives, several times faster.

    The ruler matches all its patterns over the whole document. They look at a word and at most at its neighbor, so
    that each combination of tag, word and dependency needs to be worked out only once.

    Parameters
    ----------
    vocab
        The vocabulary of the pipeline.
    patterns
        The patterns of an attribute ruler, of one or two tokens each.

    Raises
    ------
    ValueError
        If a pattern is longer, or looks at or sets something else.
    """

    def __init__(self, vocab: Vocab, patterns: list[dict[str, Any]]) -> None:
        self._vocab = vocab
        self._listed: set[int] = set()
        self._expressions: list[re.Pattern[str]] = []
        self._single: list[tuple[int, Test]] = []
        self._pairs: list[tuple[int, Test, Test, int]] = []
        self._values = [self._as_values(rule["attrs"]) for rule in patterns]
        for number, rule in enumerate(patterns):
            for pattern in rule["patterns"]:
                tests = [self._test(token) for token in pattern]
                if len(tests) == 1:
                    self._single.append((number, tests[0]))
                elif len(tests) == 2:
                    self._pairs.append((number, tests[0], tests[1], rule["index"]))
                else:
                    raise ValueError(f"pattern {number} of the attribute ruler has more than two tokens: {rule}")
        self._words: dict[int, int] = {}
        self._opens: dict[Key, bool] = {}
        self._by_key: dict[Key, tuple[int, ...]] = {}
        self._by_patterns: dict[tuple[int, ...], dict[int, int]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of all tokens of `doc`."""
        keys: list[Key] = [
            (tag, self._named(word), dep, space) for tag, word, dep, space in doc.to_array(LOOKED_AT).tolist()
        ]
        further = self._found_pairs(keys)
        values: Any = doc.to_array(SETTABLE)
        for i, key in enumerate(keys):
            numbers = self._by_key.get(key)
            if numbers is None:
                numbers = self._by_key[key] = tuple(n for n, test in self._single if self._holds(test, key))
            if i in further:
                numbers = tuple(sorted({*numbers, *further[i]}))
            for column, value in self._together(numbers).items():
                values[i, column] = value
        return doc.from_array(SETTABLE, values)

    def _named(self, word: int) -> int:
        """Return the word if some pattern asks for it, else 0, so that all other words have the same keys."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= MAX_WORDS:
                self._words.clear()
            text = self._vocab.strings[word]
            named = word in self._listed or any(expression.search(text) for expression in self._expressions)
            known = self._words[word] = word if named else 0
        return known

    def _together(self, numbers: tuple[int, ...]) -> dict[int, int]:
        """What the patterns set, later ones taking precedence: columns of `SETTABLE`, and values."""
        known = self._by_patterns.get(numbers)
        if known is None:
            known = self._by_patterns[numbers] = {}
            for number in numbers:
                known |= self._values[number]
        return known

    def _found_pairs(self, keys: list[Key]) -> dict[int, list[int]]:
        """Patterns of two tokens that hold, by the token that they change."""
        found: dict[int, list[int]] = {}
        for i, key in enumerate(keys[:-1]):
            opens = self._opens.get(key)
            if opens is None:
                opens = self._opens[key] = any(self._holds(first, key) for _, first, _, _ in self._pairs)
            if opens:
                for number, first, second, index in self._pairs:
                    if self._holds(first, key) and self._holds(second, keys[i + 1]):
                        found.setdefault(i + index, []).append(number)
        return found

    def _as_values(self, attributes: dict[str, str]) -> dict[int, int]:
        if not set(attributes) <= set(SETTABLE):
            raise ValueError(f"a pattern of the attribute ruler sets something else than {SETTABLE}: {attributes}")
        return {SETTABLE.index(name): self._value(name, value) for name, value in attributes.items()}

    def _value(self, name: str, value: str) -> int:
        if name == "POS":  # one of spaCy's symbols, which the store knows by their numbers
            return int(self._vocab.strings[value])
        return int(self._vocab.morphology.add(value) if name == "MORPH" else self._vocab.strings.add(value))

    def _test(self, pattern: dict[str, Any]) -> Test:
        """Compile what a pattern asks of one token."""
        if not set(pattern) <= set(LOOKED_AT):
            raise ValueError(f"a pattern of the attribute ruler looks at something else than {LOOKED_AT}: {pattern}")
        return tuple(self._condition(name, value) for name, value in pattern.items())

    def _condition(self, name: str, wanted: Any) -> Condition:
        place = LOOKED_AT.index(name)
        if name == "IS_SPACE":
            return Condition(place, frozenset({int(wanted)}))
        [(operator, operand)] = wanted.items() if isinstance(wanted, dict) else [("IN", [wanted])]
        if operator == "REGEX" and name == "LOWER":
            expression: re.Pattern[str] = re.compile(str(operand))
            self._expressions.append(expression)
            return Condition(place, expression=expression)
        if operator not in ("IN", "NOT_IN"):
            raise ValueError(f"a pattern of the attribute ruler has the unknown operator {operator!r} for {name}")
        listed = frozenset(map(self._vocab.strings.add, operand))
        if name == "LOWER":
            self._listed |= listed
        return Condition(place, listed, among=operator == "IN")

    def _holds(self, test: Test, key: Key) -> bool:
        for condition in test:
            value = key[condition.place]
            if condition.expression is not None:
                if not value or condition.expression.search(self._vocab.strings[value]) is None:
                    return False
            elif (value in condition.values) is not condition.among:
                return False
        return True


@Language.factory(
    "defevents_attributes",
    default_config={"patterns": []},
    requires=["token.tag", "token.dep"],
    assigns=["token.pos", "token.morph", "token.lemma"],
)
def make_attributes(nlp: Language, name: str, patterns: list[dict[str, Any]]) -> AttributeTable:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return AttributeTable(nlp.vocab, patterns)
