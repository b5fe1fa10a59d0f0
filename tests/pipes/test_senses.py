"""Names that may mean several things are told apart by what stands around them."""

from __future__ import annotations

import pytest

from defevents.extractor import Extractor


def labels(extractor: Extractor, text: str) -> dict[str, tuple[str, str | None]]:
    """Label and knowledge-base id of each mention, by its words."""
    entities = extractor.extract(text).entities
    return {m.text: (m.label, e.kb_id) for e in entities for m in e.mentions}


@pytest.mark.parametrize(
    ("text", "name", "label", "kb_id"),
    [
        ("The bombers landed in Guam on Monday.", "Guam", "LOCATION", "GU"),
        ("Denmark sent a frigate to Greenland.", "Greenland", "LOCATION", "GL"),
        ("Moscow deployed missiles to Syria.", "Moscow", "COUNTRY", "RU"),
        ("The ministers met in Moscow on Monday.", "Moscow", "LOCATION", None),
        ("The Ministry of Defence of the Russian Federation denied the report.", "Russian Federation", "COUNTRY", "RU"),
        ("American jets bombed Islamic State in Iraq on Monday.", "Iraq", "COUNTRY", "IQ"),
    ],
)
def test_country_city_and_territory(extractor: Extractor, text: str, name: str, label: str, kb_id: str | None) -> None:
    assert labels(extractor, text)[name] == (label, kb_id)


def test_a_territory_belongs_to_its_state(extractor: Extractor) -> None:
    [guam] = [e for e in extractor.extract("The bombers landed in Guam on Monday.").entities if e.name == "Guam"]
    assert (guam.label, guam.country) == ("LOCATION", "US")


def test_a_government_that_takes_part_is_an_organisation(extractor: Extractor) -> None:
    found = labels(extractor, "The Dutch government sold 20 tanks to Jordan.")
    assert found["Dutch government"][0] == "ORG"
    assert "Dutch" not in found


def test_a_government_that_stands_by_is_named_by_its_adjective(extractor: Extractor) -> None:
    extraction = extractor.extract("An advisory board tells the Dutch government to build more dikes.")
    [country] = extraction.entities
    assert (country.label, country.kb_id, country.mentions[0].text) == ("COUNTRY", "NL", "Dutch")


@pytest.mark.parametrize(
    "text",
    [
        "The M77 was opened by the First Minister on Friday, replacing the old and dangerous A77.",
        "The rating agency downgraded Japan to Aa3 because of weak growth.",
        "The airliner disappeared from radar over the Java Sea.",
        "Archaeologists found the old capital by radar imagery.",
    ],
)
def test_a_code_or_a_word_without_arms_around_is_no_weapon(extractor: Extractor, text: str) -> None:
    assert [m for m, (label, _) in labels(extractor, text).items() if label == "WEAPON" and m != "airliner"] == []


def test_a_code_among_arms_is_a_weapon(extractor: Extractor) -> None:
    found = labels(extractor, "Iran showed the KX-99 and two other missiles at a parade in Tehran.")
    assert found["KX-99"][0] == "WEAPON"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The M62 was closed after the accident, which cost a local man his life.", "M62"),
        ("Poultry farms in Bavaria were closed after an outbreak of the H5 virus.", "H5"),
        ("SpaceX launched sixty Starlink satellites on a Falcon 9 from Florida.", "Falcon 9"),
        ("The convicted bomber was jailed for life by a court in Jakarta.", "bomber"),
        ("The airline said its fleet of over 100 Airbus jets would be grounded.", "fleet"),
    ],
)
def test_what_only_sounds_like_arms_is_none(extractor: Extractor, text: str, name: str) -> None:
    assert not any(
        name in words for words, (label, _) in labels(extractor, text).items() if label in {"WEAPON", "FORCE"}
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("North Korea tested the KN-23 missile again, the army in Seoul said.", "KN-23"),
        ("North Korea launched an Unha rocket on Wednesday.", "Unha"),
        ("The navy has sent its fleet to the Black Sea.", "fleet"),
        ("Britain sent a bomber to Cyprus on Friday.", "bomber"),
    ],
)
def test_what_sounds_like_arms_beside_them_is_one(extractor: Extractor, text: str, name: str) -> None:
    assert any(name in words for words, (label, _) in labels(extractor, text).items() if label in {"WEAPON", "FORCE"})


@pytest.mark.parametrize(
    ("text", "name", "kb_id"),
    [
        (
            "The Allied Democratic Forces attacked a village in Ituri on Sunday. Troops killed ten men of the ADF.",
            "ADF",
            "org/allied-democratic-forces",
        ),
        ("The ADF said that HMAS Perth had sailed from Darwin.", "ADF", "org/australian-defence-force"),
        (
            "Hayat Tahrir al-Sham (HTS) militants assault several Syrian Army positions in the north.",
            "Hayat Tahrir al-Sham",
            "org/hayat-tahrir-al-sham",
        ),
    ],
)
def test_letters_stand_for_what_the_article_spells_out(extractor: Extractor, text: str, name: str, kb_id: str) -> None:
    assert labels(extractor, text)[name] == ("ORG", kb_id)


@pytest.mark.parametrize(("first", "code"), [("Franco", "FR"), ("Anglo", "GB"), ("Sino", "CN")])
def test_the_first_part_of_a_pair_of_nationalities_is_one(extractor: Extractor, first: str, code: str) -> None:
    found = labels(extractor, f"The {first}-Indian deal for 36 Rafale fighters was signed in 2016.")
    assert found[first] == ("NATIONALITY", code)
