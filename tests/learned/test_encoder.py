import pickle

import pytest
import spacy

from defevents.errors import ModelError
from defevents.learned.decisions import load_decisions
from defevents.learned.encoder import DISTANCES, MOST_PIECES, Encoder, distance, windows


@pytest.fixture(scope="module")
def encoder():
    return load_decisions().encoder


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def test_every_word_asked_about_gets_chances_that_add_up_to_one(encoder, nlp):
    context = encoder.read(nlp("Russia deployed missiles to Belarus."), [0, 1, 4], [1])
    for question in ("triggers", "status"):
        for answer in context.of_words(question, [0, 1, 4]):
            assert set(answer) == set(encoder.labels[question])
            assert sum(answer.values()) == pytest.approx(1, abs=1e-5)
    pairs = context.of_pairs(1, [0, 4])
    assert set(pairs) == {0, 4}
    assert all(sum(chances.values()) == pytest.approx(1, abs=1e-5) for both in pairs.values() for chances in both)


def test_words_that_were_not_read_have_no_answer(encoder, nlp):
    context = encoder.read(nlp("Russia deployed missiles to Belarus.\nBelarus deployed missiles."), [1, 4, 7], [1])
    assert context.of_words("triggers", [7]) == [None]
    assert context.of_pairs(1, [7]) == {}
    assert encoder.read(nlp("Russia."), [0], []).of_words("status", [0]) == [None]


def test_triggers_that_were_read_may_be_of_one_event(encoder, nlp):
    context = encoder.read(nlp("Russia deployed missiles to Belarus. The deployment took a week."), [1, 7], [1, 7])
    assert set(context.same(7, [1, 9])) == {1}
    assert 0 < context.same(7, [1])[1] < 1
    assert context.same(9, [1]) == {}


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


def test_paragraphs_are_read_apart_and_long_ones_in_parts_cut_after_sentences(encoder, nlp):
    pieces = encoder.pieces
    doc = nlp("Russia deployed missiles.\n\n" + "Belarus deployed missiles to Russia. " * 80)
    found = list(windows(doc, pieces))
    assert [doc[i].text for i, _ in found[0]] == ["Russia", "deployed", "missiles", "."]
    assert len(found) > 2
    assert all(sum(len(p) for _, p in window) <= MOST_PIECES for window in found)
    assert all(doc[window[-1][0]].text == "." for window in found)
    assert [i for window in found for i, _ in window] == [t.i for t in doc if not t.is_space]


def test_a_sentence_without_end_is_cut_all_the_same(encoder, nlp):
    found = list(windows(nlp("missiles " * 1000), encoder.pieces))
    assert all(sum(len(p) for _, p in window) <= MOST_PIECES for window in found)
    assert sum(len(window) for window in found) == 1000


def test_distances_are_classes_on_either_side():
    found = [distance(100, 100 + n) for n in range(-60, 61)]
    assert found == sorted(found)
    assert set(found) == set(range(DISTANCES))


def test_it_tells_a_deployment_and_its_parts(encoder, nlp):
    doc = nlp("Russia deployed Iskander missiles to Belarus on Monday, officials said.")
    context = encoder.read(doc, range(len(doc)), [1])
    (trigger,) = context.of_words("triggers", [1])
    assert max(trigger, key=trigger.__getitem__) == "DEPLOYMENT"
    roles = {doc[word].text: roles for word, (roles, _) in context.of_pairs(1, [0, 3, 5]).items()}
    best = {word: max(chances, key=chances.__getitem__) for word, chances in roles.items()}
    assert best == {"Russia": "actor", "missiles": "item", "Belarus": "destination"}


def test_reading_an_article_twice_gives_the_very_same(encoder, nlp):
    doc = nlp("Russia deployed missiles to Belarus. " * 20)
    first, second = (encoder.read(doc, [1], [1]).of_words("triggers", [1]) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("content", [b"", b"nothing"])
def test_a_broken_file_is_a_clear_error(content, tmp_path):
    (tmp_path / "encoder.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"encoder\.npz: cannot read the encoder"):
        Encoder.load(tmp_path / "encoder.npz")


def test_a_pickled_encoder_says_the_same(encoder, nlp):
    doc = nlp("Russia deployed missiles to Belarus.")
    again = pickle.loads(pickle.dumps(encoder))
    assert again.read(doc, [1], [1]).of_words("status", [1]) == encoder.read(doc, [1], [1]).of_words("status", [1])
