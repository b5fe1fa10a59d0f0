"""Stretches of the calendar behind values, missing publication dates, errors, offsets."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest

from defevents.errors import ArticleError
from defevents.timex import news_dates, tag
from defevents.timex.calendar import stretch

D = dt.date


@pytest.mark.parametrize(
    ("value", "start", "end", "precision"),
    [
        ("2018-02-05", D(2018, 2, 5), D(2018, 2, 5), "day"),
        ("2018-02-05T08:00Z", D(2018, 2, 5), D(2018, 2, 5), "time"),
        ("2018-02-05TNI", D(2018, 2, 5), D(2018, 2, 5), "time"),
        ("2020-02", D(2020, 2, 1), D(2020, 2, 29), "month"),
        ("2018", D(2018, 1, 1), D(2018, 12, 31), "year"),
        ("2018-W01", D(2018, 1, 1), D(2018, 1, 7), "week"),
        ("2020-W53", D(2020, 12, 28), D(2021, 1, 3), "week"),
        ("2018-W07-WE", D(2018, 2, 17), D(2018, 2, 18), "interval"),
        ("2018-Q1", D(2018, 1, 1), D(2018, 3, 31), "quarter"),
        ("2018-H2", D(2018, 7, 1), D(2018, 12, 31), "interval"),
        ("2018-SU", D(2018, 6, 1), D(2018, 8, 31), "season"),
        ("2018-WI", D(2017, 12, 1), D(2018, 2, 28), "season"),
        ("201", D(2010, 1, 1), D(2019, 12, 31), "decade"),
        ("19", D(1900, 1, 1), D(1999, 12, 31), "century"),
        ("2018-06-03/2018-06-07", D(2018, 6, 3), D(2018, 6, 7), "interval"),
        ("2017/2018", D(2017, 1, 1), D(2018, 12, 31), "interval"),
        ("9999-12", D(9999, 12, 1), D(9999, 12, 31), "month"),
        ("0000", None, None, "open"),
        ("2019-W53", None, None, "open"),
        ("2018-06-31", None, None, "open"),
        ("2018/2017", None, None, "open"),
        ("XXXX-06", None, None, "open"),
        ("PAST_REF", None, None, "open"),
        ("", None, None, "open"),
    ],
)
def test_a_value_names_a_stretch(value: str, start: D | None, end: D | None, precision: str) -> None:
    assert stretch(value) == (start, end, precision)


def test_a_fiscal_year_begins_in_october() -> None:
    (timex,) = tag("The request for FY25 is ready.", "2024-03-01")
    assert timex.date is not None
    assert (timex.date.start, timex.date.end) == (D(2024, 10, 1), D(2025, 9, 30))


def test_lengths_and_frequencies_have_no_date() -> None:
    assert [t.date for t in tag("They train for three weeks every year.", "2018-02-07")] == [None, None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He spoke yesterday.", "XXXX-XX-XX"),
        ("He spoke on Monday.", "XXXX-WXX-1"),
        ("He spoke last week.", "XXXX-WXX"),
        ("He spoke this year.", "XXXX"),
        ("He left in June.", "XXXX-06"),
        ("He left on 5 June.", "XXXX-06-05"),
        ("He left on the 5th.", "XXXX-XX-05"),
        ("He left last summer.", "XXXX-SU"),
        ("He left in the third quarter.", "XXXX-Q3"),
        ("He left two years ago.", "XXXX"),
        ("He left at 18:30.", "XXXX-XX-XXT18:30"),
        ("He left on New Year's Eve.", "XXXX-XX-XX"),
        ("He left recently.", "PAST_REF"),
        ("He left three days later.", "XXXX-XX-XX"),
    ],
)
def test_without_a_publication_date_nothing_is_invented(text: str, value: str) -> None:
    (timex,) = tag(text)
    assert timex.value == value
    assert timex.date is not None
    assert (timex.date.start, timex.date.end, timex.date.precision) == (None, None, "open")


def test_without_a_publication_date_the_text_may_still_anchor() -> None:
    values = [t.value for t in tag("It was signed on 5 May 2017. Two days later it lapsed.")]
    assert values == ["2017-05-05", "2017-05-07"]


def test_a_weekday_does_not_count_from_a_year() -> None:
    assert [t.value for t in tag("He was born in 1960. He spoke on Monday.")] == ["1960", "XXXX-WXX-1"]


@pytest.mark.parametrize("published", ["7 February 2018", "2018-13-01", "yesterday"])
def test_a_publication_date_that_is_none_is_refused(published: str) -> None:
    with pytest.raises(ArticleError, match="YYYY-MM-DD") as raised:
        tag("He spoke.", published)
    assert published in str(raised.value)


@pytest.mark.parametrize(
    "published", [D(2018, 2, 7), dt.datetime(2018, 2, 7, 9, 30), "2018-02-07", "2018-02-07T09:30:00Z"]
)
def test_a_publication_date_may_be_a_date_or_a_string(published: dt.date | str) -> None:
    assert [t.value for t in tag("He spoke yesterday.", published)] == ["2018-02-06"]


def test_offsets_count_characters() -> None:
    text = "Überführung — 😀 “Çağrı” on\u00a05 February 2018, then\n\nМосква in March 2019…"
    for timex in tag(text, "2018-02-07"):
        assert text[timex.start : timex.end] == timex.text
    assert [t.text for t in tag(text, "2018-02-07")] == ["5 February 2018", "March 2019"]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "—", "'s", "2018", "5", "the the the", "of of 2018 2018", "\x00", "1" * 5000]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    for timex in (*tag(text, "2018-02-07"), *news_dates(text, "2018-02-07")):
        assert text[timex.start : timex.end] == timex.text


PIECES = [
    "on",
    "5",
    "June",
    "2018",
    "the",
    "last",
    "week",
    "of",
    "Monday",
    "at",
    "9",
    "p.m.",
    "2,000",
    "troops",
    "early",
    ",",
    "and",
    "-",
    "10",
    "days",
    "later",
    "FY25",
]


@pytest.mark.parametrize("seed", range(40))
def test_spans_are_ordered_apart_and_inside_the_text(seed: int) -> None:
    words = [PIECES[(seed * 7919 + i * i * 31 + i * seed) % len(PIECES)] for i in range(60)]
    text = " ".join(words)
    for found in (tag(text, "2018-02-07"), news_dates(text, "2018-02-07"), tag(text)):
        for timex in found:
            assert text[timex.start : timex.end] == timex.text
            assert timex.date is None or timex.date.value == timex.value
        assert all(left.end <= right.start for left, right in pairwise(found))


def test_every_day_of_a_year_comes_back() -> None:
    for offset in range(366):
        day = D(2020, 1, 1) + dt.timedelta(days=offset)
        written = (
            f"on {day.day} {day:%B} {day.year}",
            f"on {day:%B} {day.day}, {day.year}",
            f"on {day.isoformat()}",
            f"on {day:%b} {day.day}, {day.year}",
        )
        for text in written:
            assert [t.value for t in tag(text)] == [day.isoformat()], text


def test_every_weekday_lies_in_the_week_before_publication() -> None:
    published = D(2018, 2, 7)
    for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        (timex,) = tag(f"He spoke on {name}.", published)
        assert timex.date is not None
        assert timex.date.start is not None
        assert 0 <= (published - timex.date.start).days < 7
        assert f"{timex.date.start:%A}" == name


def always(tense: str | None) -> Callable[[int, int], str | None]:
    return lambda _start, _end: tense


def test_the_pipelines_tense_decides() -> None:
    text = "Landing of the second frigate in June."
    assert [t.value for t in tag(text, "2018-02-07", tense=always("past"))] == ["2017-06"]
    assert [t.value for t in tag(text, "2018-02-07", tense=always("future"))] == ["2018-06"]
    assert [t.value for t in news_dates(text, "2018-02-07", tense=always(None))] == ["2018-06"]


def test_import_loads_neither_spacy_nor_dateparser_nor_pydantic() -> None:
    code = "import sys, defevents.timex; print({'spacy', 'dateparser', 'pydantic', 'tomllib'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "set()"
    )


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "text",
    [
        "He spoke last Tuesday and will speak next Tuesday.",
        "He spoke last week, 9000 years ago, yesterday and last summer.",
        "He will speak tomorrow, next week, next year, in the coming decade and next winter.",
        "They fast in Ramadan and met on Saturday at 9 p.m.",
        "The quarter before, in June, in the autumn, a century later, he spoke.",
    ],
)
def test_the_ends_of_the_calendar_hold(text: str, published: str) -> None:
    for timex in (*tag(text, published), *news_dates(text, published)):
        assert text[timex.start : timex.end] == timex.text
        assert timex.date is None or timex.date.value == timex.value
