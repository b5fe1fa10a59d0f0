"""Who states an event, where that is said in another sentence than the event."""

from __future__ import annotations

import pytest

from defevents.extractor import Extractor


@pytest.mark.parametrize(
    ("text", "event_type", "source"),
    [
        (
            (
                "“We have seen no sign of peace,” said General Jens Berg, Nato's commander in Europe. "
                "“Russia has deployed Iskander missiles to Kaliningrad.”"
            ),
            "DEPLOYMENT",
            "Jens Berg",
        ),
        (
            (
                "Poland will buy 250 Abrams tanks from the United States. "
                "Defence Minister Mariusz Blaszczak announced this in Warsaw on Wednesday."
            ),
            "TRANSFER",
            "Mariusz Blaszczak",
        ),
    ],
)
def test_a_source_stands_in_the_sentence_before_or_after(
    extractor: Extractor, text: str, event_type: str, source: str
) -> None:
    extraction = extractor.extract(text)
    names = {entity.id: entity.name for entity in extraction.entities}
    claims = [claim for event in extraction.events if event.type == event_type for claim in event.claims]
    assert [(names[claim.source], claim.stance) for claim in claims] == [(source, "report")]
    assert all(text[claim.cue.start : claim.cue.end] for claim in claims)


def test_the_article_states_in_its_own_voice_what_nobody_claims(extractor: Extractor) -> None:
    text = "The minister met reporters in Oslo. Norway sent two frigates to the Baltic Sea on Monday."
    assert [event.claims for event in extractor.extract(text).events] == [()]
