"""What is printed with an article is told from the article, and nothing of the article is lost."""

from __future__ import annotations

import pytest

from defevents.extractor import Extractor
from defevents.pipes.regions import find_regions, is_hard_wrapped

BODY = (
    "Russia deployed missiles to Kaliningrad on Monday, officials in Vilnius said after a meeting with allies.\n\n"
    "Lithuania called the step a provocation and asked its allies for more soldiers on its territory.\n\n"
)


def regions(text: str) -> list[tuple[str, str]]:
    return [(kind, text[start:end].strip()) for start, end, kind in find_regions(text)]


HEADINGS = [
    "More from our defence desk", "Related stories", "Related articles", "Read more", "Read next", "You may also like",
    "Most read", "More on this story", "Recommended stories", "Also on this site", "Notes to editors",
    "- More from Defence News:", "MORE FROM THE WORLD", "Popular articles", "Tags",
]  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_of_teasers_closes_the_article(heading: str) -> None:
    teasers = f"{heading}\nTurkey buys S-400 missiles from Russia\nIsrael strikes a depot near Damascus"
    assert regions(BODY + teasers) == [("teaser", teasers)]


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to the paper",
        "We use cookies to improve our service.",
        "All rights reserved.",
        "Copyright 2020 Example Media",
        "Follow us on Twitter",
        "Advertisement",
        "Click here: Turkey buys S-400 missiles",
        "Sign up for our newsletter",
        "Subscribe to our daily briefing",
        "Read more: Turkey buys S-400 missiles",
        "Related: Turkey buys S-400 missiles",
        "See also: Turkey buys S-400 missiles",
        "Read next",
        "© 2020 Example Media",
        "(c) Example Media 2020",
        "Copyright © 2020 Example Media. All rights reserved.",
    ],
)
def test_a_notice_is_a_region_of_its_own(line: str) -> None:
    found = regions(BODY + line + "\n\n" + "The talks go on in Brussels next week, diplomats said on Tuesday.")
    assert [words for _, words in found] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Photo: A Patriot launcher fires during an exercise in Romania",
        "Image credit: US Army",
        "Photo by Sgt. Jane Doe",
        "A Patriot launcher in Poland. (Photo: US Army)",
        "An F-16 takes off from Aviano, file photo",
    ],
)
def test_a_caption_is_a_region_of_its_own(line: str) -> None:
    assert regions(BODY + line + "\n\n" + "The talks go on in Brussels next week.") == [("caption", line)]


@pytest.mark.parametrize(
    "line",
    [
        "EXERCISE OPENS ON SATURDAY",
        "Arms orders",
        "Background",
        "What comes next?",
        "The most read of the reports came from Vilnius, where the ministry had more on the story than others did.",
        "Russia read the statement as a threat and sent more aircraft to the region.",
        "Popular support for the deployment is low.",
        "More troops will follow, he said.",
        "Related to this, Poland ordered tanks.",
        "The picture in Libya is different.",
        "More on the deal",
        "Copyright law has changed since.",
        "Elsewhere in the region",
    ],
)
def test_a_line_of_the_article_is_none(line: str) -> None:
    assert regions(BODY + line + "\n\n" + "The talks go on in Brussels next week.") == []


ONE_SENTENCE_EACH = "The talks go on in Brussels, diplomats said.\n\nPoland will host the next round in the spring.\n\n"

ENDINGS = {
    "titles": "Turkey buys S-400 missiles from Russia\nIsrael strikes a depot near Damascus",
    "bulleted titles": "- Turkey buys S-400 missiles\n-\n- Israel strikes a depot near Damascus",
    "titles with a summary each": (
        "Turkey buys S-400 missiles\nAnkara paid 2.5 billion dollars, the largest sum that it has ever spent abroad on "
        "one system, and will get the first battery in July of next year, according to officials who spoke to reporters.\n"
        "-\nIsrael strikes a depot\nThe army gave no word on what it was."
    ),
    "a title that ends the page": "Podcast: how to read shadows",
}


