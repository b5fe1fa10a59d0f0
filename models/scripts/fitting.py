"""Fits the learned decisions: networks without hidden units by regression, those with some by stochastic gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from defevents.learned.network import Floats, Network

MOST_FEATURES = 64
"""Features of a row that the training of a network with hidden units sees; 999 of 1,000 rows have fewer."""

FEATURES_DROPPED = 0.3
VECTOR_DROPPED = 0.2
UNITS_DROPPED = 0.4
DECAY = 1e-3
RATE = 2e-3
BATCH = 256


def fit_linear(features: Sequence[Sequence[str]], labels: Sequence[str], strength: float) -> Network:
    """Fit a network without hidden units; features seen once are left out.

    `strength` is the inverse of the regularization.
    """
    vectorizer = CountVectorizer(analyzer=set, binary=True, min_df=2)
    model = LogisticRegression(C=strength, max_iter=500).fit(vectorizer.fit_transform(features), labels)
    weights, bias = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    if len(model.classes_) == 2:
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2], dtype=np.float32)
    return Network(model.classes_.tolist(), vectorizer.get_feature_names_out().tolist(), weights, bias)


def fit_hidden(
    features: Sequence[Sequence[str]], labels: Sequence[str], vectors: Floats, *, units: int, epochs: int, seed: int
) -> Network:
    """Fit a network with hidden units on features and dense vectors; features seen once or twice are left out.

    The rate of learning falls to nothing over the epochs; features, parts of vectors and units are left out at random
    (dropout), more of the features than is usual, since rare ones are many and overfit.
    """
    vectorizer = CountVectorizer(analyzer=set, binary=True, min_df=3)
    table = vectorizer.fit_transform(features).tocsr()
    names = sorted(set(labels))
    wanted = np.array([names.index(label) for label in labels])
    rows = _padded(table, MOST_FEATURES)
    parameters = _start(table.shape[1], vectors.shape[1], units, len(names), seed)
    mean = jax.tree.map(jnp.zeros_like, parameters)
    square = jax.tree.map(jnp.zeros_like, parameters)
    order = np.random.default_rng(seed)
    batches = len(rows) // BATCH
    for number in range(epochs * batches):
        if number % batches == 0:
            mixed = order.permutation(len(rows))
        chosen = mixed[number % batches * BATCH :][:BATCH]
        key = jax.random.fold_in(jax.random.PRNGKey(seed), number)
        rate = RATE * (1 - number / (epochs * batches))
        parameters, mean, square = _step(
            parameters, mean, square, number + 1.0, rate, rows[chosen], vectors[chosen], wanted[chosen], key
        )
    kept = {name: np.asarray(value) for name, value in parameters.items()}
    weights = kept["weights"][:-1]
    return Network(
        names, vectorizer.get_feature_names_out().tolist(), weights, kept["bias"], kept["dense"], kept["hidden"]
    )


def _padded(table: sp.csr_matrix, width: int) -> np.ndarray:
    """Numbers of the features of each row, as many columns for all; the number after the last feature is none."""
    rows = np.full((table.shape[0], width), table.shape[1], dtype=np.int32)
    for n in range(table.shape[0]):
        found = table.indices[table.indptr[n] : table.indptr[n + 1]][:width]
        rows[n, : len(found)] = found
    return rows


def _start(features: int, size: int, units: int, labels: int, seed: int) -> dict[str, Any]:
    """Weights to begin with: small ones of the units, none of the direct ways."""
    first, second, third = jax.random.split(jax.random.PRNGKey(seed), 3)
    return {
        "weights": jnp.hstack(
            [jax.random.normal(first, (features + 1, units)) * 0.05, jnp.zeros((features + 1, labels))]
        ),
        "dense": jnp.hstack([jax.random.normal(second, (size, units)) / np.sqrt(size), jnp.zeros((size, labels))]),
        "hidden": jax.random.normal(third, (units, labels)) * 0.1,
        "bias": jnp.zeros(units + labels),
    }


def _loss(parameters: dict[str, Any], rows: Any, vectors: Any, wanted: Any, key: Any) -> Any:
    units = parameters["hidden"].shape[0]
    first, second, third = jax.random.split(key, 3)
    present = (rows < parameters["weights"].shape[0] - 1) * _kept(first, rows.shape, FEATURES_DROPPED)
    sums = (parameters["weights"][rows] * present[..., None]).sum(1) + parameters["bias"]
    sums += (vectors * _kept(second, vectors.shape, VECTOR_DROPPED)) @ parameters["dense"]
    active = jax.nn.relu(sums[:, :units]) * _kept(third, (len(rows), units), UNITS_DROPPED)
    chances = jax.nn.log_softmax(sums[:, units:] + active @ parameters["hidden"])
    return -chances[jnp.arange(len(rows)), wanted].mean()


def _kept(key: Any, shape: tuple[int, ...], dropped: float) -> Any:
    """Mask that leaves out a share, and weighs the rest up for it."""
    return jax.random.bernoulli(key, 1 - dropped, shape) / (1 - dropped)


@jax.jit
def _step(
    parameters: Any, mean: Any, square: Any, number: float, rate: float, rows: Any, vectors: Any, wanted: Any, key: Any
) -> tuple[Any, Any, Any]:
    """One step of Adam with decay of the weights."""
    slope = jax.grad(_loss)(parameters, rows, vectors, wanted, key)
    mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, slope)
    square = jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, square, slope)
    size, spread = 1 - 0.9**number, 1 - 0.999**number

    def moved(p: Any, m: Any, s: Any) -> Any:
        return p * (1 - rate * DECAY) - rate * m / size / (jnp.sqrt(s / spread) + 1e-8)

    parameters = jax.tree.map(moved, parameters, mean, square)
    return parameters, mean, square
