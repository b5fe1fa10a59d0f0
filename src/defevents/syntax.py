"""Reads a dependency parse the way event extraction needs it: who stands in which position to a trigger.

Positions are `subject`, `object`, `dative`, `attribute`, `possessive`, `modifier`, `apposition` and prepositions by
their word (`to`, `from`, `in`, …); for a noun also `governor` and `governor_object`, the subject and object of the verb
that it depends on (*Russia* and none in *Russia holds drills*). Voice, relative clauses, participles, control, raising
and coordination are seen through: in *plans to sell*, *was accused of selling*, *troops deployed to*, the positions
are those of the plain clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

__all__ = ["Slot", "frame", "governing_verb", "is_passive", "subjects"]

RELATIVE_PRONOUNS = frozenset({"which", "that", "who", "whom"})

# Verbs whose object, not subject, does what the infinitive says: *ordered the troops to withdraw*.
OBJECT_CONTROL = frozenset({
    "order", "ask", "urge", "force", "allow", "tell", "request", "enable", "permit", "invite", "authorize",
    "authorise", "instruct", "command", "persuade", "warn", "advise", "compel", "pressure", "press",
    "encourage", "require", "direct", "task", "commission", "contract", "select", "choose", "pick", "call",
    "lead", "cause", "help", "get", "beg", "expect",
})  # fmt: skip

# Verbs of which the gerund after *of*, *from*, *for* belongs to the object: *accused Russia of deploying*.
OBJECT_GERUND = frozenset({
    "accuse", "suspect", "stop", "prevent", "block", "ban", "bar", "dissuade", "deter", "keep", "prohibit",
    "discourage", "condemn", "criticise", "criticize", "blame", "charge", "thank", "praise", "denounce",
    "sanction", "punish",
})  # fmt: skip

# Nouns that hand on to what they count or gather: *a series of drills*, *the first phase of the withdrawal*.
TRANSPARENT = frozenset({
    "series", "round", "number", "pair", "set", "wave", "group", "total", "lot", "handful", "dozen", "dozens",
    "hundred", "hundreds", "thousand", "thousands", "couple", "batch", "phase", "stage", "part", "majority",
    "rest", "most", "some", "several", "variety", "range", "array", "package", "fleet", "spate", "string",
    "campaign", "half", "all", "bulk", "any", "two", "three", "four", "five", "six", "one", "many", "few",
    "first", "second", "type", "kind", "version", "squadron", "battery", "unit", "regiment", "squad",
    "contingent", "force", "shipment", "consignment", "member", "members", "coast", "city", "town", "village",
    "province", "region", "area", "district", "outskirt", "outskirts", "north", "south", "east", "west",
    "border", "capital", "port", "vicinity", "direction", "centre", "center", "territory", "soil", "suburb",
    "island", "state", "governorate", "tranche", "supply", "stock", "variant", "family", "quantity",
})  # fmt: skip

# Words that the parser takes for prepositions and that open a comment on the clause, not a position in it.
NO_POSITION = frozenset({"according", "due", "owing", "thanks", "contrary", "compared", "regardless", "prior"})

MAX_CHAIN = 6


@dataclass(frozen=True, slots=True)
class Slot:
    """A word in a position to the trigger; `steps` counts the clauses climbed to find it."""

    position: str
    token: Token
    steps: int = 0


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive, reduced relatives (*troops deployed to Mali*) included."""
    if verb.tag_ == "VBD" and verb.dep_ == "acl":  # a participle that the tagger took for a past: *troops deployed to*
        return not any(t.dep_ in ("dobj", "nsubj") for t in verb.children)
    if verb.tag_ != "VBN":
        return False
    if any(t.dep_ in ("auxpass", "nsubjpass", "agent") for t in verb.children):
        return True
    return verb.dep_ in ("acl", "amod", "relcl") and not any(t.dep_ in ("aux", "dobj") for t in verb.children)


def frame(trigger: Token) -> list[Slot]:
    """All positions to `trigger`, its own first."""
    if trigger.pos_ in ("VERB", "AUX") or trigger.tag_.startswith("VB"):
        return _dedupe(_verb_frame(trigger))
    return _dedupe(_noun_frame(trigger))


def _dedupe(slots: Iterator[Slot]) -> list[Slot]:
    seen: set[tuple[str, int]] = set()
    return [s for s in slots if (s.position, s.token.i) not in seen and not seen.add((s.position, s.token.i))]  # type: ignore[func-returns-value]


