"""Designators, currencies and dashes come apart where a reader parts them, and nowhere else."""

from __future__ import annotations

import pytest

from defevents.extractor import Extractor

WHOLE = ["F-35A", "F-16s", "Su-30MKI", "AH-64E", "U.S.", "S-400", "MQ-9B", "K9"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("an F-35A.", ["an", "F-35A", "."]),
        ("an AH-64E.", ["an", "AH-64E", "."]),
        ("Six F-16s.", ["Six", "F-16s", "."]),
        ("155mm/F-35", ["155mm", "/", "F-35"]),
        ("Mk-41/SM-6", ["Mk-41", "/", "SM-6"]),
        ("3–7 June", ["3", "–", "7", "June"]),
        ("the PAC-3 MSE", ["the", "PAC-3", "MSE"]),
        ("RM21.70 million", ["RM", "21.70", "million"]),
        ("NT$31 billion", ["NT$", "31", "billion"]),
        ("$10.5 billion", ["$", "10.5", "billion"]),
        ("Russia's S-400", ["Russia", "'s", "S-400"]),
    ],
)
def test_text_comes_apart(extractor: Extractor, text: str, tokens: list[str]) -> None:
    assert [token.text for token in extractor.nlp.make_doc(text)] == tokens


@pytest.mark.parametrize("word", WHOLE)
def test_a_designator_stays_whole_in_a_sentence(extractor: Extractor, word: str) -> None:
    doc = extractor.nlp.make_doc(f"Two of the {word} were seen.")
    assert word in [token.text for token in doc]


@pytest.mark.parametrize("text", ["Six F-16s, 155mm/F-35 and a “T-90”.", "a\r\nb", "😀 U.S.-made", ""])
def test_tokens_add_up_to_the_text(extractor: Extractor, text: str) -> None:
    assert "".join(token.text_with_ws for token in extractor.nlp.make_doc(text)) == text
