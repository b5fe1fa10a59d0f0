"""Whatever ends or hinders a run, nothing is lost or doubled, and each trouble costs one clear line."""

from __future__ import annotations

import errno
import gzip
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, NoReturn

import pytest
from small_runs import HERE, LIGHT, files_of, lines_of, quick, table, text_of

import defevents
from defevents.batch import Summary
from defevents.batch.engines.pool import Pool
from defevents.batch.files import place
from defevents.batch.manifest import Manifest
from defevents.errors import BatchError

KILLS = 25


def run_quietly(corpus: Path, out: Path, more: dict[str, Any]) -> None:
    quick(corpus, out, **more)


def timed(forks: ForkServerContext, corpus: Path, out: Path) -> float:
    began = time.monotonic()
    process = forks.Process(target=run_quietly, args=(corpus, out, {"jsonl": True}))
    process.start()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


@pytest.fixture(scope="module")
def seconds(forks: ForkServerContext, whole: tuple[Path, Summary], tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long an uninterrupted run takes in a process that has everything loaded."""
    folder = tmp_path_factory.mktemp("timed")
    return min(timed(forks, whole[0].parent / "corpus.jsonl", folder / str(n)) for n in range(2))


@pytest.mark.parametrize("number", range(KILLS))
def test_a_run_that_is_killed_goes_on_and_yields_the_same_bytes(
    forks: ForkServerContext, seconds: float, whole: tuple[Path, Summary], tmp_path: Path, number: int
) -> None:
    out, summary = whole
    moment = random.Random(number).uniform(0, seconds)
    process = forks.Process(target=run_quietly, args=(out.parent / "corpus.jsonl", tmp_path / "out", {"jsonl": True}))
    process.start()
    process.join(moment)
    process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    resumed = quick(out.parent / "corpus.jsonl", tmp_path / "out", jsonl=True)
    assert files_of(tmp_path / "out") == files_of(out)
    assert resumed.events == summary.events


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from defevents.batch import run

if __name__ == "__main__":
    run([{corpus!r}], {out!r}, engine="pool", workers=2, extractor={extractor!r}, shard_articles=10, jsonl=True)
"""


@pytest.fixture
def pooled(whole: tuple[Path, Summary], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run with two workers in a process group of its own."""
    script = tmp_path / "pooled.py"
    values = {"here": str(HERE), "corpus": str(whole[0].parent / "corpus.jsonl"), "out": str(tmp_path / "out")}
    script.write_text(SCRIPT.format(extractor=LIGHT, **values), encoding="utf-8")
    folder = str(Path(defevents.__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen([sys.executable, str(script)], env=environment, start_new_session=True)
    yield process
    process.kill()
    process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def members(group: int) -> list[int]:
    """Processes of a group that are alive."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, NotADirectoryError):
            continue
        if entry.name.isdigit() and int(fields[2]) == group and fields[0] != "Z":
            found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_a_killed_run_leaves_no_workers_and_goes_on(
    pooled: subprocess.Popen[bytes], whole: tuple[Path, Summary], tmp_path: Path
) -> None:
    out, _ = whole
    wait_for(lambda: any((tmp_path / "out" / "events").rglob("*.parquet")))
    pooled.kill()
    pooled.wait()
    wait_for(lambda: not members(pooled.pid))
    quick(out.parent / "corpus.jsonl", tmp_path / "out", jsonl=True)
    assert files_of(tmp_path / "out") == files_of(out)


def test_an_idle_process_that_is_killed_is_replaced() -> None:
    others = set(multiprocessing.active_children())
    pool = Pool(1)
    try:
        pool.submit(abs, -1)
        assert pool.next(60) is not None
        (process,) = set(multiprocessing.active_children()) - others
        process.kill()
        process.join()
        time.sleep(0.5)  # for the pool to notice
        pool.submit(abs, -2)
        outcome = pool.next(60)
        assert outcome is not None
        assert (outcome.result, outcome.problem) == (2, None)
    finally:
        pool.close()


def test_an_article_that_ends_every_worker_is_found_and_the_others_kept(tmp_path: Path) -> None:
    texts = [text_of(n) for n in range(5)]
    texts[3] = "DIE " + texts[3]
    (tmp_path / "a.jsonl").write_text(lines_of(texts), encoding="utf-8")
    summary = quick(tmp_path / "a.jsonl", tmp_path / "out", engine="pool", workers=1, shard_articles=1)
    assert (summary.articles, summary.extracted, summary.failed) == (5, 4, 1)
    (failure,) = table(tmp_path / "out", "failures")
    assert (failure["article"], failure["kind"]) == ("a3", "WorkerDied")
    assert "ended the process that worked on it, 2 times" in failure["error"]
    assert len({row["article"] for row in table(tmp_path / "out", "articles")}) == 5
    assert quick(tmp_path / "a.jsonl", tmp_path / "out", shard_articles=1) == summary


def test_an_article_that_breaks_its_shard_is_found_and_the_others_kept(tmp_path: Path) -> None:
    texts = [text_of(n) for n in range(20)]
    texts[5] = "RAISE " + texts[5]
    (tmp_path / "a.jsonl").write_text(lines_of(texts), encoding="utf-8")
    summary = quick(tmp_path / "a.jsonl", tmp_path / "out", shard_articles=8)
    assert (summary.articles, summary.extracted, summary.failed) == (20, 19, 1)
    (failure,) = table(tmp_path / "out", "failures")
    assert "RuntimeError: this article breaks its shard" in failure["error"]
    lines = map(json.loads, (tmp_path / "out" / "_batch" / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    assert {"split", "give_up", "done", "try"} <= {line["step"] for line in lines}


def test_a_shard_that_is_split_leaves_nothing_of_the_whole(
    corpus: Path, whole: tuple[Path, Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[Path] = []

    def place_some(written: Path, final: Path) -> None:
        placed.append(final)
        if len(placed) in (3, 6):
            raise RuntimeError("the worker died between two tables")
        place(written, final)

    monkeypatch.setattr("defevents.batch.shard.place", place_some)
    summary = quick(corpus, tmp_path / "out", shard_articles=100)
    assert summary.articles == len(table(tmp_path / "out", "articles")) == 59
    assert summary.events == len(table(tmp_path / "out", "events")) == whole[1].events


def with_full_disk(corpus: Path, out: Path, largest: int) -> None:
    """A run that may write no file of more bytes than that: what is beyond fails as on a full disk."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    try:
        quick(corpus, out, jsonl=True)
    except BatchError as problem:
        (out.parent / "error").write_text(str(problem), encoding="utf-8")


@pytest.mark.parametrize("largest", [600, 2_000, 3_500, 12_000], ids=lambda size: f"{size} bytes")
def test_a_full_disk_is_one_clear_line_and_the_run_goes_on_when_there_is_room(
    forks: ForkServerContext, whole: tuple[Path, Summary], tmp_path: Path, largest: int
) -> None:
    out, summary = whole
    process = forks.Process(target=with_full_disk, args=(out.parent / "corpus.jsonl", tmp_path / "out", largest))
    process.start()
    process.join()
    message = (tmp_path / "error").read_text(encoding="utf-8")
    assert "make room, then give the same command again" in message
    assert "\n" not in message
    assert quick(out.parent / "corpus.jsonl", tmp_path / "out", jsonl=True).events == summary.events
    assert files_of(tmp_path / "out") == files_of(out)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_an_unwritable_folder_is_one_clear_line(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BatchError, match="make the folder writable"):
        quick(corpus, tmp_path / "file" / "out")  # for root, too, there is no folder in a file
    if os.geteuid() != 0:
        (tmp_path / "closed").mkdir(mode=0o500)
        with pytest.raises(BatchError, match="Permission denied"):
            quick(corpus, tmp_path / "closed" / "out")


def test_a_truncated_archive_gives_what_it_holds_and_one_failure(tmp_path: Path) -> None:
    texts = [text_of(n) for n in range(2_000)]
    packed = gzip.compress(lines_of(texts).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "b.jsonl").write_text(lines_of([text_of(5_000)]), encoding="utf-8")
    summary = quick([tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl"], tmp_path / "out", shard_articles=1_000)
    assert 500 < summary.articles < 1_500
    (failure,) = table(tmp_path / "out", "failures")
    assert (
        f"a.jsonl.gz: breaks off after {summary.articles - 1:,} good articles: Compressed file ended"
        in failure["error"]
    )


def test_a_manifest_that_is_cut_short_counts_up_to_there(
    corpus: Path, whole: tuple[Path, Summary], tmp_path: Path
) -> None:
    quick(corpus, tmp_path / "out", jsonl=True)
    manifest = tmp_path / "out" / "_batch" / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:-30])
    summary = quick(corpus, tmp_path / "out", jsonl=True)
    assert (summary.articles, summary.events) == (whole[1].articles, whole[1].events)


def test_a_manifest_that_is_cut_anywhere_counts_up_to_there(tmp_path: Path) -> None:
    (tmp_path / "Überblick.jsonl").write_text(lines_of([text_of(1)]), encoding="utf-8")
    first = quick(tmp_path / "Überblick.jsonl", tmp_path / "out")
    manifest = tmp_path / "out" / "_batch" / "manifest.jsonl"
    whole_file = manifest.read_bytes()
    for end in range(len(whole_file) - 1):
        manifest.write_bytes(whole_file[:end])
        Manifest(manifest)
    assert quick(tmp_path / "Überblick.jsonl", tmp_path / "out") == first


def test_a_manifest_that_is_none_is_named(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "_batch").mkdir(parents=True)
    (tmp_path / "out" / "_batch" / "manifest.jsonl").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(BatchError, match=r"manifest\.jsonl:1: is no line of a manifest"):
        quick(corpus, tmp_path / "out")


FEED = """<rss version="2.0"><channel><title>Wire</title><item><title>Order</title><link>https://example.org/1</link>
<description>Poland bought 12 F-35s from the United States.</description></item></channel></rss>"""


def test_a_feed_is_read_again_when_its_package_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wire.rss").write_text(FEED, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(lines_of([text_of(1)]), encoding="utf-8")
    inputs = [tmp_path / "wire.rss", tmp_path / "a.jsonl"]
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "feedparser", None)
        for _ in range(2):
            summary = quick(inputs, tmp_path / "out")
            assert (summary.articles, summary.failed) == (1, 1)
    (failure,) = table(tmp_path / "out", "failures")
    assert "pip install 'defevents[feeds]'" in failure["error"]
    summary = quick(inputs, tmp_path / "out")
    assert (summary.articles, summary.failed) == (2, 0)
    quick(inputs, tmp_path / "fresh")
    assert files_of(tmp_path / "out") == files_of(tmp_path / "fresh")
    monkeypatch.setattr("defevents.batch.running.open_engine", None)  # there is nothing left to read
    assert quick(inputs, tmp_path / "out") == summary


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ETIMEDOUT], ids=errno.errorcode.get)
def test_a_file_that_could_not_be_read_is_read_again(
    corpus: Path, whole: tuple[Path, Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(path: str) -> NoReturn:
        raise OSError(number, os.strerror(number), path)

    with monkeypatch.context() as patch:
        patch.setattr("defevents.corpus.compression._open_raw", refuse)
        assert quick(corpus, tmp_path / "out").failed == 1
    assert os.strerror(number) in table(tmp_path / "out", "failures")[0]["error"]
    assert quick(corpus, tmp_path / "out").events == whole[1].events


def test_a_damaged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines_of([text_of(1)] * 99).encode())[:-20])
    (tmp_path / "b.jsonl.gz").write_bytes(b"no archive")
    summary = quick([tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"], tmp_path / "out")
    assert summary.failed == 2
    monkeypatch.setattr("defevents.batch.running.open_engine", None)
    assert quick([tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"], tmp_path / "out") == summary
