"""What the encoder says, in the form in which the networks over named features weigh it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from defevents.learned.network import Floats

__all__ = ["opinions", "yes_or_no"]

LEAST = 1e-3
"""Chances below this one are told from none no more."""


def opinions(said: Sequence[Mapping[str, float] | None], size: int) -> Floats:
    """Dense vectors of what the encoder says of each of many rows.

    Parameters
    ----------
    said
        For each row, the chances of the labels; None where the encoder has not read it.
    size
        Numbers in a vector: the labels and one more.

    Returns
    -------
    ndarray
        Of shape (rows, size): how far each chance outweighs none, on the scale of logarithms from 0 to 1, and then one.
        Zeros where nothing was read.
    """
    out = np.zeros((len(said), size), dtype=np.float32)
    for row, chances in zip(out, said, strict=True):
        if chances is not None:
            row[:-1] = list(chances.values())
            row[-1] = 1.0
    out[:, :-1] = np.log1p(out[:, :-1] / LEAST) / np.log1p(1 / LEAST)
    return out


def yes_or_no(chance: float) -> dict[str, float]:
    """Chances of the labels of a question that is answered with yes or no."""
    return {"no": 1.0 - chance, "yes": chance}
