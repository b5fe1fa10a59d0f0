"""Says of each role filler how likely event and role are right together, and drops the unlikely."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from defevents.layers import state

__all__ = ["FillerConfidence"]

FILLER_THRESHOLD = 0.4


class FillerConfidence:
    """Turns the chance of a filler, given its event, into that of both, which is what a reader of the filler relies on.

    Parameters
    ----------
    min_confidence
        Least confidence of a filler; None for the threshold that gives the best F1.
    """

    def __init__(self, *, min_confidence: float | None = None) -> None:
        self._least = FILLER_THRESHOLD if min_confidence is None else min_confidence

    def __call__(self, doc: Doc) -> Doc:
        """Weigh the fillers of the events of `doc`, in the state."""
        for event in state(doc)["events"]:
            for argument in event["arguments"]:
                argument["confidence"] = round(argument["confidence"] * event["confidence"], 4)
            event["arguments"] = [a for a in event["arguments"] if a["confidence"] >= self._least]
        return doc


@Language.factory(
    "defevents_confidence",
    default_config={"min_confidence": None},
    requires=["doc._.defevents"],
    assigns=["doc._.defevents"],
)
def make_confidence(nlp: Language, name: str, min_confidence: float | None) -> FillerConfidence:  # noqa: ARG001
    """Create the component; spaCy hands in the pipeline and the component's name."""
    return FillerConfidence(min_confidence=min_confidence)
