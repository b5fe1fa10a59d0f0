"""Positions to a trigger are those of the plain clause, whatever the sentence does to it."""

from __future__ import annotations

import pytest

from defevents.extractor import Extractor
from defevents.syntax import frame, governors, is_passive, subjects

# Sentence, trigger, and what stands in positions to it (more may stand there too).
FRAMES = [
    ("Russia deployed missiles to Syria.", "deployed", {"subject": "Russia", "object": "missiles", "to": "Syria"}),
    ("Missiles were deployed to Syria by Russia.", "deployed", {"subject": "Russia", "object": "Missiles", "to": "Syria"}),
    ("Russia plans to deploy missiles to Syria.", "deploy", {"subject": "Russia", "object": "missiles"}),
    ("Russia has started to deploy missiles.", "deploy", {"subject": "Russia", "object": "missiles"}),
    ("Russia is expected to deploy missiles.", "deploy", {"subject": "Russia", "object": "missiles"}),
    ("Russia seems to have deployed missiles.", "deployed", {"subject": "Russia", "object": "missiles"}),
    ("The president ordered the troops to withdraw from Syria.", "withdraw", {"subject": "troops", "from": "Syria"}),
    ("Lithuania accused Russia of deploying missiles to the border.", "deploying", {"subject": "Russia", "object": "missiles"}),
    ("Russia was accused of deploying missiles.", "deploying", {"subject": "Russia", "object": "missiles"}),
    ("Poland bought and deployed missiles from Sweden.", "deployed", {"subject": "Poland", "object": "missiles"}),
    ("Poland bought missiles and sold tanks to Ukraine.", "sold", {"subject": "Poland", "object": "tanks", "to": "Ukraine"}),
    ("The country, which deployed missiles last year, denied it.", "deployed", {"subject": "country", "object": "missiles"}),
    ("The troops that were deployed to Mali will return.", "deployed", {"object": "troops", "to": "Mali"}),
    ("The sale of tanks by Germany to Poland was delayed.", "sale", {"of": "tanks", "by": "Germany", "to": "Poland"}),
    ("Poland's purchase of tanks was delayed.", "purchase", {"possessive": "Poland", "of": "tanks"}),
    ("Russia held exercises with Belarus.", "exercises", {"governor": "Russia", "with": "Belarus"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "positions"), FRAMES, ids=[text for text, _, _ in FRAMES])
def test_positions_are_those_of_the_plain_clause(
    extractor: Extractor, text: str, trigger: str, positions: dict[str, str]
) -> None:
    doc = extractor.nlp(text)
    word = next(token for token in doc if token.text == trigger)
    found = {(slot.position, slot.token.text) for slot in frame(word)}
    assert set(positions.items()) <= found


@pytest.mark.parametrize(
    ("text", "word", "passive"),
    [
        ("Missiles were deployed to Syria.", "deployed", True),
        ("The missiles deployed to Syria are new.", "deployed", True),
        ("Russia deployed missiles.", "deployed", False),
        ("Russia has deployed missiles.", "deployed", False),
    ],
)
def test_voice_is_told(extractor: Extractor, text: str, word: str, passive: bool) -> None:
    token = next(token for token in extractor.nlp(text) if token.text == word)
    assert is_passive(token) is passive


def test_subjects_are_inherited(extractor: Extractor) -> None:
    doc = extractor.nlp("Poland wants to buy tanks.")
    assert [token.text for token in subjects(doc[3])] == ["Poland"]


def test_governors_are_named_nearest_first(extractor: Extractor) -> None:
    doc = extractor.nlp("Russia said it had plans to deploy missiles.")
    words = [governor.token.text for governor in governors(doc[6])]
    assert words[0] == "plans"
    assert words[-1] == "said"
