"""Keeps what the encoder's teacher says of passages, so that the encoder is trained again without it.

A passage is known by a hash of its pieces, so that the file holds no text, and what has changed since is not mistaken
for something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import torch
from passages import PAIRS, QUESTIONS, TRIGGER_PAIRS, TRIGGERS, WORDS, Passage, pair_up
from torch import Tensor

__all__ = ["restore", "save"]

STEPS = 255
"""Chances are kept in 8 bits."""

KINDS = {"words": WORDS, "triggers": TRIGGERS, "pairs": PAIRS, "trigger_pairs": TRIGGER_PAIRS}
"""Questions by what they ask about."""


def _key(passage: Passage) -> int:
    digest = hashlib.blake2b(np.array(passage.pieces, dtype=np.uint16).tobytes(), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def save(path: Path, data: Iterable[Passage], labels: Mapping[str, list[str]]) -> None:
    """Write what the teacher says of the passages (.npz); `labels` are those of the questions."""
    known = {_key(passage): passage for passage in data if passage.taught}
    passages = list(known.values())
    arrays = {
        "keys": np.array(list(known), dtype=np.uint64),
        "sizes": np.array(
            [[len(p.asked(questions[0])) for questions in KINDS.values()] for p in passages], dtype=np.uint32
        ),
        "mentioned": np.array([len(p.mentions) for p in passages], dtype=np.uint16),
        "triggers": np.array([place for p in passages for place in p.triggers], dtype=np.uint16),
        "mentions": np.array([place for p in passages for place in p.mentions], dtype=np.uint16),
    }
    arrays["labels"] = np.array(json.dumps(labels))
    for question in QUESTIONS:
        chances = torch.cat([p.taught[question] for p in passages]).numpy()
        arrays[f"of_{question}"] = np.rint(chances * STEPS).astype(np.uint8)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def restore(path: Path, data: Iterable[Passage], labels: Mapping[str, list[str]]) -> None:
    """Give the passages what `save` wrote of them; those that are not annotated get triggers and mentions as well.

    A passage gets the answers to the questions about as many words, triggers and pairs as it has, so none that another
    annotation changed, or that were asked of the same words in an annotated article.

    Raises
    ------
    ValueError
        If the questions had other labels when the teacher was asked.
    """
    with np.load(path) as kept:
        arrays = dict(kept)
    if json.loads(str(arrays.pop("labels"))) != labels:
        raise ValueError(f"{path}: the teacher was asked about other labels: train it and ask it again")
    ends = np.cumsum(arrays["sizes"], axis=0, dtype=np.int64)
    mentions = np.split(arrays["mentions"], np.cumsum(arrays["mentioned"], dtype=np.int64)[:-1])
    triggers = np.split(arrays["triggers"], ends[:-1, list(KINDS).index("triggers")])
    row_of = {int(key): row for row, key in enumerate(arrays["keys"])}
    for passage in data:
        if (row := row_of.get(_key(passage))) is None:
            continue
        if not passage.answers:
            passage.mentions = mentions[row].tolist()
            pair_up(passage, triggers[row].tolist())
        if [len(passage.asked(questions[0])) for questions in KINDS.values()] != arrays["sizes"][row].tolist():
            continue
        for end, size, questions in zip(ends[row], arrays["sizes"][row], KINDS.values(), strict=True):
            for question in questions:
                passage.taught[question] = _chances(arrays[f"of_{question}"][end - size : end])


def _chances(steps: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Tensor:
    chances = torch.from_numpy(steps.astype(np.float32))
    return chances / chances.sum(dim=1, keepdim=True)
