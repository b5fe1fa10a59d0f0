"""The first look keeps what the pipeline finds events in, and rules out what holds no word for one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import defevents
from defevents.errors import ModelError
from defevents.extractor import Extractor
from defevents.knowledge.event_types import load_event_types
from defevents.knowledge.lexicon import load_lexicon
from defevents.prefilter import FirstLook, candidates, inflected, load_first_look

TOLD = [
    "Russia deployed Iskander missiles to Kaliningrad.",
    "Poland bought 32 F-35s from the United States for $4.6 billion.",
    "Norway and Sweden hold a joint exercise in the Barents Sea next week.",
    "Israeli aircraft bombed a depot near Damascus.",
    "North Korea test-fired two ballistic missiles.",
    "THE NAVY WILL WITHDRAW ITS FRIGATES FROM THE GULF.",
]
NOTHING = [
    "",
    "A recipe for bread: flour, water, salt and patience.",
    "Her novel is about a gardener.",
]


@pytest.mark.parametrize("text", TOLD)
def test_texts_with_events_are_kept(text: str) -> None:
    assert load_first_look()(text)


@pytest.mark.parametrize("text", NOTHING)
def test_texts_without_are_ruled_out(text: str) -> None:
    assert not load_first_look()(text)


def test_one_sentence_of_many_is_enough() -> None:
    assert load_first_look()(" ".join([*NOTHING * 50, TOLD[0], *NOTHING * 50]))


def test_all_examples_of_the_package_are_kept(extractor: Extractor, root: Path) -> None:
    found = [r for r in extractor.extract_many(defevents.read_articles(root / "examples" / "articles.jsonl"))
             if isinstance(r, defevents.Extraction)]  # fmt: skip
    assert all(load_first_look()(r.article.text) for r in found if r.events)


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("deploy", "deploys deployed deploying"),
        ("seize", "seizes seized seizing"),
        ("ship", "ships shipped shipping"),
        ("sortie", "sorties"),
        ("supply", "supplies supplied supplying"),
        ("clash", "clashes clashed clashing"),
    ],
)
def test_lemmas_are_inflected(lemma: str, forms: str) -> None:
    assert set(forms.split()) < inflected(lemma)


def test_candidates_know_their_characters_and_the_names_beside_them() -> None:
    text = "On Monday Poland bought F-35s."
    (found,) = candidates(text, {"bought"}, load_lexicon())
    assert text[found.start : found.end] == found.form == "bought"
    assert {"w=bought", "p=poland", "q=f", "nb=COUNTRY", "na=WEAPON", "wnb=bought|COUNTRY"} <= set(found.features)


def test_a_trigger_that_nothing_was_learned_of_is_weighed_by_its_surroundings() -> None:
    lemma = next(lemma for t in load_event_types()["ATTACK"].triggers for lemma in t.lemmas if t.pos == "verb")
    look = FirstLook({"na=WEAPON": 5.0}, ["did"], bias=-4.0, threshold=0.0, lexicon=load_lexicon())
    assert look(f"They {lemma} F-35s.")
    assert not look(f"They {lemma} it.")


def test_a_broken_file_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("defevents.prefilter.model_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="first_look"):
        load_first_look()
    np.savez(tmp_path / "first_look.npz", weights=np.zeros(3))
    with pytest.raises(ModelError, match=r"cannot be read.*reinstall"):
        load_first_look()
