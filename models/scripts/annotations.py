"""Reads annotated articles (YAML, the form described in models/corpus/README.md) into spans with offsets."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOT_ROLES = {"type", "triggers", "status", "stage", "date", "value", "quantity", "source", "note"}


@dataclass(frozen=True)
class Span:
    """A stretch of text with a label; offsets in characters."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class AnnotatedEvent:
    """An event as annotated: offsets of its triggers, entity ids by role."""

    id: str
    type: str
    status: str
    triggers: tuple[tuple[int, int], ...]
    roles: dict[str, tuple[str, ...]]
    stage: str | None
    date: str | None
    value: str | None
    quantity: str | None
    sources: dict[str, str]


@dataclass(frozen=True)
class AnnotatedArticle:
    """An article with its entities, by id, and its events."""

    id: str
    title: str
    published: str | None
    text: str
    body_end: int
    mentions: dict[str, tuple[Span, ...]]
    values: dict[str, str]
    events: tuple[AnnotatedEvent, ...]
    is_reference: bool
    """Whether it is one of the first annotations, after whose rules the others were made."""

    @property
    def spans(self) -> list[Span]:
        """All entity mentions in text order."""
        return sorted((s for spans in self.mentions.values() for s in spans), key=lambda s: s.start)


class AnnotationError(ValueError):
    """An annotation file breaks the format; the message names the file, the article and the phrase."""


def find(text: str, phrase: str, where: str) -> list[tuple[int, int]]:
    """Whole-word places of `phrase`, or the n-th of them where it ends in `#n`."""
    number = re.search(r"#(\d+)$", phrase)
    words = phrase[: number.start()] if number else phrase
    pattern = r"\s+".join(map(re.escape, words.split()))
    pattern = (r"(?<!\w)" if words[0].isalnum() else "") + pattern + (r"(?!\w)" if words[-1].isalnum() else "")
    places = [m.span() for m in re.finditer(pattern, text)]
    if not places or (number and not 1 <= int(number[1]) <= len(places)):
        raise AnnotationError(f"{where}: {phrase!r} is not in the text")
    return [places[int(number[1]) - 1]] if number else places


def as_tuple(value: Any) -> tuple[Any, ...]:
    return () if value is None else tuple(value) if isinstance(value, list) else (value,)


def read_texts(corpus: Path) -> dict[str, dict[str, Any]]:
    """Items by id, from (gzipped) JSON lines."""
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        return {item["id"]: item for item in map(json.loads, lines)}


def place_mentions(text: str, raw: dict[str, Any], where: str) -> tuple[dict[str, tuple[Span, ...]], dict[str, str]]:
    """Mentions of each entity, the longest winning where phrases overlap, and the values of dates and amounts."""
    candidates, values = [], {}
    for entity, spec in (raw or {}).items():
        for label, phrases in spec.items():
            if label == "value":
                values[str(entity)] = str(phrases)
                continue
            for phrase in map(str, as_tuple(phrases)):
                numbered = re.search(r"#\d+$", phrase) is not None
                for start, end in find(text, phrase, f"{where}: {entity}"):
                    candidates.append((start - end, not numbered, start, end, label, str(entity)))
    taken = bytearray(len(text))
    mentions: dict[str, list[Span]] = {str(entity): [] for entity in raw or {}}
    for _, _, start, end, label, entity in sorted(candidates):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            mentions[entity].append(Span(start, end, label))
    return {entity: tuple(sorted(spans, key=lambda s: s.start)) for entity, spans in mentions.items()}, values


def read_article(raw: dict[str, Any], file: Path, texts: dict[str, dict[str, Any]]) -> AnnotatedArticle:
    """Turn one YAML document into offsets."""
    where = file.name
    if "ref" in raw:
        if raw["ref"] not in texts:
            raise AnnotationError(f"{where}: no item {raw['ref']!r} in the corpus")
        raw = {**texts[raw["ref"]], **raw, "id": raw["ref"]}
    where = f"{where}: {raw['id']}"
    text = raw["text"].strip("\n")
    body_end = find(text, str(raw["body_ends"]), where)[0][0] if raw.get("body_ends") else len(text)
    mentions, values = place_mentions(text[:body_end], raw["entities"], where)
    events = [
        AnnotatedEvent(
            id=str(key),
            type=spec["type"],
            status=spec["status"],
            triggers=tuple(p for t in as_tuple(spec["triggers"]) for p in find(text[:body_end], str(t), where)),
            roles={r: tuple(map(str, as_tuple(f))) for r, f in spec.items() if r not in NOT_ROLES},
            stage=spec.get("stage"),
            date=values.get(str(spec.get("date"))),
            value=values.get(str(spec.get("value"))),
            quantity=None if spec.get("quantity") is None else str(spec["quantity"]),
            sources={str(k): v for k, v in (spec.get("source") or {}).items()},
        )
        for key, spec in (raw["events"] or {}).items()
    ]
    published = None if raw.get("published") is None else str(raw["published"])
    is_reference = not file.name.startswith("more-") and file.parent.name != "more_articles"
    return AnnotatedArticle(
        str(raw["id"]), str(raw["title"]), published, text, body_end, mentions, values, tuple(events), is_reference
    )


WITHOUT_EVENTS = "no_events.txt"
"""Ids of items of the corpus file that have no events, beside the annotations."""


TAUGHT, UNANNOTATED = "taught.txt", "unannotated"
"""Ids of items of the corpus file, and a folder of articles, that the encoder's teacher is asked about."""

ANSWERS = "answers.npz"
"""What the teacher said of all these texts."""


def read_without_events(folder: Path, texts: dict[str, dict[str, Any]]) -> list[str]:
    """Texts of the items of which only that is known, that they have no events."""
    return [texts[id_]["text"] for id_ in (folder / WITHOUT_EVENTS).read_text(encoding="utf-8").split()]


def read_taught(folder: Path, texts: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Texts that are not annotated, of which the teacher is asked."""
    yield from (texts[id_]["text"] for id_ in (folder / TAUGHT).read_text(encoding="utf-8").split())
    for file in sorted((folder / UNANNOTATED).glob("*.txt")):
        articles = re.split(r"(?m)^---$", file.read_text(encoding="utf-8"))
        yield from (text.strip() for text in articles if text.strip())


def half_of(article: str) -> int:
    """Half of the articles, 0 or 1, that the one of an id is in."""
    return zlib.crc32(article.encode()) % 2


def read_ids(file: Path | None) -> frozenset[str]:
    """Ids of articles, a line each; none without a file."""
    return frozenset() if file is None else frozenset(file.read_text(encoding="utf-8").splitlines())


def read_annotations(folder: Path, texts: dict[str, dict[str, Any]]) -> Iterator[AnnotatedArticle]:
    """All articles of the YAML files below `folder`, in the order of their names."""
    for file in sorted(folder.rglob("*.yaml")):
        for raw in yaml.load_all(file.read_text(encoding="utf-8"), LOADER):
            if raw is not None:
                yield read_article(raw, file, texts)
