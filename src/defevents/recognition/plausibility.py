"""Says whether words that may be a weapon, force or exercise are meant as one."""

from __future__ import annotations

import re
import tomllib

from spacy.tokens import Doc, Span, Token

from defevents.knowledge.lexicon import data_folder
from defevents.recognition.candidates import Candidate

__all__ = ["Plausibility", "is_exercise", "singular"]

DEFINITE = frozenset({"the", "this", "that", "these", "those"})
EXERCISE_WORDS = frozenset({"exercise", "drill", "manoeuvre", "maneuver", "wargame", "game"})
EXERCISE_WINDOW = 4

_AIRLINER = re.compile(r"A3[0-9]{2}(?:-\d+)?|MH\d+|[A-Z]\.\d[\d.]*")


class Plausibility:
    """Tells weapons and forces from other things that the trained model, which has seen little but defense, confuses.

    The lists of nouns and words it goes by are in ``cues/generics.toml``.
    """

    def __init__(self) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "generics.toml").read_text(encoding="utf-8"))
        self._nouns = {"WEAPON": frozenset(cues["weapon"]), "FORCE": frozenset(cues["force"])}
        self._telling = (self._nouns["WEAPON"] | self._nouns["FORCE"]) - frozenset(cues["everyday"])
        self._civil = frozenset(cues["civil"])
        self._only_after = {noun: frozenset(words) for noun, words in cues["only_after"].items()}
        self._elsewhere = frozenset(word for words in cues["other_fields"].values() for word in words)
        self._civil_names = frozenset(cues["civil_names"])
        self._otherwise = {
            label: {noun: frozenset(words) for noun, words in nouns.items()}
            for label, nouns in cues["otherwise"].items()
        }

    def holds(self, doc: Doc, candidate: Candidate) -> bool:
        """Whether words that only the model takes for a weapon, force or exercise say so: by noun, designator, year."""
        words = doc[candidate.start : candidate.end]
        if candidate.label == "EXERCISE":
            return is_exercise(words)
        nouns = self._nouns.get(candidate.label)
        if nouns is None:
            return True
        if candidate.label == "WEAPON" and (_is_bare_definite(words) or self._is_civil(words)):
            return False
        if self._means_otherwise(words, candidate.label):
            return False
        if any(t.lemma_.lower() in nouns or singular(t) in nouns for t in words):
            return True
        return any(map(_is_designator, words)) and self.is_code(words)

    def is_code(self, words: Span) -> bool:
        """Whether what reads like a designator may be a weapon's, by the sentences around, which speak of arms."""
        return not self.is_elsewhere(words) and not self._is_civil(words) and self._is_of_arms(words)

    def is_elsewhere(self, words: Span) -> bool:
        """Whether a sentence or those beside it are about sports, stars or weather, where names mean other things."""
        return any(token.lower_ in self._elsewhere for token in _around(words))

    def _is_of_arms(self, words: Span) -> bool:
        """Whether those sentences speak of weapons or forces at all: a code alone may be a road's or a virus's."""
        return any(singular(token) in self._telling for token in _around(words))

    def _means_otherwise(self, words: Span, label: str) -> bool:
        """Whether a cue in the sentence makes the noun something else: *the airline's fleet*.

        With a word of its own a craft stays one: *jet fighters killed four*.
        """
        if label == "WEAPON" and len(words) > 1:
            return False
        cues = self._otherwise[label].get(singular(words.root), frozenset())
        return any(token.lower_ in cues for token in words.sent)

    def _is_civil(self, words: Span) -> bool:
        """Whether a noun is no weapon beside some word (*coal mine*), without one (*gas*) or with a civil name."""
        if any(token.lower_ in self._civil_names for token in words):
            return True
        noun = words.root
        before = noun.nbor(-1).lower_ if noun.i else ""
        after = noun.nbor().lower_ if noun.i + 1 < len(noun.doc) else ""
        within = (f"{words[i].lower_} {singular(words[i + 1])}" for i in range(len(words) - 1))
        if not self._civil.isdisjoint((f"{before} {singular(noun)}", f"{singular(noun)} {after}", *within)):
            return True
        needed = self._only_after.get(noun.lemma_.lower())
        return needed is not None and before not in needed


def _around(words: Span) -> Span:
    """The sentence of some words and those beside it."""
    doc, sentence = words.doc, words.sent
    start = doc[sentence.start - 1].sent.start if sentence.start else 0
    end = doc[sentence.end].sent.end if sentence.end < len(doc) else len(doc)
    return doc[start:end]


def is_exercise(span: Span) -> bool:
    """Whether a name that is also a word ends in a year or number, or stands near *exercise*, *drills* and the like."""
    if span[-1].text[-1].isdigit():
        return True
    near = span.doc[max(span.sent.start, span.start - EXERCISE_WINDOW) : min(span.sent.end, span.end + EXERCISE_WINDOW)]
    return any(token.lemma_.lower() in EXERCISE_WORDS for token in near)


def singular(token: Token) -> str:
    """Lower-case singular of a regular noun."""
    word = token.lower_
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _is_designator(token: Token) -> bool:
    """Whether a word mixes letters and digits as designators do (*CEAFAR2*), and is no amount or airliner."""
    text = token.text
    mixed = any(c.isdigit() for c in text) and any(c.isupper() for c in text)
    of_flight = token.i > 0 and token.nbor(-1).lower_ in ("flight", "flights")
    return mixed and not of_flight and not set("$)(") & set(text) and not _AIRLINER.fullmatch(text)


def _is_bare_definite(words: Span) -> bool:
    """Whether words are a bare definite noun (*the ship*, *these missiles*), which stands for something named before.

    Of 68 such nouns in the first 1,074 annotated articles, 14 are mentions of their own.
    """
    if len(words) > 1 or not words.start or not words[0].is_lower:
        return False
    return words.doc[words.start - 1].lower_ in DEFINITE
