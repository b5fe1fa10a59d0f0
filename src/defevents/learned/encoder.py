"""A small transformer that reads whole paragraphs, and says of words in their context what they mean for events.

It gives a second opinion beside that of the networks over named features, which know the parse and the knowledge base
but little of the wording: both together are better than either. The network is the lower part of a pretrained one
(`models/README.md`), trained further on annotated articles by ``models/scripts/train_encoder.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from spacy.tokens import Doc

from defevents.errors import ModelError
from defevents.learned.network import Floats
from defevents.learned.wordpiece import WordPieces

__all__ = ["DISTANCES", "SAME", "Context", "Encoder", "distance", "windows"]

MOST_PIECES = 222
"""Longest stretch that is read at once; the pretrained network knows 512 positions, attention grows with the square."""

LEAST_PIECES = 100
"""A stretch is cut after a sentence, unless that would make it shorter than this."""

NETWORK, VOCABULARY = "network", "vocabulary"

NOT_FUSED = ("SkipLayerNormFusion",)
"""What ONNX Runtime is not to join: the joined operator takes a sixth of the encoder's time more than its parts."""

DISTANCES = 15
SAME = "same"
"""Label of two triggers of one event."""
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
    network
        Bytes of the network in the ONNX format: from the numbers of pieces, of shape (1, pieces), to their states, of
        shape (1, pieces, size).
    heads
        Weights of the answers by name, as `models/scripts/train_encoder.py` writes them.
    vocabulary
        The pieces of words that it knows.
    labels
        What it tells apart, by question: `triggers`, `status`, `stages`, `roles`, `stances`, `same`.
    """

    def __init__(
        self, network: bytes, heads: Mapping[str, Floats], vocabulary: Sequence[str], labels: Mapping[str, list[str]]
    ) -> None:
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        self._session = InferenceSession(
            network, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(NOT_FUSED)
        )
        self._network = network
        self._heads = heads
        self.pieces = WordPieces(vocabulary)
        self.labels = labels
        self.width = len(heads["triggers.weight"])

    def __reduce__(self) -> tuple[type[Encoder], tuple[object, ...]]:
        """Pickle what the encoder is made of, as spawned workers get it; a session of ONNX Runtime cannot be."""
        return Encoder, (self._network, self._heads, self.pieces.vocabulary, self.labels)

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
                arrays = dict(kept)
            network = arrays.pop(NETWORK).tobytes()
            heads = {name: a.astype(np.float32) for name, a in arrays.items() if a.dtype != np.uint8}
            texts = {name: a.tobytes().decode() for name, a in arrays.items() if name not in heads}
            labels = {name: text.split("\n") for name, text in texts.items()}
            return cls(network, heads, labels.pop(VOCABULARY), labels)
        except Exception as problem:  # a broken file shows itself in many ways
            raise ModelError(f"{path}: cannot read the encoder: {problem}") from problem

    @staticmethod
    def save(
        path: Path,
        network: bytes,
        heads: Mapping[str, Floats],
        vocabulary: Sequence[str],
        labels: Mapping[str, list[str]],
    ) -> None:
        """Write what makes an encoder to `path` (.npz), heads in 16 bits."""
        texts = {VOCABULARY: vocabulary, **labels}
        arrays = {name: np.frombuffer("\n".join(text).encode(), dtype=np.uint8) for name, text in texts.items()}
        arrays[NETWORK] = np.frombuffer(network, dtype=np.uint8)
        with path.open("wb") as out:
            np.savez(out, **arrays, **{name: weights.astype(np.float16) for name, weights in heads.items()})  # type: ignore[arg-type]

    def read(self, doc: Doc, words: Collection[int], triggers: Collection[int]) -> Context:
        """Read the passages of `doc` in which a trigger may stand.

        Parameters
        ----------
        doc
            The article.
        words
            Indices of the words that something will be asked about.
        triggers
            Those of them that may trigger an event: only passages that hold one are read.
        """
        words, triggers = set(words), set(triggers)
        asked: list[list[int]] = []
        states: list[Floats] = [np.zeros((0, self.width), dtype=np.float32)]
        for window in windows(doc, self.pieces) if triggers else ():
            if triggers.isdisjoint(i for i, _ in window):
                continue
            numbers, rows = [self.pieces.first], []
            for i, found in window:
                if i in words:
                    rows.append(len(numbers))
                numbers += found
            numbers.append(self.pieces.last)
            asked.append([i for i, _ in window if i in words])
            (read,) = self._session.run(None, {"pieces": np.array([numbers])})
            states.append(read[0, rows])
        return Context(self, asked, np.concatenate(states))

    def answers(self, question: str, states: Floats) -> list[dict[str, float]]:
        """Probabilities of the labels of a question, for each row of states."""
        scores = self._times(states, question)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        return [dict(zip(self.labels[question], row, strict=True)) for row in scores.tolist()]

    def _times(self, states: Floats, name: str) -> Floats:
        out: Floats = states @ self._heads[name + ".weight"]
        out += self._heads[name + ".bias"]
        return out

    def pairs(self, trigger: Floats, others: Floats, apart: list[int]) -> Floats:
        """Hidden states of pairs of a trigger and other words, given how far they are apart (`distance`)."""
        hidden: Floats = self._times(trigger, "pair.trigger") + others @ self._heads["pair.other.weight"]
        hidden += self._heads["pair.distance"][apart]
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

    def state(self, word: int) -> list[float]:
        """State of a word that was asked about, as many numbers as the network is wide; none if it was not read."""
        row = self._row_of.get(word)
        return [] if row is None else self._states[row].tolist()

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
        known, hidden = self._pairs(trigger, others)
        roles, stances = self._encoder.answers("roles", hidden), self._encoder.answers("stances", hidden)
        return dict(zip(known, zip(roles, stances, strict=True), strict=True))

    def same(self, trigger: int, others: Sequence[int]) -> dict[int, float]:
        """Chances that earlier triggers are of one event with a trigger, by word; unread ones are left out."""
        known, hidden = self._pairs(trigger, others)
        return {word: chances[SAME] for word, chances in zip(known, self._encoder.answers("same", hidden), strict=True)}

    def _pairs(self, trigger: int, others: Sequence[int]) -> tuple[list[int], Floats]:
        """Those of the words that were read, and hidden states of the pairs of the trigger with each."""
        known = [word for word in others if word in self._row_of] if trigger in self._row_of else []
        states = self._states[[self._row_of[word] for word in ([trigger, *known] if known else [])]]
        return known, self._encoder.pairs(states[:1], states[1:], [distance(trigger, word) for word in known])
