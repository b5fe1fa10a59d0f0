"""Train the learned decisions about events, on annotated articles processed by the pipeline itself."""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from annotations import AnnotatedArticle, half_of, read_annotations, read_ids, read_texts, read_without_events
from event_rows import STRENGTH, RowMaker
from spacy.language import Language
from spacy.tokens import Doc

from defevents.layers import state
from defevents.learned.decisions import FOLDER
from defevents.learned.encoder import Encoder
from defevents.pipeline import COMPONENTS, load_pipeline
from defevents.pipes.events import TRIGGER_PARTS
from defevents.rules import joined_lemmas

LEAST_SHARE = 0.03
"""A lemma that is a trigger less often than that among its occurrences (*be*, *have*, *first*) is not looked at: that
spares 44 % of the candidates, and loses 0.2 % of the triggers that are found otherwise."""

UNITS = 64
EPOCHS, MEMBERS = {"triggers": 6, "pairs": 8}, {"triggers": 1, "pairs": 5}
"""Of the networks with hidden units, which see vectors; the others are linear. From one network of pairs to another,
events differed by 1.5 points of F1; more than one of triggers would take 15 MB each."""


def process(nlp: Language, articles: list[AnnotatedArticle]) -> Iterator[tuple[Doc, AnnotatedArticle]]:
    """Run the pipeline up to the entities over the articles."""
    docs = []
    for article in articles:
        doc = nlp.make_doc(article.text)
        state(doc)["published"] = article.published
        docs.append(doc)
    yield from zip(nlp.pipe(docs, batch_size=64), articles, strict=True)


def trigger_lemmas(processed: list[tuple[Doc, AnnotatedArticle]]) -> frozenset[str]:
    """Lemmas of annotated triggers, without those that seldom are one."""
    triggers = Counter(
        joined_lemmas(doc.char_span(start, end, alignment_mode="expand").root)[1][0]
        for doc, article in processed
        for event in article.events
        for start, end in event.triggers
    )
    words = Counter(joined_lemmas(token)[1][0] for doc, _ in processed for token in doc if token.pos_ in TRIGGER_PARTS)
    return frozenset(lemma for lemma, times in triggers.items() if times >= LEAST_SHARE * words[lemma])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder of the pipeline; the models go into its folder 'decisions'")
    parser.add_argument("--annotations", type=Path, default=Path("models/corpus"))
    parser.add_argument("--texts", type=Path, required=True, help="corpus file that the items' refs point into")
    parser.add_argument(
        "--readers", type=Path, nargs=2, required=True, help="encoders trained without the first and the second half"
    )
    parser.add_argument("--leave-out", type=Path, help="file with ids of articles to leave out, a line each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-rules", action="store_true", help="leave out what the rules say, for comparison")
    options = parser.parse_args()

    nlp = load_pipeline(learned=False)
    for name in COMPONENTS[COMPONENTS.index("defevents_events") :]:
        nlp.disable_pipe(name)
    texts = read_texts(options.texts)
    left_out = read_ids(options.leave_out)
    articles = [a for a in read_annotations(options.annotations, texts) if a.id not in left_out]
    random.Random(options.seed).shuffle(articles)
    processed = list(process(nlp, articles))
    readers = [Encoder.load(file) for file in options.readers]
    maker = RowMaker(
        trigger_lemmas(processed), lambda article: readers[half_of(article)], without_rules=options.without_rules
    )
    for doc, article in processed:
        maker.add(doc, article)
    for doc in nlp.pipe(read_without_events(options.annotations, texts), batch_size=64):
        maker.add_without_events(doc)
    maker.finish()
    folder = options.out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in maker.rows.items():
        if name in EPOCHS:
            model = rows.fit_hidden(UNITS, EPOCHS[name], MEMBERS[name], options.seed)
        else:
            model = rows.fit(STRENGTH[name])
        model.save(folder / f"{name}.npz")
        size = (folder / f"{name}.npz").stat().st_size
        print(f"{name:10} {len(rows.labels):6} rows {size / 1e6:5.2f} MB  {dict(Counter(rows.labels).most_common(4))}")


if __name__ == "__main__":
    main()