def _verb_frame(verb: Token) -> Iterator[Slot]:
    yield from _own_positions(verb)
    if not any(t.dep_ in ("nsubj", "nsubjpass", "csubj", "agent") for t in verb.children):
        passive = is_passive(verb)
        for token, steps in _inherited_subjects(verb, 0):
            yield Slot("object" if passive else "subject", token, steps)
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ in ("VERB", "AUX")
        and not any(t.dep_ in ("dobj", "nsubjpass") for t in verb.children)
    ):
        # *bought and deployed the missiles*: the object stands with one of the verbs only.
        for slot in _own_positions(verb.head):
            if slot.position == "object" and not is_passive(verb.head):
                yield Slot("object", slot.token, 1)
    for child in verb.children:
        if (
            child.dep_ == "conj"
            and child.pos_ == "VERB"
            and not any(t.dep_ == "dobj" for t in verb.children)
            and not is_passive(verb)
        ):
            for slot in _own_positions(child):
                if slot.position == "object" and not is_passive(child):
                    yield Slot("object", slot.token, 1)


def _own_positions(verb: Token) -> Iterator[Slot]:
    passive = is_passive(verb)
    for child in verb.children:
        if child.dep_ in ("nsubj", "csubj"):
            yield Slot("subject", _antecedent(child))
        elif child.dep_ == "nsubjpass" or child.dep_ in ("dobj", "obj"):
            yield Slot("object", _antecedent(child))
        elif child.dep_ in ("attr", "oprd", "acomp"):
            yield Slot("attribute", child)
        elif child.dep_ == "agent":
            yield from (Slot("subject", t) for t in child.children if t.dep_ == "pobj")
        elif child.dep_ == "dative" and child.pos_ != "ADP":
            yield Slot("dative", _antecedent(child))
        elif child.dep_ in ("prep", "dative"):
            yield from _prepositional(child, 0)
        elif child.dep_ == "advmod" and child.pos_ in ("ADV", "PROPN"):
            yield Slot("adverb", child)
    if verb.dep_ == "relcl":
        yield from _relative_gap(verb)
    elif verb.dep_ in ("amod", "acl") and passive:
        yield Slot("object", verb.head)
    elif verb.dep_ == "amod" and verb.tag_ == "VBG":
        yield Slot("subject", verb.head)


def _relative_gap(verb: Token) -> Iterator[Slot]:
    """Give a noun its place in a relative clause without pronoun: *the missiles Russia deployed*."""
    filled = {t.dep_ for t in verb.children}
    pronoun = any(
        t.lower_ in RELATIVE_PRONOUNS or t.lower_ == "where" for t in verb.subtree if t.tag_ in ("WDT", "WP", "WRB")
    )
    if not pronoun:
        if not filled & {"nsubj", "nsubjpass"}:
            yield Slot("object" if is_passive(verb) else "subject", verb.head)
        elif "nsubj" in filled and not filled & {"dobj", "ccomp", "xcomp"}:
            yield Slot("object", verb.head)
    elif any(t.lower_ == "where" for t in verb.children):
        yield Slot("in", verb.head)


def _prepositional(preposition: Token, steps: int) -> Iterator[Slot]:
    """Objects of a preposition, through stacked prepositions (*from off the coast of*) and pronouns."""
    if preposition.lower_ in NO_POSITION:
        return
    for child in preposition.children:
        if child.dep_ == "pobj":
            yield Slot(preposition.lower_, _antecedent(child), steps)
        elif child.dep_ == "prep":
            yield from _prepositional(child, steps)
        elif child.dep_ in ("pcomp", "amod", "nmod", "npadvmod") and child.pos_ in ("NOUN", "PROPN"):
            yield Slot(preposition.lower_, child, steps)


def _antecedent(token: Token) -> Token:
    """Return the noun that a relative pronoun stands for; any other token itself."""
    if token.tag_ in ("WDT", "WP") and token.lower_ in RELATIVE_PRONOUNS:
        for ancestor in token.ancestors:
            if ancestor.dep_ == "relcl":
                return ancestor.head
    return token


def subjects(verb: Token) -> list[Token]:
    """Grammatical subjects of `verb`, its own or inherited; active or passive."""
    own = [_antecedent(t) for t in verb.children if t.dep_ in ("nsubj", "nsubjpass", "csubj")]
    return own or [token for token, _ in _inherited_subjects(verb, 0)]


