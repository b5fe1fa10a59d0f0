"""What is found, with which type and value; published on Wednesday, 7 February 2018, unless told otherwise."""

import pytest
from timex_markup import parse

from defevents.timex import tag

PUBLISHED = "2018-02-07"

CALENDAR = [
    "The ship sailed on <DATE 2018-02-05>5 February</DATE>.",
    "The ship sailed on <DATE 2018-02-05>Feb. 5</DATE>.",
    "The order is dated <DATE 2018-02-05>5/2/2018</DATE>.",
    "The order is dated <DATE 2018-02-05>2018-02-05</DATE>.",
    "It was logged at <TIME 2018-02-05T14:30:00Z>2018-02-05T14:30:00Z</TIME>.",
    "The crew left on <DATE 2018-02-05>the 5th</DATE>.",
    "The hull was laid down on <DATE 2016-09-01>Thursday, September 1, 2016</DATE>.",
    "The hull was laid down on <DATE 2016-09-01>1st of September 2016</DATE>.",
    "Filed on <DATE 2018-02-05>05FEB2018</DATE> at the base.",
    "Filed on <DATE 2018-02-05>2018 Feb 5</DATE> at the base.",
    "Positions as of <DATE 2017-03-14>14 Mar 17</DATE>, from the log.",
    "On <DATE 2018-01-14>14 January</DATE> 17 soldiers left.",
    "Deliveries start in <DATE 2020-03>early March 2020</DATE>.",
    "The yard closes by <DATE 2025>mid-2025</DATE>.",
    "Talks broke down in <DATE 2017>late 2017</DATE>.",
    "Between <DATE 2018-06-03>3</DATE> and <DATE 2018-06-07>7 June</DATE> the strait will be closed.",
    "From <DATE 2018-06-03>3</DATE> to <DATE 2018-06-07>7 June</DATE> the strait will be closed.",
    "The strait will be closed on <DATE 2018-06-03>3</DATE>–<DATE 2018-06-07>7 June</DATE>.",
    "The range is closed from <DATE 2018-02-07>February 7</DATE> to <DATE 2018-02-21>21</DATE>.",
    "It lasted from <DATE 1916-05-31>31 May</DATE> to <DATE 1916-06-01>1 June 1916</DATE>.",
    "It lasted from <DATE 2015-11>November</DATE> to <DATE 2016-02>February 2016</DATE>.",
    "The <DATE 2017>2017</DATE>-<DATE 2018>18</DATE> budget was passed.",
    "They have flown there since <DATE 2014>2014</DATE>.",
    "The ban holds until <DATE 2018-05>May</DATE>.",
    "Theresa May left office in <DATE 2017-05>May</DATE>.",
    "All must be scrapped by <DATE 2030>2030</DATE>.",
    "The <DATE 2018>2018</DATE> summit failed.",
    "It ran from <DATE 2019-01-01>1 January 2019</DATE> to <DATE 2019-02-03>3 February</DATE>.",
    "After the <DATE 2001-09-11>Sept. 11, 2001</DATE> attacks the law changed.",
    "The <DATE 2018-05>May 2018</DATE> attacks were the worst.",
    "In <DATE 2018-05>May</DATE> 2000 troops will follow.",
    "A <DATE 2016>2016</DATE> contract covers the engines.",
    "The treaty (<DATE 1987>1987</DATE>) is dead.",
    "<DATE 2012>2012</DATE> saw the last flight.",
    "It was built in <DATE 199>the 1990s</DATE> and rebuilt in <DATE 198>the '80s</DATE>.",
    "The class arrives in <DATE 202>the late 2020s</DATE>.",
    "Forts of <DATE 18>the 19th century</DATE> line the coast.",
    "In <DATE 2018-W05>the first week of February</DATE> it snowed.",
]
PERIODS = [
    "Sales fell against <DATE 2017-Q3>last year's third quarter</DATE>.",
    "Sales rise from <DATE 2024-Q1>Q1</DATE>-<DATE 2024-Q3>Q3 2024</DATE>.",
    "The yard closes by <DATE 2024>end-2024</DATE>.",
    "Sales rose in <DATE 2024-Q3>Q3 2024</DATE>.",
    "Sales rose in <DATE 2017-Q3>the third quarter</DATE>.",
    "Sales will rise in <DATE 2018-Q4>the fourth quarter</DATE>.",
    "Sales rose in <DATE 2016-Q2>the second quarter of 2016</DATE>.",
    "Sales rose in <DATE 2024-H1>the first half of 2024</DATE>.",
    "The request for <DATE 2025>fiscal 2025</DATE> is ready.",
    "The request for <DATE 2025>FY25</DATE> is ready.",
    "The request for <DATE 2025>fiscal year 2025</DATE> is ready.",
    "Orders for <DATE 2025-Q2>Q3 FY25</DATE> are booked.",
    "It enters service in <DATE 2025-SP>spring 2025</DATE>.",
    "After <DATE 2017-SU>last summer</DATE>'s drill they left.",
    "They left in <DATE 2017-FA>the autumn</DATE>.",
    "They will leave in <DATE 2018-FA>the autumn</DATE>.",
    "They froze in <DATE 2015-WI>the winter of 2014-15</DATE>.",
]
SPOKEN = [
    "He spoke on <DATE 2018-02-05>Monday</DATE>.",
    "He spoke <DATE 2018-02-07>Wednesday</DATE>.",
    "He spoke <DATE 2018-02-06>last Tuesday</DATE>.",
    "He will speak <DATE 2018-02-13>next Tuesday</DATE>.",
    "He spoke <TIME 2018-02-06TNI>Tuesday night</TIME>.",
    "He will speak <DATE 2018-02-08>tomorrow</DATE>.",
    "He spoke <TIME 2018-02-06TMO>yesterday morning</TIME> and again <TIME 2018-02-06TNI>last night</TIME>.",
    "He spoke <DATE 2018-W06>this week</DATE> and <DATE 2018-W05>last week</DATE>.",
    "The base closes at <DATE 2019>the end of next year</DATE>.",
    "The base closed <DATE 2018>earlier this year</DATE>.",
    "It began <DATE 2016>two years ago</DATE>.",
    "It began <DATE 2017-11>three months ago</DATE>.",
    "It began <DATE 2018-01-24>two weeks ago</DATE>.",
    "It began <DATE PAST_REF>years ago</DATE>.",
    "He has <DATE PAST_REF>recently</DATE> resigned and <DATE PRESENT_REF>currently</DATE> teaches.",
    "The fleet meets over <DATE 2018-W05-WE>the weekend</DATE>, he said.",
    "It fell <DATE 2017-11>last November</DATE>.",
    "Exercises begin in <DATE 2018-06>June of this year</DATE>.",
]
ANAPHORIC = [
    "It was signed on <DATE 2017-05-05>5 May 2017</DATE>. He had resigned <DATE 2017-04>a month earlier</DATE>.",
    "It was signed on <DATE 2017-05-05>5 May 2017</DATE>. He left <DATE 2017-05-05>the same day</DATE>.",
    "It was signed on <DATE 2017-05-05>5 May 2017</DATE>. He left <DATE 2017-W19>the following week</DATE>.",
    "It was signed on <DATE 2017-05-05>5 May 2017</DATE> and lapsed <DATE 2017-05-08>three days later</DATE>.",
    "It was signed in <DATE 2015-05>May 2015</DATE> and lapsed later <DATE 2015-05>that month</DATE>.",
    "He was a captain at <DATE PAST_REF>the time</DATE>.",
]
LENGTHS = [
    "They leave within <DURATION P6M>six months</DURATION>.",
    "They stayed for <DURATION P3Y>three years</DURATION>.",
    "They stayed for <DURATION P2.5Y>two and a half years</DURATION>.",
    "They stayed for <DURATION PXW>weeks</DURATION>.",
    "It took <DURATION PXM>months</DURATION>.",
    "A <DURATION PT12H>12-hour</DURATION> flight.",
    "In <DURATION PXM>the coming months</DURATION> the crews train.",
    "In <DURATION PXW>the coming weeks</DURATION> the crews train.",
    "They meet <SET P1Y>every year</SET>.",
    "The <SET P1Y>annual</SET> drill.",
    "It makes 15 <SET P1Y>a year</SET>.",
    "It sails 300 miles <SET P1D>per day</SET>.",
    "They train on <SET XXXX-WXX-1>Mondays</SET>.",
]
TIMES = [
    "It landed at <TIME 2018-02-07T18:40+08:00>6:40 p.m. (GMT +8)</TIME>.",
    "It landed at <TIME 2018-02-07T15:00>1500 hours</TIME>.",
    "It took off at <TIME 2018-02-07T08:00Z>0800 GMT</TIME>.",
    "It took off at <TIME 2018-02-07T18:30>18:30 local time</TIME>.",
    "It took off at <TIME 2018-02-03T21:00>9 p.m. Saturday</TIME>.",
    "It took off at <TIME 2018-02-07T17:30>5:30PM</TIME>.",
    "It took off at <TIME 2018-02-07T12:00>noon</TIME>.",
    "On <DATE 2017-04-19>19 April 2017</DATE>, at <TIME 2017-04-19T04:15>4:15 a.m.</TIME>, it took off.",
    "They attacked on <TIME 2017-04-19TMO>the morning of 19 April 2017</TIME>.",
]
NAMED = [
    "The <DATE 1914-12-25>1914 Christmas</DATE> truce held.",
    "They landed on <DATE 1944-06-06>D-day</DATE>.",
    "<DATE 2017-12-25>Christmas</DATE> came and went.",
    "They met on <DATE 2017-12-31>New Year's Eve</DATE>.",
    "They met at <DATE 2022-12-25>Christmas 2022</DATE>.",
    "A truce for <DATE 2018-05-16/2018-06-14>Ramadan</DATE> will be declared.",
    "Everything changed after <DATE 2001-09-11>9/11</DATE>.",
    "They met on <DATE 2020-04-12>Easter Sunday 2020</DATE>.",
    "They met on <DATE 2019-11-28>Thanksgiving 2019</DATE>.",
]
DIRECTION = [
    "The frigate will arrive in <DATE 2018-06>June</DATE>.",
    "The frigate landed its crew in <DATE 2017-06>June</DATE>.",
    "The frigate is to be handed over in <DATE 2018-11>November</DATE>.",
    "The frigate was handed over in <DATE 2017-11>November</DATE>.",
    "Ministers will meet on <DATE 2018-02-12>Monday</DATE>.",
    "Talks run until <DATE 2018-02-09>Friday</DATE>.",
    "It has stood empty since <DATE 2017-10>October</DATE>.",
    "The vote scheduled for <DATE 2018-03-18>18 March</DATE> stands.",
]


