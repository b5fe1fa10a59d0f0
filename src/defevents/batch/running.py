"""A batch run from beginning to end: read, plan, extract; each part goes on where it stopped before."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from defevents.batch.engines import Engine, open_engine
from defevents.batch.folder import OutFolder
from defevents.batch.inputs import chosen_sources
from defevents.batch.journals import Reading, Writing
from defevents.batch.manifest import Manifest
from defevents.batch.plan import Plan, Shard, make_plan, read_plan
from defevents.batch.progress import Progress, Silent
from defevents.batch.reading import Group, GroupJob, grouped, index_of, read_group
from defevents.batch.schedule import run_jobs
from defevents.batch.settings import DEFAULT_EXTRACTOR, Settings, digest_of
from defevents.batch.shard import Counts, ShardJob, extract_shard
from defevents.corpus.extras import needed
from defevents.errors import BatchError
from defevents.extractor import parse_date
from defevents.knowledge.lexicon import load_lexicon

__all__ = ["Summary", "run"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the folder of a run holds when the run is over.

    Parameters
    ----------
    out
        The output folder.
    shards
        Number of shards that the inputs make.
    planned
        Articles among the inputs.
    repeats
        How many articles repeat an earlier one.
    articles, words
        Articles in the tables, and words in them.
    extracted, no_event_words, duplicate, failed
        Articles by what became of them; what could not be read as an article counts as failed too, and after a dry run
        nothing else does.
    entities, events
        What was found.
    """

    out: Path
    shards: int
    planned: int
    repeats: int
    articles: int = 0
    words: int = 0
    extracted: int = 0
    no_event_words: int = 0
    duplicate: int = 0
    failed: int = 0
    entities: int = 0
    events: int = 0


_COUNTED = tuple(field.name for field in fields(Counts) if field.name != "messages")


def run(
    inputs: Path | str | Iterable[Path | str],
    out: Path | str,
    *,
    engine: str = "pool",
    workers: int | None = None,
    scheduler: str | None = None,
    published: dt.date | str | None = None,
    encoding: str = "utf-8",
    columns: Mapping[str, str] | None = None,
    form: str | None = None,
    gazetteers: Path | str | Iterable[Path | str] = (),
    exhaustive: bool = False,
    duplicates: bool = True,
    jsonl: bool = False,
    shard_articles: int = 1_000,
    limit: int | None = None,
    dry_run: bool = False,
    extractor: str = DEFAULT_EXTRACTOR,
    progress: Progress | None = None,
) -> Summary:
    """Extract all articles of the inputs into tables below a folder; go on where an earlier run stopped.

    Parameters
    ----------
    inputs
        Files, folders, URLs that fsspec knows, and ``-`` for standard input; one or several.
    out
        Folder for the tables; see `defevents.batch.tables.COLUMNS`.
    engine
        ``pool`` for processes of this machine, ``inprocess`` for this process alone, ``dask`` for a Dask cluster.
    workers
        Number of processes of the pool; by default as many as there are cores.
    scheduler
        Address of the Dask scheduler.
    published, encoding, columns, form
        How inputs are read; see `defevents.read_articles`.
    gazetteers
        Lists of names of your own, one or several.
    exhaustive
        Whether every article is parsed, also where a first look finds no word that could make an event.
    duplicates
        Whether articles that are the same, or nearly, are found and extracted once.
    jsonl
        Whether extractions are also written as JSON lines.
    shard_articles
        Most articles that are extracted and written together.
    limit
        Take only so many articles, the first ones.
    dry_run
        Read the inputs and make the plan, but extract nothing.
    extractor
        Dotted name, as in ``package.module:function``, of a function that takes the gazetteers and makes the extractor.
    progress
        Told how it goes; by default nothing is shown.

    Returns
    -------
    Summary
        What the folder holds when all is done.

    Raises
    ------
    BatchError
        If the folder cannot be written, the engine not opened, or there are no inputs.
    ArticleError
        If `published` is no ISO 8601 date, or a package is missing.
    KnowledgeError
        If a list of names is missing or broken.
    """
    for module in ("pyarrow", *(("rensa",) if duplicates else ())):
        needed(module, "batch", "batch runs")
    if shard_articles < 1 or (limit is not None and limit < 0) or (workers is not None and workers < 1):
        raise BatchError("shard_articles and workers must be at least 1, limit at least 0")
    settings = Settings(
        published=parse_date(published),
        encoding=encoding,
        columns=tuple(sorted((columns or {}).items())),
        form=form,
        gazetteers=_paths(gazetteers),
        exhaustive=exhaustive,
        duplicates=duplicates,
        jsonl=jsonl,
        shard_articles=shard_articles,
        extractor=extractor,
    )
    load_lexicon(settings.gazetteers)  # a broken list ends the run before it begins
    folder = OutFolder(Path(out))
    with folder.claimed():
        going = _Run(folder, settings, limit, progress or Silent())
        with closing(_Lazy(engine, workers or os.cpu_count() or 1, scheduler)) as lazy:
            return going.run([*_paths(inputs)], lazy, dry_run=dry_run)


