"""Fixtures of tests of batch runs: a small corpus, and a server that forks processes with everything imported."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from small_runs import HERE, quick, write_corpus

import defevents
from defevents.batch import Summary


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus.jsonl")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """An uninterrupted run over the small corpus: its folder and summary."""
    folder = tmp_path_factory.mktemp("whole")
    return folder / "out", quick(write_corpus(folder / "corpus.jsonl"), folder / "out", jsonl=True)


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["light_preload"])
    with pytest.MonkeyPatch.context() as patch:  # the server is told of folders by its environment alone
        folders = [str(HERE), str(Path(defevents.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
        patch.setenv("PYTHONPATH", os.pathsep.join(folders))
        forkserver.ensure_running()
    return context
