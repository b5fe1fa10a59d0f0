"""Every name of the knowledge base is found wherever news may put it, and leads to its entry."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from defevents.knowledge.entries import Country, Office, Weapon
from defevents.knowledge.lexicon import Lexicon, Sense, load_lexicon
from defevents.knowledge.names import NameMatch

FRAMES = {
    "mid-sentence": "They say that {} was there.",
    "before a full stop": "They spoke of {}.",
    "quoted": 'They called it "{}" then.',
    "after a slash": "They named alpha/{} today.",
    "possessive": "It was {}'s turn.",
    "in brackets": "That thing ({}) was named.",
}


def names_of(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for entry in lexicon.entries.values():
        if isinstance(entry, Office):
            continue
        more = (*entry.adjectives, *entry.demonyms, *entry.seats) if isinstance(entry, Country) else ()
        for name in (*entry.names, *more):
            yield entry.id, name


def found(lexicon: Lexicon, text: str, start: int, end: int) -> NameMatch[Sense] | None:
    while not text[start].isalnum():  # .303 Lee-Enfield is found without its point
        start += 1
    return next((m for m in lexicon.find(text) if m.start == start and m.end >= end), None)


@pytest.mark.parametrize("frame", FRAMES.values(), ids=list(FRAMES))
def test_every_name_is_found_and_leads_to_its_entry(frame: str) -> None:
    lexicon = load_lexicon()
    before = frame.index("{}")
    lost = []
    for entry_id, name in names_of(lexicon):
        match = found(lexicon, frame.format(name), before, before + len(name))
        if match is None or match.end > before + len(name) + 1 or entry_id not in {s.entry.id for s in match.senses}:
            lost.append((entry_id, name))
    assert lost == []


def test_every_weapon_is_found_in_the_plural() -> None:
    lexicon = load_lexicon()
    lost = []
    for entry_id, name in names_of(lexicon):
        entry = lexicon.entries[entry_id]
        if not isinstance(entry, Weapon) or not (
            name[-1].isdigit() or (name[-1].isalpha() and name[-1].lower() not in "sxzy")
        ):
            continue
        text = f"They sent two {name}s home."
        match = found(lexicon, text, 14, 14 + len(name))
        if match is None or entry_id not in {s.entry.id for s in match.senses}:
            lost.append((entry_id, name))
    assert lost == []
