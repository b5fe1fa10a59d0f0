"""Linear models over named features: small, fast, and readable, since every weight has a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from defevents.errors import ModelError

__all__ = ["Floats", "LinearModel"]

SEPARATOR = "\0"
"""Between the names of features in a file: names may hold any character of the text, line ends included."""

Floats = npt.NDArray[np.float32]


class LinearModel:
    """Multinomial logistic regression over features that are present or not, and optionally over a dense vector.

    Parameters
    ----------
    labels
        What the model tells apart.
    features
        Names of the features, in the order of the rows of `weights`; unknown features are passed over.
    weights
        Array of shape (features, labels).
    bias
        Array of shape (labels,).
    dense
        Array of shape (size of the dense vector, labels); of no rows where the model has none.
    """

    def __init__(
        self, labels: Sequence[str], features: Sequence[str], weights: Floats, bias: Floats, dense: Floats | None = None
    ) -> None:
        self.labels = list(labels)
        self._rows = {name: row for row, name in enumerate(features)}
        # The bias is the last row, so that every sum of rows has at least one.
        self._table = np.vstack([weights, bias]).astype(np.float32, copy=False)
        self._weights, self._bias = self._table[:-1], self._table[-1]
        self._dense = np.zeros((0, len(self.labels)), dtype=np.float32) if dense is None else dense

    def knows(self, feature: str) -> bool:
        """Whether a feature of that name has a weight."""
        return feature in self._rows

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Probability of each label, given the names of the features that are present."""
        return self.batch([features])[0]

    def batch(self, rows: Sequence[Iterable[str]], vectors: Floats | None = None) -> list[dict[str, float]]:
        """Probabilities of each label for each of many rows of features; at once, so faster.

        Parameters
        ----------
        rows
            For each, the names of the features that are present; a name given twice counts once.
        vectors
            The dense vectors, of shape (rows, size of the vector), for models that have them.
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
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        return [dict(zip(self.labels, chances, strict=True)) for chances in scores.tolist()]

    def _rows_of(self, features: Iterable[str]) -> list[int]:
        """Rows of the features that the model knows, each once, and that of the bias."""
        known = self._rows
        return [*dict.fromkeys([known[name] for name in features if name in known]), len(known)]

    def save(self, path: Path) -> None:
        """Write the model to `path` (.npz); weights are kept to 16 bits."""
        with path.open("wb") as out:
            np.savez_compressed(
                out,
                labels=np.array(self.labels),
                features=np.frombuffer(SEPARATOR.join(self._rows).encode(), dtype=np.uint8),
                weights=self._weights.astype(np.float16),
                bias=self._bias.astype(np.float32),
                dense=self._dense.astype(np.float16),
            )

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read a model that `save` wrote.

        Raises
        ------
        ModelError
            If there is no such file or it is no model.
        """
        try:
            with np.load(path, allow_pickle=False) as kept:
                features = kept["features"].tobytes().decode().split(SEPARATOR)
                weights, dense = kept["weights"].astype(np.float32), kept["dense"].astype(np.float32)
                return cls([str(x) for x in kept["labels"]], features, weights, kept["bias"], dense)
        except (OSError, ValueError, KeyError) as problem:
            raise ModelError(f"{path}: cannot read the model: {problem}") from problem
