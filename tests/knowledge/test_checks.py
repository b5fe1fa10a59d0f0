"""A user's names are checked before they are used, and names are looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from defevents.errors import KnowledgeError
from defevents.knowledge.checks import check_file, check_lines, described, model_of, suggestions
from defevents.knowledge.entries import Listed, Organisation, Weapon
from defevents.knowledge.lexicon import load_lexicon

GOOD = '{"id": "own/skyguard-x", "name": "Skyguard X", "label": "WEAPON"}'


def problems(*lines: str) -> list[tuple[int | None, bool, str]]:
    found = check_lines(lines, load_lexicon(), model=Listed, file="own.jsonl")
    return [(problem.line, problem.warning, problem.text) for problem in found]


def test_good_lines_have_no_problems() -> None:
    assert problems(GOOD, "", '{"id": "b", "name": "Zorblax", "label": "ORG", "country": "NO"}') == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "entry: Invalid JSON"),
        ("[1]", "entry: "),
        ('{"id": "b", "name": "Zorblax"}', "label: Field required"),
        ('{"id": "b", "name": "Zorblax", "label": "SHIP"}', "label: "),
        ('{"id": "b", "name": "Zorblax", "label": "ORG", "country": "Norway"}', "country: "),
        ('{"id": "b", "name": "Zorblax", "label": "ORG", "colour": "red"}', "colour: "),
        ('{"id": "own/skyguard-x", "name": "Zorblax", "label": "ORG"}', "id 'own/skyguard-x' stands in line 1 too"),
    ],
)
def test_a_bad_line_is_an_error(line: str, words: str) -> None:
    ((number, warning, text),) = problems(GOOD, line)
    assert (number, warning) == (2, False)
    assert text.startswith(words)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "b", "name": "S-400", "label": "WEAPON"}', "name 'S-400' is also that of weapon/s-400 (S-400)"),
        ('{"id": "b", "name": "bucket", "label": "WEAPON"}', "name 'bucket' is a common word"),
        ('{"id": "b", "name": "Zorblax", "label": "ORG", "context": ["Bucket"]}', "context: 'bucket' is none of"),
    ],
)
def test_a_risky_name_is_a_warning(line: str, words: str) -> None:
    ((number, warning, text),) = problems(GOOD, line)
    assert (number, warning) == (2, True)
    assert text.startswith(words)


def test_a_common_word_with_context_is_no_risk() -> None:
    assert problems('{"id": "b", "name": "bucket", "label": "WEAPON", "context": ["bucket"]}') == []


def test_an_entry_may_take_the_place_of_a_shipped_one() -> None:
    assert problems('{"id": "weapon/s-400", "name": "S-400", "label": "WEAPON"}') == []


def test_every_bad_line_is_told_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(f"{{\n{GOOD}\n[]\n", encoding="utf-8")
    assert [str(p).split(": ")[0] for p in check_file(file, load_lexicon())] == [f"{file}:1", f"{file}:3"]


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        list(check_file(tmp_path / name, load_lexicon()))


@pytest.mark.parametrize(
    ("path", "model"),
    [("weapons/drones.jsonl", Weapon), ("organisations.jsonl", Organisation), ("own.jsonl", Listed)],
)
def test_the_name_of_a_file_says_what_it_holds(path: str, model: type) -> None:
    assert model_of(Path(path)) is model


def test_a_sense_is_described_in_full() -> None:
    facts = described(load_lexicon().lookup("Su-30MKI")[0])
    assert facts["id"] == "weapon/su-30mki"
    assert (facts["country"], facts["variant_of"], facts["needs_context"]) == ("RU", "weapon/su-30", False)


def test_suggestions_are_the_nearest_names() -> None:
    assert suggestions(load_lexicon(), "Iskandr")[0] == "Iskander"
    assert suggestions(load_lexicon(), "qqqqqqqqqqqq") == []
