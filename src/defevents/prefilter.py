"""A first look at a text, by string matching alone: whether any of its words could make an event.

Of the forms of all words that may trigger an event, each that a text holds is weighed by itself, by the words around it
and by the kinds of names beside it. The weights are learned from what the whole pipeline finds
(``models/scripts/train_first_look.py``). A trigger of which nothing was learned is weighed by its surroundings alone.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from defevents.errors import ModelError
from defevents.knowledge.event_types import load_event_types
from defevents.knowledge.lexicon import Lexicon, load_lexicon
from defevents.learned.decisions import REMEDY, model_folder

__all__ = ["FILE", "Candidate", "FirstLook", "candidates", "inflected", "load_first_look", "save_first_look"]

FILE = "first_look.npz"

NEAR_WORDS = 8
NEAR_CHARACTERS = 120
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_SEPARATOR = "\0"
_START, _END = "^", "$"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may trigger an event: its characters, and the names of its features."""

    start: int
    end: int
    form: str
    features: list[str]


def inflected(lemma: str) -> set[str]:
    """Forms that a regular English verb or noun may have: a few too many rather than one too few."""
    forms = {lemma, *(lemma + ending for ending in ("s", "es", "ed", "d", "ing"))}
    if lemma.endswith("e"):
        forms.add(lemma[:-1] + "ing")
    if lemma.endswith("y"):
        forms |= {lemma[:-1] + "ies", lemma[:-1] + "ied"}
    if len(lemma) > 2 and lemma[-1] not in "aeiouwxy" and lemma[-2] in "aeiou":
        forms |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    return forms


def last_part(lemma: str) -> str:
    """What is inflected of a lemma with hyphens, and what is looked for in the text: *fire* of *test-fire*."""
    return lemma.rpartition("-")[2]


def candidates(text: str, forms: Container[str], lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield the words of a text that are among the forms, with their features.

    Parameters
    ----------
    text
        The text.
    forms
        Forms of words in lower case.
    lexicon
        Where names are looked up.
    """
    tokens = list(_TOKEN.finditer(text))
    low = [token.group().lower() for token in tokens]
    found = [n for n, word in enumerate(low) if word in forms]
    if not found:
        return
    names = [(m.start, m.end, {sense.label for sense in m.senses}) for m in lexicon.find(text)]
    padded = [_START, _START, *low, _END, _END]
    for n in found:
        start, end = tokens[n].span()
        before, after = (_labels(names, start - NEAR_CHARACTERS, start), _labels(names, end, end + NEAR_CHARACTERS))
        word = low[n]
        previous, following = padded[n + 1], padded[n + 3]
        yield Candidate(
            start,
            end,
            word,
            [
                f"w={word}", f"p={previous}", f"q={following}", f"p2={padded[n]}", f"q2={padded[n + 4]}",
                f"wp={word}|{previous}", f"wq={word}|{following}", f"cap={n > 0 and text[start].isupper()}",
                *(f"b={x}" for x in set(low[max(0, n - NEAR_WORDS) : n])),
                *(f"a={x}" for x in set(low[n + 1 : n + 1 + NEAR_WORDS])),
                *(f"nb={x}" for x in before), *(f"wnb={word}|{x}" for x in before),
                *(f"na={x}" for x in after), *(f"wna={word}|{x}" for x in after),
                *(f"at={x}" for x in _labels(names, start, end)),
            ],
        )  # fmt: skip


def _labels(names: list[tuple[int, int, set[str]]], start: int, end: int) -> set[str]:
    """Labels of the names that touch a stretch of text."""
    return {label for first, last, labels in names if first < end and last > start for label in labels}


class FirstLook:
    """Tells whether a text could hold an event.

    Parameters
    ----------
    weights
        Weight of each feature.
    forms
        Forms of triggers that something was learned of.
    bias, threshold
        A word whose weights and the bias add up to the threshold could make an event.
    lexicon
        Where names are looked up.
    """

    def __init__(
        self, weights: dict[str, float], forms: Iterable[str], bias: float, threshold: float, lexicon: Lexicon
    ) -> None:
        self._weights = weights
        self._forms = frozenset(forms) | frozenset(_forms_of_rules())
        self._least = threshold - bias
        self._lexicon = lexicon

    def __call__(self, text: str) -> bool:
        """Whether some word of the text could make an event."""
        weight = self._weights.get
        return any(
            sum(weight(feature, 0.0) for feature in candidate.features) >= self._least
            for candidate in candidates(text, self._forms, self._lexicon)
        )


def _forms_of_rules() -> Iterator[str]:
    for schema in load_event_types().values():
        for trigger in schema.triggers:
            for lemma in trigger.lemmas:
                yield from inflected(last_part(lemma))


def load_first_look(gazetteers: tuple[str, ...] = ()) -> FirstLook:
    """Load what was learned.

    Parameters
    ----------
    gazetteers
        Lists of names of your own, which count beside the words like those of the knowledge base.

    Raises
    ------
    ModelError
        If it is missing or broken.
    """
    path = model_folder() / FILE
    try:
        with np.load(path, allow_pickle=False) as kept:
            features, forms = (kept[name].tobytes().decode().split(_SEPARATOR) for name in ("features", "forms"))
            weights = dict(zip(features, kept["weights"].astype(np.float32).tolist(), strict=True))
            bias, threshold = float(kept["bias"]), float(kept["threshold"])
    except Exception as problem:  # a broken file shows itself in many ways
        words = " ".join(str(problem).split())[:200]
        raise ModelError(f"{path}: cannot be read: {words}: {REMEDY}") from problem
    return FirstLook(weights, forms, bias, threshold, load_lexicon(gazetteers))


def save_first_look(path: Path, weights: dict[str, float], forms: Iterable[str], bias: float, threshold: float) -> None:
    """Write what was learned; weights are kept to 16 bits."""
    np.savez_compressed(
        path,
        features=np.frombuffer(_SEPARATOR.join(weights).encode(), dtype=np.uint8),
        weights=np.array(list(weights.values()), dtype=np.float16),
        forms=np.frombuffer(_SEPARATOR.join(sorted(forms)).encode(), dtype=np.uint8),
        bias=np.float32(bias),
        threshold=np.float32(threshold),
    )