@pytest.mark.parametrize("marked", [*CALENDAR, *PERIODS, *SPOKEN, *ANAPHORIC, *LENGTHS, *TIMES, *NAMED, *DIRECTION])
def test_finds_and_resolves(marked: str) -> None:
    text, expected = parse(marked)
    assert [(t.start, t.end, t.type, t.value) for t in tag(text, PUBLISHED)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "A Su-35, a T-90, two 737s and a MiG-29 were shown.",
        "The Type 055 fired 155 mm shells from a 2S19.",
        "Theresa May met the press.",
        "Theresa May wrote. A letter from May to the press, signed by May, followed May's speech.",
        "It may march on the town.",
        "He sat. The cat sat on Sun Tzu.",
        "It has the second-largest army.",
        "Article 5, page 12 and Room 40 say so.",
        "Some 1,200 troops and 1200 soldiers came.",
        "He had 2020 vision.",
        "Call +1 202 555 0143 or 555-2017.",
        "They won 3-2, then 21-14.",
        "From 1500 to 2000 troops came.",
        "The women's march drew thousands.",
        "They won the Battle of Britain Sunday Times award.",
        "COVID-19 and G20 are no dates.",
        "He read it in USA Today and the Apple Daily.",
        "They live on the 11th and 12th floors.",
        "The ship reached Christmas Island.",
        "The 101st Airborne and the 82nd Division flew in.",
        "It was the last day of the siege.",
        "It cost $2015 and 2,016 euros.",
        "Operation Ramadan failed.",
        "Now that it is over, they left.",
        "Boeing 2707 and Block 2005 never flew.",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert tag(text, PUBLISHED) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The 31 June deadline passed.", ""),
        ("It ends on June 31, 2018.", ""),
        ("It ends on 31/02/2018.", ""),
        ("It ends on 2018-02-30.", ""),
        ("It ends on 29 February 2019.", ""),
        ("Carthage fell in 146 BC.", ""),
        ("It ends on 5 March 12018.", ""),
    ],
)
def test_impossible_dates_are_kept_as_text_without_a_value(text: str, value: str) -> None:
    (timex,) = tag(text, PUBLISHED)
    assert timex.value == value
    assert timex.date is not None
    assert (timex.date.start, timex.date.end, timex.date.precision) == (None, None, "open")
    assert timex.date.text == timex.text


def test_a_leap_day_is_a_day_in_leap_years_only() -> None:
    assert [t.value for t in tag("It will end on 29 February 2020.", PUBLISHED)] == ["2020-02-29"]


def test_a_numeric_date_is_read_month_first_where_the_text_or_the_publication_shows_it() -> None:
    assert [t.value for t in tag("Moved from 2/5/2018 to 2/25/2018.", PUBLISHED)] == ["2018-02-05", "2018-02-25"]
    assert [t.value for t in tag("Signed on 2/5/2018.", "2018-02-07")] == ["2018-02-05"]
    assert [t.value for t in tag("Signed on 2/5/2018.", None)] == ["2018-05-02"]
