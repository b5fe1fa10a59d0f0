"""One article or a stream of them: in order, lazily, and with failures in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import defevents
from defevents import Article, ArticleError, Extraction, Failure, KnowledgeError
from defevents.extractor import BATCH, MAX_CHARACTERS, Extractor, as_article, check_text

GOOD = "Russia deployed Iskander missiles to Kaliningrad."
GERMAN = (
    "Die Bundesregierung hat am Mittwoch beschlossen, der Ukraine weitere Flugabwehrsysteme zu liefern, sagte ein "
    "Sprecher des Verteidigungsministeriums nach einer Sitzung des Kabinetts, und kündigte weitere Hilfe für das Land an."
)
RUSSIAN = "Министерство обороны сообщило, что новые ракеты были размещены в области в прошлом месяце. " * 3
FRENCH = (
    "Le ministère des Armées a annoncé mercredi la livraison de six canons à l'armée ukrainienne, selon un porte-parole. "
    * 3
)


def ids(results: list[Extraction | Failure]) -> list[str]:
    return [result.article_id if isinstance(result, Failure) else result.id for result in results]


def test_results_come_in_the_order_of_the_articles(extractor: Extractor) -> None:
    articles = [Article(id=str(n), text=GOOD * (n % 3)) for n in range(30)]
    assert ids(list(extractor.extract_many(articles, batch_size=4))) == [str(n) for n in range(30)]


def test_a_batch_gives_what_one_article_gives(extractor: Extractor) -> None:
    articles = [Article(id="a", text=GOOD), Article(id="b", text="Poland bought tanks from Germany.")]
    assert list(extractor.extract_many(articles)) == [extractor.extract(article) for article in articles]


def test_the_stream_is_read_no_further_than_a_batch(extractor: Extractor) -> None:
    read = 0

    def articles() -> Iterator[Article]:
        nonlocal read
        for n in range(10_000):
            read += 1
            yield Article(id=str(n), text=GOOD)

    results = extractor.extract_many(articles(), batch_size=3)
    assert read == 0
    assert ids([next(results)]) == ["0"]
    assert read <= 4


def test_long_articles_make_small_batches(extractor: Extractor) -> None:
    read = 0

    def articles() -> Iterator[Article]:
        nonlocal read
        for n in range(BATCH):
            read += 1
            yield Article(id=str(n), text="\n" * (MAX_CHARACTERS // 2))

    next(extractor.extract_many(articles()))
    assert read <= 3


BROKEN = {
    "too long": "x" * (MAX_CHARACTERS + 1),
    "binary": "MZ\0\0\0",
    "German": GERMAN,
    "Russian": RUSSIAN,
    "French": FRENCH,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_article_fails_alone_and_in_its_place(extractor: Extractor, text: str) -> None:
    articles = [Article(id="a", text=GOOD), Article(id="b", text=text), Article(id="c", text=GOOD)]
    first, second, third = extractor.extract_many(articles)
    assert isinstance(second, Failure)
    assert (second.article_id, second.kind) == ("b", "ArticleError")
    assert "\n" not in second.error
    assert isinstance(first, Extraction)
    assert isinstance(third, Extraction)
    assert len(first.events) == len(third.events) == 1


def test_an_article_that_breaks_a_component_fails_alone(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    from defevents import extractor as module

    whole = module.extraction_from

    def breaking(doc: object, article: Article) -> Extraction:
        if article.id == "b":
            raise RuntimeError("broken\nin two")
        return whole(doc, article)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "extraction_from", breaking)
    results = list(extractor.extract_many([Article(id=name, text=GOOD) for name in "abc"]))
    assert ids(results) == ["a", "b", "c"]
    assert [type(result) for result in results] == [Extraction, Failure, Extraction]
    assert results[1] == Failure(article_id="b", error="broken in two", kind="RuntimeError")


def test_failures_among_the_articles_are_passed_on(extractor: Extractor) -> None:
    failure = Failure(article_id="x", error="unreadable")
    assert next(extractor.extract_many([failure, Article(id="a", text="")])) is failure


def test_what_is_no_article_fails_in_its_place(extractor: Extractor) -> None:
    results = list(extractor.extract_many([GOOD, 7, None, GOOD]))  # type: ignore[list-item]
    assert [type(result) for result in results] == [Extraction, Failure, Failure, Extraction]
    assert ids(results)[1] == "#2"


def test_no_articles_give_nothing(extractor: Extractor) -> None:
    assert list(extractor.extract_many([])) == []


def test_a_batch_holds_at_least_one(extractor: Extractor) -> None:
    with pytest.raises(ValueError, match="batch_size must be 1 or more, not 0"):
        extractor.extract_many([], batch_size=0)


def test_the_stream_may_be_left_early(extractor: Extractor) -> None:
    results = extractor.extract_many([GOOD] * 10, batch_size=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert extractor.extract(GOOD).events


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n\t", "\u200b", "\ufeff", "...", "😀", "🚀" * 50, "مرحبا بالعالم", "שלום עולם", "\x01\x02\x1b[2J"],
)
def test_texts_that_say_nothing_give_an_empty_extraction(extractor: Extractor, text: str) -> None:
    extraction = extractor.extract(text)
    assert extraction.events == ()
    assert extraction.article.text == text


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(" ", "\r\n", 1),
        GOOD + "\r\n\r\nMore text 😀 follows.\r\n",
        "\u202b" + GOOD + "\u202c",
        "😀 " + GOOD + " 🚀🚀",
        "\x07" + GOOD + "\x1b[0m",
        "\ufeff" + GOOD,
        GOOD.replace(" ", "\u00a0"),
        "e\u0301 " + GOOD,
    ],
)
def test_strange_characters_do_not_move_offsets(extractor: Extractor, text: str) -> None:
    extraction = extractor.extract(text)
    assert {event.type for event in extraction.events} <= {"DEPLOYMENT"}
    assert [text[m.start : m.end] for e in extraction.entities if e.kb_id == "RU" for m in e.mentions] == ["Russia"]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_one_broken_article_raises(extractor: Extractor, text: str) -> None:
    with pytest.raises(ArticleError):
        extractor.extract(text)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2020-01-31", dt.date(2020, 1, 31)),
        (" 2020-01-31T10:00:00+02:00 ", dt.date(2020, 1, 31)),
        (dt.date(2020, 1, 31), dt.date(2020, 1, 31)),
        (dt.datetime(2020, 1, 31, 23), dt.date(2020, 1, 31)),
        (None, None),
    ],
)
def test_publication_dates_are_read(given: dt.date | str | None, day: dt.date | None) -> None:
    assert as_article("", published=given).published == day


@pytest.mark.parametrize("given", ["yesterday", "31/01/2020", "2020-02-30", "", "0000-00-00"])
def test_a_date_that_is_none_is_refused_with_advice(given: str) -> None:
    with pytest.raises(ArticleError, match="YYYY-MM-DD"):
        as_article("", published=given)


def test_a_given_date_replaces_the_articles_own() -> None:
    article = Article(id="a", text="", published="2020-01-01")
    assert as_article(article, published="2021-01-01").published == dt.date(2021, 1, 1)
    assert as_article(article).published == dt.date(2020, 1, 1)


def test_a_text_gets_an_id_of_its_own() -> None:
    assert as_article("one").id == as_article("one").id != as_article("two").id


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ArticleError, match="surrogate"):
        as_article("a \ud83d b")


def test_short_lists_of_names_are_taken_for_english() -> None:
    check_text("Russia, China, India, Brazil and South Africa: a summit, in figures")


def test_the_library_shares_one_pipeline() -> None:
    from defevents.api import _shared

    assert _shared() is _shared()
    assert defevents.extract(GOOD).events
    assert [type(result) for result in defevents.extract_many([GOOD])] == [Extraction]


def test_names_of_ones_own_are_found(tmp_path: Path) -> None:
    line = '{"id": "own/skyguard-x", "name": "Skyguard X", "label": "WEAPON", "aliases": ["SGX-1"], "country": "NO"}\n'
    (tmp_path / "own.jsonl").write_text(line, encoding="utf-8")
    own = defevents.load(gazetteers=[tmp_path / "own.jsonl"])
    extraction = own.extract("Norway sold a Skyguard X system to Chile. The SGX-1 was delivered in May.")
    assert [len(entity.mentions) for entity in extraction.entities if entity.kb_id == "own/skyguard-x"] == [2]


def test_a_missing_list_of_names_is_refused_by_name() -> None:
    with pytest.raises(KnowledgeError, match=r"nowhere\.jsonl"):
        defevents.load(gazetteers=["nowhere.jsonl"])
