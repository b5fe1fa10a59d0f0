"""A small transformer that reads whole paragraphs, and says of words in their context what they mean for events.

It gives a second opinion beside that of the networks over named features, which know the parse and the knowledge base
but little of the wording: the mean of both is better than either. The network is the lower part of a pretrained one
(`models/README.md`), trained further on annotated articles by ``models/scripts/train_encoder.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from defevents.errors import ModelError
from defevents.learned.network import Floats
from defevents.learned.wordpiece import WordPieces

__all__ = ["DISTANCES", "Context", "Encoder", "distance", "windows"]

HEADS = 12
"""Attention heads of the network, a fact of its pretraining."""

MOST_PIECES = 222
"""Longest stretch that is read at once; the pretrained network knows 512 positions, attention grows with the square."""

LEAST_PIECES = 100
"""A stretch is cut after a sentence, unless that would make it shorter than this."""

TINY = 1e-12
LARGEST_POWER = 80.0
"""The exponential of more is near the largest number of 32 bits."""
WORDS, STEPS = "word", "word.step"
"""Vectors of pieces of words, in whole steps from -127 to 127, and the size of a step for each: small in memory."""

DISTANCES = 15
SENTENCE_ENDS = frozenset(".;!?")


def windows(doc: Doc, pieces: WordPieces) -> Iterator[list[tuple[int, tuple[int, ...]]]]:
    """Yield the stretches of `doc` that are read at once: paragraphs, cut where they are long.

    Yields
    ------
    list of (int, tuple of int)
        Index of each word and the numbers of its pieces.
    """
    current: list[tuple[int, tuple[int, ...]]] = []
    size, cut = 0, 0
    for token in doc:
        if token.is_space and "\n" in token.text:
            if current:
                yield current
            current, size, cut = [], 0, 0
            continue
        if not (found := pieces(token.text)):
            continue
        if size + len(found) > MOST_PIECES and current:
            cut = cut or len(current)
            yield current[:cut]
            current = current[cut:]
            size, cut = sum(len(p) for _, p in current), 0
        current.append((token.i, found[:MOST_PIECES]))
        size += len(found)
        if token.text in SENTENCE_ENDS and size >= LEAST_PIECES:
            cut = len(current)
    if current:
        yield current


def distance(trigger: int, other: int) -> int:
    """Class of how far after (or before) the trigger another word stands, in words: 1, 2, 3 to 4, up to 33 and more."""
    apart = other - trigger
    size = min(7, abs(apart).bit_length() if abs(apart) < 3 else (abs(apart) - 1).bit_length() + 1)
    return 7 + size if apart > 0 else 7 - size


class Encoder:
    """The network, with what it says of words and of pairs of words.

    Parameters
    ----------
    arrays
        Weights by name, as `models/scripts/train_encoder.py` writes them.
    vocabulary
        The pieces of words that it knows.
    labels
        What it tells apart, by question: `triggers`, `status`, `roles`, `stances`.
    """

    def __init__(self, arrays: Mapping[str, Any], vocabulary: Sequence[str], labels: dict[str, list[str]]) -> None:
        self._arrays = {**arrays}
        if STEPS not in arrays:
            self._arrays[WORDS], self._arrays[STEPS] = _in_steps(arrays[WORDS])
        self.pieces = WordPieces(vocabulary)
        self.labels = labels
        self._layers = 1 + max(int(name.split(".")[1]) for name in arrays if name.startswith("layer."))

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read what `save` wrote.

        Raises
        ------
        ModelError
            If there is no such file, or it is broken.
        """
        try:
            with np.load(path, allow_pickle=False) as kept:
                texts = {name: kept[name].tobytes().decode() for name in kept.files if kept[name].dtype == np.uint8}
                arrays = {
                    name: kept[name] if name == WORDS else kept[name].astype(np.float32)
                    for name in kept.files
                    if name not in texts
                }
                labels = {name: text.split("\n") for name, text in texts.items()}
                return cls(arrays, labels.pop("vocabulary"), labels)
        except Exception as problem:  # a broken file shows itself in many ways
            raise ModelError(f"{path}: cannot read the encoder: {problem}") from problem

    def save(self, path: Path) -> None:
        """Write the network to `path` (.npz), weights in 16 bits, word vectors in 8."""
        texts = {"vocabulary": self.pieces.vocabulary, **self.labels}
        with path.open("wb") as out:
            arrays: dict[str, Any] = {name: value.astype(np.float16) for name, value in self._arrays.items()}
            arrays[WORDS] = self._arrays[WORDS]
            arrays |= {name: np.frombuffer("\n".join(t).encode(), dtype=np.uint8) for name, t in texts.items()}
            np.savez(out, **arrays)

    def read(self, doc: Doc, words: Collection[int], triggers: Collection[int]) -> Context:
        """Read the paragraphs of `doc` in which a trigger may stand.

        Parameters
        ----------
        doc
            The article.
        words
            Indices of the words that something will be asked about.
        triggers
            Those of them that may trigger an event: only paragraphs that hold one are read.
        """
        rows, spans, wanted, windows_of = self._lay_out(doc, set(words), set(triggers))
        if not wanted:
            return Context(self, [], np.zeros((0, 0), dtype=np.float32))
        states = self._embedded(rows, spans)
        for n in range(self._layers - 1):
            states = self._layer(n, states, spans, None)
        return Context(self, windows_of, self._layer(self._layers - 1, states, spans, np.array(wanted)))

    def _lay_out(
        self, doc: Doc, words: set[int], triggers: set[int]
    ) -> tuple[list[int], list[tuple[int, int]], list[int], list[list[int]]]:
        """Pieces of the paragraphs to read, where each stands, rows of the words asked about, these by paragraph."""
        rows: list[int] = []
        spans: list[tuple[int, int]] = []
        wanted: list[int] = []
        asked: list[list[int]] = []
        for window in windows(doc, self.pieces):
            if triggers.isdisjoint(i for i, _ in window):
                continue
            start = len(rows)
            rows.append(self.pieces.first)
            asked.append([])
            for i, found in window:
                if i in words:
                    asked[-1].append(i)
                    wanted.append(len(rows))
                rows += found
            rows.append(self.pieces.last)
            spans.append((start, len(rows)))
        return rows, spans, wanted, asked

    def _embedded(self, rows: list[int], spans: list[tuple[int, int]]) -> Floats:
        places = np.concatenate([np.arange(end - start) for start, end in spans])
        states: Floats = self._arrays[WORDS][rows] * self._arrays[STEPS][rows] + self._arrays["position"][places]
        return self._normalized(states, "embedded")

    def _layer(self, n: int, states: Floats, spans: list[tuple[int, int]], wanted: Any) -> Floats:
        """Apply one layer; the last one only at the rows that something is asked about."""
        name = f"layer.{n}."
        size = states.shape[1]
        queries = self._times(states if wanted is None else states[wanted], name + "query")
        keys, values = self._times(states, name + "key"), self._times(states, name + "value")
        mixed = np.empty_like(queries)
        for start, end in spans:
            first, last = (start, end) if wanted is None else np.searchsorted(wanted, (start, end)).tolist()
            if first == last:
                continue
            q = queries[first:last].reshape(last - first, HEADS, -1).transpose(1, 0, 2)
            k = keys[start:end].reshape(end - start, HEADS, -1).transpose(1, 2, 0)
            v = values[start:end].reshape(end - start, HEADS, -1).transpose(1, 0, 2)
            weights = q @ k
            weights *= (size // HEADS) ** -0.5
            weights -= weights.max(axis=-1, keepdims=True)
            np.exp(weights, out=weights)
            weights /= weights.sum(axis=-1, keepdims=True)
            mixed[first:last] = (weights @ v).transpose(1, 0, 2).reshape(last - first, size)
        out = self._times(mixed, name + "mix")
        out += states if wanted is None else states[wanted]
        out = self._normalized(out, name + "attended")
        more = self._times(_gelu(self._times(out, name + "widen")), name + "narrow")
        more += out
        return self._normalized(more, name + "out")

    def _times(self, states: Floats, name: str) -> Floats:
        out: Floats = states @ self._arrays[name + ".weight"]
        out += self._arrays[name + ".bias"]
        return out

    def _normalized(self, states: Floats, name: str) -> Floats:
        states -= states.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", states, states)
        states /= np.sqrt(spread / states.shape[1] + TINY)[:, None]
        states *= self._arrays[name + ".scale"]
        states += self._arrays[name + ".shift"]
        return states

    def answers(self, question: str, states: Floats) -> list[dict[str, float]]:
        """Probabilities of the labels of a question, for each row of states."""
        scores = self._times(states, question)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        return [dict(zip(self.labels[question], row, strict=True)) for row in scores.tolist()]

    def pairs(self, trigger: Floats, others: Floats, apart: list[int]) -> Floats:
        """Hidden states of pairs of a trigger and other words, given how far they are apart (`distance`)."""
        hidden: Floats = self._times(trigger[None], "pair.trigger") + others @ self._arrays["pair.other.weight"]
        hidden += self._arrays["pair.distance"][apart]
        return np.maximum(hidden, 0, out=hidden)


class Context:
    """What the encoder read in one article; answers are none for words that it has not read.

    Parameters
    ----------
    encoder
        The encoder.
    asked
        The words that something was asked about, by paragraph, in the order of the rows of `states`.
    states
        Array of shape (words, size of the network).
    """

    def __init__(self, encoder: Encoder, asked: list[list[int]], states: Floats) -> None:
        self._encoder = encoder
        self._row_of = {word: row for row, word in enumerate(word for words in asked for word in words)}
        self._beside = {word: words for words in asked for word in words}
        self._states = states

    def beside(self, word: int) -> list[int]:
        """The words asked about that stand in the same paragraph."""
        return [other for other in self._beside.get(word, []) if other != word]

    def of_words(self, question: str, words: Sequence[int]) -> list[dict[str, float] | None]:
        """Probabilities of labels (`triggers`, `status`) for each of some words."""
        known = [w for w in words if w in self._row_of]
        if not known:
            return [None] * len(words)
        answers = self._encoder.answers(question, self._states[[self._row_of[w] for w in known]])
        found = dict(zip(known, answers, strict=True))
        return [found.get(w) for w in words]

    def of_pairs(self, trigger: int, others: Sequence[int]) -> dict[int, tuple[dict[str, float], dict[str, float]]]:
        """Probabilities of roles and of stances of what other words stand for, by word; unread ones are left out."""
        known = [w for w in others if w in self._row_of]
        if trigger not in self._row_of or not known:
            return {}
        states = self._states[[self._row_of[w] for w in known]]
        hidden = self._encoder.pairs(self._states[self._row_of[trigger]], states, [distance(trigger, w) for w in known])
        roles, stances = self._encoder.answers("roles", hidden), self._encoder.answers("stances", hidden)
        return dict(zip(known, zip(roles, stances, strict=True), strict=True))


def _in_steps(vectors: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Vectors as whole numbers of steps, and the size of the steps, a row each."""
    steps = np.abs(vectors).max(axis=1, keepdims=True) / 127 + TINY
    return np.rint(vectors / steps).astype(np.int8), steps.astype(np.float32)


def _gelu(x: Floats) -> Floats:
    """Gaussian error linear unit, by the usual approximation with tanh, written with exp, which numpy does faster."""
    y: Floats = x * x
    y *= -2 * 0.044715 * 0.7978845608
    y -= 2 * 0.7978845608
    y *= x
    np.minimum(y, LARGEST_POWER, out=y)
    np.exp(y, out=y)
    y += 1
    return np.divide(x, y, out=y)
