"""Ask the encoder's teacher (`train_teacher.py`) about annotated and other texts, and keep what it says.

It is asked about what the encoder is to learn from: annotated articles, texts without events, and further news items
and articles, whose mentions the pipeline finds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from annotations import ANSWERS, read_annotations, read_taught, read_texts, read_without_events
from answers import save
from learning import ask
from passages import annotated, labels_of, not_annotated, without_events
from readers import MINILM, MPNET, Teacher
from spacy.language import Language
from threadpoolctl import threadpool_limits

from defevents.learned.wordpiece import WordPieces
from defevents.pipeline import load_pipeline

LAST_FOR_ENTITIES = "defevents_resolver"


def finder_of_mentions() -> Language:
    """Load the pipeline up to where its mentions are settled."""
    nlp = load_pipeline(learned=False)
    names = nlp.pipe_names
    nlp.select_pipes(disable=names[names.index(LAST_FOR_ENTITIES) + 1 :])
    return nlp


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path, help="what train_teacher.py wrote")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"), help="gets the answers as well")
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    options = parser.parse_args()

    _, vocabulary = MINILM.read()
    texts = read_texts(options.texts)
    articles = list(read_annotations(options.annotations, texts))
    labels = labels_of(articles)
    nlp = finder_of_mentions()
    pieces = WordPieces(vocabulary)
    data = list(annotated(nlp, pieces, articles, labels))
    data += without_events(nlp, pieces, read_without_events(options.annotations, texts), labels)
    with threadpool_limits(1, user_api="blas"):
        data += not_annotated(nlp.pipe(read_taught(options.annotations, texts)), pieces)
    teacher = Teacher(*MPNET.read(), vocabulary, labels)
    teacher.load_state_dict(torch.load(options.teacher, weights_only=True))
    ask(teacher.eval(), data)
    save(options.annotations / ANSWERS, data, labels)


if __name__ == "__main__":
    main()
