"""Parts of speech, morphology and lemmas are those of spaCy's own attribute ruler."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from defevents.learned.decisions import model_folder
from defevents.pipes.attributes import AttributeTable

ODD = (
    "I'm gonna go; let's see, y'all ain't gotta do nothin'.\n\n C'mon! There is one, there are two: got it?"
    " It gets what it gets, says he. They didn't have what he'd had, nor would I, nor could you."
)


@pytest.fixture(scope="module")
def base() -> Language:
    return spacy.load(model_folder(), exclude=["ner", "lemmatizer"])


def attributes(doc: Doc) -> list[tuple[str, ...]]:
    return [(t.text, t.tag_, t.pos_, t.dep_, str(t.morph), t.lemma_, str(t.is_sent_start)) for t in doc]


def test_every_token_gets_what_the_ruler_gives(base: Language, root: Path) -> None:
    ruler = base.get_pipe("attribute_ruler")
    table = AttributeTable(base.vocab, ruler.patterns)  # type: ignore[attr-defined]
    texts = [ODD, *(path.read_text(encoding="utf-8") for path in sorted((root / "examples").glob("*.txt")))]
    with base.select_pipes(disable=["attribute_ruler"]):
        bare = [doc.to_bytes() for doc in base.pipe(texts)]
    for data in bare:
        by_ruler, by_table = (pipe(Doc(base.vocab).from_bytes(data)) for pipe in (ruler, table))
        assert attributes(by_table) == attributes(by_ruler)


@pytest.mark.parametrize(
    "pattern",
    [
        {"patterns": [[{"SHAPE": "xx"}]], "attrs": {"POS": "NOUN"}, "index": 0},
        {"patterns": [[{"TAG": "NN"}]], "attrs": {"SHAPE": "xx"}, "index": 0},
        {"patterns": [[{"TAG": "NN"}] * 3], "attrs": {"POS": "NOUN"}, "index": 0},
        {"patterns": [[{"LOWER": {"FUZZY": "a"}}]], "attrs": {"POS": "NOUN"}, "index": 0},
    ],
)
def test_a_pattern_beyond_the_table_is_refused(base: Language, pattern: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="attribute ruler"):
        AttributeTable(base.vocab, [pattern])
