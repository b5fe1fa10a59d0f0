"""Small networks over named features: linear, or with one hidden layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from defevents.errors import ModelError

__all__ = ["Floats", "Network"]

SEPARATOR = "\0"
"""Between the names of features in a file: names may hold any character of the text, line ends included."""

Floats = npt.NDArray[np.float32]


class Network:
    """Multinomial regression over features that are present or not, and optionally over a dense vector.

    Every feature speaks for each label directly and, where the network has hidden units, by way of them: units add up
    what the features give them, those above zero speak for the labels in turn.

    Parameters
    ----------
    labels
        What the network tells apart.
    features
        Names of the features, in the order of the rows of `weights`; unknown features are passed over.
    weights
        Array of shape (features, hidden units + labels).
    bias
        Array of shape (hidden units + labels,).
    dense
        Array of shape (size of the dense vector, hidden units + labels); of no rows where there is none.
    hidden
        Array of shape (hidden units, labels); of no rows where the network is linear.
    """

    def __init__(
        self,
        labels: Sequence[str],
        features: Sequence[str],
        weights: Floats,
        bias: Floats,
        dense: Floats | None = None,
        hidden: Floats | None = None,
    ) -> None:
        self.labels = list(labels)
        self._rows = {name: row for row, name in enumerate(features)}
        # The bias is the last row, so that every sum of rows has at least one.
        self._table = np.vstack([weights, bias]).astype(np.float32, copy=False)
        self._weights, self._bias = self._table[:-1], self._table[-1]
        self._dense = np.zeros((0, self._table.shape[1]), dtype=np.float32) if dense is None else dense
        self._hidden = np.zeros((0, len(self.labels)), dtype=np.float32) if hidden is None else hidden

    @property
    def size(self) -> int:
        """Numbers in the dense vector of a row; none where the network has features alone."""
        return len(self._dense)

    def knows(self, feature: str) -> bool:
        """Whether a feature of that name has weights."""
        return feature in self._rows

    def batch(self, rows: Sequence[Iterable[str]], vectors: Floats | None = None) -> list[dict[str, float]]:
        """Probabilities of each label for each of many rows of features; at once, so faster.

        Parameters
        ----------
        rows
            For each, the names of the features that are present; a name given twice counts once.
        vectors
            The dense vectors, of shape (rows, size of the vector), for networks that have them.
        """
        if not rows:
            return []
        places: list[int] = []
        starts: list[int] = []
        for features in rows:
            starts.append(len(places))
            places += self._rows_of(features)
        scores = np.add.reduceat(self._table[places], starts, axis=0)
        if vectors is not None and len(self._dense):
            scores += vectors @ self._dense
        if units := len(self._hidden):
            scores = scores[:, units:] + np.maximum(scores[:, :units], 0) @ self._hidden
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        return [dict(zip(self.labels, chances, strict=True)) for chances in scores.tolist()]

    def _rows_of(self, features: Iterable[str]) -> list[int]:
        """Rows of the features that the network knows, each once, and that of the bias."""
        known = self._rows
        return [*{known[name] for name in features if name in known}, len(known)]

    def save(self, path: Path) -> None:
        """Write the network to `path` (.npz); weights are kept to 16 bits."""
        with path.open("wb") as out:
            np.savez(
                out,
                labels=np.array(self.labels),
                features=np.frombuffer(SEPARATOR.join(self._rows).encode(), dtype=np.uint8),
                weights=self._weights.astype(np.float16),
                bias=self._bias.astype(np.float32),
                dense=self._dense.astype(np.float16),
                hidden=self._hidden.astype(np.float32),
            )

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read a network that `save` wrote.

        Raises
        ------
        ModelError
            If there is no such file or it is no network.
        """
        try:
            with np.load(path, allow_pickle=False) as kept:
                features = kept["features"].tobytes().decode().split(SEPARATOR)
                weights, dense = kept["weights"].astype(np.float32), kept["dense"].astype(np.float32)
                return cls([str(x) for x in kept["labels"]], features, weights, kept["bias"], dense, kept["hidden"])
        except (OSError, ValueError, KeyError) as problem:
            raise ModelError(f"{path}: cannot read the model: {problem}") from problem
