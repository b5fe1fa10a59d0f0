"""First part of a run: reads groups of inputs and stages their articles, with what duplicates are told by."""

from __future__ import annotations

import errno
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from defevents.batch.digests import exact_digest, near_digest
from defevents.batch.files import output_errors, place
from defevents.batch.settings import digest_of
from defevents.corpus import read_source
from defevents.corpus.compression import BROKEN, is_remote
from defevents.corpus.extras import needed
from defevents.corpus.rows import ReadOptions
from defevents.corpus.sources import Source
from defevents.errors import ArticleError
from defevents.extractor import MAX_CHARACTERS, check_text
from defevents.records import Article, Failure

__all__ = ["Group", "GroupJob", "Staged", "grouped", "index_of", "read_group"]

GROUP_BYTES = 32_000_000
GROUP_FILES = 200
STAGED_ROWS = 250
"""Most rows of a row group of a staged file: the grain in which shards read it."""
STAGED_CHARACTERS = 1_000_000
"""Characters from which a row group is full, so that one of long articles stays small in memory."""

_MISSING_PACKAGE = "pip install 'defevents["
_LASTING = {errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}
_PASSING = tuple(f": {os.strerror(number)}" for number in errno.errorcode if number not in _LASTING)
"""How failures end where the system would not let a file be read: permissions, disks, the network."""


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are read together: one large one, or many small ones."""

    sources: tuple[Source, ...]
    signature: str
    """Changes when a file's path, size or time of change does."""


@dataclass(frozen=True, slots=True)
class GroupJob:
    """What a worker needs to read a group.

    `duplicates` is whether near duplicates will be looked for; `given_up` is why the group's only file is not read but
    recorded as a failure.
    """

    key: str
    group: Group
    options: ReadOptions
    folder: Path
    duplicates: bool
    limit: int | None = None
    given_up: str | None = None

    def halves(self) -> tuple[GroupJob, ...]:
        """The job as two of half the files; nothing where it is about one file."""
        sources = self.group.sources
        middle = len(sources) // 2
        return tuple(
            replace(self, key=f"{self.key}.{n}", group=replace(self.group, sources=part))
            for n, part in enumerate((sources[:middle], sources[middle:]))
            if middle
        )


@dataclass(frozen=True, slots=True)
class Staged:
    """What reading a group gave: its file, and how much is in it."""

    key: str
    articles: int
    failures: int
    characters: int
    content: str
    """Digest of all that was read."""
    hindered: bool
    """Whether something stood in the way that may be gone in the next run, though the files stay the same."""


@cache
def _columns() -> tuple[Any, Any]:
    """Arrow schemas of a staged file and of its index."""
    arrow = needed("pyarrow", "batch", "batch runs")
    text = arrow.string()
    staged = dict.fromkeys(("id", "text", "title", "url", "source", "input", "error", "kind"), text)
    index = {
        "id": text, "error": text, "content": arrow.binary(16), "exact": arrow.binary(16), "near": arrow.binary(),
        "characters": arrow.int64(),
    }  # fmt: skip
    return arrow.schema({**staged, "published": arrow.date32()}), arrow.schema(index)


def index_of(staged: Path) -> Path:
    """File with what the plan needs to know of a staged file's articles; it outlives the staged file."""
    return staged.with_suffix(".index")


def grouped(sources: Iterable[Source]) -> Iterator[Group]:
    """Gather files into groups.

    A group ends where enough is gathered, or where a file's name says so, so that a file more or less changes the
    groups around it and no others.
    """
    files: list[Source] = []
    signs: list[str] = []
    gathered = 0
    for source in sources:
        size, sign = _state_of(source)
        files.append(source)
        signs.append(sign)
        gathered += size
        if gathered >= GROUP_BYTES or len(files) >= GROUP_FILES or zlib.crc32(source.identifier.encode()) % 100 == 0:
            yield Group(tuple(files), digest_of(signs))
            files, signs, gathered = [], [], 0
    if files:
        yield Group(tuple(files), digest_of(signs))


