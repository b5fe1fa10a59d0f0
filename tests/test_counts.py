"""Numbers that may count things are found in a document, and read."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Span

from defevents.counts import count_of, numbers_in

NLP = spacy.blank("en")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Poland ordered 24 howitzers and two dozen vehicles.", ["24", "two dozen"]),
        ("Some 4,000 soldiers and twenty-four tanks crossed the river.", ["4,000", "twenty-four"]),
        (
            "They sent one hundred and eighty men and two thousand five hundred rifles.",
            ["one hundred and eighty", "two thousand five hundred"],
        ),
        ("Two tanks and four dozen trucks", ["Two", "four dozen"]),
        ("The first of several ships arrived.", []),
        ("", []),
    ],
)
def test_numbers_with_a_value_are_found(text: str, numbers: list[str]) -> None:
    doc = NLP(text)
    assert [doc[start:end].text for start, end in numbers_in(doc)] == numbers


def test_numbers_inside_mentions_count_nothing() -> None:
    doc = NLP("On 5 May 12 jets landed.")
    doc.ents = [Span(doc, 1, 3, label="DATE")]
    assert [doc[start:end].text for start, end in numbers_in(doc)] == ["12"]
    assert [doc[start:end].text for start, end in numbers_in(doc, {3})] == ["5"]


def test_a_count_has_its_bound_and_range() -> None:
    doc = NLP("They will buy up to 36 jets and 10 to 12 ships.")
    numbers = list(numbers_in(doc))
    jets = count_of(doc, *numbers[0])
    assert jets is not None
    assert (jets["value"], jets["bound"], jets["low"]) == (36.0, "at_most", None)
    ships = count_of(doc, *numbers[-1])
    assert ships is not None
    assert (ships["value"], ships["low"], doc[ships["start"] : ships["end"]].text) == (12.0, 10.0, "10 to 12")


@pytest.mark.parametrize(
    ("text", "low", "value"),
    [("They have between 3,000 and 4,000 men.", 3000, 4000), ("Two or three ships came.", 2, 3)],
)
def test_a_range_is_told_in_several_ways(text: str, low: float, value: float) -> None:
    doc = NLP(text)
    count = count_of(doc, *list(numbers_in(doc))[-1])
    assert count is not None
    assert (count["low"], count["value"]) == (low, value)


@pytest.mark.parametrize("text", ["They fired 81-mm mortars.", "They dropped 2,000-pound bombs.", "It flew 300 km."])
def test_sizes_count_nothing(text: str) -> None:
    doc = NLP(text)
    assert [count_of(doc, *number) for number in numbers_in(doc)] == [None]
