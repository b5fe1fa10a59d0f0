"""The learned decisions that come with the pipeline, and where they are kept."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from defevents.errors import ModelError
from defevents.learned.encoder import Encoder
from defevents.learned.network import Network

__all__ = ["DECISIONS", "ENCODER", "NONE", "REMEDY", "Decisions", "load_decisions", "mean", "model_folder"]

Model = TypeVar("Model", Encoder, Network)

MODEL = "en_defence_md"
FOLDER = "decisions"
ENCODER = "encoder.npz"
REMEDY = "reinstall with 'pip install --force-reinstall defevents'"
NONE = "NONE"
"""Label of no event, no role, no claim."""

DECISIONS = ("triggers", "arguments", "status", "claims", "dates", "pairs", "distant")


@dataclass(frozen=True, slots=True)
class Decisions:
    """One model a decision: what a word triggers, which role an entity fills, and so on; and the encoder's on most."""

    encoder: Encoder
    triggers: Network
    arguments: Network
    status: Network
    claims: Network
    dates: Network
    pairs: Network
    distant: Network


def model_folder() -> Path:
    """Return the folder of the trained pipeline, in the installed package or beside the sources.

    Raises
    ------
    ModelError
        If it is in neither place.
    """
    installed = Path(str(files("defevents"))) / "_models" / MODEL
    beside = Path(__file__).resolve().parents[3] / "models" / MODEL
    for folder in (installed, beside):
        if (folder / "meta.json").is_file():
            return folder
    raise ModelError(f"no trained pipeline at {installed} or {beside}: {REMEDY}")


@cache
def load_decisions() -> Decisions:
    """Load the models, once.

    Raises
    ------
    ModelError
        If one is missing or broken.
    """
    folder = model_folder()
    return Decisions(
        encoder=_load(Encoder.load, folder / ENCODER),
        **{name: _load(Network.load, folder / FOLDER / f"{name}.npz") for name in DECISIONS},
    )


def mean(chances: dict[str, float], others: Mapping[str, float] | None, *, weight: float = 0.5) -> dict[str, float]:
    """Mean of what two models say of the labels of the first one; what the first says where the second says nothing.

    The second counts with a `weight` from 0 to 1.
    """
    if others is None:
        return chances
    return {label: (1 - weight) * chance + weight * others.get(label, 0.0) for label, chance in chances.items()}


def _load(read: Callable[[Path], Model], path: Path) -> Model:
    if not path.is_file():
        raise ModelError(f"{path}: there is no such file of the trained pipeline: {REMEDY}")
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path}: is broken or cut short: {REMEDY}")
    try:
        return read(path)
    except ModelError as problem:
        raise ModelError(f"{problem}: {REMEDY}") from problem
    except zipfile.BadZipFile as problem:
        raise ModelError(f"{path}: cannot read the model: {problem}: {REMEDY}") from problem
