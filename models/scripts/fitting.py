"""Fits the learned decisions: networks without hidden units by regression, those with some by stochastic gradients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from torch.nn import functional

from defevents.learned.network import Floats, Network

FEATURES_DROPPED = 0.3
VECTOR_DROPPED = 0.2
UNITS_DROPPED = 0.4
DECAY = 1e-3
RATE = 2e-3
BATCH = 256


def fit_linear(
    features: Sequence[Sequence[str]],
    labels: Sequence[str],
    row_weights: Sequence[float],
    vectors: Floats,
    strength: float,
) -> Network:
    """Fit a network without hidden units on features and dense vectors; features seen once are left out.

    `strength` is the inverse of the regularization.
    """
    vectorizer = CountVectorizer(analyzer=set, binary=True, min_df=2)
    table = hstack([vectorizer.fit_transform(features), csr_matrix(vectors)], format="csr")
    model = LogisticRegression(C=strength, max_iter=500).fit(table, labels, sample_weight=row_weights)
    weights, bias = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    if len(model.classes_) == 2:
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2], dtype=np.float32)
    known = vectorizer.get_feature_names_out().tolist()
    of_features, dense = np.split(weights, [len(known)])
    return Network(model.classes_.tolist(), known, of_features, bias, dense)


class Hidden(nn.Module):
    """A `Network` with hidden units, as it is trained."""

    def __init__(self, features: int, size: int, units: int, labels: int) -> None:
        super().__init__()
        self.units = units
        columns = units + labels
        self.weights = nn.Parameter(torch.zeros(features, columns))
        self.dense = nn.Parameter(torch.zeros(size, columns))
        self.hidden = nn.Parameter(torch.randn(units, labels) * 0.1)
        self.bias = nn.Parameter(torch.zeros(columns))
        # The units begin with small weights, the direct ways with none.
        self.weights.data[:, :units] = torch.randn(features, units) * 0.05
        self.dense.data[:, :units] = torch.randn(size, units) / size**0.5

    def forward(self, features: Tensor, starts: Tensor, vectors: Tensor) -> Tensor:
        """Scores of the labels: `features` holds the numbers of all rows' features, each row from its start on."""
        present = functional.dropout(torch.ones(len(features)), FEATURES_DROPPED, self.training)
        sums = functional.embedding_bag(features, self.weights, starts, mode="sum", per_sample_weights=present)
        sums = sums + functional.dropout(vectors, VECTOR_DROPPED, self.training) @ self.dense + self.bias
        active = functional.dropout(functional.relu(sums[:, : self.units]), UNITS_DROPPED, self.training)
        return sums[:, self.units :] + active @ self.hidden


def fit_hidden(
    features: Sequence[Sequence[str]],
    labels: Sequence[str],
    row_weights: Sequence[float],
    vectors: Floats,
    *,
    units: int,
    epochs: int,
    members: int,
    seed: int,
) -> Network:
    """Fit a network with hidden units on features and dense vectors; features seen once or twice are left out.

    It is the mean of some `members`, each with so many units: one alone depends much on its random beginning.
    """
    vectorizer = CountVectorizer(analyzer=set, binary=True, min_df=3)
    table = vectorizer.fit_transform(features).tocsr()
    names = sorted(set(labels))
    wanted, weights = torch.tensor([names.index(label) for label in labels]), torch.tensor(row_weights)
    fitted = [_fit_member(table, vectors, wanted, weights, units, epochs, seed + n) for n in range(members)]

    def joined(part: str) -> Floats:
        arrays = [member[part] for member in fitted]
        of_units = [a[..., :units] for a in arrays]
        return np.concatenate([*of_units, np.mean([a[..., units:] for a in arrays], axis=0)], axis=-1)

    hidden = np.concatenate([member["hidden"] / members for member in fitted])
    known = vectorizer.get_feature_names_out().tolist()
    return Network(names, known, joined("weights"), joined("bias"), joined("dense"), hidden)


def _fit_member(
    table: csr_matrix, vectors: Floats, wanted: Tensor, row_weights: Tensor, units: int, epochs: int, seed: int
) -> dict[str, Floats]:
    """Fit one network, and return its weights.

    The rate of learning falls to nothing over the epochs; features, parts of vectors and units are left out at random
    (dropout), more of the features than is usual, since rare ones are many and overfit.
    """
    torch.manual_seed(seed)
    model = Hidden(table.shape[1], vectors.shape[1], units, int(wanted.max()) + 1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY, fused=True)
    order = np.random.default_rng(seed)
    batches = len(wanted) // BATCH
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: 1 - n / (epochs * batches))
    for number in range(epochs * batches):
        if number % batches == 0:
            mixed = order.permutation(len(wanted))
        chosen = mixed[number % batches * BATCH :][:BATCH]
        rows = table[chosen]
        scores = model(
            torch.from_numpy(rows.indices.astype(np.int64)),
            torch.from_numpy(rows.indptr[:-1].astype(np.int64)),
            torch.from_numpy(vectors[chosen]),
        )
        loss = (functional.cross_entropy(scores, wanted[chosen], reduction="none") * row_weights[chosen]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return {name: value.numpy() for name, value in model.state_dict().items()}
