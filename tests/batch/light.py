"""A light extractor for tests of batch runs: names, amounts and designators of the real pipeline, without its model.

An event is made of the first weapon of an article and the countries beside it. Texts may hold commands: `DIE` ends the
process that extracts them, `RAISE` breaks their shard, `SLEEP` takes a second.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from functools import cache

import spacy
from spacy.tokens import Doc, Span

from defevents.pipeline import WITH_NAMES
from defevents.records import Argument, Article, Claim, Entity, Event, Extraction, Failure, Mention, TextSpan

COMPONENTS = ("sentencizer", "defevents_names", "defevents_designators", "defevents_amounts", "defevents_resolver")


class Light:
    """Makes extractions of the entities of a pipeline without a parser."""

    def __init__(self, gazetteers: tuple[str, ...] = ()) -> None:
        self.nlp = spacy.blank("en")
        for name in COMPONENTS:
            config = {"gazetteers": list(gazetteers)} if name in WITH_NAMES else {}
            self.nlp.add_pipe(name, config=config)

    def extract_many(self, articles: Iterable[Article]) -> Iterator[Extraction | Failure]:
        for article in articles:
            if "DIE" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "RAISE" in article.text:
                raise RuntimeError("this article breaks its shard")
            if "SLEEP" in article.text:
                time.sleep(1)
            if len(article.text) > 200_000:
                yield Failure(article_id=article.id, error="too long")
            else:
                yield self._extraction(article, self.nlp(article.text))

    @staticmethod
    def _extraction(article: Article, doc: Doc) -> Extraction:
        def words(span: Span) -> dict[str, object]:
            return {"start": span.start_char, "end": span.end_char, "text": span.text}

        entities = tuple(
            Entity(
                id=f"n{n}", label=span.label_, name=span.text, kb_id=span.kb_id_ or None,
                mentions=(Mention(label=span.label_, **words(span)),),
            )
            for n, span in enumerate(doc.ents)
        )  # fmt: skip
        weapons = [n for n, span in enumerate(doc.ents) if span.label_ == "WEAPON"]
        countries = [n for n, span in enumerate(doc.ents) if span.label_ == "COUNTRY"]
        events = tuple(
            Event(
                id="v1", type="TRANSFER", status="occurred", triggers=(TextSpan(**words(doc.ents[weapon])),),
                arguments=tuple(
                    Argument(role="recipient", entity=f"n{n}", **words(doc.ents[n])) for n in countries[:2]
                ),
                claims=tuple(
                    Claim(source=f"n{n}", stance="report", cue=TextSpan(**words(doc.ents[n]))) for n in countries[:1]
                ),
            )
            for weapon in weapons[:1]
        )  # fmt: skip
        return Extraction(article=article, entities=entities, events=events)


@cache
def extractor(gazetteers: tuple[str, ...] = ()) -> Light:  # noqa: ARG001  as batch runs call it
    return Light()


def with_lists(gazetteers: tuple[str, ...]) -> Light:
    return Light(gazetteers)
