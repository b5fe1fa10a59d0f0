"""Fixtures that several test modules share: the shipped pipeline, loaded once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import defevents
from defevents.extractor import Extractor
from defevents.records import Extraction

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return defevents.load()


@pytest.fixture(scope="session")
def baltic_week(extractor: Extractor) -> Extraction:
    """The example article, extracted."""
    text = (ROOT / "examples" / "baltic-week.txt").read_text(encoding="utf-8")
    return extractor.extract(defevents.Article(id="baltic-week", text=text), published="2019-09-12")


RunPython = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def run_python() -> RunPython:
    """Run this Python in a process of its own, which imports defevents from where this one does."""
    folder = str(Path(defevents.__file__).resolve().parents[1])
    known = [folder, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(known), "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}

    def run(*arguments: str, stdin: bytes = b"", **more: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, *arguments],
            input=stdin,
            capture_output=True,
            env=environment,
            timeout=120,
            **more,  # type: ignore[call-overload]
        )

    return run
