"""Weighs the candidates of model, knowledge base and grammars, and writes one set of entities into ``doc.ents``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from defevents.knowledge.entries import Country, Place
from defevents.knowledge.lexicon import Lexicon, load_lexicon
from defevents.knowledge.names import fold
from defevents.layers import AMOUNTS, DATES, DESIGNATORS, NAMES, in_body
from defevents.recognition.bodies import Bodies, is_modifier
from defevents.recognition.candidates import Candidate
from defevents.recognition.plausibility import Plausibility, is_exercise, singular

__all__ = ["Resolver"]

# Where the model and a name of the knowledge base cover the same words under different labels, the name wins for
# these labels (the model confuses them most); for the others the model has seen more of the context.
NAME_WINS = frozenset({"COUNTRY", "NATIONALITY", "WEAPON", "EXERCISE"})

# A name that reaches beyond the model's entity replaces it for these labels (US Department of State over US).
LONGER_NAME_WINS = frozenset({"ORG", "WEAPON", "EXERCISE", "LOCATION", "COUNTRY"})

# A capital in these positions stands for its government, or for the city. In models/corpus, 435 of 458 in the first are
# governments, and the model knows most of the others; 168 of 182 in the second are cities, and the model is no better.
# Elsewhere (*from*, *over*, *to*) the model is right more often than any position.
GOVERNMENT_POSITIONS = frozenset({"nsubj", "nsubjpass", "poss", "agent", "dobj", "by", "with"})
CITY_POSITIONS = frozenset({"in", "at", "near", "into", "outside", "around", "appos", "npadvmod"})

# With no word from the model, the sense to believe first.
SENSE_ORDER = ("COUNTRY", "NATIONALITY", "WEAPON", "EXERCISE", "ORG", "LOCATION")


class Resolver:
    """Merges candidates into entities without overlap.

    Dates and amounts come from their grammars. For the rest, the model decides what kind of thing a stretch of text
    is, the knowledge base says which one, and names that the model missed are added where they are unambiguous.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._type_words: set[tuple[str, ...]] = set()
        for category in lexicon.categories.values():
            self._type_words |= {tuple(phrase.lower().replace("-", " - ").split()) for phrase in category.words}
        self._plausibility = Plausibility()
        self._bodies = Bodies(lexicon)
        self._longest = max(map(len, self._type_words), default=0)

    def __call__(self, doc: Doc) -> Doc:
        """Write the entities of `doc`."""
        years = {s.end for s in doc.spans.get(NAMES, ()) if s.label_ == "EXERCISE" and len(s) > 1}
        fixed = [
            Candidate(s.start, s.end, s.label_, s.kb_id_, "grammar")
            for group in (AMOUNTS, DATES)
            for s in doc.spans.get(group, ())
            if len(s) > 1 or s.end not in years  # the year of *RIMPAC 2024* belongs to the name
        ]
        model = [
            Candidate(e.start, e.end, e.label_)
            for e in doc.ents
            if in_body(doc, e.start_char, e.end_char) and not any(e.start < f.end and f.start < e.end for f in fixed)
        ]
        model = [m for m in model if m.label not in ("DATE", "MONEY")]
        chosen = _same_people(doc, fixed + self._bodies.limited(doc, self._settle(doc, model)))
        doc.ents = tuple(Span(doc, c.start, c.end, label=c.label, kb_id=c.kb_id) for c in _without_overlap(chosen))
        return doc

    def _settle(self, doc: Doc, model: list[Candidate]) -> list[Candidate]:
        """Model entities and names, merged."""
        out = []
        taken: set[Candidate] = set()
        for senses in _grouped(s for s in doc.spans.get(NAMES, ()) if not is_modifier(s)):
            rivals = [m for m in model if m.start < senses[0].end and senses[0].start < m.end]
            for candidate, replaced in self._weigh(doc, senses, rivals):
                out.append(candidate)
                taken |= set(replaced)
        for span in doc.spans.get(DESIGNATORS, ()):
            if self._plausibility.is_elsewhere(span) or not (span.kb_id_ or self._plausibility.is_code(span)):
                continue
            rivals = [m for m in model if m.start < span.end and span.start < m.end]
            candidate = Candidate(span.start, span.end, "WEAPON", span.kb_id_, "designator")
            if not rivals:
                out.append(self._with_type_words(doc, candidate))
            elif len(rivals) == 1 and rivals[0].label == "WEAPON" and rivals[0].holds(candidate):
                out.append(replace(rivals[0], kb_id=span.kb_id_))
        rest = (self._linked(doc, m) for m in model if m not in taken)
        return out + [m for m in rest if m.kb_id or self._plausibility.holds(doc, m)]

    def _weigh(
        self, doc: Doc, senses: list[Span], rivals: list[Candidate]
    ) -> Iterator[tuple[Candidate, list[Candidate]]]:
        """Decide between the senses of one name and the model's entities that overlap it.

        Yields at most one candidate, with the model entities that it replaces.
        """
        name = senses[0]
        capital = next((s for s in senses if s.id_.startswith("capital")), None)
        if capital is not None and all((r.start, r.end) == (name.start, name.end) for r in rivals):
            yield from self._capital(capital, rivals)
            return
        for rival in rivals:
            if rival.start <= name.start and name.end <= rival.end:
                agreeing = [s for s in senses if s.label_ == rival.label and self._fits(doc, s, rival)]
                exercises = [s for s in senses if s.label_ == "EXERCISE" and is_exercise(s)]
                if exercises and not agreeing:
                    yield replace(rival, label="EXERCISE", kb_id=_link(exercises)), [rival]
                    return
                if agreeing:
                    yield replace(rival, kb_id=_link(agreeing)), [rival]
                    return
                if (rival.start, rival.end) != (name.start, name.end):
                    return
        certain = [s for s in senses if not s.id_.endswith("?") and s.id_ != "capital" and s.label_ in SENSE_ORDER]
        if not certain:
            if not rivals:
                yield from self._by_context(doc, senses)
            return
        certain.sort(key=lambda s: SENSE_ORDER.index(s.label_))
        best = certain[0]
        mine = Candidate(
            best.start, best.end, best.label_, _link([s for s in certain if s.label_ == best.label_]), "name"
        )
        if not rivals:
            yield self._with_type_words(doc, mine), []
        elif all(mine.holds(r) for r in rivals):
            same = len(rivals) == 1 and (rivals[0].start, rivals[0].end) == (mine.start, mine.end)
            no_person = best.label_ == "ORG" and len(best) > 1 and rivals[0].label == "PERSON"
            if best.label_ in (NAME_WINS if same else LONGER_NAME_WINS) or no_person:
                yield self._with_type_words(doc, mine), rivals
        elif all(r.label == mine.label for r in rivals):
            start, end = min(mine.start, rivals[0].start), max(mine.end, rivals[-1].end)
            yield replace(mine, start=start, end=end), rivals

    def _fits(self, doc: Doc, sense: Span, rival: Candidate) -> bool:
        """Whether a name that is also a word can be meant inside a longer stretch: not in *New England Patriots*."""
        if not sense.id_.endswith("?"):
            return True
        if sense.label_ == "WEAPON" and self._plausibility.is_elsewhere(sense):
            return False
        around = [*range(rival.start, sense.start), *range(sense.end, rival.end)]
        return all(doc[i].is_lower or not doc[i].is_alpha or (singular(doc[i]),) in self._type_words for i in around)

    @staticmethod
    def _capital(capital: Span, rivals: list[Candidate]) -> Iterator[tuple[Candidate, list[Candidate]]]:
        """Tell a capital that stands for its government from the city, by its position in the sentence."""
        position = _position(capital.root)
        by_position = "COUNTRY" if position in GOVERNMENT_POSITIONS else "LOCATION"
        label = rivals[0].label if rivals else by_position
        if label not in ("COUNTRY", "LOCATION", "ORG"):
            return
        if label == "ORG":
            label = by_position
        if _is_dateline(capital) or position in CITY_POSITIONS:
            label = "LOCATION"
        yield Candidate(capital.start, capital.end, label, capital.kb_id_ if label == "COUNTRY" else "", "name"), rivals

    def _by_context(self, doc: Doc, senses: list[Span]) -> Iterator[tuple[Candidate, list[Candidate]]]:
        """Believe an ambiguous name where a word beside it says what it is: a weapon's type, *exercise*, a year."""
        for sense in senses:
            if sense.label_ == "EXERCISE" and is_exercise(sense):
                yield Candidate(sense.start, sense.end, "EXERCISE", sense.kb_id_, "name"), []
                return
            if sense.label_ == "WEAPON":
                bare = Candidate(sense.start, sense.end, "WEAPON", sense.kb_id_, "name")
                extended = self._with_type_words(doc, bare)
                if extended.end > bare.end:
                    yield extended, []
                    return

    def _with_type_words(self, doc: Doc, candidate: Candidate) -> Candidate:
        """Take in the type words that follow a weapon's name: *Patriot* + *anti-missile system*."""
        if candidate.label != "WEAPON":
            return candidate
        end = candidate.end
        while (length := self._type_words_at(doc, end)) > 0:
            end += length
        return replace(candidate, end=end)

    def _type_words_at(self, doc: Doc, start: int) -> int:
        for length in range(min(self._longest, len(doc) - start), 0, -1):
            words = tuple(doc[i].lower_ for i in range(start, start + length - 1))
            last = doc[start + length - 1]
            if (*words, last.lower_) in self._type_words or (*words, singular(last)) in self._type_words:
                return length
        return 0

    def _linked(self, doc: Doc, candidate: Candidate) -> Candidate:
        """Give a model entity the id of the knowledge-base entry that its words name as a whole.

        What the model takes for a country or nationality and the knowledge base does not know as one is a place.
        """
        words = doc[candidate.start : candidate.end]
        senses = self._lexicon.lookup(words.text)
        agreeing = {s.entry.id for s in senses if s.label == candidate.label}
        if candidate.label == "WEAPON" and agreeing and self._plausibility.is_elsewhere(words):
            agreeing = {s.entry.id for s in senses if s.label == "WEAPON" and not s.needs_context}
        if len(agreeing) == 1:
            return replace(candidate, kb_id=agreeing.pop())
        if candidate.label not in ("COUNTRY", "NATIONALITY") or agreeing:
            return candidate
        territory = next((s.entry.id for s in senses if s.label == "LOCATION" and isinstance(s.entry, Country)), None)
        if territory is not None:
            return replace(candidate, label="LOCATION", kb_id=territory)
        places = [s.entry for s in senses if isinstance(s.entry, Place)]
        if candidate.label == "COUNTRY" and (home := next((p.country for p in places if p.kind == "city"), None)):
            return self._capital_alias(candidate, places, home)
        if candidate.label == "COUNTRY" and any(p.kind == "disputed" for p in places):
            return candidate
        return replace(candidate, label="LOCATION") if candidate.label == "COUNTRY" or places else candidate

    def _capital_alias(self, candidate: Candidate, places: list[Place], code: str) -> Candidate:
        """A city that the model takes for a state is its government only under a further name of the capital."""
        country = self._lexicon.country(code)
        capital = fold((country.capital or "") if country else "")
        if capital and any(fold(name) in capital or capital in fold(name) for p in places for name in p.names):
            return replace(candidate, kb_id=code)
        return replace(candidate, label="LOCATION")


