"""Files of the trained pipeline that are missing or broken cost one clear line."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from defevents import api
from defevents.cli import main
from defevents.errors import ModelError
from defevents.learned import decisions
from defevents.pipeline import load_pipeline

BASE = [("config.cfg", "missing"), ("ner/model", "empty"), ("parser/model", "cut short"), ("tokenizer", "a pointer"),
        ("vocab/vectors", "missing")]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the trained pipeline, in the place of the shipped one."""
    copy = tmp_path / "en_defence_md"
    shutil.copytree(decisions.model_folder(), copy, copy_function=os.symlink)
    monkeypatch.setattr("defevents.pipeline.model_folder", lambda: copy)
    monkeypatch.setattr(decisions, "model_folder", lambda: copy)
    decisions.load_decisions.cache_clear()
    yield copy
    decisions.load_decisions.cache_clear()


def damage(file: Path, how: str) -> None:
    data = file.read_bytes()
    file.unlink()  # a link to the shipped file, which stays
    if how != "missing":
        broken = {"empty": b"", "cut short": data[: len(data) // 2], "a pointer": b"version https://git-lfs/spec/v1\n"}
        file.write_bytes(broken[how])


def check(problem: ModelError, folder: Path) -> None:
    assert str(folder) in str(problem)
    assert "pip install --force-reinstall defevents" in str(problem)


@pytest.mark.parametrize(("name", "how"), BASE, ids=[f"{name} {how}" for name, how in BASE])
def test_a_damaged_base_is_one_kind_of_error(folder: Path, name: str, how: str) -> None:
    damage(folder / name, how)
    with pytest.raises(ModelError) as problem:
        load_pipeline()
    check(problem.value, folder)


@pytest.mark.parametrize("how", ["missing", "empty", "cut short", "a pointer"])
def test_a_damaged_decision_is_named(folder: Path, how: str) -> None:
    damage(folder / "decisions" / "claims.npz", how)
    with pytest.raises(ModelError, match="claims\\.npz") as problem:
        decisions.load_decisions()
    check(problem.value, folder)


def test_on_the_command_line_it_costs_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (folder / "decisions" / "triggers.npz").unlink()
    article = tmp_path / "a.txt"
    article.write_text("Russia deployed missiles to Syria.", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["defevents", "extract", str(article)])
    api._shared.cache_clear()
    with pytest.raises(SystemExit) as end:
        main()
    api._shared.cache_clear()
    out, err = capsys.readouterr()
    assert (end.value.code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("defevents: ")
    assert "triggers.npz" in err
