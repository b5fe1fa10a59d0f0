"""A cheap guess at the tense of the clause around an expression, for callers who bring no tagger."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final, Literal

from defevents.timex.lexicon import read_table

__all__ = ["Tense", "TenseOf", "guess_tense", "sentence_bounds"]

Tense = Literal["past", "present", "future"]
TenseOf = Callable[[int, int], Tense | None]
"""Tense of the clause around a span of the text (start and end in characters); None where it cannot be told."""

_SENTENCE_END: Final = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n\s*")
_OPENING: Final = re.compile(
    r"(?:^|[,;:]|\b(?:and|but|while|when)\b)\s*(?:(?:in|on|by|since|until|before|after|from)\s+)?(?:the\s+)?$", re.I
)  # what stands before an expression that opens its clause, so that its verb follows
_WRONG_SIDE: Final = 20  # characters; any value from 20 to 30 does as well on the 1,000 articles of gold/train
_CHAIN: Final = 24  # characters between a modal and its participle
_CLAUSE: Final = re.compile(r"[,;:()]|\b(?:that|which|who|and|but|after|when|as)\b")
_REACH: Final = 320  # characters; longer sentences are cut, for verbs so far away say little


@cache
def _cues() -> re.Pattern[str]:
    tables = read_table("tense.toml")
    future, past, present, not_past = ("|".join(tables[name]) for name in ("future", "past", "present", "not_past"))
    return re.compile(
        rf"\b(?P<future>{future})\b|\b(?P<past>{past}|(?<!-)(?!(?:{not_past})\b)\w{{2,}}ed)\b|\b(?P<present>{present})\b",
        re.I,
    )


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets (characters) of the sentence around a span, cut to a few hundred characters each side."""
    floor, ceiling = max(0, start - _REACH), min(len(text), end + _REACH)
    left = floor
    for match in _SENTENCE_END.finditer(text, floor, start):
        left = match.end()
    right = _SENTENCE_END.search(text, end, ceiling)
    return left, right.start() + 1 if right else ceiling


def guess_tense(text: str) -> TenseOf:
    """Return a tense function for `text` that reads the nearest verb of the sentence.

    A verb before the expression counts as nearer than one behind it, since an English adverbial of time mostly follows
    its verb; a comma between the two makes a verb more remote.
    """

    def tense_of(start: int, end: int) -> Tense | None:
        left, right = sentence_bounds(text, start, end)
        best: tuple[float, Tense] | None = None
        opens = _OPENING.search(text[left:start]) is not None
        chain = -1  # end of a future verb phrase: "will be opened", whose participle is no past
        for cue in _cues().finditer(text, left, right):
            kind = cue.lastgroup
            if kind == "future":
                chain = cue.end() + _CHAIN
            elif cue.start() <= chain and not _CLAUSE.search(text, chain - _CHAIN, cue.start()):
                kind = "future"
            if kind is None or (cue.end() > start and cue.start() < end):
                continue
            before = cue.end() <= start
            between = text[cue.end() : start] if before else text[end : cue.start()]
            distance = float(len(between)) + 25 * between.count(",")
            if before == opens:  # the side on which the verb of an adverbial seldom stands
                distance += 0.5 * len(between) + _WRONG_SIDE
            distance += 60 * (between.count(";") + between.count(":") + (opens and before))
            if best is None or distance < best[0]:
                best = (distance, kind)  # type: ignore[assignment]
        return best[1] if best else None

    return tense_of