def _position(token: Token) -> str:
    """Dependency of a word, or the preposition that it follows; that of the first in a coordination."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token.head.lower_ if token.dep_ == "pobj" else token.dep_


def _is_dateline(span: Span) -> bool:
    """Whether a place opens a paragraph as the place of writing: *ANKARA, July 12 - …*, *KYIV (Reuters) —*."""
    doc = span.doc
    opens = span.start == 0 or "\n" in doc[span.start - 1].text
    return (
        opens and span.text.isupper() and span.end < len(doc) and doc[span.end].text in (",", "(", "-", "–", "—", ":")
    )


def _grouped(spans: Iterable[Span]) -> list[list[Span]]:
    """Senses of the same stretch of text, together."""
    groups: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in spans:
        groups[span.start, span.end].append(span)
    return list(groups.values())


def _link(senses: list[Span]) -> str:
    """Id that the senses agree on, or an empty string where they name several things."""
    ids = {s.kb_id_ for s in senses}
    return ids.pop() if len(ids) == 1 else ""


def _same_people(doc: Doc, candidates: list[Candidate]) -> list[Candidate]:
    """Make a single word a person where it is the surname of a person named in full before."""
    first: dict[str, int] = {}
    for c in sorted(candidates, key=lambda c: c.start):
        if c.label == "PERSON" and c.end - c.start > 1 and len(doc[c.end - 1].text) > 2:
            first.setdefault(doc[c.end - 1].text, c.end)
    if not first:
        return candidates
    taken = {i for c in candidates for i in range(c.start, c.end)}
    again = [
        Candidate(t.i, t.i + 1, "PERSON")
        for t in doc
        if t.i >= first.get(t.text, len(doc)) and t.i not in taken and in_body(doc, t.idx, t.idx + len(t))
    ]
    return again + [
        replace(c, label="PERSON", kb_id="")
        if c.end - c.start == 1 and c.label != "PERSON" and not c.kb_id and doc[c.start].text in first
        else c
        for c in candidates
    ]


def _without_overlap(candidates: list[Candidate]) -> list[Candidate]:
    """Grammars first, then the longest, then the leftmost."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.by != "grammar", c.start - c.end, c.start)):
        if not any(candidate.overlaps(k) for k in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)


@Language.factory(
    "defevents_resolver", default_config={"gazetteers": []}, requires=["doc.ents", "doc.spans"], assigns=["doc.ents"]
)
def make_resolver(nlp: Language, name: str, gazetteers: list[str]) -> Resolver:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name.

    `gazetteers` are paths of a user's own lists.
    """
    return Resolver(load_lexicon(tuple(gazetteers)))