def _paths(given: Path | str | Iterable[Path | str]) -> tuple[str, ...]:
    return tuple(map(str, [given] if isinstance(given, (Path, str)) else given))


class _Lazy:
    """An engine that is opened when there is something to do."""

    def __init__(self, name: str, workers: int, scheduler: str | None) -> None:
        self._how = name, workers, scheduler
        self._engine: Engine | None = None

    def open(self) -> Engine:
        if self._engine is None:
            name, workers, scheduler = self._how
            self._engine = open_engine(name, workers=workers, scheduler=scheduler)
        return self._engine

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()


class _Run:
    """The state of a run."""

    def __init__(self, folder: OutFolder, settings: Settings, limit: int | None, progress: Progress) -> None:
        self.folder, self.settings, self.limit, self.progress = folder, settings, limit, progress
        self.manifest = Manifest(folder.manifest)
        self.fingerprint = settings.fingerprint()

    def run(self, inputs: list[str], engine: _Lazy, *, dry_run: bool) -> Summary:
        """Read, plan, extract."""
        self._check_inputs(inputs)
        groups = self._named(grouped(chosen_sources(inputs, self.folder, self.settings, self.progress)))
        self.manifest.open()
        with closing(self.manifest):
            self.manifest.add("run", inputs=inputs, fingerprint=self.fingerprint, settings=asdict(self.settings))
            missing = {key for key in groups if not self._has(key, index_of) or self._hindered(key)}
            while True:
                self._read(groups, missing, engine)
                plan = self._plan([key for key in groups if key in self.manifest.groups])
                todo = list(self._todo(plan))
                if dry_run:
                    return self._foreseen(plan)
                needed_now = {job.shard.group.partition(".")[0] for job in todo}
                missing = {key for key in needed_now if not self._has(key, lambda staged: staged)}
                if not missing:
                    break
            self._tidy(plan, set(groups))
            self._extract(todo, plan, engine)
            for staged in self.folder.staged.glob("*.parquet"):
                staged.unlink()
            return self._summary(plan)

    def _check_inputs(self, inputs: list[str]) -> None:
        before = self.manifest.last_run
        if before is not None and self.manifest.done and not set(before["inputs"]) & set(inputs):
            raise BatchError(
                f"{self.folder.path}: holds the results of other inputs ({', '.join(before['inputs'][:3])}): "
                "name another folder, or give those inputs as well"
            )

    def _named(self, groups: Iterable[Group]) -> dict[str, Group]:
        """Groups by the digest of all that reading them depends on, in the order of the inputs."""
        reading = self.settings.reading_fingerprint()
        return {digest_of([group.signature, reading, self.limit])[:24]: group for group in groups}

    def _has(self, group: str, file: Callable[[Path], Path]) -> bool:
        """Whether a group is read, and for each of its parts there is a file."""
        parts = self.manifest.groups.get(group, {}).get("parts")
        return parts is not None and all(file(self.folder.staged / f"{part}.parquet").exists() for part in parts)

    def _hindered(self, group: str) -> bool:
        """Whether a group was read but for what may be there by now: a package, a permission, the network."""
        return bool(self.manifest.groups.get(group, {}).get("hindered"))

    def _read(self, groups: dict[str, Group], missing: set[str], engine: _Lazy) -> None:
        """Read groups, in order, until there are as many articles as are wanted."""
        if not missing:
            return
        journal = Reading(self.manifest, self.progress)

        def jobs() -> Iterator[GroupJob]:
            for key, group in groups.items():
                if self.limit is not None and journal.rows >= self.limit:
                    return
                if key in missing:
                    yield GroupJob(
                        key, group, self.settings.reading, self.folder.staged, self.settings.duplicates, self.limit
                    )

        self.progress.begin("reading", "articles", None)
        try:
            run_jobs(engine.open(), read_group, jobs(), journal)
        finally:
            self.progress.end()

    def _plan(self, groups: list[str]) -> Plan:
        """The plan for what was read: the one that there is, or a new one."""
        read = [self.manifest.groups[key] for key in groups]
        parts = [part for line in read for part in line["parts"]]
        settings = [self.fingerprint, self.settings.duplicates, self.settings.shard_articles, self.limit]
        key = digest_of([read, settings])
        kept = read_plan(self.folder.plan)
        if kept is not None and kept.key == key:
            return kept
        self.progress.say("looking for duplicates and planning")
        return make_plan(
            key, parts, self.folder.staged, self.settings, self.fingerprint, self.limit, self.folder.plan
        )  # fmt: skip

    def _todo(self, plan: Plan) -> Iterator[ShardJob]:
        """Jobs for what is not done; a shard that was split before comes in its parts."""
        for shard in plan:
            yield from self._jobs(shard)

    def _jobs(self, shard: Shard) -> Iterator[ShardJob]:
        if shard.key in self.manifest.split:
            for half in shard.halves():
                yield from self._jobs(half)
        elif shard.key not in self.manifest.done:
            given_up = self.manifest.given_up.get(shard.key)
            folder = self.folder
            yield ShardJob(
                shard, self.settings, self.fingerprint, folder.staged, folder.path, folder.scratch, given_up
            )  # fmt: skip

    def _tidy(self, plan: Plan, groups: set[str]) -> None:
        """Remove what earlier plans left: their results, their staged articles, their lines in the manifest."""
        shards = {shard.key for shard in plan}
        self.manifest.keep(shards, groups)
        removed = self.folder.sweep(shards)
        if removed:
            self.progress.say(f"removed the results of {removed:,} shards whose inputs or settings have changed")
        for file in self.folder.staged.iterdir():
            if file.name.partition(".")[0] not in groups:
                file.unlink()

    def _extract(self, todo: list[ShardJob], plan: Plan, engine: _Lazy) -> None:
        if not todo:
            return
        left = sum(len(job.shard) for job in todo)
        self.progress.begin("extracting", "articles", plan.articles, plan.articles - left)
        try:
            run_jobs(engine.open(), extract_shard, iter(todo), Writing(self.manifest, self.progress, self.folder.path))
        finally:
            self.progress.end()

    def _foreseen(self, plan: Plan) -> Summary:
        """Summary of a dry run, whose failures no table tells of."""
        if plan.failures:
            self.progress.warn(
                f"{plan.failures:,} inputs or parts of them cannot be read: a run that is not dry says why"
            )
        return replace(self._summary(plan), failed=plan.failures)

    def _summary(self, plan: Plan) -> Summary:
        wanted = {shard.key for shard in plan}
        total: Counter[str] = Counter()
        for key, line in self.manifest.done.items():
            if key.partition(".")[0] in wanted:
                total.update({name: line[name] for name in _COUNTED})
        articles = plan.articles - plan.failures
        return Summary(self.folder.path, plan.shards, articles, plan.duplicates, **total)
