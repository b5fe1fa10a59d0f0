"""Amounts of money and numbers in words."""

from __future__ import annotations

import pytest

from defevents.amounts import find_money, parse_number

MONEY = [
    ("a $3 billion deal", "USD 3000000000"),
    ("worth $10.5bn", "USD 10500000000"),
    ("US$ 250m", "USD 250000000"),
    ("a bill of £1,200", "GBP 1200"),
    ("€40 million", "EUR 40000000"),
    ("110 million euros", "EUR 110000000"),
    ("A$5 billion", "AUD 5000000000"),
    ("NT$31.2 billion", "TWD 31200000000"),
    ("RM21.70 million", "MYR 21700000"),
    ("Rs 59,000 crore", "INR 590000000000"),
    ("USD 8 million", "USD 8000000"),
    ("two billion dollars", "USD 2000000000"),
    ("300 million Canadian dollars", "CAD 300000000"),
    ("50 billion yen", "JPY 50000000000"),
    ("1.2 trillion won", "KRW 1200000000000"),
    ("90,000 shekels", "ILS 90000"),
    ("70 million zlotys", "PLN 70000000"),
    ("twenty-five million euros", "EUR 25000000"),
    ("two hundred million dollars", "USD 200000000"),
    ("three-quarters of a billion dollars", "USD 750000000"),
    ("Half a billion dollars", "USD 500000000"),
    ("€1,5 billion", "EUR 1500000000"),
    ("$1 250 000", "USD 1250000"),
    ("1 250 000 dollars", "USD 1250000"),
    ("€1.500.000", "EUR 1500000"),
    ("$1.25T", "USD 1250000000000"),
    ("Rs 5000 cr", "INR 50000000000"),
    ("Rs 1,20,000 crore", "INR 1200000000000"),
    ("$3½ billion", "USD 3500000000"),
]


@pytest.mark.parametrize(("text", "value"), MONEY)
def test_amounts_are_read_in_the_major_unit(text: str, value: str) -> None:
    assert [money.value for _, _, money in find_money(text)] == [value]


@pytest.mark.parametrize(("text", "value"), MONEY)
def test_their_offsets_hold(text: str, value: str) -> None:  # noqa: ARG001
    for start, end, money in find_money(f"They paid {text}."):
        assert f"They paid {text}."[start:end] == money.text


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between $2 billion and $3 billion", 2e9, 3e9),
        ("$2-3 billion", 2e9, 3e9),
        ("$2 to $3 billion", 2e9, 3e9),
        ("10 to 12 million euros", 10e6, 12e6),
    ],
)
def test_a_range_keeps_both_ends(text: str, low: float | None, high: float) -> None:
    first = next(find_money(text))[2]
    assert (first.low, first.amount) == (low, high)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("$3 million", "exact"),
        ("up to $3 million", "at_most"),
        ("less than $3 million", "at_most"),
        ("more than $3 million", "at_least"),
        ("at least $3 million", "at_least"),
        ("no less than $3 million", "at_least"),
        ("not less than $3 million", "at_least"),
        ("no more than $3 million", "at_most"),
        ("about $3 million", "about"),
        ("an estimated $3 million", "about"),
    ],
)
def test_words_before_an_amount_bound_it(text: str, bound: str) -> None:
    assert next(find_money(text))[2].bound == bound


@pytest.mark.parametrize(
    "text",
    [
        "the COP21 summit",
        "who in 2021 won the cup",
        "the R2 road",
        "an F-35",
        "a dollar",
        "MXN",
        "PHP8 code",
        "Su-35",
        "a price of $3.5.1",
        "",
        "$",
    ],
)
def test_what_is_no_money_is_left_alone(text: str) -> None:
    assert list(find_money(text)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4,000", 4000), ("12", 12), ("3.5", 3.5), ("seven", 7), ("twenty-four", 24), ("a dozen", 12), ("two dozen", 24),
        ("three hundred", 300), ("two hundred and fifty", 250), ("10 thousand", 10_000), ("several", None),
        ("one hundred and eighty", 180), ("two thousand five hundred", 2500), ("four dozen", 48), ("half a dozen", 6),
        ("a thousand", 1000), ("three hundred thousand", 300_000), ("two million and five", 2_000_005), ("a", None),
        ("and", None), ("million", None), ("", None),
        ("F-16", None),
    ],
)  # fmt: skip
def test_numbers_are_read_in_digits_and_words(text: str, value: float | None) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "states", "value"),
    [
        ("Canberra will pay $5 billion.", [(0, "AU"), (30, "AU")], "AUD 5000000000"),
        ("Canberra will pay the US $5 billion.", [(0, "AU"), (22, "US")], "USD 5000000000"),
        ("Cairo will pay 5 billion pounds.", [(0, "EG")], "EGP 5000000000"),
        ("Norway and Denmark share 9 billion kroner.", [(0, "NO"), (11, "DK")], "DKK 9000000000"),
        ("The army got 20 billion pesos from Chile.", [(36, "CL")], "CLP 20000000000"),
        ("France will pay 5 billion pesos.", [(0, "FR")], "PHP 5000000000"),
        ("Sweden set aside 12 billion kr.", [(0, "SE")], "SEK 12000000000"),
        ("Taiwan will buy jets for $8 billion.", [(0, "TW")], "USD 8000000000"),
    ],
)
def test_shared_names_of_currencies_are_those_of_the_state_spoken_of(
    text: str, states: list[tuple[int, str]], value: str
) -> None:
    assert [money.value for _, _, money in find_money(text, states)] == [value]
