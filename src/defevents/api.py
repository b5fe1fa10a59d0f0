"""The three functions that most users need, over one pipeline that is loaded once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from defevents.extractor import BATCH, Extractor
from defevents.pipeline import load_pipeline
from defevents.records import Article, Extraction, Failure

__all__ = ["extract", "extract_many", "load"]


def load(*, gazetteers: Iterable[Path | str] = (), min_confidence: float | None = None) -> Extractor:
    """Load the pipeline that comes with the package.

    Parameters
    ----------
    gazetteers
        Files of JSON lines with names of your own, to be found beside those of the knowledge base.
    min_confidence
        Least confidence, from 0 to 1, of events and role fillers: higher for fewer and surer ones, lower for more.
        A confidence is about the share of such events that are right. None for the best balance of the two.

    Raises
    ------
    KnowledgeError
        If such a file is missing or broken.
    ValueError
        If `min_confidence` is not between 0 and 1.

    Returns
    -------
    Extractor
        A new one at each call, with a spaCy pipeline of its own under `nlp`.
    """
    if min_confidence is not None and not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence is {min_confidence}: give a number from 0 to 1")
    return Extractor(load_pipeline(gazetteers=gazetteers, min_confidence=min_confidence))


@cache
def _shared() -> Extractor:
    return load()


def extract(article: Article | str, *, published: dt.date | str | None = None) -> Extraction:
    """Extract one article; see `Extractor.extract`."""
    return _shared().extract(article, published=published)


def extract_many(
    articles: Iterable[Article | str | Failure], *, batch_size: int = BATCH
) -> Iterator[Extraction | Failure]:
    """Extract articles lazily and in order, failures as records; see `Extractor.extract_many`."""
    return _shared().extract_many(articles, batch_size=batch_size)
