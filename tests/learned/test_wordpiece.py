import pytest

from defevents.learned.wordpiece import WordPieces

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "missile",
    "##s",
    "su",
    "-",
    "##35",
    "35",
    "elysee",
    "iskander",
    "##m",
    "m",
    ".",
    "u",
    "s",
]


@pytest.fixture
def pieces():
    return WordPieces(VOCABULARY)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("missile", ["missile"]),
        ("Missiles", ["missile", "##s"]),
        ("Su-35", ["su", "-", "35"]),
        ("Élysée", ["elysee"]),
        ("Iskander-M", ["iskander", "-", "m"]),
        ("IskanderM", ["iskander", "##m"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("\n", []),
        ("xyzzy", ["[UNK]"]),
        ("m" * 100, ["[UNK]"]),
    ],
)
def test_a_word_is_split_into_the_longest_pieces_of_the_vocabulary(pieces, word, expected):
    assert [VOCABULARY[n] for n in pieces(word)] == expected


def test_a_word_split_once_is_split_alike_again(pieces):
    assert pieces("Missiles") == pieces("Missiles")
