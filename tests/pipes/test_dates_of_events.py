"""Which date is an event's own."""

from __future__ import annotations

import pytest

from defevents.extractor import Extractor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Russia deployed two Tu-95 bombers to Anadyr on 3 March 2020.", "2020-03-03"),
        ("Russia deployed two Tu-95 bombers to Anadyr until 3 March 2020.", None),
        ("The US sent 500 troops to Poland in May 2019, where they will stay till 3 March 2020.", "2019-05"),
    ],
)
def test_the_end_of_a_stay_is_not_its_date(extractor: Extractor, text: str, value: str | None) -> None:
    event = extractor.extract(text, published="2020-02-01").events[0]
    assert (None if event.date is None else event.date.value) == value
