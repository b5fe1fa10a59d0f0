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
        self._weights = weights
        self._bias = bias
        self._dense = np.zeros((0, len(self.labels)), dtype=np.float32) if dense is None else dense

    def knows(self, feature: str) -> bool:
        """Whether a feature of that name has a weight."""
        return feature in self._rows

    def probabilities(self, features: Iterable[str], vector: Floats | None = None) -> dict[str, float]:
        """Probability of each label.

        Parameters
        ----------
        features
            Names of the features that are present; a name given twice counts once.
        vector
            The dense vector, for models that have one.
        """
        rows = [self._rows[name] for name in set(features) if name in self._rows]
        scores = self._weights[rows].sum(axis=0) + self._bias
        if vector is not None and len(self._dense):
            scores = scores + vector @ self._dense
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        return dict(zip(self.labels, scores.tolist(), strict=True))

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
