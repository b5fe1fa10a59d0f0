"""DATE entities: one span a range, the day for a time of day, no article, no mere duration."""

import pytest
from timex_markup import parse

from defevents.timex import news_dates

PUBLISHED = "2018-02-07"

MARKED = [
    "The range is closed from <DATE 2018-02-07/2018-02-21>February 7 to 21</DATE>.",
    "The strait will be closed on <DATE 2018-06-03/2018-06-07>3–7 June</DATE>.",
    "Between <DATE 2018-06-03/2018-06-07>3 and 7 June</DATE> the strait will be closed.",
    "Between <DATE 2012/2016>2012 and 2016</DATE> exports rose.",
    "In <DATE 2012>2012</DATE> and in <DATE 2016>2016</DATE> exports rose.",
    "They met on <DATE 2018-02-05/2018-02-06>Monday and Tuesday</DATE>.",
    "They met on <DATE 2018-02-02>Friday</DATE> and <DATE 2018-02-05>Monday</DATE>.",
    "Exports rose from <DATE 2003/2007>2003-2007</DATE> to <DATE 2008/2012>2008-2012</DATE>.",
    "It left at <DATE 2018-02-03>9 p.m. Saturday</DATE>.",
    "It left on <DATE 2018-02-03>Saturday at 9 p.m.</DATE>",
    "It left late on <DATE 2018-02-05>Monday</DATE>.",
    "It left on the <DATE 2018-02-05>5th</DATE>.",
    "It ends at the <DATE 2018>end of the year</DATE>.",
    "Hit on <DATE 2017-05-05>5 May 2017</DATE>, a <DATE 2017-05-06>day later</DATE> it sank.",
    "In the <DATE 2018-01-31/2018-02-07>past week</DATE> two fell.",
    "In the <DATE 2017-08-07/2018-02-07>past six months</DATE> two fell.",
    "In the <DATE FUTURE_REF>coming months</DATE> more will fall.",
    "They will leave <DATE 2018-05>within three months</DATE>.",
    "Over the <DATE 2018-02-03/2018-02-04>weekend</DATE> they left.",
    "He has <DATE PAST_REF>recently</DATE> left.",
    "They stayed for three years, a 27-year-old and two former ministers, on annual leave every summer.",
    "Congress funds <DATE 2025>fiscal 2025</DATE>.",
    "Forts of the <DATE 199>1990s</DATE> decay.",
]


@pytest.mark.parametrize("marked", MARKED)
def test_date_entities(marked: str) -> None:
    text, expected = parse(marked)
    assert [(t.start, t.end, t.type, t.value) for t in news_dates(text, PUBLISHED)] == expected
