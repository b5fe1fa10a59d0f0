"""Train the `ner` of the ten labels, warm-started from the base pipeline's, and put it into the shipped pipeline.

It goes over all annotated texts, and then over the reference annotations alone, by whose conventions it is measured.
"""

from __future__ import annotations

import argparse
import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import spacy
from annotations import AnnotatedArticle, read_annotations, read_texts
from spacy.language import Language
from spacy.training import Example
from spacy.util import compounding, fix_random_seed, minibatch
from threadpoolctl import threadpool_limits

from defevents.pipeline import multiply_by_numpy

LEARN_RATE = 0.001


def examples(nlp: Language, articles: list[AnnotatedArticle]) -> list[Example]:
    """One example a paragraph: an article's body line by line, entities aligned to tokens."""
    out = []
    for article in articles:
        start = 0
        for line in article.text[: article.body_end].split("\n"):
            spans = [
                (s.start - start, s.end - start, s.label)
                for s in article.spans
                if start <= s.start and s.end <= start + len(line)
            ]
            doc = nlp.make_doc(line)
            aligned = [s for s in spans if doc.char_span(s[0], s[1]) is not None]
            if line.strip():
                out.append(Example.from_dict(doc, {"entities": aligned}))
            start += len(line) + 1
    return out


def warm_start(nlp: Language, data: list[Example]) -> None:
    """Replace the base's `ner` by one of our labels that begins with the base's word vectors and hidden layer."""
    old = nlp.get_pipe("ner").model
    layers = {name: old.get_ref(name).to_bytes() for name in ("tok2vec", "lower")}
    config = nlp.get_pipe_meta("ner").default_config | {"model": nlp.config["components"]["ner"]["model"]}
    nlp.remove_pipe("ner")
    ner = nlp.add_pipe("ner", config=config)
    ner.initialize(lambda: data, nlp=nlp, labels=None)
    for name, weights in layers.items():
        ner.model.get_ref(name).from_bytes(weights)


def evaluate(nlp: Language, data: list[Example]) -> float:
    """Strict micro F1 of the entities of `data`."""
    fresh = [Example(nlp.make_doc(e.reference.text), e.reference) for e in data]
    return float(nlp.evaluate(fresh)["ents_f"])


def train(
    nlp: Language,
    data: list[Example],
    held_back: list[Example],
    *,
    epochs: int,
    dropout: float,
    shuffler: random.Random,
) -> None:
    """Train the `ner` of `nlp` in place, which ends as the mean of its last steps; prints its F1 on held-back texts."""
    optimizer = nlp.create_optimizer()
    optimizer.learn_rate = LEARN_RATE
    with nlp.select_pipes(enable="ner"):
        for epoch in range(1, epochs + 1):
            shuffler.shuffle(data)
            losses: dict[str, float] = {}
            for batch in minibatch(data, compounding(8.0, 48.0, 1.002)):
                nlp.update(batch, drop=dropout, sgd=optimizer, losses=losses)
            line = f"epoch {epoch:3} of {len(data)} examples, loss {losses['ner']:10.1f}"
            if held_back and epoch % 3 == 0:
                with nlp.use_params(optimizer.averages):
                    line += f" held back F1 {evaluate(nlp, held_back):.4f}"
            print(line, flush=True)
        with nlp.use_params(optimizer.averages):
            weights = nlp.get_pipe("ner").model.to_bytes()
    nlp.get_pipe("ner").model.from_bytes(weights)


def read(options: argparse.Namespace) -> list[AnnotatedArticle]:
    """All annotated articles."""
    return list(read_annotations(options.annotations, read_texts(options.texts)))


def run(options: argparse.Namespace, number: int) -> bytes:
    """Train once; returns the model's weights.

    Runs begin with the same weights and see the examples in orders of their own.
    """
    nlp = spacy.load(options.base)
    articles = read(options)
    random.Random(options.seed).shuffle(articles)
    kept = int(len(articles) * options.hold_back)
    held_back, learned = examples(nlp, articles[:kept]), articles[kept:]
    stages = (
        (options.epochs, examples(nlp, learned)),
        (options.settling, examples(nlp, [article for article in learned if article.is_reference])),
    )
    fix_random_seed(options.seed)
    warm_start(nlp, stages[0][1])
    multiply_by_numpy(nlp)
    shuffler = random.Random(options.seed + number)
    with threadpool_limits(1):  # each run has a core
        for epochs, data in stages:
            train(nlp, data, held_back, epochs=epochs, dropout=options.dropout, shuffler=shuffler)
    return bytes(nlp.to_bytes(exclude=["vocab", "tokenizer", *(n for n in nlp.pipe_names if n != "ner")]))


def average(nlp: Language, runs: list[bytes]) -> None:
    """Put the mean of the runs' weights into `nlp`.

    Runs that begin alike stay close enough for that; the mean of two is better than either by half a point of F1.
    """
    models = []
    for weights in runs:
        nlp.from_bytes(weights, exclude=["vocab", "tokenizer"])
        nodes = list(nlp.get_pipe("ner").model.walk())
        models.append([(n, p, n.get_param(p).copy()) for n in nodes for p in n.param_names if n.has_param(p)])
    for same in zip(*models, strict=True):
        node, name, _ = same[-1]
        node.set_param(name, sum(values for *_, values in same) / len(same))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path, help="pipeline written by build_base.py")
    parser.add_argument("out", type=Path, help="folder of the pipeline to write")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"))
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    parser.add_argument("--epochs", type=int, default=5, help="how often all annotated texts are gone over")
    parser.add_argument("--settling", type=int, default=20, help="how often the reference annotations then are")
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=2, help="trainings, each in a process, whose weights are averaged")
    parser.add_argument("--hold-back", type=float, default=0.0, help="share of the articles kept to measure on")
    options = parser.parse_args()

    with ProcessPoolExecutor(options.runs, mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(run, [options] * options.runs, range(options.runs)))
    nlp = spacy.load(options.base)
    warm_start(nlp, examples(nlp, read(options)))
    average(nlp, runs)
    shutil.copytree(options.base, options.out, dirs_exist_ok=True)  # licenses and notices go along
    nlp.to_disk(options.out)


if __name__ == "__main__":
    main()
