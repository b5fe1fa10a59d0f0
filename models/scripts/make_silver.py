"""Label news items with the pipeline itself, checked by the base's own `ner`, to train a `ner` on more text.

Two taggers that were trained on different texts seldom make the same mistake: where the base takes words for a
person or a place and the pipeline for something that the knowledge base does not know, the base is believed.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import spacy
from annotations import read_texts
from spacy.tokens import Doc, DocBin, Span

from defevents.pipeline import load_pipeline

KEPT_BY_PIPELINE = frozenset({"DATE", "MONEY", "COUNTRY", "NATIONALITY"})
BELIEVED = {
    "PERSON": "PERSON",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "ORG": "ORG",
    "NORP": "NATIONALITY",
}
OTHER_THINGS = frozenset({"EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})


def checked(doc: Doc, base: Doc) -> list[Span]:
    """Entities of `doc`, those relabeled that the base knows better."""
    opinions = {(e.start_char, e.end_char): e.label_ for e in base.ents}
    out = []
    for entity in doc.ents:
        label, opinion = entity.label_, opinions.get((entity.start_char, entity.end_char), "")
        if not entity.kb_id_ and label not in KEPT_BY_PIPELINE:
            if label in ("WEAPON", "EXERCISE") and opinion in OTHER_THINGS:
                continue
            if label != "FORCE":
                label = BELIEVED.get(opinion, label)
        out.append(Span(doc, entity.start, entity.end, label=label))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path, help="pipeline written by build_base.py")
    parser.add_argument("out", type=Path, help="file to write (.spacy)")
    parser.add_argument("--texts", type=Path, required=True, help="corpus file to take items from")
    parser.add_argument("--leave-out", type=Path, action="append", default=[], help="JSON lines of items not to touch")
    parser.add_argument("--items", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    barred = {i for file in options.leave_out for i in read_texts(file)}
    texts = [item["text"] for key, item in sorted(read_texts(options.texts).items()) if key not in barred]
    texts = random.Random(options.seed).sample(texts, min(options.items, len(texts)))
    base = spacy.load(options.base, exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])
    nlp = load_pipeline(learned=False)
    kept = ("names", "designators", "amounts", "dates", "resolver", "regions")
    nlp.select_pipes(disable=[n for n in nlp.pipe_names if n.startswith("defevents_") and n[10:] not in kept])
    out = DocBin(attrs=["ENT_IOB", "ENT_TYPE"])
    for doc, opinion in zip(nlp.pipe(texts, batch_size=64), base.pipe(texts, batch_size=64), strict=True):
        silver = Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
        silver.ents = [Span(silver, e.start, e.end, label=e.label_) for e in checked(doc, opinion)]
        out.add(silver)
    out.to_disk(options.out)
    print(f"{len(out)} items, {options.out}")


if __name__ == "__main__":
    main()
