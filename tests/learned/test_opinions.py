"""What the encoder says becomes numbers: the surer, the greater, and nothing where it has not read."""

from __future__ import annotations

import numpy as np
import pytest

from defevents.learned.opinions import opinions, yes_or_no


def test_chances_become_numbers_from_none_to_one_and_a_mark_that_they_were_read() -> None:
    (vector,) = opinions([{"NONE": 0.0, "actor": 1.0, "item": 0.001}], 4)
    assert vector.tolist() == pytest.approx([0.0, 1.0, np.log(2) / np.log(1001), 1.0], rel=1e-5)


def test_what_was_not_read_is_nothing() -> None:
    vectors = opinions([None, yes_or_no(0.25)], 3)
    assert vectors[0].tolist() == [0.0, 0.0, 0.0]
    assert vectors[1, 0] > vectors[1, 1] > 0
    assert opinions([], 3).shape == (0, 3)


def test_numbers_of_another_network_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        opinions([yes_or_no(0.5)], 5)