def _subjects_from(verb: Token, steps: int) -> list[tuple[Token, int]]:
    own = [(_antecedent(t), steps) for t in verb.children if t.dep_ in ("nsubj", "nsubjpass", "csubj")]
    return own or _inherited_subjects(verb, steps)


def _inherited_subjects(verb: Token, steps: int) -> list[tuple[Token, int]]:
    """Who does what a verb without a subject of its own says."""
    head, dep = verb.head, verb.dep_
    if steps > MAX_CHAIN or head.i == verb.i:
        return []
    if dep == "relcl":
        return []
    if dep in ("xcomp", "ccomp") and head.pos_ in ("VERB", "AUX"):
        objects = [t for t in head.children if t.dep_ == "dobj" and t.i < verb.i]
        if head.lemma_ in OBJECT_CONTROL and objects:
            return [(_antecedent(t), steps + 1) for t in objects]
        return _subjects_from(head, steps + 1)
    if dep in ("conj", "advcl", "dep", "parataxis") and head.pos_ in ("VERB", "AUX"):
        return _subjects_from(head, steps + 1)
    if dep in ("xcomp", "ccomp", "advcl") and head.pos_ in ("ADJ", "NOUN"):
        return _external_subjects(head, steps + 1) or _subjects_from(head.head, steps + 1)
    if dep == "pcomp":
        governor = head.head
        while governor.dep_ == "prep":
            governor = governor.head
        if governor.pos_ in ("VERB", "AUX"):
            objects = [t for t in governor.children if t.dep_ in ("dobj", "nsubjpass")]
            if governor.lemma_ in OBJECT_GERUND and objects:
                return [(_antecedent(t), steps + 1) for t in objects]
            return _subjects_from(governor, steps + 1)
        return _external_subjects(governor, steps + 1)
    if dep == "acl" and verb.tag_ == "VBG":
        return [(head, steps + 1)]
    if dep == "acl" and not is_passive(verb):
        return _external_subjects(head, steps + 1)
    return []


def _external_subjects(noun: Token, steps: int) -> list[tuple[Token, int]]:
    """Who has the plan, makes the offer, raises the possibility: the doer that a noun implies."""
    if steps > MAX_CHAIN:
        return []
    owners = [(t, steps) for t in noun.children if t.dep_ == "poss"]
    owners += [
        (obj, steps)
        for p in noun.children
        if p.dep_ == "prep" and p.lower_ == "by"
        for obj in p.children
        if obj.dep_ == "pobj"
    ]
    owners += [
        (t, steps) for t in noun.children if not owners and t.dep_ in ("amod", "compound", "nmod") and t.ent_type_
    ]
    if owners:
        return owners
    head = noun.head
    if noun.dep_ in ("dobj", "attr", "oprd", "acomp", "ROOT", "conj") and head.i != noun.i:
        return _subjects_from(head, steps + 1) if head.pos_ in ("VERB", "AUX") else _external_subjects(head, steps + 1)
    if noun.dep_ == "pobj":
        governor = head.head
        if governor.pos_ in ("VERB", "AUX"):
            return _subjects_from(governor, steps + 1)
        return _external_subjects(governor, steps + 1) if governor.i != head.i else []
    return []


def governing_verb(noun: Token) -> tuple[Token, str] | None:
    """Return the verb that a noun depends on, and how (`dobj`, `nsubj`, `nsubjpass`, `attr` or a preposition).

    Nouns that only count or gather are seen through: *hold* for the drills in *hold a series of drills*.
    """
    token = noun
    for _ in range(MAX_CHAIN):
        head = token.head
        if token.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative") and head.pos_ in ("VERB", "AUX"):
            return head, token.dep_
        if token.dep_ == "pobj":
            above = head.head
            if above.pos_ in ("VERB", "AUX"):
                return above, "by" if head.dep_ == "agent" else head.lower_
            if above.pos_ == "NOUN" and (above.lemma_ in TRANSPARENT or head.lower_ in ("of", "for")):
                token = above
                continue
        elif token.dep_ in ("conj", "compound", "appos") and head.pos_ in ("NOUN", "PROPN"):
            token = head
            continue
        return None
    return None


