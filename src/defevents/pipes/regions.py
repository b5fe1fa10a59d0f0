"""Marks what is printed with an article and is not the article (teasers, captions, notices), and paragraph ends."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from defevents.knowledge.lexicon import data_folder
from defevents.layers import state

__all__ = ["RegionMarker", "find_regions"]

_LINE = re.compile(r"[^\n]+")
_TRIM = re.compile(r"^[\s\-–—•*·>»|#]+|[\s:»>|…]+$")
_SENTENCE_BREAK = re.compile(r"(?<=[a-z0-9)%”\"]{3})[.!?][”\"’')]*\s+[“\"‘'(]*[A-Z]")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
MAX_HEADING_WORDS = 9
LONGEST_TEASER = 240
SHORTEST_PROSE = 100
"""In characters: nothing longer is a teaser, and two sentences that are shorter may be one."""
WRAPPED_WIDTH = 100
SENTENCE_ENDS = frozenset(".!?:”\"’'")


class RegionMarker:
    """Finds regions by the patterns of ``cues/regions.toml``."""

    def __init__(self) -> None:
        cues = tomllib.loads((data_folder() / "cues" / "regions.toml").read_text(encoding="utf-8"))
        self._heading, self._late_heading, self._weak_heading, self._notice = (
            re.compile("|".join(f"(?:{p})" for p in cues[key]), re.IGNORECASE)
            for key in ("headings", "late_headings", "weak_headings", "notices")
        )
        self._caption = re.compile("|".join(f"(?:{p})" for p in cues["captions"]), re.IGNORECASE)
        self._caption_end = re.compile("(?:" + "|".join(cues["caption_ends"]) + r")$", re.IGNORECASE)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start and end, in characters, and kind (`teaser`, `notice`, `caption`) of each region of `text`."""
        body_seen = False
        wrapped = is_hard_wrapped(text)
        for line in _LINE.finditer(text):
            words = _TRIM.sub("", line.group())
            if not words:
                continue
            if body_seen and (
                self._closes(words, late=line.start() * 2 > len(text))
                or (self._may_close(words) and _are_teasers(text[line.end() :], wrapped=wrapped))
            ):
                yield line.start(), len(text), "teaser"
                return
            if self._notice.fullmatch(words):
                yield line.start(), line.end(), "notice"
            elif len(words) < 400 and (self._caption.match(words) or self._caption_end.search(words)):
                yield line.start(), line.end(), "caption"
            else:
                body_seen |= len(words) > 80 or words[-1] in '.!?”"'

    def _closes(self, line: str, *, late: bool) -> bool:
        """Whether a line closes the article whatever follows; with a colon, titles may stand on the line itself."""
        heading = line.partition(":")[0].rstrip()
        if len(heading.split()) > MAX_HEADING_WORDS or line[-1] in ".,;!":
            return False
        return bool(self._heading.fullmatch(heading) or (late and self._late_heading.fullmatch(line)))

    def _may_close(self, line: str) -> bool:
        return line[-1] not in ".,;!" and self._weak_heading.fullmatch(line) is not None

    def __call__(self, doc: Doc) -> Doc:
        """Write the regions of `doc` to its state, under `regions`; no sentence runs over the end of a paragraph."""
        text = doc.text
        state(doc)["regions"] = [list(region) for region in self.find(text)]
        if "\n" in text:
            breaks = 2 if is_hard_wrapped(text) else 1
            for token in doc:
                if token.is_space and token.text.count("\n") >= breaks and token.i + 1 < len(doc):
                    doc[token.i + 1].is_sent_start = True
        return doc


def _are_teasers(rest: str, *, wrapped: bool) -> bool:
    """Whether the lines after a heading are teasers: titles, each with a summary of a sentence at most.

    Parameters
    ----------
    rest
        The text after the heading.
    wrapped
        Whether its paragraphs end at empty lines alone.
    """
    title_before = False
    for paragraph in _BLANK.split(rest) if wrapped else rest.splitlines():
        words = _TRIM.sub("", " ".join(paragraph.split()))
        if not words:
            continue
        if len(words) > LONGEST_TEASER or (len(words) > SHORTEST_PROSE and _SENTENCE_BREAK.search(words)):
            return False
        is_sentence = words[-1] in '.!”"' and len(words.split()) > 4
        if is_sentence and not title_before:
            return False
        title_before = not is_sentence
    return True


def is_hard_wrapped(text: str) -> bool:
    """Whether lines end where the page did, as in mail and old wire copy, so that a single line end says nothing."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    inner = lines[:-1]
    if len(inner) < 4 or max(map(len, lines)) > WRAPPED_WIDTH:
        return False
    open_ended = sum(line[-1] not in SENTENCE_ENDS for line in inner)
    return open_ended > 0.6 * len(inner) and sum(map(len, inner)) > 40 * len(inner)


def find_regions(text: str) -> list[tuple[int, int, str]]:
    """Regions of `text` that are not the article; see `RegionMarker.find`."""
    return list(RegionMarker().find(text))


@Language.factory("defevents_regions", assigns=["doc._.defevents", "token.is_sent_start"])
def make_regions(nlp: Language, name: str) -> RegionMarker:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return RegionMarker()
