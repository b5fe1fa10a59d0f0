"""Designators, currencies and dashes come apart where a reader parts them, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from defevents.errors import ModelError
from defevents.extractor import Extractor
from defevents.learned.decisions import model_folder
from defevents.pipeline import load_pipeline
from defevents.tokenizer import adapt_tokenizer

WHOLE = ["F-35A", "F-16s", "Su-30MKI", "AH-64E", "U.S.", "S-400", "MQ-9B", "K9", "T-90M", "T-72B3M", "Tu-22M3M", "MiG-29K",
         "Ka-52K", "9K720M", "2S19M", "M1A2K", "AGM-88G"]  # fmt: skip


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
        ("the (T-90M).", ["the", "(", "T-90M", ")", "."]),
        ("T-90M, T-72B3M.", ["T-90M", ",", "T-72B3M", "."]),
        ("a T-90M/T-72 pair", ["a", "T-90M", "/", "T-72", "pair"]),
        ("155mm guns", ["155", "mm", "guns"]),
        ("12.7mm guns", ["12.7", "mm", "guns"]),
        ("350m away", ["350", "m", "away"]),
        ("10km away", ["10", "km", "away"]),
        ("$5M", ["$", "5", "M"]),
        ("5K troops", ["5", "K", "troops"]),
        ("300-350km", ["300", "-", "350", "km"]),
        ("Russia's S-400", ["Russia", "'s", "S-400"]),
    ],
)
def test_text_comes_apart(extractor: Extractor, text: str, tokens: list[str]) -> None:
    assert [token.text for token in extractor.nlp.make_doc(text)] == tokens


@pytest.mark.parametrize("word", WHOLE)
def test_a_designator_stays_whole_in_a_sentence(extractor: Extractor, word: str) -> None:
    doc = extractor.nlp.make_doc(f"Two of the {word} were seen.")
    assert word in [token.text for token in doc]


def test_the_rules_are_those_of_the_sources_and_adding_them_again_changes_nothing(extractor: Extractor) -> None:
    text = "Two T-90M, a MiG-29K and 155mm/F-35 rounds for RM21.70 million."
    tokens = [token.text for token in extractor.nlp.make_doc(text)]
    again = load_pipeline()
    adapt_tokenizer(again)
    assert [token.text for token in again.make_doc(text)] == tokens


def test_the_rules_survive_saving(extractor: Extractor, tmp_path: Path) -> None:
    extractor.nlp.tokenizer.to_disk(tmp_path / "tokenizer")
    other = spacy.blank("en")
    other.tokenizer.from_disk(tmp_path / "tokenizer")
    assert [token.text for token in other.make_doc("a T-90M.")] == ["a", "T-90M", "."]


def test_a_tokenizer_of_another_kind_is_refused() -> None:
    nlp = spacy.blank("en")
    nlp.tokenizer = str.split
    with pytest.raises(ModelError, match="not spaCy's rule-based Tokenizer"):
        adapt_tokenizer(nlp)


@pytest.mark.parametrize("text", ["Six F-16s, 155mm/F-35 and a “T-90”.", "a\r\nb", "😀 U.S.-made", ""])
def test_tokens_add_up_to_the_text(extractor: Extractor, text: str) -> None:
    assert "".join(token.text_with_ws for token in extractor.nlp.make_doc(text)) == text


def test_the_shipped_pipeline_has_the_present_rules() -> None:
    nlp = spacy.load(model_folder())
    shipped = nlp.tokenizer.to_bytes(exclude=["vocab"])
    adapt_tokenizer(nlp)
    assert nlp.tokenizer.to_bytes(exclude=["vocab"]) == shipped
