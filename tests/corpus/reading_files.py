"""A page and a line to read, ways to pack them, and the articles or the one failure that a file gives."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import zstandard

from defevents import Article, Failure, read_articles

BODY = (
    "The frigate left the harbor at dawn and joined two minesweepers off the coast, the ministry said. "
    "The three ships will train together for nine days, and two helicopters will take part in the second week. "
    "Crews of both countries have prepared since spring, a spokeswoman told reporters at the naval base."
)
PAGE = f"""<html><head><title>Frigate leaves harbor</title>
<meta property="og:title" content="Frigate leaves harbor">
<meta property="article:published_time" content="2019-09-12T08:00:00Z">
<link rel="canonical" href="https://example.org/frigate"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Frigate leaves harbor</h1><p>{BODY}</p><p>{BODY[::1].replace("frigate", "cruiser")}</p></article>
<footer>Copyright, cookies and contact</footer></body></html>"""

LINE = json.dumps({"id": "a", "text": "Łódź was quiet."}, ensure_ascii=False).encode() + b"\n"
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.ZstdCompressor().compress,
}  # fmt: skip


def articles(path: Path | str, **more: object) -> list[Article]:
    found = list(read_articles(path, **more))  # type: ignore[arg-type]
    assert all(isinstance(article, Article) for article in found), found
    return found  # type: ignore[return-value]


def failure(path: Path | str, **more: object) -> Failure:
    (found,) = (result for result in read_articles(path, **more) if isinstance(result, Failure))  # type: ignore[arg-type]
    assert "\n" not in found.error
    return found
