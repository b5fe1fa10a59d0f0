"""The same function on a Dask cluster gives the same files, also when one of its workers is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_runs import HERE, files_of, lines_of, quick, text_of

import defevents
from defevents.batch import Summary
from defevents.errors import BatchError

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[distributed.LocalCluster]:
    folders = [str(HERE), str(Path(defevents.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(folders))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of ports that are taken and the like
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(tmp_path / "dask"),
            silence_logs="CRITICAL",
        ) as cluster:  # fmt: skip
            yield cluster


def kill_one(cluster: distributed.LocalCluster, out: Path, killed: list[int]) -> None:
    """Kill a worker as soon as there are results."""
    while not any((out / "events").rglob("*.parquet")):
        time.sleep(0.02)
    pid = next(iter(cluster.workers.values())).pid
    os.kill(pid, signal.SIGKILL)
    killed.append(pid)


def test_a_worker_that_is_killed_costs_nothing(cluster: distributed.LocalCluster, tmp_path: Path) -> None:
    texts = [text_of(n) for n in range(120)]
    for n in range(10, 120, 15):
        texts[n] = "SLEEP " + texts[n]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(lines_of(texts), encoding="utf-8")
    killed: list[int] = []
    killer = threading.Thread(target=kill_one, args=(cluster, tmp_path / "out", killed), daemon=True)
    killer.start()
    summary = quick(corpus, tmp_path / "out", engine="dask", scheduler=cluster.scheduler_address)
    assert killed
    assert (summary.articles, summary.extracted, summary.failed) == (120, 120, 0)
    assert quick(corpus, tmp_path / "alone").events == summary.events
    assert files_of(tmp_path / "out") == files_of(tmp_path / "alone")


def test_a_scheduler_that_is_not_there_is_one_clear_line(
    whole: tuple[Path, Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defevents.batch.engines.dask.CONNECT_SECONDS", 0.5)
    with pytest.raises(BatchError, match="no Dask scheduler answers"):
        quick(whole[0].parent / "corpus.jsonl", tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:1")
