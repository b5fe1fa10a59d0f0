"""A small corpus for tests of batch runs, quick runs over it, and their results."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from defevents.batch import Summary, run
from defevents.batch.tables import TABLES

HERE = Path(__file__).parent
LIGHT = "light:extractor"

if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))  # for `light`, here and in the processes that are started from here


def text_of(number: int) -> str:
    return f"Report {number}. Poland bought {number + 2} F-35s from the United States for ${number + 1} billion."


def lines_of(texts: list[str], **more: Any) -> str:
    rows = [{"id": f"a{n}", "text": text, "published": "2020-01-31", **more} for n, text in enumerate(texts)]
    return "".join(json.dumps(row) + "\n" for row in rows)


def write_corpus(path: Path) -> Path:
    """Sixty articles; one repeats another, and one line is broken."""
    texts = [text_of(n) for n in range(60)]
    texts[40] = texts[7]
    path.write_text(lines_of(texts).replace('"id": "a20", "text"', '"id": "a20", "txt"'), encoding="utf-8")
    return path


def quick(inputs: Path | list[Path], out: Path, **more: Any) -> Summary:
    """A run in this process with the light extractor and small shards."""
    given = inputs if isinstance(inputs, list) else [inputs]
    return run(given, out, **{"engine": "inprocess", "extractor": LIGHT, "shard_articles": 10, **more})


def files_of(out: Path) -> dict[str, bytes]:
    """All results, byte for byte."""
    found = [file for file in out.rglob("*") if file.is_file() and "_batch" not in file.parts]
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in found}


def table(out: Path, name: str) -> list[dict[str, Any]]:
    """Rows of a table in the order of articles."""
    assert name in TABLES
    return ds.dataset(out / name, format="parquet").to_table().sort_by("article").to_pylist()
