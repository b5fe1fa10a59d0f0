"""The extractor that batch runs use unless another is named, and its first look."""

from __future__ import annotations

from defevents.extractor import Extractor
from defevents.pipeline import load_pipeline

__all__ = ["shipped_extractor"]


def shipped_extractor(gazetteers: tuple[str, ...]) -> Extractor:
    """Load the pipeline that comes with the package, with further lists of names."""
    return Extractor(load_pipeline(gazetteers=gazetteers))