def _noun_frame(noun: Token) -> Iterator[Slot]:
    yield from _noun_positions(noun, 0)
    token, steps = noun, 0
    while token.dep_ in ("conj", "compound", "pobj") and steps < 3:
        # *the deployment and use of missiles by Russia*, *drills* in *a series of drills with Japan*, *sale agreement*.
        above = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else token.head
        if above.pos_ not in ("NOUN", "PROPN") or (token.dep_ == "pobj" and above.lemma_ not in TRANSPARENT):
            break
        token, steps = above, steps + 1
        for slot in _noun_positions(token, steps):
            if slot.token.i != noun.i:
                yield slot
    found = governing_verb(noun)
    if found is None:
        return
    verb, how = found
    passive = is_passive(verb)
    if how in ("nsubj",):
        for slot in _own_positions(verb):
            if slot.position not in ("subject",):
                yield Slot("governor_object" if slot.position == "object" else slot.position, slot.token, steps + 1)
        return
    for slot in _verb_frame(verb):
        if noun.i == slot.token.i or slot.token.is_ancestor(noun):
            continue
        if slot.position == "subject":
            yield Slot("governor", slot.token, slot.steps + 1)
        elif slot.position == "object":
            yield Slot(
                "governor" if passive and how not in ("nsubjpass", "dobj") else "governor_object",
                slot.token,
                slot.steps + 1,
            )
        elif slot.position not in ("adverb", "attribute"):
            yield Slot(slot.position, slot.token, slot.steps + 1)


def _noun_positions(noun: Token, steps: int) -> Iterator[Slot]:
    for child in noun.children:
        if child.dep_ == "poss":
            yield Slot("possessive", child, steps)
        elif child.dep_ in ("compound", "amod", "nmod", "nummod") and child.pos_ not in ("NUM",):
            yield Slot("modifier", child, steps)
            yield from (
                Slot("modifier", t, steps)
                for t in child.children
                if t.dep_ in ("amod", "compound", "nmod", "conj", "npadvmod")
            )
        elif child.dep_ == "prep":
            yield from _prepositional(child, steps)
        elif child.dep_ == "agent":
            yield from (Slot("by", t, steps) for t in child.children if t.dep_ == "pobj")
        elif child.dep_ == "appos":
            yield Slot("apposition", child, steps)
        elif child.dep_ in ("acl", "relcl") and child.pos_ == "VERB":
            yield from _clause_positions(child, steps)
    if noun.dep_ == "appos":
        yield Slot("apposition", noun.head, steps)


def _clause_positions(verb: Token, steps: int) -> Iterator[Slot]:
    """Positions from a clause that describes the noun: *drills involving Japan*, *strikes carried out by Israel*."""
    passive = is_passive(verb)
    for slot in _own_positions(verb):
        if slot.token.i == verb.head.i:
            continue
        if slot.position == "subject":
            yield Slot("by" if passive else "governor", slot.token, steps)
        elif slot.position == "object":
            yield Slot("involving", slot.token, steps)
        elif slot.position not in ("adverb", "attribute"):
            yield Slot(slot.position, slot.token, steps)


@dataclass(frozen=True, slots=True)
class Governor:
    """A word above the trigger, the word below it on the way, and the relation between the two."""

    token: Token
    below: Token
    relation: str


def governors(trigger: Token) -> list[Governor]:
    """Words that govern `trigger`, nearest first, up to where its clause stops being governed.

    *deploy* in *Russia said it had plans to deploy* is governed by *plans*, *had* and *said*. Coordination is passed
    over; a relative clause or an adverbial clause is not governed from above.
    """
    out: list[Governor] = []
    token = trigger
    while len(out) < MAX_CHAIN and token.head.i != token.i:
        head, relation = token.head, token.dep_
        if relation in ("relcl", "advcl", "parataxis") or (relation in ("npadvmod", "advmod") and out):
            if relation == "advcl" and head.pos_ == "ADJ":
                out.append(Governor(head, token, relation))
            break
        if relation == "conj":
            token = head
            continue
        if relation in ("pobj", "pcomp"):
            preposition, above = head, head.head
            while above.dep_ == "prep" and above.pos_ == "ADP":
                above = above.head
            if above.i == preposition.i:
                break
            out.append(Governor(above, token, preposition.lower_))
            token = above
            continue
        if head.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "ADJ"):
            out.append(Governor(head, token, relation))
        token = head
    return out