def _state_of(source: Source) -> tuple[int, str]:
    """Size of a file, and a text that changes when the file does."""
    try:
        if is_remote(source.path):
            fsspec = needed("fsspec", "remote", "URLs")
            files, path = fsspec.core.url_to_fs(source.path)
            info = files.info(path)
            seen = [info.get(name) for name in ("size", "ETag", "etag", "mtime", "LastModified", "last_modified")]
        else:
            status = Path(source.path).stat()
            seen = [status.st_size, status.st_mtime_ns]
    except (*BROKEN, ValueError):
        seen = [0, "missing"]
    return int(seen[0] or 0), digest_of([source.path, source.identifier, source.suffix, *seen])


def read_group(job: GroupJob) -> Staged:
    """Read a group and stage its articles and failures under the job's key, with their index.

    Raises
    ------
    BatchError
        If the staged files cannot be written.
    """
    parquet = needed("pyarrow.parquet", "batch", "batch runs")
    arrow = needed("pyarrow", "batch", "batch runs")
    counts = {"articles": 0, "failures": 0, "characters": 0}
    content = hashlib.sha256()
    hindered = False
    final = job.folder / f"{job.key}.parquet"
    finals = (final, index_of(final))
    beside = [file.with_name(f".{file.name}.{os.getpid()}") for file in finals]
    rows = islice(_rows(job), job.limit)
    with output_errors(final), ExitStack() as files:
        final.parent.mkdir(parents=True, exist_ok=True)
        outs = [
            files.enter_context(parquet.ParquetWriter(path, columns, compression="zstd"))
            for path, columns in zip(beside, _columns(), strict=True)
        ]
        for page in _pages(rows):
            for out, columns in zip(outs, _columns(), strict=True):
                out.write_table(arrow.Table.from_pylist(page, schema=columns))
            bad = sum(row["error"] is not None for row in page)
            counts["failures"] += bad
            counts["articles"] += len(page) - bad
            counts["characters"] += sum(row["characters"] for row in page)
            content.update(b"".join(row["content"] for row in page))
            hindered = hindered or any(row["hindered"] for row in page)
    with output_errors(final):
        for written, file in zip(beside, finals, strict=True):
            place(written, file)
    return Staged(job.key, **counts, content=content.hexdigest(), hindered=hindered)


def _pages(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Gather rows into row groups."""
    page: list[dict[str, Any]] = []
    characters = 0
    for row in rows:
        page.append(row)
        characters += row["characters"]
        if len(page) == STAGED_ROWS or characters >= STAGED_CHARACTERS:
            yield page
            page, characters = [], 0
    if page:
        yield page


def _rows(job: GroupJob) -> Iterator[dict[str, Any]]:
    for source in job.group.sources:
        if job.given_up is not None:
            problem = Failure(article_id=source.name, error=f"{source.name}: {job.given_up}", kind="WorkerDied")
            yield {**_row(problem, source.name, job), "hindered": False}
            continue
        for article in read_source(source, job.options):
            hindered = isinstance(article, Failure) and _may_pass(article, source)
            yield {**_row(_of_fit_length(article), source.name, job), "hindered": hindered}


def _may_pass(problem: Failure, source: Source) -> bool:
    """Whether what stood in the way may be gone in the next run: a package was missing, a file was not to be read."""
    if _MISSING_PACKAGE in problem.error:
        return True
    return problem.article_id == source.name and (is_remote(source.path) or problem.error.endswith(_PASSING))


def _of_fit_length(article: Article | Failure) -> Article | Failure:
    """Refuse an article over the limit here, as its text would fill memory and none should be a duplicate of it."""
    if isinstance(article, Article) and len(article.text) > MAX_CHARACTERS:
        try:
            check_text(article.text)
        except ArticleError as problem:
            return Failure(article_id=article.id, error=str(problem))
    return article


def _row(article: Article | Failure, source: str, job: GroupJob) -> dict[str, Any]:
    if isinstance(article, Failure):
        row: dict[str, Any] = {"id": article.article_id, "error": article.error, "kind": article.kind}
        return {**row, "input": source, "content": _content(row, source), "characters": 0}
    row = article.model_dump()
    return {
        **row, "input": source, "error": None, "content": _content(row, source), "exact": exact_digest(article.text),
        "near": near_digest(article.text) if job.duplicates else None, "characters": len(article.text),
    }  # fmt: skip


def _content(row: dict[str, Any], source: str) -> bytes:
    """Digest of all of an article."""
    return hashlib.sha256(digest_of([source, *row.values()]).encode()).digest()[:16]
