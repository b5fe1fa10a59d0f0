"""The command line: what it prints, writes and returns, and that bad input costs one line each."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import networkx as nx
import pytest

import defevents
from defevents import Extraction, Failure
from defevents.cli import main

GOOD = "Russia deployed Iskander missiles to Kaliningrad.\n"


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run the command line in this process and in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["defevents", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as end:
            main()
        captured = capsys.readouterr()
        code = end.value.code
        assert code is None or isinstance(code, int)
        return Outcome(code or 0, captured.out, captured.err)

    return run


@pytest.fixture
def good(tmp_path: Path) -> str:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    return "good.txt"


def test_a_table_shows_who_what_where_when_and_the_sentence(run: Run, good: str) -> None:
    code, out, err = run("extract", good, "--published", "2020-01-31")
    assert (code, err) == (0, "")
    for words in ("good.txt, 2020-01-31: 1 event, ", "DEPLOYMENT", "occurred", "actor: Russia", "item: Iskander",
                  "destination: Kaliningrad", "Russia deployed Iskander"):  # fmt: skip
        assert words in out


def test_an_article_without_events_says_so(run: Run) -> None:
    code, out, _ = run("extract", "-", stdin=b"The weather was fine.")
    assert code == 0
    assert "No events" in out


def test_json_is_an_extraction_a_line(run: Run, good: str) -> None:
    code, out, err = run("extract", good, "-", "--json", "--published", "2020-01-31", stdin=b"Poland bought tanks.")
    assert (code, err) == (0, "")
    first, second = (Extraction.model_validate_json(line) for line in out.splitlines())
    assert (first.id, second.id) == ("good.txt", "stdin")
    assert str(first.article.published) == "2020-01-31"
    assert first.article.text == GOOD


def test_files_of_one_name_get_ids_of_their_own(run: Run, good: str) -> None:
    _, out, _ = run("extract", good, good, "--json")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["good.txt", "good.txt-2"]


def test_the_column_that_the_message_asks_for_can_be_named(run: Run) -> None:
    Path("x.csv").write_text(f"id,body\na,{GOOD}", encoding="utf-8")
    code, _, err = run("extract", "x.csv")
    assert code == 1
    assert "name the one that holds the text, as in --column text=body" in err
    code, out, err = run("extract", "x.csv", "--column", "text=body", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["article"]["text"] == GOOD.strip()


def test_an_id_with_a_number_is_nobody_elses(run: Run) -> None:
    ids = ["a", "a", "a-2", "a", "b-2", "b", "b"]
    lines = [json.dumps({"id": name, "text": GOOD}) for name in ids]
    Path("x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    _, out, _ = run("extract", "x.jsonl", "--json")
    found = [json.loads(line)["id"] for line in out.splitlines()]
    assert found == ["a", "a-2", "a-2-2", "a-3", "b-2", "b", "b-3"]


def test_graphml_is_written_beside_the_table(run: Run, good: str) -> None:
    code, _, err = run("extract", good, "--graphml", "out.graphml")
    assert code == 0
    assert err.startswith("wrote out.graphml: ")
    assert "event:good.txt#v1" in nx.read_graphml("out.graphml")


def test_graphml_is_graphml_whatever_the_file_is_called(run: Run, good: str) -> None:
    assert run("extract", good, "--graphml", "out.xml").code == 0
    assert "event:good.txt#v1" in nx.read_graphml("out.xml")


def test_two_outputs_of_one_name_are_refused(run: Run, good: str) -> None:
    code, out, err = run("extract", good, "--graphml", "out", "--html", "out")
    assert (code, out, err) == (2, "", "defevents: out: --graphml and --html must name two files\n")


def test_json_lines_of_articles_are_extracted_too(run: Run, root: Path) -> None:
    code, out, err = run("extract", str(root / "examples" / "articles.jsonl"), "--json")
    assert code == 1
    results = [json.loads(line) for line in out.splitlines()]
    assert [result.get("id", "failed") for result in results] == [
        "item-1",
        "item-2",
        "failed",
        "item-4",
        "item-5",
        "item-6",
    ]
    Failure.model_validate(results[2])
    assert err.count("\n") == 1
    assert "articles.jsonl:3: no JSON" in err


def test_the_graph_of_extractions_is_that_of_the_articles(run: Run, good: str) -> None:
    run("extract", good, "--graphml", "direct.graphml")
    Path("x.jsonl").write_text(run("extract", good, "--json").out, encoding="utf-8")
    code, out, err = run("graph", "x.jsonl", "-o", "built.graphml")
    assert (code, out) == (0, "")
    assert "wrote built.graphml" in err
    assert Path("built.graphml").read_bytes() == Path("direct.graphml").read_bytes()


def test_line_separators_inside_a_text_end_no_extraction(run: Run) -> None:
    text = "Russia deployed missiles to Syria.\u2028\u2029\x85Poland bought tanks."
    lines = run("extract", "-", "--json", stdin=text.encode()).out
    Path("x.jsonl").write_text(lines, encoding="utf-8", newline="\n")
    assert run("graph", "x.jsonl", "-o", "out.graphml").code == 0


def test_broken_extractions_cost_a_line_each(run: Run, good: str) -> None:
    whole = run("extract", good, "--json").out
    failure = Failure(article_id="x", error="unreadable").model_dump_json()
    moved = whole.replace('"start":0,', '"start":1,', 1)
    Path("x.jsonl").write_text(f'{whole}\n{{"id"\n{failure}\n[]\n{moved}', encoding="utf-8")
    code, _, err = run("graph", "x.jsonl", "-o", "out.graphml")
    assert code == 1
    assert [line.split(": ")[1] for line in err.splitlines()[:-1]] == [f"x.jsonl:{n}" for n in (3, 4, 5, 6)]
    assert err.splitlines()[-1].endswith("1 event")


def test_info_says_what_is_there(run: Run) -> None:
    code, out, err = run("info")
    assert (code, err) == (0, "")
    assert defevents.__version__ in out
    assert "en_defence_md" in out
    assert "TRANSFER" in out
    assert ".graphml" in out


def test_a_name_is_looked_up(run: Run) -> None:
    code, out, err = run("kb", "lookup", "Su-30MKI")
    assert (code, err) == (0, "")
    for line in ("id:             weapon/su-30mki", "label:          WEAPON", "maker:          Sukhoi"):
        assert line in out.splitlines()


def test_a_name_is_looked_up_as_json_a_line_for_each_sense(run: Run) -> None:
    code, out, _ = run("kb", "lookup", "Georgia", "--json")
    assert code == 0
    assert "GE" in [json.loads(line)["id"] for line in out.splitlines()]


def test_an_unknown_name_brings_the_nearest(run: Run) -> None:
    code, out, err = run("kb", "lookup", "Iskandr")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "did you mean Iskander, " in err


OWN = '{"id": "own/skyguard-x", "name": "Skyguard X", "label": "WEAPON", "aliases": ["SGX-1"]}\n'


def test_a_list_of_names_is_checked_line_by_line(run: Run) -> None:
    Path("own.jsonl").write_text(OWN + "{\n", encoding="utf-8")
    code, out, err = run("kb", "check", "own.jsonl", "nowhere.jsonl")
    assert code == 1
    assert out.startswith("own.jsonl:2: entry: Invalid JSON")
    assert err.splitlines() == [
        "defevents: nowhere.jsonl: cannot be read: No such file or directory",
        "2 errors, 0 warnings",
    ]


def test_warnings_spoil_no_list(run: Run) -> None:
    Path("own.jsonl").write_text(OWN.replace("Skyguard X", "S-400"), encoding="utf-8")
    code, out, err = run("kb", "check", "own.jsonl")
    assert (code, err) == (0, "0 errors, 1 warning\n")
    assert out.startswith("own.jsonl:1: warning: name 'S-400' is also that of")


def test_a_list_of_names_is_used(run: Run) -> None:
    Path("own.jsonl").write_text(OWN, encoding="utf-8")
    text = b"Norway deployed Skyguard X missiles to Kirkenes."
    _, out, _ = run("extract", "-", "--json", "--gazetteer", "own.jsonl", stdin=text)
    assert "own/skyguard-x" in [entity["kb_id"] for entity in json.loads(out)["entities"]]


@pytest.mark.parametrize("arguments", [["--help"], ["extract", "--help"], ["graph", "--help"], ["info", "--help"],
                                       ["kb", "--help"], ["kb", "lookup", "--help"], ["kb", "check", "--help"]])  # fmt: skip
def test_help_is_given(run: Run, arguments: list[str]) -> None:
    code, out, _ = run(*arguments)
    assert code == 0
    assert out.lstrip().startswith("Usage: ")


def test_nothing_asked_for_shows_the_help(run: Run) -> None:
    outcome = run()
    assert outcome.code in (0, 2)
    assert "Usage: " in outcome.out + outcome.err


# Bytes of the file, and words of the one line that refuses it.
REFUSED = {
    "a PDF": (b"%PDF-1.7\n\xe2\xe3", "is a PDF, not text"),
    "a zip archive": (b"PK\x03\x04\x14\x00", "is a zip archive"),
    "a binary file": (bytes(range(128)), "NUL characters"),
    "the wrong encoding": ("Zürich".encode("cp1252"), "is not utf-8: name the encoding"),
    "UTF-16": (GOOD.encode("utf-16"), "is not utf-8"),
    "5 MB": (GOOD.encode() * 100_000, "is over the limit of 200,000"),
    "Russian": (
        "Министерство обороны сообщило о размещении новых ракет в области. ".encode() * 9,
        "not seem to be English",
    ),
    "German": (
        b"Die Regierung hat beschlossen, neue Raketen zu kaufen und sie dem Heer zu geben. " * 9,
        "not seem to be English",
    ),
}

EMPTY = {
    "nothing": b"",
    "white space": b" \n\t\r\n  ",
    "control characters": b"\x01\x02\x1b[31m\x07\x7f",
    "emoji": "🚀🔥 😀".encode(),
    "Arabic": "أعلنت وزارة الدفاع عن نشر صواريخ جديدة".encode(),
    "Chinese": "国防部宣布部署新导弹。".encode() * 20,
    "a byte order mark": b"\xef\xbb\xbf",
}

SAME = {
    "Windows line ends": GOOD.replace("\n", "\r\n").encode() * 2,
    "old Macintosh line ends": GOOD.replace("\n", "\r").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "emoji": ("🚀 " + GOOD + "😀").encode(),
    "control characters": b"\x0c\x1b[1m" + GOOD.encode() + b"\x1b[0m\x07",
    "right-to-left text": (GOOD + "قالت الوزارة\n").encode(),
    "marks of direction": ("\u202a" + GOOD.strip() + "\u202c\n").encode(),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_article_costs_one_line(run: Run, good: str, data: bytes, words: str) -> None:
    Path("bad.txt").write_bytes(data)
    code, out, err = run("extract", "bad.txt", good, "--json", "--graphml", "out.graphml")
    assert code == 1
    assert err.splitlines()[0].startswith("defevents: bad.txt: ")
    assert words in err.splitlines()[0]
    assert len(err.splitlines()) == 2
    assert "event:good.txt#v1" in nx.read_graphml("out.graphml")
    failure, extraction = out.splitlines()
    Failure.model_validate_json(failure)
    assert Extraction.model_validate_json(extraction).id == good


@pytest.mark.parametrize("data", EMPTY.values(), ids=EMPTY)
def test_what_says_nothing_gives_an_empty_extraction(run: Run, data: bytes) -> None:
    Path("empty.txt").write_bytes(data)
    code, out, err = run("extract", "empty.txt", "--json", "--graphml", "out.graphml")
    assert (code, err.count("\n")) == (0, 1)
    extraction = Extraction.model_validate_json(out)
    assert (extraction.events, extraction.article.text) == ((), data.decode("utf-8-sig"))
    assert len(nx.read_graphml("out.graphml")) == 1


@pytest.mark.parametrize("data", SAME.values(), ids=SAME)
def test_strange_characters_do_no_harm(run: Run, data: bytes) -> None:
    Path("strange.txt").write_bytes(data)
    code, out, _ = run("extract", "strange.txt", "--graphml", "out.graphml")
    assert code == 0
    assert "destination: Kaliningrad" in out
    assert "\x1b" not in out
    nx.read_graphml("out.graphml")


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", "good.txt", "--graphml", "good.txt"],
        ["extract", "good.txt", "--html", "./good.txt"],
        ["extract", "good.txt", "--html", "link.html"],
        ["extract", "good.txt", "--gazetteer", "names.jsonl", "--graphml", "names.jsonl"],
        ["view", "x.jsonl", "-o", "x.jsonl"],
        ["graph", "good.txt", "x.json", "-o", "x.json"],
    ],
)
def test_no_output_takes_the_place_of_an_input(run: Run, good: str, arguments: list[str]) -> None:
    Path("link.html").symlink_to(good)
    for name in ("names.jsonl", "x.jsonl", "x.json"):
        Path(name).write_text("{}", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "is an input, and would be overwritten: name another file for the output" in err
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


# Arguments, exit code, and words of the one line; `good.txt` is there.
MISTAKES = {
    "a missing file": (["extract", "nowhere.txt"], 1, "nowhere.txt: no such file"),
    "a folder": (["extract", "."], 1, ".: is a folder"),
    "no file of JSON lines": (["extract", "nowhere.jsonl"], 1, "nowhere.jsonl: No such file"),
    "an unknown date": (["extract", "good.txt", "--published", "soon"], 2, "'soon' is no date: write it as YYYY-MM-DD"),
    "a day that is none": (["extract", "good.txt", "--published", "2020-02-30"], 2, "'2020-02-30' is no date"),
    "a column of no field": (["extract", "good.txt", "--column", "body"], 2, "column 'body': write FIELD=COLUMN"),
    "an unknown encoding": (["extract", "good.txt", "--encoding", "latin-99"], 1, "unknown encoding 'latin-99'"),
    "no folder to write to": (["extract", "good.txt", "--graphml", "no/out.graphml"], 2, "there is no folder no"),
    "a folder to write": (["extract", "good.txt", "--graphml", "."], 2, "is a folder"),
    "no list of names": (["extract", "good.txt", "--gazetteer", "no.jsonl"], 1, "no.jsonl: cannot be read"),
    "no extractions": (["graph", "nowhere.jsonl", "-o", "out.graphml"], 1, "nowhere.jsonl: No such file"),
    "extractions in a folder": (["graph", ".", "-o", "out.graphml"], 1, ".: Is a directory"),
    "an unknown format": (["graph", "good.txt", "-o", "out.docx"], 2, "no format for 'out.docx'"),
    "extractions that are none": (["graph", "good.txt", "-o", "out.graphml"], 1, "good.txt:1: no extraction"),
}


@pytest.mark.parametrize(("arguments", "code", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_costs_one_line(run: Run, good: str, arguments: list[str], code: int, words: str) -> None:  # noqa: ARG001
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert words in outcome.err.splitlines()[0]
    assert [line for line in outcome.err.splitlines() if not line.startswith("wrote ")] == outcome.err.splitlines()[:1]


@pytest.mark.parametrize("arguments", [["extract"], ["extract", "--colour"], ["graph"], ["nothing"], ["graph", "x"]])
def test_misuse_is_told_by_exit_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_no_graph_is_written_where_nothing_could_be_extracted(run: Run) -> None:
    assert run("extract", "nowhere.txt", "--graphml", "out.graphml").code == 1
    assert not Path("out.graphml").exists()


class TestInAProcess:
    """The same, once, as users run it."""

    def test_the_module_runs(self, run_python: Callable[..., CompletedProcess[bytes]], tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(GOOD + "Łódź 😀\n", encoding="utf-8")
        (tmp_path / "bad.txt").write_bytes(b"\xff\xff")
        done = run_python(
            "-W", "error", "-m", "defevents", "extract", "a.txt", "bad.txt", "-", "--graphml", "out.graphml",
            stdin=GOOD.encode(), cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stdout.decode().count("destination: Kaliningrad") == 2
        complaint, wrote = done.stderr.decode().splitlines()
        assert complaint.startswith("defevents: bad.txt: byte 0xff")
        assert wrote.endswith("2 events")

    def test_a_closed_pipe_ends_it_quietly(
        self, run_python: Callable[..., CompletedProcess[bytes]], tmp_path: Path
    ) -> None:
        code = (
            "import os, sys; r, w = os.pipe(); os.close(r); os.dup2(w, 1); "
            "sys.argv = ['defevents', 'info']; from defevents.cli import main; main()"
        )
        done = run_python("-c", code, cwd=tmp_path)
        assert done.returncode != 0
        assert b"Traceback" not in done.stderr
