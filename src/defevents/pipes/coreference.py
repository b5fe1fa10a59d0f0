"""Gathers the mentions of each entity, and resolves pronouns and bare definite nouns to entities."""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import Iterable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from defevents.knowledge.entries import Country, Exercise, Listed, Organisation, Place, Weapon
from defevents.knowledge.lexicon import Lexicon, data_folder, load_lexicon
from defevents.knowledge.names import fold
from defevents.layers import in_body, state
from defevents.mentions import Named

__all__ = ["EntityCoreference"]

SENTENCES_BACK = 2
OWNER_DEPENDENCIES = frozenset({"amod", "compound", "nmod", "poss"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
OBJECTS = frozenset({"dobj", "nsubjpass", "pobj"})


class EntityCoreference:
    """Writes the entities of the article into the state, under `entities`, and `anaphora` (token to entity).

    Mentions are one entity where they share a knowledge-base id; where one is an acronym or the surname of the other;
    or where their words are the same (for troops and other generic forces, their owner as well).
    """

    def __init__(self, lexicon: Lexicon) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "anaphora.toml").read_text(encoding="utf-8"))
        self._lexicon = lexicon
        self._pronouns: dict[str, list[str]] = cues["pronouns"]
        self._prefer: dict[str, list[str]] = cues["prefer"]
        self._nouns = {noun: label for label, nouns in cues["nouns"].items() for noun in nouns}

    def __call__(self, doc: Doc) -> Doc:
        """Resolve the entities of `doc`."""
        entities: list[dict[str, Any]] = []
        by_key: dict[tuple[str, str], int] = {}
        full_names: dict[str, str] = {}
        at: dict[int, int] = {}
        for mention in doc.ents:
            key = self._key(mention, full_names)
            if mention.label_ == "ORG" and mention.text.isupper() and ("ORG", fold(mention.text)) in by_key:
                key = "ORG", fold(mention.text)  # what the article itself has it stand for
            if key not in by_key:
                by_key[key] = len(entities)
                entities.append(self._new(mention, len(entities)))
                full_names |= _shorter_names(entities[-1])
                for alias in self._further_keys(mention):
                    by_key.setdefault(alias, by_key[key])
            entity = entities[by_key[key]]
            entity["mentions"].append([mention.start, mention.end, mention.label_])
            if not entity["kb_id"] and mention.kb_id_ and mention.label_ not in ("DATE", "MONEY"):
                entity["kb_id"] = mention.kb_id_
            for token in mention:
                at[token.i] = by_key[key]
        self._add_offices(doc, entities, at)
        state(doc)["entities"] = entities
        state(doc)["anaphora"] = {str(i): e for i, e in self._anaphora(doc, entities, at).items()}
        return doc

    @staticmethod
    def _key(mention: Span, full_names: dict[str, str]) -> tuple[str, str]:
        """What two mentions of one entity have in common; for a surname, the full name that stands before it."""
        label, words = mention.label_, _plain(mention.text)
        if label in ("COUNTRY", "NATIONALITY"):
            return "COUNTRY", mention.kb_id_ or words
        if label in ("DATE", "MONEY"):
            return label, mention.kb_id_ or words
        if mention.kb_id_:
            return "kb", mention.kb_id_
        if label == "PERSON":
            return label, full_names.get(words, words)
        if label == "FORCE":
            return label, f"{_owner(mention)} {_singular_words(words)}"
        if label == "WEAPON":
            return label, _singular_words(words)
        return label, words

    def _further_keys(self, mention: Span) -> list[tuple[str, str]]:
        """Other names by which the entity may be mentioned later: its acronym, or its acronym written out before."""
        if mention.label_ != "ORG":
            return []
        keys = []
        initials = "".join(w[0] for w in re.findall(r"[^\W\d_]+", mention.text) if w[0].isupper())
        if len(initials) > 1:
            keys.append(("ORG", fold(initials)))
        after = mention.doc[mention.end : mention.end + 3]
        if len(after) == 3 and after[0].text == "(" and after[2].text == ")" and after[1].text.isupper():
            keys.append(("ORG", fold(after[1].text)))
        return keys

    def _new(self, mention: Span, number: int) -> dict[str, Any]:
        kb_id = "" if mention.label_ in ("DATE", "MONEY") else mention.kb_id_
        entry = self._lexicon.entries.get(kb_id)
        country = category = None
        name = mention.text
        if isinstance(entry, Country):
            name, country = entry.name, entry.territory_of or entry.id
        elif isinstance(entry, Weapon):
            name, country, category = entry.name, entry.country, entry.category
        elif isinstance(entry, Organisation | Place):
            name, country, category = entry.name, entry.country, entry.kind
        elif isinstance(entry, Listed):
            name, country, category = entry.name, entry.country, entry.category
        elif isinstance(entry, Exercise):
            category = entry.domain
        return {
            "id": f"n{number + 1}",
            "label": "COUNTRY" if isinstance(entry, Country) and not entry.territory_of else mention.label_,
            "name": name,
            "kb_id": kb_id,
            "mentions": [],
            "country": country,
            "office": None,
            "category": category,
        }

    def _add_offices(self, doc: Doc, entities: list[dict[str, Any]], at: dict[int, int]) -> None:
        """Give people the office and country before their name: *Lithuanian President Dalia Grybauskaite*."""
        text = doc.text
        for mention in doc.ents:
            found = self._lexicon.office_before(text, mention.start_char) if mention.label_ == "PERSON" else None
            office = None if found is None else doc.char_span(found[0], found[1])
            if office is None:
                continue
            person = entities[at[mention.start]]
            person["office"] = person["office"] or office.text
            before = office.start - 1
            if before > 0 and doc[before].tag_ == "POS":
                before -= 1
            owner = entities[at[before]] if before in at else None
            if owner is not None and owner["label"] in ("COUNTRY", "NATIONALITY"):
                person["country"] = person["country"] or owner["kb_id"] or None

    def _anaphora(self, doc: Doc, entities: list[dict[str, Any]], at: dict[int, int]) -> dict[int, int]:
        """Map each pronoun and bare definite noun to the most salient entity it agrees with."""
        found: dict[int, int] = {}
        window: deque[list[Span]] = deque(maxlen=SENTENCES_BACK + 1)
        named = Named(doc)
        for sentence in doc.sents:
            window.appendleft(named.within(sentence))
            for token in sentence:
                entity = None if token.i in at else self._antecedent(token, window, entities, at)
                if entity is not None:
                    found[token.i] = entity
        return found

    def _antecedent(
        self, token: Token, window: Iterable[list[Span]], entities: list[dict[str, Any]], at: dict[int, int]
    ) -> int | None:
        """Entity that a pronoun or bare definite noun stands for; `window` has the mentions, nearest sentence first."""
        labels, plural = self._stands_for(token)
        if not labels or not in_body(token.doc, token.idx, token.idx + len(token)):
            return None
        best: tuple[tuple[int, int, int, int], int] | None = None
        for distance, mentions in enumerate(window):
            for mention in mentions:
                if mention.start >= token.i or mention.label_ not in labels:
                    continue
                entity = at[mention.start]
                if not self._agrees(token, mention, plural, entities[entity]):
                    continue
                rank = self._salience(token, mention, distance)
                if best is None or rank > best[0]:
                    best = rank, entity
        return None if best is None else best[1]

    def _stands_for(self, token: Token) -> tuple[list[str], bool | None]:
        """Labels of what `token` can stand for, and whether it is plural (None where either will do)."""
        if token.pos_ == "PRON" and token.lower_ in self._pronouns:
            if token.lower_ in ("it", "its", "itself") and token.dep_ == "expl":
                return [], None
            plural = token.lower_ in ("they", "them", "their")
            return self._pronouns[token.lower_], plural if token.lower_ in ("they", "them", "it") else None
        if token.pos_ == "NOUN" and token.lemma_ in self._nouns:
            modifiers = [t for t in token.children if t.dep_ not in ("det", "punct", "relcl", "acl", "prep", "appos")]
            definite = any(
                t.dep_ == "det" and t.lower_ in ("the", "these", "those", "this", "that") for t in token.children
            )
            if definite and not modifiers:
                return [self._nouns[token.lemma_]], token.tag_ == "NNS"
        return [], None

    def _agrees(self, token: Token, mention: Span, plural: bool | None, entity: dict[str, Any]) -> bool:
        if token.pos_ == "NOUN" and mention.label_ == "WEAPON":
            return self._is_kind_of(token.lemma_, mention, entity)
        if plural is None or mention.label_ in ("ORG", "PERSON"):
            return True
        if mention.label_ == "COUNTRY":
            return not plural
        return plural == (mention.root.tag_ in ("NNS", "NNPS") or mention.label_ == "NATIONALITY")

    def _is_kind_of(self, noun: str, mention: Span, entity: dict[str, Any]) -> bool:
        """Whether the weapon mentioned may be called `noun`, by its own words or its category's type words."""
        if noun in ("system", "weapon") or noun in fold(mention.text):
            return True
        category = self._lexicon.categories.get(entity["category"] or "")
        return category is not None and any(word.split()[-1] == noun for word in category.words)

    def _salience(self, token: Token, mention: Span, distance: int) -> tuple[int, int, int, int]:
        """Rank of a candidate: the sort of thing the position wants, the nearer sentence, subjects, the later word."""
        wanted = self._prefer["object" if token.dep_ in OBJECTS else "subject"]
        fits = int(token.pos_ == "NOUN" or mention.label_ in wanted)
        subject = int(mention.root.dep_ in SUBJECTS)
        return fits, -distance, subject if token.pos_ == "PRON" else 0, mention.start


def _shorter_names(entity: dict[str, Any]) -> dict[str, str]:
    """First names and surnames by which a person may be mentioned later, and the full name."""
    full = _plain(entity["name"]) if entity["label"] == "PERSON" else ""
    words = full.split()
    ends = range(1, len(words))
    return {" ".join(part): full for n in ends for part in (words[:n], words[n:])}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _singular_words(words: str) -> str:
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words


def _owner(mention: Span) -> str:
    """Country or organisation that modifies the head of a mention, as its id or words; empty where there is none."""
    for child in mention.root.children:
        if child.dep_ in OWNER_DEPENDENCIES and child.ent_type_ in ("COUNTRY", "NATIONALITY", "ORG"):
            return child.ent_kb_id_ or child.lower_
    return ""


@Language.factory(
    "defevents_coreference",
    default_config={"gazetteers": []},
    requires=["doc.ents", "token.dep", "token.tag", "doc.sents"],
    assigns=["doc._.defevents"],
)
def make_coreference(nlp: Language, name: str, gazetteers: list[str]) -> EntityCoreference:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name.

    `gazetteers` are paths of a user's own lists.
    """
    return EntityCoreference(load_lexicon(tuple(gazetteers)))
