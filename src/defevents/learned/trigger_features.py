"""Features by which a word is told to trigger an event of some type, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Span, Token

from defevents.learned.network import Floats
from defevents.mentions import Mentions, kind_of, origin_of
from defevents.syntax import Slot, governing_verb, is_passive

__all__ = ["sentence_features", "trigger_features", "trigger_vectors"]

BEYOND = "_"
NO_VECTOR = -1
SUBJECTS = frozenset({"subject", "possessive", "by"})
OBJECTS = frozenset({"object", "of", "governor_object"})
PREPOSITIONS = frozenset({"to", "in", "from", "at", "for", "with"})

CONTEXT_SCALE = 0.1
"""Brings the numbers of a context vector, mostly between -5 and 5, near those of word vectors."""


def sentence_features(sentence: Span, world: Mentions) -> list[str]:
    """Features that all words of a sentence share: labels and kinds of its entities, and whether arms are foreign."""
    named = world.named.within(sentence)
    labels = {e.label_ for e in named}
    entities = [world.entities[world.at[e.start][0]] for e in named if e.start in world.at]
    kinds = {kind_of(e) for e in entities} - {""}
    origins = {origin_of(e) for e in entities} - {None}
    countries = {e["country"] for e in entities if e["label"] == "COUNTRY"}
    foreign = "unknown" if not origins or not countries else "no" if countries <= origins else "yes"
    return [
        *(f"has={label}" for label in sorted(labels) or ["none"]),
        *(f"kind={kind}" for kind in sorted(kinds)),
        f"foreign={foreign}",
    ]


def trigger_vectors(candidates: Sequence[tuple[Token, Span, Sequence[Slot]]]) -> Floats:
    """Vectors of candidates (token, its sentence, its positions): of the word, of words around it, of its context.

    Word vectors, each scaled to length one, of the candidate, of what governs it, of its subject, object and first
    prepositional object, of the words before and after it, and the mean over the sentence; then what the base
    pipeline's network made of the word in its context.

    Returns
    -------
    ndarray
        Of shape (candidates, eight times the size of a word vector and once that of a context vector).
    """
    if not candidates:
        return np.zeros((0, 0), dtype=np.float32)
    doc = candidates[0][0].doc
    telling = doc.to_array(["IS_STOP", "IS_PUNCT"]).sum(axis=1) == 0
    known = doc.vocab.vectors.find(keys=doc.to_array("ORTH"))
    around = [word for token, _, slots in candidates for word in _words_around(token, slots)]
    vectors = _vectors(doc, np.array([NO_VECTOR if word is None else known[word.i] for word in around]))
    means: dict[int, Floats] = {}
    for _, sentence, _ in candidates:
        if (start := sentence.start) not in means:
            rows = known[start : sentence.end][telling[start : sentence.end]]
            means[start] = _vectors(doc, rows if len(rows) else np.array([NO_VECTOR])).mean(axis=0)
    mean = np.asarray([means[sentence.start] for _, sentence, _ in candidates], dtype=np.float32)
    context = doc.tensor[[token.i for token, *_ in candidates]] * CONTEXT_SCALE
    return np.hstack([_of_length_one(vectors).reshape(len(candidates), -1), _of_length_one(mean), context])


def _vectors(doc: Doc, rows: npt.NDArray[np.int64]) -> Floats:
    """Word vectors at some rows of the vocabulary's table; nothing but zeros for words without."""
    vectors: Floats = doc.vocab.vectors.data[rows]
    vectors[rows == NO_VECTOR] = 0
    return vectors


def _words_around(token: Token, slots: Sequence[Slot]) -> tuple[Token | None, ...]:
    doc = token.doc

    def first(positions: frozenset[str]) -> Token | None:
        return next((slot.token for slot in slots if slot.position in positions), None)

    return (
        token,
        token.head if token.head.i != token.i else None,
        first(SUBJECTS),
        first(OBJECTS),
        first(PREPOSITIONS),
        doc[token.i - 1] if token.i else None,
        doc[token.i + 1] if token.i + 1 < len(doc) else None,
    )


def _of_length_one(vectors: Floats) -> Floats:
    lengths: Floats = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return vectors / (lengths + 1e-6)[:, None]


def trigger_features(
    token: Token, lemma: str, slots: Iterable[Slot], world: Mentions, types: Iterable[str], shared: list[str]
) -> Iterator[str]:
    """Names of the features of one candidate.

    Parameters
    ----------
    token, lemma
        The candidate and its lemma, hyphenated words joined.
    slots
        Its positions, from `defevents.syntax.frame`.
    world
        Where the entities are.
    types
        How the rules of the event types read the word: names of types, with `!` where all they need is filled, and
        `~` where the word is a weak trigger.
    shared
        Features of the sentence.
    """
    pos = "v" if token.pos_ in ("VERB", "AUX") else "n" if token.pos_ in ("NOUN", "PROPN") else "a"
    base = f"{lemma}/{pos}"
    yield "lemma=" + base
    yield f"tag={token.tag_}"
    yield f"dep={token.dep_}"
    yield f"lemma+dep={base}+{token.dep_}"
    head = token.head
    yield f"head={head.lemma_.lower()}/{token.dep_}"
    yield f"lemma+head={base}+{head.lemma_.lower()}"
    yield f"head_pos={head.pos_}"
    yield from _neighbors(token, base)
    if pos == "v":
        yield f"passive={is_passive(token)}"
    elif (found := governing_verb(token)) is not None:
        verb, how = found
        yield f"gov={verb.lemma_}/{how}"
        yield f"lemma+gov={base}+{verb.lemma_}"
    for child in token.children:
        if child.dep_ in ("prt", "neg", "det", "poss", "amod", "compound", "nummod"):
            yield f"child={child.dep_}:{child.lemma_.lower()}"
            yield f"lemma+child={base}+{child.lemma_.lower()}"
        else:
            yield f"has_child={child.dep_}"
    for slot in slots:
        yield from _slot(slot, base, world)
    for name in types:
        yield f"rule={name}"
    for feature in shared:
        yield feature
        yield f"lemma+{feature}={base}"


def _neighbors(token: Token, base: str) -> Iterator[str]:
    doc = token.doc
    before = doc[token.i - 1].lower_ if token.i else BEYOND
    after = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else BEYOND
    yield f"before={before}"
    yield f"after={after}"
    yield f"lemma+before={base}+{before}"
    yield f"lemma+after={base}+{after}"
    if token.i > 1:
        yield f"before2={doc[token.i - 2].lower_}"
    if token.i + 2 < len(doc):
        yield f"after2={doc[token.i + 2].lower_}"


def _slot(slot: Slot, base: str, world: Mentions) -> Iterator[str]:
    """What stands in a position: an entity's label, or the word and the labels of the entities inside its phrase."""
    label = world.label(slot.token.i)
    shown = label or slot.token.pos_
    yield f"slot={slot.position}{'+' if slot.steps else ''}:{shown}"
    yield f"lemma+slot={base}+{slot.position}:{shown}"
    if label:
        yield f"ent={slot.position}:{slot.token.lower_}"
        return
    word = slot.token.lemma_.lower()
    yield f"word={slot.position}:{word}"
    yield f"lemma+word={base}+{slot.position}:{word}"
    for inner in {f.label for f in world.fillers(slot.token)}:
        yield f"inner={slot.position}:{inner}"
        yield f"lemma+inner={base}+{inner}"
