"""Loads the pipeline: the trained base that comes with the package, and the components of defevents in their order."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from thinc.api import Model, NumpyOps

from defevents.errors import ModelError
from defevents.learned.decisions import REMEDY, model_folder
from defevents.pipes import (  # noqa: F401  the import registers each component with spaCy
    amounts,
    attributes,
    bystanders,
    claims,
    confidence,
    coreference,
    dates,
    designators,
    details,
    distant_roles,
    event_coreference,
    events,
    names,
    regions,
    resolver,
    status,
)

__all__ = ["COMPONENTS", "LEARNED", "WITH_NAMES", "load_pipeline", "multiply_by_numpy"]

COMPONENTS = (
    "defevents_names",
    "defevents_designators",
    "defevents_amounts",
    "defevents_dates",
    "defevents_resolver",
    "defevents_coreference",
    "defevents_events",
    "defevents_claims",
    "defevents_details",
    "defevents_status",
    "defevents_event_coreference",
    "defevents_distant_roles",
    "defevents_confidence",
    "defevents_bystanders",
)
"""Components after the base's, in order; `defevents_regions` goes before all."""

LEARNED = frozenset(
    {f"defevents_{x}" for x in ("events", "claims", "details", "status", "event_coreference", "distant_roles")}
)
"""Components that use learned decisions, and can do without."""


WITH_NAMES = frozenset(f"defevents_{x}" for x in ("names", "designators", "resolver", "coreference", "bystanders"))
"""Components that use the knowledge base."""

WITH_CONFIDENCE = frozenset(f"defevents_{x}" for x in ("events", "distant_roles", "confidence"))
"""Components that leave out what they are not confident enough of."""


def load_pipeline(
    *, learned: bool = True, gazetteers: Iterable[Path | str] = (), min_confidence: float | None = None
) -> Language:
    """Load the base pipeline and add the components of defevents.

    Parameters
    ----------
    learned
        Whether events are found with the learned decisions, or by rules alone.
    gazetteers
        Paths of JSON lines with further names, an entry (`defevents.knowledge.entries.Listed`) each.
    min_confidence
        Least confidence, from 0 to 1, of events and role fillers; None for the thresholds that give the best F1.

    Raises
    ------
    KnowledgeError
        If a gazetteer is missing or broken; the message names file and line.
    ModelError
        If a file of the trained pipeline is missing or broken; the message names the folder or the file.

    Returns
    -------
    Language
        A spaCy pipeline; a processed `Doc` has its entities in ``doc.ents``, the rest under ``doc._.defevents``.
    """
    with _uncollected():
        return _loaded(learned, tuple(str(path) for path in gazetteers), min_confidence)


def _loaded(learned: bool, gazetteers: tuple[str, ...], min_confidence: float | None) -> Language:
    nlp = _load_base(model_folder())
    multiply_by_numpy(nlp)
    nlp.replace_pipe("attribute_ruler", "defevents_attributes", config={"patterns": _patterns_of(nlp)})
    nlp.add_pipe("defevents_regions", first=True)
    for name in COMPONENTS:
        config: dict[str, Any] = {"learned": learned} if name in LEARNED else {}
        if name in WITH_CONFIDENCE:
            config["min_confidence"] = min_confidence
        if name in WITH_NAMES:
            config["gazetteers"] = list(gazetteers)
        nlp.add_pipe(name, config=config)
    return nlp


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage among what is being loaded, all of which stays: a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _patterns_of(nlp: Language) -> list[dict[str, Any]]:
    """Patterns of the base's attribute ruler, as plain data."""
    ruler: Any = nlp.get_pipe("attribute_ruler")
    return list(ruler.patterns)


def multiply_by_numpy(nlp: Language) -> None:
    """Let the networks multiply with numpy's BLAS, which is up to three times as fast as the one that thinc brings."""
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            node.ops = ops


def _load_base(folder: Path) -> Language:
    """Load the trained base; whatever is wrong with its files is one kind of error."""
    try:
        nlp = spacy.load(folder)
    except Exception as problem:  # a broken file shows itself in as many ways as there are readers of files
        cause = " ".join(str(problem).split()) or type(problem).__name__
        raise ModelError(f"{folder}: the trained pipeline cannot be loaded: {cause[:200]}: {REMEDY}") from problem
    if not nlp.vocab.vectors_length:  # spaCy goes without them when their file is missing
        raise ModelError(f"{folder}: the trained pipeline lacks its vectors: {REMEDY}")
    return nlp
