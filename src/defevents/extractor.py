"""Extracts records from articles: one, or any number in a stream."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from defevents.assemble import extraction_from
from defevents.errors import ArticleError, DefEventsError
from defevents.layers import state
from defevents.pipeline import load_pipeline
from defevents.records import Article, Extraction, Failure

__all__ = ["MAX_CHARACTERS", "Extractor", "as_article", "check_text", "parse_date"]

MAX_CHARACTERS = 200_000
"""Longest article that is extracted, about 33,000 words; longer texts are collections, to be split before."""

BATCH = 64
ZONE = 4 * BATCH

_WORD = re.compile(r"[^\W\d_]+")
# Of English running text these words make up a third; of other languages in Latin script under a twentieth.
_FUNCTION_WORDS = frozenset(
    "the of and to in a that is was for on with as by at from it has have be are an said will its which were not this "
    "their after he his they would been had who but or over new two more than".split()
)
_ENOUGH_WORDS = 25
_ENGLISH_SHARE = 0.10


def as_article(article: Article | str, *, published: dt.date | str | None = None, id: str | None = None) -> Article:
    """Make an `Article` of a text, with an id from its content where none is given.

    Raises
    ------
    ArticleError
        If `published` is no ISO 8601 date.
    """
    if isinstance(article, Article):
        return article if published is None else article.model_copy(update={"published": parse_date(published)})
    if id is None:
        id = hashlib.sha256(article.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Article(id=id, text=article, published=parse_date(published))


def parse_date(value: dt.date | str | None) -> dt.date | None:
    """Read a publication date.

    Raises
    ------
    ArticleError
        If it is a text that is no ISO 8601 date.
    """
    if value is None or isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    try:
        return dt.datetime.fromisoformat(value.strip()).date()
    except ValueError:
        raise ArticleError(f"publication date {value!r} is no date: write it as YYYY-MM-DD, as in 2018-02-06") from None


class Extractor:
    """A loaded pipeline that turns articles into extractions; make it once, use it for any number.

    Parameters
    ----------
    nlp
        The pipeline; by default the one that comes with the package.
    """

    def __init__(self, nlp: Language | None = None) -> None:
        self.nlp = load_pipeline() if nlp is None else nlp

    def extract(self, article: Article | str, *, published: dt.date | str | None = None) -> Extraction:
        """Extract one article.

        Parameters
        ----------
        article
            The article, or its text.
        published
            Publication date, from which *yesterday* and *in June* are counted; replaces the article's own.

        Raises
        ------
        ArticleError
            If the text is binary, longer than `MAX_CHARACTERS`, or not English.
        """
        article = as_article(article, published=published)
        return extraction_from(self.nlp(self._prepare(article)), article)

    def extract_many(
        self, articles: Iterable[Article | str], *, batch_size: int = BATCH
    ) -> Iterator[Extraction | Failure]:
        """Extract articles one after the other, lazily and in order.

        An article that cannot be extracted gives a `Failure` in its place; the others are not touched by it.

        Parameters
        ----------
        articles
            Articles or texts, in any number.
        batch_size
            How many go through the pipeline together.
        """
        stream = (as_article(a) for a in articles)
        while zone := list(islice(stream, max(ZONE, batch_size))):
            with self.nlp.memory_zone():
                results = [
                    result
                    for i in range(0, len(zone), batch_size)
                    for result in self._batch(zone[i : i + batch_size])
                ]
            yield from results

    def _batch(self, articles: list[Article]) -> list[Extraction | Failure]:
        results: list[Extraction | Failure | None] = []
        docs: list[Doc] = []
        for article in articles:
            try:
                docs.append(self._prepare(article))
                results.append(None)
            except DefEventsError as problem:
                results.append(Failure(article_id=article.id, error=str(problem), kind=type(problem).__name__))
        try:
            done = iter(list(self.nlp.pipe(docs, batch_size=max(1, len(docs)))))
            return [
                extraction_from(next(done), article) if result is None else result
                for article, result in zip(articles, results, strict=True)
            ]
        except Exception:  # one article broke the batch: find it, keep the others
            return [
                self._alone(article) if result is None else result
                for article, result in zip(articles, results, strict=True)
            ]

    def _alone(self, article: Article) -> Extraction | Failure:
        try:
            return self.extract(article)
        except Exception as problem:  # whatever it is, it concerns this article only
            return Failure(
                article_id=article.id, error=" ".join(str(problem).split())[:500], kind=type(problem).__name__
            )

    def _prepare(self, article: Article) -> Doc:
        """Tokenize an article that is fit for extraction, with its publication date in the state."""
        check_text(article.text)
        doc = self.nlp.make_doc(article.text)
        state(doc)["published"] = None if article.published is None else article.published.isoformat()
        return doc


def check_text(text: str) -> None:
    """Refuse what is no English article.

    Raises
    ------
    ArticleError
        Saying what is wrong and what to do.
    """
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(f"text of {len(text):,} characters is over the limit of {MAX_CHARACTERS:,}: split it into articles")
    if "\0" in text:
        raise ArticleError("text holds NUL characters: it seems to be a binary file, not text")
    words = _WORD.findall(text[:20_000].lower())
    if len(words) >= _ENOUGH_WORDS:
        share = sum(word in _FUNCTION_WORDS for word in words) / len(words)
        if share < _ENGLISH_SHARE:
            raise ArticleError(f"text does not seem to be English ({share:.0%} of its words are common English words)")


