"""The learned decisions that come with the pipeline, and where they are kept."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from defevents.errors import ModelError
from defevents.learned.network import Network

__all__ = ["DECISIONS", "NONE", "REMEDY", "Decisions", "load_decisions", "model_folder"]

MODEL = "en_defence_md"
FOLDER = "decisions"
REMEDY = "reinstall with 'pip install --force-reinstall defevents'"
NONE = "NONE"
"""Label of no event, no role, no claim."""

DECISIONS = ("triggers", "arguments", "status", "claims", "dates", "pairs", "distant")


@dataclass(frozen=True, slots=True)
class Decisions:
    """One model a decision: what a word triggers, which role an entity fills, and so on."""

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
    folder = model_folder() / FOLDER
    return Decisions(**{name: _load(folder / f"{name}.npz") for name in DECISIONS})


def _load(path: Path) -> Network:
    if not path.is_file():
        raise ModelError(f"{path}: there is no such file of the trained pipeline: {REMEDY}")
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path}: is broken or cut short: {REMEDY}")
    try:
        return Network.load(path)
    except ModelError as problem:
        raise ModelError(f"{problem}: {REMEDY}") from problem
    except zipfile.BadZipFile as problem:
        raise ModelError(f"{path}: cannot read the model: {problem}: {REMEDY}") from problem
