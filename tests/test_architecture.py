"""Imports point one way, and what is light stays light."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import defevents

PACKAGE = Path(defevents.__file__).parent

# Rooms from the ground up; a room may import those before it and itself.
FLOORS = (
    {"errors"},
    {"records"},
    {"knowledge", "timex", "amounts"},
    {"layers", "tokenizer", "syntax", "mentions", "counts", "learned", "recognition", "rules", "arguments", "statuses"},
    {"pipes"},
    {"pipeline"},
    {"assemble", "extractor"},
    {"corpus", "api", "prefilter"},
    {"batch"},
)
EXPORT_FLOORS = ({"errors", "records"}, {"knowledge"}, {"graph"}, {"export"}, {"viewer"})
OUTER = {"__init__", "__main__", "cli", "tables"}

Imports = list[tuple[str, str]]


def imports_of(file: Path, *, types: bool) -> Iterator[str]:
    """Full names of the modules that a file imports; with `types`, also those for type checkers alone."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types and not types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield node.module or ""


def room_of(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


MODULES = sorted(file for file in PACKAGE.rglob("*.py") if room_of(file) != "_models")
NAMES = [str(file.relative_to(PACKAGE)) for file in MODULES]


def allowed(room: str) -> set[str]:
    """Rooms that a room may import."""
    found = set()
    for floors in (FLOORS, EXPORT_FLOORS):
        for n, floor in enumerate(floors):
            if room in floor:
                found |= set().union(*floors[: n + 1])
    return found


@pytest.mark.parametrize("file", MODULES, ids=NAMES)
def test_imports_point_one_way(file: Path) -> None:
    room = room_of(file)
    if room in OUTER:
        return
    assert allowed(room), f"{room} has no place in the order of imports"
    named = {name.split(".")[1] for name in imports_of(file, types=True) if name.startswith("defevents.")}
    assert named <= allowed(room)


@pytest.mark.parametrize("file", [f for f in MODULES if room_of(f) == "pipes"], ids=lambda file: file.name)
def test_no_component_imports_another(file: Path) -> None:
    assert [name for name in imports_of(file, types=True) if name.startswith("defevents.pipes")] == []


WITHOUT_SPACY = {
    "errors",
    "records",
    "knowledge",
    "timex",
    "amounts",
    "graph",
    "export",
    "viewer",
    "cli",
    "__init__",
    "__main__",
    "tables",
}
WITH_NETWORKX = {"graph", "export"}


@pytest.mark.parametrize("file", MODULES, ids=NAMES)
def test_spacy_ends_where_the_graph_begins(file: Path) -> None:
    tops = {name.split(".")[0] for name in imports_of(file, types=True)}
    if room_of(file) in WITHOUT_SPACY:
        assert "spacy" not in tops
    if room_of(file) not in WITH_NETWORKX:
        assert "networkx" not in tops


@pytest.mark.parametrize(
    "file", [f for f in MODULES if room_of(f) != "timex"], ids=lambda file: str(file.relative_to(PACKAGE))
)
def test_only_time_expressions_use_dateparser(file: Path) -> None:
    assert not any(name.split(".")[0] == "dateparser" for name in imports_of(file, types=True))


LIGHT = [
    ("import defevents", {"spacy", "numpy", "networkx", "pydantic", "typer", "rich"}),
    ("import defevents.errors", {"spacy", "numpy", "networkx", "pydantic"}),
    ("import defevents.cli", {"spacy", "numpy", "networkx", "pydantic"}),
    ("from defevents import Article, Extraction", {"spacy", "numpy", "networkx"}),
    ("from defevents import EventGraph, write", {"spacy"}),
    ("import defevents.knowledge.lexicon, defevents.timex", {"spacy", "networkx"}),
]


@pytest.mark.parametrize(("statement", "heavy"), LIGHT, ids=[statement for statement, _ in LIGHT])
def test_light_imports_bring_nothing_heavy(
    run_python: Callable[..., CompletedProcess[bytes]], statement: str, heavy: set[str]
) -> None:
    done = run_python("-W", "error", "-c", f"{statement}\nimport sys\nprint(*sorted(set(sys.modules) & {heavy}))")
    assert (done.stderr, done.stdout.decode().split()) == (b"", [])


def test_every_public_name_is_there() -> None:
    for name in defevents.__all__:
        assert getattr(defevents, name) is not None
    assert set(defevents.__all__) <= set(dir(defevents))


def test_an_unknown_name_is_none() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        defevents.nothing  # noqa: B018


def test_loading_gives_no_warning(run_python: Callable[..., CompletedProcess[bytes]]) -> None:
    done = run_python("-W", "error", "-c", "import defevents; defevents.load(); print('loaded')")
    assert (done.stderr, done.stdout.strip()) == (b"", b"loaded")


SPAWNED = """
import json, multiprocessing

def main():
    import defevents
    multiprocessing.set_start_method("spawn")
    nlp = defevents.load().nlp
    texts = ["Russia deployed Iskander missiles to Kaliningrad.", "Poland bought 32 F-35 fighters for $4.6 billion."] * 3
    def plain(docs):
        return [[[(e.text, e.label_, e.kb_id_) for e in doc.ents], doc._.defevents] for doc in docs]
    here = plain(nlp.pipe(texts))
    there = plain(nlp.pipe(texts, n_process=2, batch_size=2))
    assert here[0][1]["events"] and json.dumps(here) == json.dumps(there)
    print("the same")

if __name__ == "__main__":
    main()
"""


def test_spawned_workers_give_the_same(run_python: Callable[..., CompletedProcess[bytes]], tmp_path: Path) -> None:
    script = tmp_path / "spawned.py"
    script.write_text(SPAWNED, encoding="utf-8")
    done = run_python(str(script))
    assert done.stdout.strip() == b"the same", done.stderr.decode()[-2000:]
