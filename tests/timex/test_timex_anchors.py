"""Which date an expression counts from: the publication date in news, the last date mentioned in histories."""

from defevents.timex import tag

HISTORY = (
    "The war began in August 1914. In October the front froze, and by January both sides had dug in. "
    "In April 1915 gas was used. On 7 May a liner was sunk; two days later the ambassador left. "
    "The next spring a new offensive opened. It ended in November 1916. In March 1917 the mutinies began. "
    "Peace came in 1918, and the last division went home in 1919."
)


def values(text: str, published: str | None) -> list[str]:
    return [timex.value for timex in tag(text, published)]


def test_a_history_counts_from_its_last_date() -> None:
    assert values(HISTORY, "2009-12-19") == [
        "1914-08", "1914-10", "1915-01", "1915-04", "1915-05-07", "1915-05-09",
        "1916-SP", "1916-11", "1917-03", "1918", "1919",
    ]  # fmt: skip


def test_a_history_is_read_alike_without_a_publication_date() -> None:
    assert values(HISTORY, None) == values(HISTORY, "2009-12-19")


def test_an_aside_into_another_age_does_not_carry_a_history_away() -> None:
    text = HISTORY.replace("In October the", "As in 1812, in October the")
    assert values(text, "2009-12-19")[:3] == ["1914-08", "1812", "1914-10"]


def test_a_comparison_with_the_year_before_does_not_either() -> None:
    text = HISTORY.replace(
        "In March 1917", "Losses doubled from the previous year. In December the army rested. In March 1917"
    )
    assert values(text, "2009-12-19")[7:10] == ["1916-11", "1915", "1916-12"]


def test_news_counts_from_its_publication_whatever_year_it_has_named() -> None:
    text = "The yard was sold in 2003. It launched two boats in November and laid off workers on Monday."
    assert values(text, "2018-02-07") == ["2003", "2017-11", "2018-02-05"]


def test_two_days_later_passes_over_a_year_named_in_between() -> None:
    text = "The boat sank on Friday. It had been built in 2003. Two days later divers went down."
    assert values(text, "2018-02-07") == ["2018-02-02", "2003", "2018-02-04"]
