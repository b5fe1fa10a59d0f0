"""Every name of the knowledge base is found wherever news may put it, and leads to its entry."""

from __future__ import annotations

import re
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

IN_DESIGNATOR = re.compile(r"\d[^\W\d_]+$|-[A-Z]+$")  # letters that take a plain s, whatever they are: Mi-17Shs


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


def plural_of(name: str) -> str | None:
    """The plural that news would write; None for names that have no regular one."""
    if name.endswith((" I", " A")) or not (name[-1].isdecimal() or name[-1].isalpha()) or name[-1].lower() in "sxzy":
        return None
    return name + (
        "es" if re.search(r"[^\W\d_](?:ch|sh)$", name, re.IGNORECASE) and not IN_DESIGNATOR.search(name) else "s"
    )


def test_every_weapon_is_found_in_the_plural() -> None:
    lexicon = load_lexicon()
    lost = []
    for entry_id, name in names_of(lexicon):
        plural = plural_of(name)
        if plural is None or not isinstance(lexicon.entries[entry_id], Weapon):
            continue
        match = found(lexicon, f"They sent two {plural} home.", 14, 14 + len(plural))
        if match is None or entry_id not in {s.entry.id for s in match.senses}:
            lost.append((entry_id, plural))
    assert lost == []
