"""Extracts records from articles: one, or any number in a stream."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator

from pydantic import ValidationError
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController

from defevents.assemble import extraction_from
from defevents.errors import ArticleError
from defevents.layers import state
from defevents.pipeline import load_pipeline
from defevents.records import Article, Extraction, Failure

__all__ = ["MAX_CHARACTERS", "Extractor", "as_article", "check_text", "parse_date"]

MAX_CHARACTERS = 200_000
"""Longest article that is extracted, about 33,000 words; longer texts are collections, to be split before."""

BATCH = 64
BATCH_CHARACTERS = MAX_CHARACTERS
"""Most characters that go through the pipeline together: its layers take about 8 kB of memory a character."""

# What a reader does not see would hide names from the tokenizer: control and format characters (marks of byte order
# and direction, zero-width spaces) are tokenized as spaces, and line ends of every kind as one. Offsets stay.
_UNSEEN = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LINE_END = re.compile("\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]")

_WORD = re.compile(r"[^\W\d_]+")
# Of English running text these words make up a third; of other languages in Latin script under a twentieth.
_FUNCTION_WORDS = frozenset(
    "the of and to in a that is was for on with as by at from it has have be are an said will its which were not this "
    "their after he his they would been had who but or over new two more than".split()
)
_ENOUGH_WORDS = 25
_ENGLISH_SHARE = 0.10


def as_article(article: Article | str, *, published: dt.date | str | None = None) -> Article:
    """Make an `Article` of a text, with an id from its content.

    Raises
    ------
    ArticleError
        If `published` is no ISO 8601 date, or `article` neither an `Article` nor text that can be written as Unicode.
    """
    if isinstance(article, Article):
        return article if published is None else article.model_copy(update={"published": parse_date(published)})
    if not isinstance(article, str):
        raise ArticleError(f"{type(article).__name__} is no article: give a text or an Article")
    date = parse_date(published)
    identifier = hashlib.sha256(article.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    try:
        return Article(id=identifier, text=article, published=date)
    except ValidationError as problem:
        raise ArticleError(f"text: {problem.errors()[0]['msg']}") from None


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
        # The networks' matrices are so small that a second thread costs more than it brings.
        self._threads = ThreadpoolController()

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
        with self._threads.limit(limits=1, user_api="blas"):
            return extraction_from(self.nlp(self._prepare(article)), article)

    def extract_many(
        self, articles: Iterable[Article | str | Failure], *, batch_size: int = BATCH
    ) -> Iterator[Extraction | Failure]:
        """Extract articles one after the other, lazily and in order.

        An article that cannot be extracted gives a `Failure` in its place; the others are not touched by it. A failure
        among the articles, as readers give it for what cannot be read, is passed on in its place.

        Parameters
        ----------
        articles
            Articles or texts, in any number.
        batch_size
            How many go through the pipeline together, at most.

        Raises
        ------
        ValueError
            If `batch_size` is less than 1.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more, not {batch_size}")
        return self._extract_batches(articles, batch_size)

    def _extract_batches(
        self, articles: Iterable[Article | str | Failure], batch_size: int
    ) -> Iterator[Extraction | Failure]:
        for batch in _batches(articles, batch_size):
            # Whatever words a batch adds to the vocabulary go with it, so that memory does not grow with the stream.
            with self.nlp.memory_zone(), self._threads.limit(limits=1, user_api="blas"):
                results = self._batch(batch)
            yield from results

    def _batch(self, articles: list[Article | Failure]) -> list[Extraction | Failure]:
        fit: list[tuple[Article, Doc] | Failure] = [
            article if isinstance(article, Failure) else self._fit(article) for article in articles
        ]
        docs = [doc for _, doc in (pair for pair in fit if not isinstance(pair, Failure))]
        try:
            done = iter(list(self.nlp.pipe(docs, batch_size=max(1, len(docs)))))
            return [pair if isinstance(pair, Failure) else extraction_from(next(done), pair[0]) for pair in fit]
        except Exception:  # one article broke the batch: find it, keep the others
            return [pair if isinstance(pair, Failure) else self._alone(pair[0]) for pair in fit]

    def _fit(self, article: Article) -> tuple[Article, Doc] | Failure:
        try:
            return article, self._prepare(article)
        except ArticleError as problem:
            return _failure(article.id, problem)

    def _alone(self, article: Article) -> Extraction | Failure:
        try:
            return self.extract(article)
        except Exception as problem:  # whatever it is, it concerns this article only
            return _failure(article.id, problem)

    def _prepare(self, article: Article) -> Doc:
        """Tokenize an article that is fit for extraction, with its publication date in the state."""
        check_text(article.text)
        doc = self.nlp.make_doc(_LINE_END.sub("\n", _UNSEEN.sub(" ", article.text)))
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
        raise ArticleError(
            f"text of {len(text):,} characters is over the limit of {MAX_CHARACTERS:,}: split it into articles"
        )
    if "\0" in text:
        raise ArticleError("text holds NUL characters: it seems to be a binary file, not text")
    words = _WORD.findall(text[:20_000].lower())
    if len(words) >= _ENOUGH_WORDS:
        share = sum(word in _FUNCTION_WORDS for word in words) / len(words)
        if share < _ENGLISH_SHARE:
            raise ArticleError(f"text does not seem to be English ({share:.0%} of its words are common English words)")


def _batches(articles: Iterable[Article | str | Failure], batch_size: int) -> Iterator[list[Article | Failure]]:
    """Gather a stream into batches, bounded in number and in characters."""
    batch: list[Article | Failure] = []
    characters = 0
    for number, given in enumerate(articles, 1):
        article = _article_or_failure(given, number)
        # What is too long is refused, not processed.
        length = 0 if isinstance(article, Failure) or len(article.text) > MAX_CHARACTERS else len(article.text)
        if batch and (len(batch) == batch_size or characters + length > BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(article)
        characters += length
    if batch:
        yield batch


def _article_or_failure(given: Article | str | Failure, number: int) -> Article | Failure:
    if isinstance(given, Failure):
        return given
    try:
        return as_article(given)
    except ArticleError as problem:
        return _failure(f"#{number}", problem)


def _failure(article_id: str, problem: Exception) -> Failure:
    words = " ".join(str(problem).split())[:500]
    return Failure(article_id=article_id, error=words or type(problem).__name__, kind=type(problem).__name__)
