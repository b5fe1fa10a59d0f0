"""``defevents batch`` as a person uses it, with the real pipeline."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from small_runs import lines_of, table

import defevents
from defevents.extractor import Extractor

Run = Callable[..., CompletedProcess[bytes]]


def test_the_real_pipeline_end_to_end(run_python: Run, root: Path, tmp_path: Path, extractor: Extractor) -> None:
    inputs = [str(root / "examples" / name) for name in ("articles.jsonl", "baltic-week.txt")]
    done = run_python(
        "-m", "defevents", "batch", *inputs, "--out", "out", "--workers", "1", "--jsonl", "--exhaustive", cwd=tmp_path
    )
    assert done.returncode == 1  # a line of the file is broken on purpose
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "extracted:      6" in out
    assert "failed:         1" in out
    assert "articles.jsonl:3: no JSON" in err
    assert "Traceback" not in err
    written = [line for file in (tmp_path / "out").rglob("*.jsonl") if "_batch" not in file.parts
               for line in file.read_text(encoding="utf-8").splitlines()]  # fmt: skip
    found = {
        r.id: r
        for line in written
        if "article" in json.loads(line)
        for r in [defevents.Extraction.model_validate_json(line)]
    }
    articles = [a for path in inputs for a in defevents.read_articles(path)]
    expected = {r.id: r for r in extractor.extract_many(articles) if isinstance(r, defevents.Extraction)}
    assert found == expected
    assert len(table(tmp_path / "out", "events")) == sum(len(r.events) for r in expected.values())
    (tmp_path / "all.jsonl").write_text("\n".join(written), encoding="utf-8")
    graph = run_python("-m", "defevents", "graph", "all.jsonl", "-o", "out.graphml", cwd=tmp_path)
    assert b"wrote out.graphml" in graph.stderr


def test_quiet_prints_failures_alone_and_a_second_run_goes_on(run_python: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines_of(["A quiet day.", "Another one."]) + "nonsense\n", encoding="utf-8")
    command = ["-m", "defevents", "batch", "a.jsonl", "no-such.txt", "-o", "out", "--engine", "inprocess", "--quiet"]
    first, second = (run_python(*command, cwd=tmp_path) for _ in range(2))
    assert (first.returncode, first.stdout) == (1, b"")
    lines = first.stderr.decode().splitlines()
    assert len(lines) == 2
    assert "a.jsonl:3: no JSON" in lines[0]
    assert "no-such.txt: no such file" in lines[1]
    assert (second.returncode, second.stdout, second.stderr) == (1, b"", b"")  # told before, and still failed


def test_standard_input_is_read_and_plain_lines_are_printed(run_python: Run, tmp_path: Path) -> None:
    command = ["-m", "defevents", "batch", "-", "--format", "jsonl", "-o", "out", "--engine", "inprocess"]
    done = run_python(*command, stdin=lines_of(["Nothing happened.", "Nor here."]).encode(), cwd=tmp_path)
    assert (done.returncode, b"2, 4 words" in done.stdout) == (0, True)
    assert b"defevents: extracting: 2 of 2 articles" in done.stderr
    assert b"\x1b" not in done.stderr


def test_columns_are_mapped_and_a_dry_run_only_counts(run_python: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body,day\nTroops left.,2020-01-31\nTroops came.,2020-02-01\n", encoding="utf-8")
    command = ["-m", "defevents", "batch", "a.csv", "-o", "out", "--column", "text=body", "--column", "published=day"]
    done = run_python(*command, "--dry-run", "--engine", "inprocess", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == b"2 articles in 1 shards, 0 of them repeat others; 0 are done\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["a.txt", "-o", "out", "--engine", "horse"], 2, b"no engine 'horse'"),
        (["a.txt", "-o", "out", "--column", "body"], 2, b"write FIELD=COLUMN"),
        (["a.txt", "-o", "out", "--published", "soon"], 2, b"YYYY-MM-DD"),
        (["a.txt", "-o", "a.txt/out"], 1, b"make the folder writable"),
        (["a.txt", "-o", "out", "--gazetteer", "none.jsonl"], 1, b"none.jsonl"),
        (["a.txt", "-o", "out", "--engine", "dask"], 1, b"address of a scheduler"),
    ],
)
def test_what_is_wrong_costs_one_line(
    run_python: Run, tmp_path: Path, arguments: list[str], code: int, words: bytes
) -> None:
    (tmp_path / "a.txt").write_text("Troops left.", encoding="utf-8")
    done = run_python("-m", "defevents", "batch", *arguments, cwd=tmp_path)
    assert done.returncode == code
    assert done.stderr.startswith(b"defevents: ")
    assert words in done.stderr.splitlines()[-1]
    assert b"Traceback" not in done.stderr


def begin(tmp_path: Path, stderr: int) -> subprocess.Popen[bytes]:
    texts = [f"Report {n}: a patrol of three ships left the port of Gdynia for an exercise." for n in range(900)]
    (tmp_path / "a.jsonl").write_text(lines_of(texts), encoding="utf-8")
    folder = str(Path(defevents.__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": folder, "TERM": "xterm", "COLUMNS": "200"}
    command = [sys.executable, "-m", "defevents", "batch", "a.jsonl", "-o", "out", "--workers", "1", "--shard", "10"]
    return subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=stderr, start_new_session=True
    )


def read_all(terminal: int, shown: bytearray) -> None:
    with contextlib.suppress(OSError):  # the other end is closed
        while data := os.read(terminal, 65536):
            shown += data


def test_ctrl_c_stops_cleanly_on_a_terminal_with_a_bar_and_the_run_goes_on(run_python: Run, tmp_path: Path) -> None:
    terminal, other = pty.openpty()
    process = begin(tmp_path, other)
    os.close(other)
    shown = bytearray()
    reader = threading.Thread(target=read_all, args=(terminal, shown))  # a terminal that nobody reads stops who writes
    reader.start()
    while not any((tmp_path / "out" / "events").rglob("*.parquet")):
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the run and to its workers
    process.communicate()
    reader.join()
    os.close(terminal)
    assert process.returncode == 130
    assert b"the same command goes on from there" in shown
    assert b"articles/s" in shown
    assert b"Traceback" not in shown
    before = {file: file.read_bytes() for file in (tmp_path / "out" / "events").rglob("*.parquet")}
    assert 0 < len(before) < 90
    done = run_python(
        "-m", "defevents", "batch", "a.jsonl", "-o", "out", "--workers", "1", "--shard", "10", cwd=tmp_path
    )
    assert (done.returncode, b"900, " in done.stdout) == (0, True)
    assert (
        before.items() <= {file: file.read_bytes() for file in (tmp_path / "out" / "events").rglob("*.parquet")}.items()
    )
