"""Names are found in every way that news writes them, and never inside other names."""

from __future__ import annotations

import pytest

from defevents.knowledge.names import NameIndex, fold

NAMES = (
    "F-16", "T-90", "Su-30MKI", "PAC-3 MSE", "Patriot", "USS Porter", "S-400", "Type 26", "U.S.", "AH-64 Apache",
    "Côte d'Ivoire", "Bayraktar TB2", "Mk 41", "HIMARS", "howitzer", "Leopard 2", "M-51.3",
    "MIM-104F", "T-72M", "Predator B", "Heron I", "AH-6i", "Bars-I",
)  # fmt: skip


@pytest.fixture(scope="module")
def index() -> NameIndex[str]:
    index: NameIndex[str] = NameIndex()
    for name in NAMES:
        index.add(name, name, plural=name not in ("U.S.", "Côte d'Ivoire"))
    return index


def found(index: NameIndex[str], text: str) -> list[tuple[str, str]]:
    return [(match.senses[0], text[match.start : match.end]) for match in index.find(text)]


WAYS = [
    ("F-16", "An F-16 flew."),
    ("F-16", "An F16 flew."),
    ("F-16", "An F‑16 flew."),
    ("F-16", "An F–16 flew."),
    ("F-16", "The F-16's wing."),
    ("F-16", "The F-16’s wing."),
    ("F-16", "They saw an F-16."),
    ("F-16", "They saw an F-16, and left."),
    ("F-16", "The “F-16” flew."),
    ("F-16", "The 'F-16' flew."),
    ("F-16", "The (F-16) flew."),
    ("F-16", "An A-10/F-16 pair."),
    ("F-16", "An F-16/A-10 pair."),
    ("Su-30MKI", "The Su-30 MKI flew."),
    ("Su-30MKI", "The SU-30MKI flew."),
    ("PAC-3 MSE", "The PAC-3 MSE hit."),
    ("PAC-3 MSE", "The PAC3 MSE hit."),
    ("PAC-3 MSE", "The PAC-3\nMSE hit."),
    ("Patriot", "A PATRIOT battery."),
    ("Bayraktar TB2", "A Bayraktar TB-2 flew."),
    ("Mk 41", "The Mk-41 launcher."),
    ("Mk 41", "The MK41 launcher."),
    ("AH-64 Apache", "An AH-64-Apache flew."),
    ("Côte d'Ivoire", "From Côte d’Ivoire."),
    ("U.S.", "The U.S. Navy."),
    ("howitzer", "A Howitzer fired."),
    ("howitzer", "HOWITZER FIRED"),
]


@pytest.mark.parametrize(("name", "text"), WAYS, ids=[text for _, text in WAYS])
def test_a_name_is_found_in_any_spelling(index: NameIndex[str], name: str, text: str) -> None:
    assert name in [sense for sense, _ in found(index, text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two F-16s flew.", "F-16s"),
        ("Two F16s.", "F16s"),
        ("Five T-90s burned.", "T-90s"),
        ("The Patriots arrived.", "Patriots"),
        ("AH-64 Apaches flew.", "AH-64 Apaches"),
        ("Two MIM-104Fs left.", "MIM-104Fs"),
        ("Two MIM104Fs.", "MIM104Fs"),
        ("Four Su-30MKIs flew.", "Su-30MKIs"),
        ("Four Su-30 MKIs flew.", "Su-30 MKIs"),
        ("Ten T-72Ms burned.", "T-72Ms"),
        ("Two Predator Bs flew.", "Predator Bs"),
        ("Two AH-6is flew.", "AH-6is"),
        ("Four howitzers.", "howitzers"),
        ("Howitzers fired.", "Howitzers"),
    ],
)
def test_plurals_are_found_whole(index: NameIndex[str], text: str, words: str) -> None:
    match = next(iter(index.find(text)))
    assert (text[match.start : match.end], match.plural) == (words, True)


@pytest.mark.parametrize(
    "text",
    [
        "A T-90M tank.",
        "An F-160 truck.",
        "The XF-16.",
        "An F-16C.",
        "A T-72MS tank.",
        "A T-72Msk tank.",
        "An MIM-104FS battery.",
        "S-400B",
        "Room F-16.5 is free.",
        "The unpatriotic Patriotism.",
        "A patriot spoke.",
        "It was an f. 16 of them.",
        "himarsian",
        "F-\n\n16",
    ],
)
def test_a_name_is_not_found_inside_another(index: NameIndex[str], text: str) -> None:
    assert found(index, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Heron Is Back", None),
        ("Why Bars Is Late", None),
        ("HOWITZERS FIRED", "howitzer"),
        ("Six T-72M tanks", "T-72M"),
    ],
)
def test_an_s_is_a_plural_only_where_it_can_be_one(index: NameIndex[str], text: str, name: str | None) -> None:
    assert [sense for sense, _ in found(index, text)] == ([] if name is None else [name])


def test_a_name_added_after_a_search_is_found_too() -> None:
    index: NameIndex[str] = NameIndex()
    index.add("Leopard", "the tank", plural=True)
    assert found(index, "A Leopard.") == [("the tank", "Leopard")]
    index.add("Leopard", "the operation")
    index.add("howitzer", "the gun", plural=True)
    assert [match.senses for match in index.find("A Leopard.")] == [("the tank", "the operation")]
    assert found(index, "Two howitzers.") == [("the gun", "howitzers")]


def test_the_longest_name_wins() -> None:
    index: NameIndex[str] = NameIndex()
    for name in ("Leopard", "Leopard 2", "Leopard 2A7"):
        index.add(name, name)
    assert found(index, "A Leopard, a Leopard 2 and a Leopard 2A7.") == [
        ("Leopard", "Leopard"),
        ("Leopard 2", "Leopard 2"),
        ("Leopard 2A7", "Leopard 2A7"),
    ]


def test_a_name_may_have_several_senses() -> None:
    index: NameIndex[str] = NameIndex()
    index.add("Georgia", "the country")
    index.add("Georgia", "the state")
    assert [match.senses for match in index.find("In Georgia.")] == [("the country", "the state")]


def test_a_name_of_neither_letters_nor_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="neither letter nor digit"):
        NameIndex[str]().add("--", "nothing")


@pytest.mark.parametrize("text", ["", " ", "\n", "😀", "مرحبا", "\0", "F-", "-16"])
def test_texts_without_names_give_none(index: NameIndex[str], text: str) -> None:
    assert found(index, text) == []


@pytest.mark.parametrize("text", ["Łódź", "İstanbul", "naïve", "ﬁnd", "ß", "Ǆ", "ŉ", "𝔽-16"])
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
