"""Loads the pipeline: the trained base that comes with the package, and the components of defevents in their order."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import spacy
from spacy.language import Language

from defevents.errors import ModelError
from defevents.pipes import (  # noqa: F401  the import registers each component with spaCy
    amounts,
    claims,
    coreference,
    dates,
    designators,
    details,
    event_coreference,
    events,
    names,
    regions,
    resolver,
    status,
)

__all__ = ["COMPONENTS", "load_pipeline", "model_folder"]

MODEL = "en_defence_md"

COMPONENTS = (
    "defevents_names",
    "defevents_designators",
    "defevents_amounts",
    "defevents_dates",
    "defevents_resolver",
    "defevents_coreference",
    "defevents_events",
    "defevents_status",
    "defevents_claims",
    "defevents_details",
    "defevents_event_coreference",
)
"""Components after the base's, in order; `defevents_regions` goes before all."""


def model_folder() -> Path:
    """Return the folder of the trained pipeline, in the installed package or beside the sources.

    Raises
    ------
    ModelError
        If it is in neither place.
    """
    installed = Path(str(files("defevents"))) / "_models" / MODEL
    beside = Path(__file__).resolve().parents[2] / "models" / MODEL
    for folder in (installed, beside):
        if (folder / "meta.json").is_file():
            return folder
    raise ModelError(f"no trained pipeline at {installed} or {beside}: reinstall with 'pip install --force-reinstall defevents'")


def load_pipeline() -> Language:
    """Load the base pipeline and add the components of defevents.

    Returns
    -------
    Language
        A spaCy pipeline; a processed `Doc` has its entities in ``doc.ents``, the rest under ``doc._.defevents``.
    """
    nlp = spacy.load(model_folder())
    nlp.add_pipe("defevents_regions", first=True)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
