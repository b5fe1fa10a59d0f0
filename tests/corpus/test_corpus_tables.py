"""Rows of CSV and Parquet files are articles; what is damaged costs as few of them as can be."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading_files import articles, failure

from defevents import Article, Failure, read_articles
from defevents.corpus.rows import read_columns
from defevents.errors import ArticleError


def test_csv_rows_are_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '﻿id,text,published,more\n1,"One, and\nmore.",2020-01-31,x\n2,Two.,,\n\n3,,2020-01-31,\n', encoding="utf-8"
    )
    one, two, three = read_articles(path, published="2019-01-01")
    assert one == Article(id="1", text="One, and\nmore.", published=dt.date(2020, 1, 31))
    assert two == Article(id="2", text="Two.", published=dt.date(2019, 1, 1))
    assert isinstance(three, Failure)
    assert "no article" in three.error


@pytest.mark.parametrize(("name", "parted"), [("a.csv", ";"), ("a.tsv", "\t")])
def test_columns_are_mapped_and_cells_may_be_parted_otherwise(tmp_path: Path, name: str, parted: str) -> None:
    path = tmp_path / name
    path.write_text(parted.join(["body", "day"]) + "\n" + parted.join(["One, two.", "2020-01-31"]), encoding="utf-8")
    columns = read_columns(["text=body", "published=day"])
    (article,) = articles(path, columns=columns)
    assert (article.text, article.published) == ("One, two.", dt.date(2020, 1, 31))
    assert "no column 'text' among 'body', 'day': name the one" in failure(path).error


@pytest.mark.parametrize("pair", ["text", "text=", "body=text"])
def test_a_column_that_is_mapped_wrongly_is_refused(pair: str) -> None:
    with pytest.raises(ArticleError, match="write FIELD=COLUMN"):
        read_columns([pair])


def test_a_row_that_is_not_in_the_encoding_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [b"%d,Troops left.%s\n" % (n, b" Caf\xe9." if n == 1500 else b"") for n in range(2000)]
    path.write_bytes(b"id,text\n" + b"".join(rows))
    assert [a.id for a in read_articles(path) if isinstance(a, Article)] == [str(n) for n in range(2000) if n != 1500]
    assert failure(path).error == f"{path}:1502: byte 0xe9 is not utf-8: name the encoding, as in --encoding cp1252"
    assert len(articles(path, encoding="cp1252")) == 2000


def test_names_that_are_not_in_the_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"r\xe9sum\xe9,text\na,Troops left.\n")
    assert failure(path).error.startswith(f"{path}:1: byte 0xe9 is not utf-8: name the encoding")
    path.write_bytes("id,text\n1,Troops left.\n".encode("utf-16")[:-1])
    assert "not utf-16 (truncated data): name the encoding" in failure(path, encoding="utf-16").error


@pytest.mark.parametrize(
    "row", ["1,Poland bought tanks, and missiles, from Korea.", "1,Poland bought tanks, and more,"]
)
def test_a_row_of_too_many_cells_is_a_failure(tmp_path: Path, row: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,text,title\n{row}\n2,Troops left.\n", encoding="utf-8")
    assert failure(path).error == f"{path}:2: 4 cells for 3 columns: quote cells that hold ','"
    assert [a.id for a in read_articles(path) if isinstance(a, Article)] == ["2"]


def parquet(path: Path, rows: int = 30) -> Path:
    table = pa.table(
        {
            "doc": [f"Report {n}: all was quiet." for n in range(rows)],
            "id": list(range(rows)),
            "published": [dt.datetime(2020, 1, 31, 12)] * rows,
        }
    )
    pq.write_table(table, path, row_group_size=10, compression="none")
    return path


def test_parquet_rows_are_articles(tmp_path: Path) -> None:
    found = articles(parquet(tmp_path / "a.parquet"), columns={"text": "doc"})
    assert len(found) == 30
    assert found[7] == Article(id="7", text="Report 7: all was quiet.", published=dt.date(2020, 1, 31))
    assert "no column 'text' among 'doc'" in failure(tmp_path / "a.parquet").error
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    assert articles(tmp_path / "a.parquet.gz", columns={"text": "doc"}) == found


def test_a_broken_parquet_is_one_failure(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet")
    data = path.read_bytes()
    for broken in (data[:100], data[: len(data) // 2], b"PAR1" + b"x" * 100 + b"PAR1", b""):
        path.write_bytes(broken)
        assert "no Parquet that can be read" in failure(path, columns={"text": "doc"}).error


def test_a_damaged_group_of_rows_costs_itself_alone(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet")
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    data[start : start + 12] = b"\xff" * 12
    path.write_bytes(bytes(data))
    found = list(read_articles(path, columns={"text": "doc"}))
    assert [a.id for a in found if isinstance(a, Article)] == [str(n) for n in (*range(10), *range(20, 30))]
    (bad,) = [a for a in found if isinstance(a, Failure)]
    assert "rows 11 to 20: damaged" in bad.error


def test_a_parquet_value_that_is_none_costs_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = pa.array([b"Troops left.", b"A caf\xe9.", b"Troops left.", b"Troops left."], pa.binary())
    days = pa.array([0, 0, 2**30, 0], pa.int32())
    columns = {"text": pa.Array.from_buffers(pa.string(), 4, texts.buffers()), "published": days.cast(pa.date32())}
    pq.write_table(pa.table(columns), path)
    one, two, three, four = read_articles(path)
    assert isinstance(one, Article)
    assert isinstance(two, Failure)
    assert two.error.startswith(f"{path}: row 2: 'utf-8' codec can't decode byte 0xe9")
    assert two.error.endswith("write texts in UTF-8 and dates of the years 1 to 9999")
    assert isinstance(three, Failure)
    assert three.article_id == f"{path}: row 3"
    assert isinstance(four, Article)


def test_a_group_of_rows_is_not_held_in_memory_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [f"Report {n}: all was quiet." * 10 for n in range(40_000)]}), path)
    before = pa.total_allocated_bytes()
    rows = read_articles(path)
    assert isinstance(next(rows), Article)
    assert pa.total_allocated_bytes() - before < 5_000_000
