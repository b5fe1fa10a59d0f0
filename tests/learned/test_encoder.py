import numpy as np
import pytest
import spacy

from defevents.errors import ModelError
from defevents.learned.encoder import DISTANCES, MOST_PIECES, Encoder, distance, windows
from defevents.learned.wordpiece import WordPieces

WORDS = ["russia", "deployed", "missiles", "to", "belarus", "."]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]
LABELS = {
    "triggers": ["NONE", "DEPLOYMENT"],
    "status": ["occurred", "planned"],
    "roles": ["NONE", "actor"],
    "stances": ["NONE", "report"],
}
SIZE, PAIRS = 24, 8


def weights(layers=2):
    random = np.random.default_rng(1)

    def some(*shape):
        return random.normal(size=shape).astype(np.float32) * 0.3

    out = {"word": some(len(VOCABULARY), SIZE), "position": some(512, SIZE), "pair.distance": some(DISTANCES, PAIRS)}
    shapes = {
        "triggers": (SIZE, 2),
        "status": (SIZE, 2),
        "roles": (PAIRS, 2),
        "stances": (PAIRS, 2),
        "pair.trigger": (SIZE, PAIRS),
        "pair.other": (SIZE, PAIRS),
    }
    norms = ["embedded"]
    for n in range(layers):
        shapes |= {f"layer.{n}.{part}": (SIZE, SIZE) for part in ("query", "key", "value", "mix")}
        shapes |= {f"layer.{n}.widen": (SIZE, 4 * SIZE), f"layer.{n}.narrow": (4 * SIZE, SIZE)}
        norms += [f"layer.{n}.attended", f"layer.{n}.out"]
    for name, shape in shapes.items():
        out |= {f"{name}.weight": some(*shape), f"{name}.bias": some(shape[1])}
    for name in norms:
        out |= {f"{name}.scale": 1 + some(SIZE), f"{name}.shift": some(SIZE)}
    return out


@pytest.fixture(scope="module")
def encoder():
    return Encoder(weights(), VOCABULARY, LABELS)


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def test_every_word_asked_about_gets_chances_that_add_up_to_one(encoder, nlp):
    context = encoder.read(nlp("Russia deployed missiles to Belarus."), [0, 1, 4], [1])
    for question in ("triggers", "status"):
        for answer in context.of_words(question, [0, 1, 4]):
            assert set(answer) == set(LABELS[question])
            assert sum(answer.values()) == pytest.approx(1, abs=1e-5)
    pairs = context.of_pairs(1, [0, 4])
    assert set(pairs) == {0, 4}
    assert all(sum(chances.values()) == pytest.approx(1, abs=1e-5) for both in pairs.values() for chances in both)


def test_words_that_were_not_read_have_no_answer(encoder, nlp):
    context = encoder.read(nlp("Russia deployed missiles to Belarus.\nBelarus deployed missiles."), [1, 4, 7], [1])
    assert context.of_words("triggers", [7]) == [None]
    assert context.of_pairs(1, [7]) == {}
    assert encoder.read(nlp("Russia."), [0], []).of_words("status", [0]) == [None]


def test_words_of_one_paragraph_stand_beside_each_other(encoder, nlp):
    context = encoder.read(
        nlp("Russia deployed missiles.\nBelarus deployed missiles to Russia."), [0, 1, 5, 6, 9], [1, 6]
    )
    assert context.beside(1) == [0]
    assert context.beside(6) == [5, 9]
    assert context.beside(3) == []


def test_what_is_said_of_a_word_does_not_depend_on_what_else_is_asked(encoder, nlp):
    doc = nlp("Russia deployed missiles to Belarus.\nMissiles deployed to Russia.")
    few = encoder.read(doc, [1], [1]).of_words("triggers", [1])[0]
    many = encoder.read(doc, range(len(doc)), range(len(doc))).of_words("triggers", [1])[0]
    assert few == pytest.approx(many, abs=1e-5)


def test_a_word_is_read_in_its_context(encoder, nlp):
    one, other = nlp("Russia deployed missiles."), nlp("Belarus deployed to Russia.")
    first, second = (encoder.read(d, [1], [1]).of_words("triggers", [1])[0] for d in (one, other))
    assert first["DEPLOYMENT"] != pytest.approx(second["DEPLOYMENT"], abs=1e-4)


def test_paragraphs_are_read_apart_and_long_ones_in_parts_cut_after_sentences(nlp):
    pieces = WordPieces(VOCABULARY)
    doc = nlp("Russia deployed missiles.\n\n" + "Belarus deployed missiles to Russia. " * 80)
    found = list(windows(doc, pieces))
    assert [doc[i].text for i, _ in found[0]] == ["Russia", "deployed", "missiles", "."]
    assert len(found) > 2
    assert all(sum(len(p) for _, p in window) <= MOST_PIECES for window in found)
    assert all(doc[window[-1][0]].text == "." for window in found)
    assert [i for window in found for i, _ in window] == [t.i for t in doc if not t.is_space]


def test_a_sentence_without_end_is_cut_all_the_same(nlp):
    found = list(windows(nlp("missiles " * 1000), WordPieces(VOCABULARY)))
    assert all(sum(len(p) for _, p in window) <= MOST_PIECES for window in found)
    assert sum(len(window) for window in found) == 1000


def test_distances_are_classes_on_either_side():
    found = [distance(100, 100 + n) for n in range(-60, 61)]
    assert found == sorted(found)
    assert set(found) == set(range(DISTANCES))


def test_an_encoder_is_read_back_as_it_was_written(encoder, nlp, tmp_path):
    encoder.save(tmp_path / "encoder.npz")
    again = Encoder.load(tmp_path / "encoder.npz")
    doc = nlp("Russia deployed missiles to Belarus.")
    first, second = (e.read(doc, [1], [1]).of_words("status", [1])[0] for e in (encoder, again))
    assert first == pytest.approx(second, abs=0.02)
    assert again.labels == encoder.labels


def test_a_broken_file_is_a_clear_error(tmp_path):
    (tmp_path / "encoder.npz").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"encoder\.npz: cannot read the encoder"):
        Encoder.load(tmp_path / "encoder.npz")
