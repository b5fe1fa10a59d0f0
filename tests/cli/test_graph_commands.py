"""The commands that make and ask a graph: what they print and write, and that misuse costs one line."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import networkx as nx
import pytest

from defevents.cli import main
from defevents.export.node_link import read

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "graph"))

from stories import load_stories


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run the command line in this process, in a folder with the extractions of the stories."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    lines = [report.extraction.model_dump_json() for report in load_stories()]
    Path("x.jsonl").write_text("\n".join(lines), encoding="utf-8")

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["defevents", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        captured = capsys.readouterr()
        assert end.value.code is None or isinstance(end.value.code, int)
        return Outcome(end.value.code or 0, captured.out, captured.err)

    return run


def test_a_graph_is_merged_when_asked(run: Run) -> None:
    assert run("graph", "x.jsonl", "-o", "plain.json").err.endswith("233 events\n")
    code, out, err = run("graph", "x.jsonl", "-o", "merged.json", "--merge")
    assert (code, out) == (0, "")
    assert err.startswith("wrote merged.json: ")
    assert len(read("merged.json")) < len(read("plain.json")) == 233


@pytest.mark.parametrize("suffix", ["json", "graphml"])
def test_a_graph_file_is_as_good_as_extractions(run: Run, suffix: str) -> None:
    run("graph", "x.jsonl", "-o", f"first.{suffix}")
    run("graph", f"first.{suffix}", "-o", "again.gexf")
    run("graph", "x.jsonl", "-o", "direct.gexf")
    again, direct = (nx.read_gexf(name, version="1.3") for name in ("again.gexf", "direct.gexf"))
    assert set(again) == set(direct)
    assert again.number_of_edges() == direct.number_of_edges()
    asked = [run("query", "transfers", name, "--format", "json").out for name in (f"first.{suffix}", "x.jsonl")]
    assert asked[0] == asked[1] != ""


def test_several_files_of_extractions_make_one_graph(run: Run) -> None:
    lines = Path("x.jsonl").read_text(encoding="utf-8").splitlines()
    Path("a.jsonl").write_text("\n".join(lines[:100]), encoding="utf-8")
    Path("b.jsonl").write_text("\n".join(lines[100:]), encoding="utf-8")
    run("graph", "a.jsonl", "b.jsonl", "-o", "both.json", "--merge")
    run("graph", "x.jsonl", "-o", "one.json", "--merge")
    assert Path("both.json").read_bytes() == Path("one.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["out.graphml", "--flavour", "yed"], ["out.graphml"]),
        (["out.graphml", "--flavor", "yed"], ["out.graphml"]),
        (["out.csv"], ["out-nodes.csv", "out-edges.csv"]),
        (["out.csv", "--flavor", "neo4j"], ["out-nodes.csv", "out-edges.csv"]),
        (["out.csv", "--flavor", "register"], ["out.csv"]),
        (["out.csv", "--flavor", "plover"], ["out.csv"]),
        (["out.ttl"], ["out.ttl"]),
        (["out.gexf", "--project", "actors"], ["out.gexf"]),
        (["out.graphml", "--project", "weapons", "--since", "2020-01-01"], ["out.graphml"]),
    ],
)
def test_every_format_is_written_by_its_suffix_and_flavor(run: Run, arguments: list[str], files: list[str]) -> None:
    code, _, err = run("graph", "x.jsonl", "-o", *arguments)
    assert code == 0
    assert err.startswith(f"wrote {' and '.join(files)}: ")
    assert all(Path(file).stat().st_size > 500 for file in files)


def test_a_period_cuts_the_graph(run: Run) -> None:
    _, _, err = run("graph", "x.jsonl", "-o", "out.json", "--since", "2019-05-01", "--until", "2019-05-31")
    assert err.endswith("7 events\n")


def test_events_are_a_table(run: Run) -> None:
    code, out, err = run(
        "query", "events", "x.jsonl", "--type", "deployment", "--weapon", "Iskander", "--place", "Belarus"
    )
    assert (code, err) == (0, "1 row\n")
    for words in ("2018-05-10", "DEPLOYMENT", "destination: Belarus", "Belarusian Ministry of", "Russia deployed"):
        assert words in out


def test_rows_are_json_lines_or_csv_too(run: Run) -> None:
    question = (
        "query",
        "transfers",
        "x.jsonl",
        "--merge",
        "--supplier",
        "FR",
        "--recipient",
        "Egypt",
        "--until",
        "2015-12-31",
    )
    (row,) = map(json.loads, run(*question, "--format", "json").out.splitlines())
    assert (row["item"], row["quantity"], row["articles"]) == (["Rafale"], 24.0, ["egypt-rafale-4", "egypt-rafale-5"])
    (same,) = csv.DictReader(io.StringIO(run(*question, "--format", "csv").out))
    assert (same["item"], same["articles"]) == ("Rafale", "egypt-rafale-4; egypt-rafale-5")


def test_deployments_come_in_order_of_time(run: Run) -> None:
    out = run("query", "deployments", "x.jsonl", "--merge", "--weapon", "Iskander", "--format", "json").out
    assert [json.loads(line)["first_day"] for line in out.splitlines()] == ["2016-10-08", "2018-05-07", "2018-05-10"]


def test_conflicts_show_both_sides(run: Run) -> None:
    out = run("query", "conflicts", "x.jsonl", "--merge", "--format", "json").out
    told = [json.loads(line) for line in out.splitlines()]
    assert {"accuse", "deny"} <= {row["value"] for row in told if row["about"] == "claims"}
    assert {"money", "quantity", "claims"} <= {row["about"] for row in told}


def test_neighbors_of_a_name(run: Run) -> None:
    code, out, _ = run("query", "neighbors", "x.jsonl", "Stella Nova")
    assert code == 0
    assert "target" in out


# Arguments after the command, exit code, and words of the one line.
MISTAKES = {
    "an unknown type": (["query", "events", "x.jsonl", "--type", "PARTY"], 2, "no type 'PARTY': choose from AGREEMENT, "),
    "an unknown status": (["query", "events", "x.jsonl", "--status", "done"], 2, "no status 'done': choose from occurred, "),
    "an unknown name": (["query", "events", "x.jsonl", "--weapon", "Iskandr"], 1, "'Iskandr' is unknown: did you mean Iskander"),
    "an unknown neighbor": (["query", "neighbors", "x.jsonl", "Iskandr"], 1, "'Iskandr' is unknown: did you mean Iskander"),
    "no date": (["query", "events", "x.jsonl", "--since", "May"], 2, "--since 'May' is no date: write it as YYYY-MM-DD"),
    "an end before its start": (
        ["query", "events", "x.jsonl", "--since", "2020-02-01", "--until", "2020-01-01"], 2, "is before --since 2020-02-01",
    ),
    "no graph": (["query", "events", "nowhere.json"], 1, "nowhere.json: No such file"),
    "no extractions": (["query", "events", "nowhere.jsonl"], 1, "nowhere.jsonl: No such file"),
    "an unknown flavor": (["graph", "x.jsonl", "-o", "out.graphml", "--flavor", "gephi"], 2, "no flavor 'gephi' of .graphml"),
    "a flavor of another format": (["graph", "x.jsonl", "-o", "out.gexf", "--flavor", "yed"], 2, "no flavor 'yed' of .gexf"),
    "an item that acts": (
        ["query", "events", "x.jsonl", "--actor", "Iskander"], 1, "'Iskander' is known, but as nobody who acts: name a country",
    ),
    "a graph among others": (["graph", "x.jsonl", "one.json", "-o", "out.json"], 2, "one.json: a graph must stand alone"),
    "a table of events of none": (
        ["graph", "x.jsonl", "-o", "out.csv", "--flavor", "register", "--project", "actors"], 2, "leave out --project",
    ),
    "a name too long": (["graph", "x.jsonl", "-o", f"{'a' * 300}.json"], 2, "File name too long"),
    "a page with a name too long": (["view", "x.jsonl", "-o", f"{'a' * 300}.html"], 2, "File name too long"),
    "a period that is none": (["graph", "x.jsonl", "-o", "out.json", "--until", "2020-13-01"], 2, "--until '2020-13-01' is no date"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_costs_one_line(run: Run, arguments: list[str], code: int, words: str) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert words in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_broken_graph_file_costs_one_line(run: Run) -> None:
    Path("bad.json").write_text('{"nodes": [{"id": "a"}], "edges": []}', encoding="utf-8")
    code, out, err = run("query", "events", "bad.json")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "bad.json: node 'a' has the kind None: not an event graph of defevents" in err


def test_broken_lines_are_told_and_the_rest_is_asked(run: Run) -> None:
    with Path("x.jsonl").open("a", encoding="utf-8") as lines:
        lines.write("\n{\n")
    code, out, err = run("query", "transfers", "x.jsonl", "--recipient", "Latvia", "--format", "json")
    assert code == 1
    assert len(out.splitlines()) == 1
    assert "x.jsonl:234: no extraction" in err


@pytest.mark.parametrize("command", ["events", "transfers", "deployments", "conflicts", "neighbors"])
def test_help_is_given(run: Run, command: str) -> None:
    code, out, _ = run("query", command, "--help")
    assert code == 0
    assert "GRAPH_OR_EXTRACTIONS" in out


def test_a_process_of_its_own_prints_csv(run_python: Callable[..., CompletedProcess[bytes]], run: Run) -> None:  # noqa: ARG001
    done = run_python("-m", "defevents", "query", "events", "x.jsonl", "--format", "csv", cwd=str(Path.cwd()))
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[0].startswith("event,type,status")


@pytest.mark.parametrize("suffix", ["json", "graphml"])
@pytest.mark.parametrize(
    "arguments", [["view", "-o", "out.html"], ["query", "events"], ["graph", "-o", "out.gexf"]], ids=lambda a: a[0]
)
def test_a_projection_is_told_from_a_graph(run: Run, suffix: str, arguments: list[str]) -> None:
    name = f"actors.{suffix}"
    run("graph", "x.jsonl", "-o", name, "--project", "actors")
    code, out, err = run(*arguments, name)
    assert (code, out) == (1, "")
    assert err.startswith(f"defevents: {name}: edge from 'country:")
    assert err.endswith(
        "is an event: a projection was saved, from which no events can be read: "
        "give the extractions, or the graph without --project\n"
    )


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_byte_order_mark_before_a_graph_or_extractions_is_passed_over(run: Run, suffix: str) -> None:
    run("graph", "x.jsonl", "-o", "x.json")
    given = Path(f"x.{suffix}").read_bytes()
    Path(f"marked.{suffix}").write_bytes(b"\xef\xbb\xbf" + given)
    assert run("query", "transfers", f"marked.{suffix}") == run("query", "transfers", "x.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_full_disk_behind_standard_output_costs_one_line(run: Run, form: str) -> None:  # noqa: ARG001
    command = [sys.executable, "-m", "defevents", "query", "events", "x.jsonl", "--format", form]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["defevents: standard output: No space left on device"]


def test_csv_for_a_closed_standard_output_is_no_failure(run: Run) -> None:  # noqa: ARG001
    command = f"{shlex.quote(sys.executable)} -m defevents query events x.jsonl --format csv >&-"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, env=environment, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
