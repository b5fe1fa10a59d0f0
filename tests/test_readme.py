"""What the README says can be done can be done."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import networkx as nx
import pytest

from defevents.knowledge.event_types import load_event_types
from defevents.records import EntityLabel, Stage, Stance, Status

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_its_python_runs(run_python: Callable[..., CompletedProcess[bytes]], root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "examples", tmp_path / "examples")
    # Components are found by spaCy through the entry points of an installed defevents; here it may only be importable.
    (tmp_path / "readme.py").write_text("import defevents.pipeline\n" + "\n".join(blocks("python")), encoding="utf-8")
    done = run_python("-W", "error", "readme.py", cwd=tmp_path)
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert out.startswith("TRANSFER occurred USD 4600000000\n")
    assert "recipient Poland (0, 6)" in out
    assert "failed: examples/articles.jsonl:3: no JSON" in out
    assert "('S-400s', 'WEAPON', 'weapon/s-400')" in out
    assert len(nx.read_graphml(tmp_path / "events.graphml")) > 10


def test_its_names_of_your_own_are_checked_and_found(
    run_python: Callable[..., CompletedProcess[bytes]], tmp_path: Path
) -> None:
    (listed,) = blocks("json")
    commands = next(block for block in blocks("sh") if block.startswith("defevents kb check"))
    (tmp_path / "own.jsonl").write_text(listed, encoding="utf-8")
    (tmp_path / "article.txt").write_text("Norway deployed SGX-1s to Kirkenes on Monday.", encoding="utf-8")
    checked, extracted = (
        run_python("-m", *shlex.split(line, comments=True), *more, cwd=tmp_path)
        for line, more in zip(commands.splitlines(), ((), ("--json",)), strict=True)
    )
    assert (checked.returncode, checked.stdout) == (0, b"")
    assert checked.stderr.split() == b"0 errors, 0 warnings".split()
    assert extracted.returncode == 0
    (extraction,) = extracted.stdout.decode().splitlines()
    assert "own/skyguard-x" in [entity["kb_id"] for entity in json.loads(extraction)["entities"]]


def test_its_two_commands_are_a_line_each() -> None:
    commands = [block for block in blocks("sh") if block.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert all(block.count("\n") == 1 for block in commands)


def test_its_commands_are_those_of_the_program(run_python: Callable[..., CompletedProcess[bytes]]) -> None:
    listed = next(block for block in blocks("sh") if block.startswith("defevents extract"))
    text = run_python("-m", "defevents", "extract", "--help").stdout.decode()
    text += run_python("-m", "defevents", "graph", "--help").stdout.decode()
    text += run_python("-m", "defevents", "kb", "--help").stdout.decode()
    for line in listed.splitlines():
        for word in shlex.split(line, comments=True):
            if word.startswith("-") and word != "-":
                assert word in text


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README)) - {"BENCHMARKS.md"}))
def test_its_links_lead_somewhere(root: Path, target: str) -> None:
    assert (root / target).exists()


def words(table: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Z]+)` \|", table, re.MULTILINE))


def test_its_tables_name_every_label_and_type_with_its_roles() -> None:
    labels, types = README.split("| type | what happens | roles |")
    assert words(labels) == set(EntityLabel.__args__)  # type: ignore[attr-defined]
    rows = dict(re.findall(r"^\| `([A-Z]+)` \| .* \| (.*) \|$", types, re.MULTILINE))
    assert {name: set(roles.split(", ")) for name, roles in rows.items()} == {
        name: set(schema.roles) for name, schema in load_event_types().items()
    }


@pytest.mark.parametrize("names", [Status, Stance, Stage])
def test_it_names_every_status_stance_and_stage(names: object) -> None:
    for name in names.__args__:  # type: ignore[attr-defined]
        assert f"`{name}`" in README
