"""Where the components keep what they find on a `Doc`: the names of span groups, and one extension of plain data.

Everything under ``doc._.defevents`` is what JSON can hold, so that documents survive `to_bytes`, `DocBin` and worker
processes. Token positions there are indices into the `Doc`.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

__all__ = ["AMOUNTS", "DATES", "DESIGNATORS", "NAMES", "PEOPLE", "READ", "in_body", "read_of", "state"]

NAMES = "defevents_names"
DESIGNATORS = "defevents_designators"
DATES = "defevents_dates"
AMOUNTS = "defevents_amounts"
PEOPLE = "defevents_people"
READ = "read"
"""Where the state keeps what the encoder says of events, until the last component that asks takes it away."""

if not Doc.has_extension("defevents"):
    Doc.set_extension("defevents", default={})


def state(doc: Doc) -> dict[str, Any]:
    """Return the plain data that the components share, a dictionary that belongs to this `doc`."""
    kept: dict[str, Any] = doc._.defevents
    return kept


def read_of(doc: Doc, head: int) -> dict[str, Any]:
    """What the encoder makes of the event triggered at token `head`.

    The `state` of the trigger; chances of each `status` and of each of `stages`; by last words of mentions and numbers,
    `roles` and `stances`; and by heads of earlier triggers of the paragraph, the chance that both are of the `same`
    event.
    """
    read: dict[str, Any] = state(doc).get(READ, {}).get(str(head), {})
    return read


def in_body(doc: Doc, start: int, end: int) -> bool:
    """Whether the characters `start` to `end` lie in the article itself, outside teasers, captions and notices."""
    return not any(start < region[1] and region[0] < end for region in state(doc).get("regions", ()))