@pytest.mark.parametrize("teasers", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("heading", ["Read next", "Related: Who owns the phosphates?", "Elsewhere on the live desk",
                                     "Sign up for our newsletter", "From our books pages", "In case you missed it"])  # fmt: skip
def test_a_weak_heading_closes_the_article_where_teasers_follow(heading: str, teasers: str) -> None:
    rest = f"{heading}\n{teasers}"
    assert regions(BODY + rest) == [("teaser", rest)]


@pytest.mark.parametrize("line", ["Sign up for our newsletter", "Read more: Turkey buys S-400s", "Related: Who pays?"])
@pytest.mark.parametrize("body", [BODY, ONE_SENTENCE_EACH], ids=["paragraphs", "one sentence each"])
def test_an_article_goes_on_after_a_line_between(line: str, body: str) -> None:
    assert regions(f"{BODY}{line}\n\n{body}") == [("notice", line)]


@pytest.mark.parametrize(
    "line",
    [
        "More from our defence desk",
        "Related stories",
        "Also on our site",
        "Elsewhere on this site",
        "Read next on Example",
    ],
)
def test_a_strong_heading_closes_the_article_whatever_follows(line: str) -> None:
    rest = f"{line}\n\n{BODY.strip()}"
    assert regions(BODY + rest) == [("teaser", rest)]


def test_what_a_company_says_of_itself_closes_the_article_only_late() -> None:
    about = "About Example Systems\nExample Systems makes radars. It has 300 employees in Kiel."
    assert regions(BODY + BODY + about) == [("teaser", about)]
    assert regions(BODY + about + "\n\n" + BODY * 3) == []


def test_a_notice_between_hides_no_event(extractor: Extractor) -> None:
    text = (
        BODY + "Read more: Turkey buys S-400s\n\nGermany withdrew its troops from Mali, the ministry said on Friday.\n"
    )
    assert "WITHDRAWAL" in [event.type for event in extractor.extract(text).events]


def test_a_heading_before_any_text_closes_nothing() -> None:
    assert [kind for kind, _ in regions("More from our desk\n\n" + BODY)] in ([], ["notice"])


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "***", "—"])
def test_texts_without_words_have_no_regions(text: str) -> None:
    assert regions(text) == []


WRAPPED = (
    "The ministry said that four batteries of surface-to-air missiles had been\n"
    "moved by rail to the border in the course of the last two weeks and that\n"
    "they would stay there until the end of the exercise, which is to be held\n"
    "in the north of the country with troops from nine members of the alliance\n"
    "and observers from three neighbouring states.\n"
)


def test_hard_wrapped_text_is_recognised() -> None:
    assert is_hard_wrapped(WRAPPED)
    assert not is_hard_wrapped(BODY)
    assert not is_hard_wrapped("One line\nand another")


def test_sentences_run_over_the_ends_of_wrapped_lines(extractor: Extractor) -> None:
    assert len(list(extractor.nlp(WRAPPED).sents)) == 1


def test_sentences_end_with_their_paragraph(extractor: Extractor) -> None:
    doc = extractor.nlp("Arms orders rise in the north\n\nThe government bought tanks.\n\nThe navy sold two ships.")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Arms orders rise in the north",
        "The government bought tanks.",
        "The navy sold two ships.",
    ]


def test_nothing_is_extracted_from_regions(extractor: Extractor) -> None:
    teasers = "Related stories\n\nTurkey buys S-400 missiles from Russia\nIsrael strikes a depot near Damascus\n"
    extraction = extractor.extract(BODY + teasers)
    end = len(BODY)
    assert all(trigger.end <= end for event in extraction.events for trigger in event.triggers)
    assert all(mention.end <= end for entity in extraction.entities for mention in entity.mentions)
    assert [(region.kind, region.start) for region in extraction.regions] == [("teaser", end)]
