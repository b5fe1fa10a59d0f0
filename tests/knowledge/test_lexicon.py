"""The knowledge base loads, answers, and names the line that is wrong."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from defevents.errors import KnowledgeError
from defevents.knowledge.entries import Weapon
from defevents.knowledge.event_types import load_event_types
from defevents.knowledge.lexicon import Lexicon, load_lexicon, read_entries
from defevents.pipeline import WITH_NAMES, load_pipeline


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def test_it_holds_hundreds_of_weapon_systems(lexicon: Lexicon) -> None:
    assert sum(isinstance(entry, Weapon) for entry in lexicon.entries.values()) >= 400


def test_every_weapon_has_a_category_of_the_taxonomy(lexicon: Lexicon) -> None:
    weapons = [entry for entry in lexicon.entries.values() if isinstance(entry, Weapon)]
    assert [w.id for w in weapons if w.category not in lexicon.categories] == []


def test_every_variant_names_a_system_that_is_there(lexicon: Lexicon) -> None:
    weapons = [entry for entry in lexicon.entries.values() if isinstance(entry, Weapon) and entry.variant_of]
    assert [w.id for w in weapons if w.variant_of not in lexicon.entries] == []


def test_every_country_that_an_entry_names_is_there(lexicon: Lexicon) -> None:
    named = {country for entry in lexicon.entries.values() if (country := getattr(entry, "country", None))}
    assert [code for code in sorted(named) if lexicon.country(code) is None] == []


@pytest.mark.parametrize(
    ("name", "entry", "form"),
    [
        ("Poland", "PL", "name"),
        ("Polish", "PL", "adjective"),
        ("the Kremlin", "RU", None),
        ("Moscow", "RU", "capital"),
        ("US", "US", "name"),
        ("United States", "US", "name"),
        ("Britain", "GB", "name"),
        ("Taiwan", "TW", "name"),
    ],
)
def test_countries_are_found_by_all_their_names(lexicon: Lexicon, name: str, entry: str, form: str | None) -> None:
    senses = [sense for match in lexicon.find(name) for sense in match.senses]
    assert entry in [sense.entry.id for sense in senses]
    assert form is None or form in [sense.form for sense in senses if sense.entry.id == entry]


@pytest.mark.parametrize(
    "name", ["F-35", "Iskander", "HIMARS", "Leopard 2", "S-400", "NASAMS", "Bayraktar TB2", "Su-27"]
)
def test_well_known_weapons_are_there(lexicon: Lexicon, name: str) -> None:
    assert "WEAPON" in [sense.label for sense in lexicon.lookup(name)]


def test_an_unknown_name_has_no_senses(lexicon: Lexicon) -> None:
    assert lexicon.lookup("Zzyzx Mark 99") == []


def test_the_same_lexicon_comes_at_every_call(lexicon: Lexicon) -> None:
    assert load_lexicon() is lexicon


def test_lists_of_your_own_count_as_they_are_now(lexicon: Lexicon, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('{"id": "own/1", "label": "ORG", "name": "Zorg Works"}\n', encoding="utf-8")
    first = load_lexicon((str(file),))
    assert load_lexicon((str(file),)) is first
    file.write_text('{"id": "own/1", "label": "ORG", "name": "Zorg Yards"}\n', encoding="utf-8")
    second = load_lexicon((str(file),))
    assert [bool(second.lookup(name)) for name in ("Zorg Works", "Zorg Yards")] == [False, True]
    assert load_lexicon() is lexicon


def test_every_component_with_names_gets_the_lists(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('{"id": "own/1", "label": "ORG", "name": "Zorg Works"}\n', encoding="utf-8")
    nlp = load_pipeline(gazetteers=(path for path in [file]))
    assert all(nlp.get_pipe_config(name)["gazetteers"] == [str(file)] for name in WITH_NAMES)


GOOD = '{"id": "weapon/x-1", "name": "X-1", "category": "aircraft-fighter"}\n'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "weapon/x-2", "name": "X-2"}', "category"),
        ('{"id": "x-2", "name": "X-2", "category": "c"}', "id"),
        ('{"id": "weapon/x-2", "name": " ", "category": "c"}', "name"),
        ('{"id": "weapon/x-2", "name": "X-2", "category": "c", "country": "Russia"}', "country"),
        ('{"id": "weapon/x-2", "name": "X-2", "category": "c", "colour": "red"}', "colour"),
        ('{"id": "weapon/x-2", "name": "X-2", ', "entry"),
        ("[1]", "entry"),
    ],
)
def test_a_broken_line_is_named_with_its_file(tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "drones.jsonl"
    file.write_text(GOOD + line + "\n" + GOOD, encoding="utf-8")
    with pytest.raises(KnowledgeError) as problem:
        list(read_entries(file, Weapon))
    assert str(problem.value).startswith(f"drones.jsonl:2: {words}")
    assert (problem.value.file, problem.value.line) == ("drones.jsonl", 2)


@pytest.mark.parametrize("line", [None, 3])
def test_an_error_is_the_same_after_it_was_pickled(line: int | None) -> None:
    problem = KnowledgeError("drones.jsonl", line, "no entry")
    again = pickle.loads(pickle.dumps(problem))
    assert (str(again), again.args, vars(again)) == (str(problem), problem.args, vars(problem))


def test_empty_lines_count_for_nothing_but_their_number(tmp_path: Path) -> None:
    file = tmp_path / "drones.jsonl"
    file.write_text(GOOD + "\n" + GOOD, encoding="utf-8")
    assert [entry.name for entry in read_entries(file, Weapon)] == ["X-1", "X-1"]


TYPES = {
    "DEPLOYMENT": {"actor", "item", "origin", "destination"},
    "WITHDRAWAL": {"actor", "item", "origin", "destination"},
    "TRANSFER": {"supplier", "recipient", "item"},
    "CONTRACT": {"buyer", "contractor", "item"},
    "EXERCISE": {"participant", "item", "place", "name"},
    "TEST": {"actor", "item", "place"},
    "ATTACK": {"actor", "target", "item", "place"},
    "AGREEMENT": {"participant", "item", "place"},
    "PRODUCTION": {"actor", "item", "place"},
    "SPENDING": {"actor", "item"},
    "INCIDENT": {"actor", "target", "item", "place"},
    "SANCTION": {"actor", "target", "item"},
}


def test_the_event_types_are_twelve() -> None:
    assert set(load_event_types()) == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_an_event_type_has_its_roles_and_triggers(name: str) -> None:
    schema = load_event_types()[name]
    assert set(schema.roles) == TYPES[name]
    assert {trigger.pos for trigger in schema.triggers} == {"verb", "noun"}
    assert schema.about
