"""Finds articles that repeat an earlier one, and gives each article an id of its own; on disk, so in flat memory."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from defevents.batch.digests import SAME, bands_of, similarity

__all__ = ["Duplicate", "Registry"]

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -64000;
CREATE TABLE ids (id TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
CREATE TABLE texts (digest BLOB PRIMARY KEY, article TEXT) WITHOUT ROWID;
CREATE TABLE bands (band BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE digests (number INTEGER PRIMARY KEY, article TEXT, digest BLOB);
"""


class Duplicate(NamedTuple):
    """The earlier article that one repeats, and how much of it: 1 where the texts are equal."""

    article: str
    similarity: float


class Registry:
    """All articles seen so far, in the order of the inputs.

    Parameters
    ----------
    path
        File for the register; what it holds from before is dropped.
    """

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._path = path
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")
        self._number = 0

    def close(self) -> None:
        """Drop the register."""
        self._base.close()
        self._path.unlink(missing_ok=True)

    def unique_id(self, identifier: str) -> str:
        """Return the id, or with a number after it where an earlier article has it."""
        known = self._base.execute("SELECT times FROM ids WHERE id = ?", (identifier,)).fetchone()
        if known is None:
            self._base.execute("INSERT INTO ids VALUES (?, 1)", (identifier,))
            return identifier
        times = known[0] + 1
        while self._base.execute("SELECT 1 FROM ids WHERE id = ?", (f"{identifier}-{times}",)).fetchone():
            times += 1
        self._base.execute("UPDATE ids SET times = ? WHERE id = ?", (times, identifier))
        self._base.execute("INSERT INTO ids VALUES (?, 1)", (f"{identifier}-{times}",))
        return f"{identifier}-{times}"

    def enter(self, article: str, text: bytes, digest: bytes | None) -> Duplicate | None:
        """Enter an article; returns what it repeats, and then does not enter it.

        Parameters
        ----------
        article
            Its id.
        text
            `exact_digest` of its text.
        digest
            `near_digest` of its text.
        """
        known = self._base.execute("SELECT article FROM texts WHERE digest = ?", (text,)).fetchone()
        if known is not None:
            return Duplicate(known[0], 1.0)
        if digest is not None:
            bands = bands_of(digest)
            near = self._nearest(digest, bands)
            if near is not None:
                return near
            self._number += 1
            self._base.execute("INSERT INTO digests VALUES (?, ?, ?)", (self._number, article, digest))
            self._base.executemany(
                "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, self._number) for band in bands]
            )
        self._base.execute("INSERT INTO texts VALUES (?, ?)", (text, article))
        return None

    def _nearest(self, digest: bytes, bands: list[bytes]) -> Duplicate | None:
        """The most similar of the earlier articles that share a band; of equally similar ones the earliest."""
        signs = ",".join("?" * len(bands))
        rows = self._base.execute(
            "SELECT DISTINCT number, article, digest FROM bands JOIN digests USING (number) "
            f"WHERE band IN ({signs}) ORDER BY number",
            bands,
        )
        best = max(
            (Duplicate(article, similarity(digest, other)) for _, article, other in rows),
            key=lambda found: found.similarity,
            default=None,
        )
        return best if best is not None and best.similarity >= SAME else None
