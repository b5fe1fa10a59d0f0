"""Trains readers of passages, and lets one teach another."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import torch
from passages import QUESTIONS, Passage, batches, pair_up
from readers import Reader
from torch import Tensor, nn

WARM_UP, DECAY = 0.1, 0.01
SETTLING, GENTLY = 2, 0.25
"""Epochs and share of the rates with which a network settles on the reference annotations."""
WORTH_ASKING = 0.2
"""Least chance of being a trigger for which the teacher is asked about a word's status, roles and sources."""


def read(model: Reader, batch: Sequence[Passage]) -> Tensor:
    """States of all pieces, of shape (passages, longest passage, size)."""
    length = max(len(p.pieces) for p in batch)
    pieces = torch.zeros(len(batch), length, dtype=torch.long)
    present = torch.zeros(len(batch), length, dtype=torch.bool)
    for n, passage in enumerate(batch):
        pieces[n, : len(passage.pieces)] = torch.tensor(passage.pieces)
        present[n, : len(passage.pieces)] = True
    states: Tensor = model(pieces, present)
    return states


def of_words(model: Reader, states: Tensor, batch: Sequence[Passage]) -> Tensor:
    """Logits of what the words of the passages trigger."""
    length = states.shape[1]
    logits: Tensor = model.triggers(_rows(states, [n * length + w for n, p in enumerate(batch) for w in p.words]))
    return logits


def of_triggers(model: Reader, states: Tensor, batch: Sequence[Passage]) -> dict[str, Tensor]:
    """Logits of all that is asked about the triggers of the passages and about pairs."""
    length = states.shape[1]
    at_triggers = _rows(states, [n * length + t for n, p in enumerate(batch) for t in p.triggers])
    hidden = _pairs(model, states, [(n, *pair) for n, p in enumerate(batch) for pair in p.pairs])
    triggers = _pairs(model, states, [(n, *pair) for n, p in enumerate(batch) for pair in p.trigger_pairs])
    return {
        "status": model.status(at_triggers),
        "stages": model.stages(at_triggers),
        "roles": model.roles(hidden),
        "stances": model.stances(hidden),
        "same": model.same(triggers),
    }


def _pairs(model: Reader, states: Tensor, pairs: Sequence[tuple[int, int, int, int]]) -> Tensor:
    """Hidden states of pairs, given the passage of each."""
    length = states.shape[1]
    placed = [(n * length + trigger, n * length + other, apart) for n, trigger, other, apart in pairs]
    triggers, others, apart = zip(*placed, strict=True) if placed else ((), (), ())
    return model.pairs(_rows(states, triggers), _rows(states, others), torch.tensor(apart, dtype=torch.long))


def _rows(states: Tensor, places: Sequence[int]) -> Tensor:
    return states.flatten(0, 1)[torch.tensor(places, dtype=torch.long)]


def loss_of(model: Reader, batch: Sequence[Passage]) -> Tensor:
    """Cross entropy of all answers of a batch, a word."""
    states = read(model, batch)
    answers = {"triggers": of_words(model, states, batch), **of_triggers(model, states, batch)}
    total = torch.zeros(())
    for question, logits in answers.items():
        right = torch.cat([p.target(question) for p in batch])
        total = total - (right * logits.float().log_softmax(-1)).sum()
    return total / sum(len(p.words) for p in batch)


def train(model: Reader, data: list[Passage], *, epochs: int, rate: float, head_rate: float, seed: int) -> None:
    """Train in place, with rates that rise for a tenth of the steps and then fall to nothing.

    Matrices are multiplied in 16 bits, which halves the time on processors that can.
    """
    heads = [p for name, p in model.named_parameters() if name.split("_")[0].split(".")[0] in (*QUESTIONS, "pair")]
    known = {id(p) for p in heads}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    groups: list[dict[str, Any]] = [{"params": rest, "lr": rate}, {"params": heads, "lr": head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY, eps=1e-7, fused=True)
    mixer = random.Random(seed)
    steps = epochs * len(batches(data, random.Random(seed)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (n + 1) / (WARM_UP * steps)) * max(0.0, 1 - n / steps)
    )
    model.train()
    for epoch in range(1, epochs + 1):
        total = 0.0
        mixed = batches(data, mixer)
        for batch in mixed:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = loss_of(model, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        print(f"epoch {epoch} loss {total / len(mixed):.4f}", flush=True)
    model.eval()


def settle(model: Reader, data: list[Passage], *, rate: float, head_rate: float, seed: int) -> None:
    """Train once more, gently, on the reference annotations, by whose conventions the extractor is measured."""
    reference = [passage for passage in data if passage.is_reference]
    train(model, reference, epochs=SETTLING, rate=rate * GENTLY, head_rate=head_rate * GENTLY, seed=seed)


@torch.no_grad()
def ask(teacher: Reader, data: list[Passage]) -> None:
    """Let a teacher say what it makes of passages; where nothing is annotated, it chooses the triggers itself."""
    for batch in batches(data, random.Random(0)):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = read(teacher, batch)
            words = of_words(teacher, states, batch).float().softmax(-1)
            for passage, chances in zip(batch, words.split([len(p.words) for p in batch]), strict=True):
                if not passage.answers:
                    likely = (1 - chances[:, 0] >= WORTH_ASKING).tolist()
                    pair_up(passage, [place for place, yes in zip(passage.words, likely, strict=True) if yes])
            rest = {q: logits.float().softmax(-1) for q, logits in of_triggers(teacher, states, batch).items()}
        for question, chances in {"triggers": words, **rest}.items():
            sizes = [len(p.asked(question)) for p in batch]
            for passage, taught in zip(batch, chances.split(sizes), strict=True):
                passage.taught[question] = taught
