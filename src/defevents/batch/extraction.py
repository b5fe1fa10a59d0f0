"""The extractor that batch runs use unless another is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from defevents.extractor import Extractor
from defevents.pipeline import load_pipeline
from defevents.records import Article, Extraction, Failure

__all__ = ["shipped_extractor"]

BATCH = 256
"""Articles that go through the pipeline together, at most; short ones are quicker in large batches."""


class BatchExtractor(Extractor):
    """An extractor that takes large batches."""

    def extract_many(
        self, articles: Iterable[Article | str | Failure], *, batch_size: int = BATCH
    ) -> Iterator[Extraction | Failure]:
        """Extract articles one after the other; see `Extractor.extract_many`."""
        return super().extract_many(articles, batch_size=batch_size)


def shipped_extractor(gazetteers: tuple[str, ...]) -> Extractor:
    """Load the pipeline that comes with the package, with further lists of names."""
    return BatchExtractor(load_pipeline(gazetteers=gazetteers))
