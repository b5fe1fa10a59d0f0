"""A user chooses between surer events and more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import defevents
from defevents.cli import main
from defevents.extractor import Extractor
from defevents.records import Extraction


def found(extraction: Extraction) -> set[tuple[str, int]]:
    return {(event.type, trigger.start) for event in extraction.events for trigger in event.triggers}


def least(extraction: Extraction) -> float:
    return min(c for event in extraction.events for c in (event.confidence, *(a.confidence for a in event.arguments)))


@pytest.fixture(scope="module")
def surer() -> Extractor:
    return defevents.load(min_confidence=0.9)


@pytest.fixture(scope="module")
def bolder() -> Extractor:
    return defevents.load(min_confidence=0.2)


def test_surer_means_fewer_and_bolder_more(baltic_week: Extraction, surer: Extractor, bolder: Extractor) -> None:
    few, many = surer.extract(baltic_week.article), bolder.extract(baltic_week.article)
    assert set() < found(few) < found(baltic_week) < found(many)
    assert least(few) >= 0.9
    assert 0.2 <= least(many) < least(baltic_week) < 0.9


def test_no_filler_is_surer_than_its_event(baltic_week: Extraction) -> None:
    pairs = [(a.confidence, event.confidence) for event in baltic_week.events for a in event.arguments]
    assert pairs
    assert all(filler <= event for filler, event in pairs)


@pytest.mark.parametrize("value", [-0.1, 1.5])
def test_confidence_is_a_share(value: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        defevents.load(min_confidence=value)


def test_the_command_line_refuses_what_is_no_share(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    article = str(root / "examples" / "baltic-week.txt")
    monkeypatch.setattr("sys.argv", ["defevents", "extract", article, "--min-confidence", "2"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "--min-confidence" in capsys.readouterr().err
