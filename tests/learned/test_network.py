"""Networks over named features: what they compute, and that files give back what was saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from defevents.errors import ModelError
from defevents.learned.network import Network


def linear() -> Network:
    weights = np.array([[2, 0], [0, 1]], dtype=np.float32)
    return Network(["yes", "no"], ["a", "b"], weights, np.zeros(2, dtype=np.float32))


def either_but_not_both() -> Network:
    """One unit for *a without b*, one for *b without a*: no network without hidden units tells this."""
    weights = np.array([[4, -4, 0, 0], [-4, 4, 0, 0]], dtype=np.float32)
    bias = np.array([0, 0, 0, 2], dtype=np.float32)
    hidden = np.array([[1, 0], [1, 0]], dtype=np.float32)
    return Network(["yes", "no"], ["a", "b"], weights, bias, hidden=hidden)


def test_linear_network_adds_up_the_features_it_knows_each_once() -> None:
    chances, of_nothing = linear().batch([["a", "a", "unheard of"], []])
    assert chances["yes"] == pytest.approx(np.exp(2) / (np.exp(2) + 1))
    assert sum(chances.values()) == pytest.approx(1)
    assert of_nothing == {"yes": 0.5, "no": 0.5}


def test_hidden_units_tell_what_depends_on_two_features_together() -> None:
    network = either_but_not_both()
    told = [max(chances, key=chances.__getitem__) for chances in network.batch([[], ["a"], ["b"], ["a", "b"]])]
    assert told == ["no", "yes", "yes", "no"]


def test_dense_vectors_count_beside_the_features() -> None:
    dense = np.array([[1, 0], [0, 3]], dtype=np.float32)
    weights = np.zeros((1, 2), dtype=np.float32)
    network = Network(["yes", "no"], ["a"], weights, np.zeros(2, dtype=np.float32), dense)
    (first, second) = network.batch([["a"], ["a"]], np.eye(2, dtype=np.float32))
    assert first["yes"] > 0.7
    assert second["no"] > 0.9
    assert (network.size, linear().size) == (2, 0)


@pytest.mark.parametrize("network", [linear(), either_but_not_both()])
def test_file_gives_back_the_network(network: Network, tmp_path: Path) -> None:
    network.save(tmp_path / "n.npz")
    again = Network.load(tmp_path / "n.npz")
    rows = [[], ["a"], ["b"], ["a", "b"]]
    assert again.batch(rows) == network.batch(rows)
    assert again.knows("a")
    assert not again.knows("c")


def test_file_that_is_no_network_is_named(tmp_path: Path) -> None:
    path = tmp_path / "n.npz"
    np.savez(path, weights=np.zeros(2))
    with pytest.raises(ModelError, match=r"n\.npz"):
        Network.load(path)
