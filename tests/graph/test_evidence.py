"""The sentence that an edge carries is the article's own, where its words stand."""

from __future__ import annotations

import pytest

from defevents import EventGraph, Extraction, TextSpan
from defevents.graph.evidence import REACH, sentence_around

TEXT = 'Gen. Orr spoke.\n\nThe fleet left Orland. It sailed at noon, and "all went well". Nobody saw it.'


def span(words: str, text: str = TEXT) -> TextSpan:
    start = text.index(words)
    return TextSpan(start=start, end=start + len(words), text=words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("fleet", "The fleet left Orland."),
        ("sailed", 'It sailed at noon, and "all went well".'),
        ("Nobody", "Nobody saw it."),
        ("spoke", "Orr spoke."),
    ],
)
def test_words_outside_the_events_sentences_get_their_own(words: str, sentence: str) -> None:
    found = sentence_around(TEXT, (), span(words))
    assert found == {"sentence": sentence, "sentence_start": TEXT.index(sentence)}


def test_a_sentence_of_the_event_goes_first() -> None:
    sentence = span("\n\nThe fleet left Orland. It sailed at noon")
    found = sentence_around(TEXT, [sentence], span("sailed"))
    assert found == {"sentence": "The fleet left Orland. It sailed at noon", "sentence_start": TEXT.index("The fleet")}


def test_a_stretch_without_ends_is_cut_between_words() -> None:
    text = "ship " * 200 + "sank" + " deep" * 200
    found = sentence_around(text, (), span("sank", text))
    assert len(found["sentence"]) <= 2 * REACH + 4
    assert {*found["sentence"].split()} == {"ship", "sank", "deep"}


def test_every_edge_has_its_words_in_its_sentence(baltic_week: Extraction) -> None:
    text = baltic_week.article.text
    for _, _, edge in EventGraph([baltic_week]).graph.edges(data=True):
        start = edge["sentence_start"]
        assert text[start : start + len(edge["sentence"])] == edge["sentence"]
        offset = edge["start"] - start
        assert edge["sentence"][offset : offset + len(edge["evidence"])] == edge["evidence"]
