"""What the knowledge base says of weapons and places, as far as comparing events and answering questions needs it."""

from __future__ import annotations

from functools import cache

from defevents.knowledge.entries import Place, Weapon
from defevents.knowledge.lexicon import load_lexicon

__all__ = ["category_words", "family", "place_kind", "variants"]


@cache
def family(node: str) -> str | None:
    """Follow a weapon's variants up to the system they are of (an F-16C to the F-16); None for what is no known weapon.

    A named ship is one of a class, but no variant of it: it stays what it is.
    """
    entries = load_lexicon().entries
    entry = entries.get(node)
    seen: set[str] = set()
    while isinstance(entry, Weapon):
        above = entries.get(entry.variant_of) if entry.variant_of else None
        if not isinstance(above, Weapon) or entry.id in seen or (_is_class(above) and not _is_class(entry)):
            return entry.id
        seen.add(entry.id)
        entry = above
    return None


def _is_class(weapon: Weapon) -> bool:
    return weapon.id.endswith("-class")


@cache
def variants(node: str) -> frozenset[str]:
    """Return a weapon and all its variants; only itself where it has none or is unknown."""
    found, grown = frozenset({node}), frozenset[str]()
    weapons = [entry for entry in load_lexicon().entries.values() if isinstance(entry, Weapon)]
    while found != grown:
        grown = found
        found = grown | {entry.id for entry in weapons if entry.variant_of in grown}
    return found


@cache
def category_words() -> dict[str, frozenset[str]]:
    """Categories of weapons by the stems of the words that name them."""
    from defevents.graph.facts import stem

    found: dict[str, set[str]] = {}
    for category in load_lexicon().categories.values():
        for word in category.words:
            found.setdefault(" ".join(stem(part.lower()) for part in word.split()), set()).add(category.id)
    return {words: frozenset(ids) for words, ids in found.items()}


def place_kind(node: str) -> str | None:
    """Kind of place that a node is (``sea``, ``airbase``, …); None for what is no known place."""
    entry = load_lexicon().entries.get(node)
    return entry.kind if isinstance(entry, Place) else None
