"""The sentence around the words that prove an edge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from defevents.records import TextSpan

__all__ = ["sentence_around"]

REACH = 240
"""Characters on either side of words, at most, where no sentence of the event holds them."""

_SENTENCE_END = re.compile(r"""[.!?]["'”’)]*\s+(?=["'“‘(]?[A-Z0-9])|\n\s*\n""")


def sentence_around(text: str, sentences: Iterable[TextSpan], words: TextSpan) -> dict[str, Any]:
    """Find the sentence of `text` that `words` stand in.

    Parameters
    ----------
    text
        The article's text.
    sentences
        Sentences of the event; words in none of them, as those of a role that another sentence fills, get the
        stretch up to the next ends of a sentence or a paragraph, at most 240 characters on either side.
    words
        Where to look.

    Returns
    -------
    dict
        `sentence`, without white space at its ends, and `sentence_start`, its offset in characters.
    """
    start, end = _bounds(text, sentences, words)
    found = text[start:end]
    return {"sentence": found.strip(), "sentence_start": start + len(found) - len(found.lstrip())}


def _bounds(text: str, sentences: Iterable[TextSpan], words: TextSpan) -> tuple[int, int]:
    for sentence in sentences:
        if sentence.start <= words.start and words.end <= sentence.end:
            return sentence.start, sentence.end
    low, high = max(0, words.start - REACH), words.end + REACH
    # The character that begins the words belongs to what ends the sentence before them.
    ends = [low + end.end() for end in _SENTENCE_END.finditer(text[low : words.start + 1])]
    cut = low + text[low : words.start].find(" ") + 1 if low else 0
    start = ends[-1] if ends else cut
    last = _SENTENCE_END.search(text[words.end : high])
    if last:
        return start, words.end + last.end()
    return start, max(words.end, text.rfind(" ", words.end, high)) if high < len(text) else len(text)
