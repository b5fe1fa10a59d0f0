"""The wheel and the sdist hold what they must, and an installed defevents works outside its tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import networkx as nx
import pytest

import defevents

MODEL = "defevents/_models/en_defence_md"


@pytest.fixture(scope="session")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a wheel and an sdist of the project."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)]
    done = subprocess.run([*command, "--wheel", "--sdist"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of an environment with the wheel, which sees the dependencies of this one."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", vars=paths))
    programs = Path(sysconfig.get_path("scripts", vars=paths))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "-q", "--no-deps", "--no-index", str(wheel)],
        check=True,
        timeout=120,
    )  # fmt: skip
    # Read after the environment's own packages, so that the installed defevents comes first.
    (site / "zz_dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return programs


def run(installed: Path, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    program = shutil.which(command[0], path=str(installed))
    assert program is not None
    return subprocess.run(
        [program, *command[1:]], cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_wheel_holds_model_data_and_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    for name in (
        "defevents/py.typed",
        "defevents/__main__.py",
        "defevents/knowledge/data/countries.jsonl",
        "defevents/knowledge/data/event_types/transfer.toml",
        "defevents/knowledge/data/weapons/aircraft.jsonl",
        "defevents/timex/data/grammar.toml",
        "defevents/viewer/assets/view.html",
        "defevents/viewer/data/places.json",
        "defevents/viewer/data/LICENSE-GeoNames",
        "defevents/viewer/vendor/cytoscape.min.js",
        "defevents/viewer/vendor/LICENSE-cytoscape",
        f"{MODEL}/config.cfg",
        f"{MODEL}/LICENSE",
        f"{MODEL}/LICENSES_SOURCES",
        f"{MODEL}/LICENSE-MiniLM",
        f"{MODEL}/encoder.npz",
    ):
        assert name in names
    licences = {name.split("/licenses/")[1] for name in names if "/licenses/" in name}
    assert {
        "LICENSE",
        *(f"models/en_defence_md/{n}" for n in ("LICENSE", "LICENSES_SOURCES", "LICENSE-MiniLM")),
    } <= licences
    vendored = ("cose-base", "cytoscape", "cytoscape-fcose", "layout-base", "world-atlas")
    assert {f"src/defevents/viewer/vendor/LICENSE-{name}" for name in vendored} <= licences
    assert "src/defevents/viewer/data/LICENSE-GeoNames" in licences
    assert f"Version: {defevents.__version__}\n" in metadata
    assert "License-Expression: MIT AND Apache-2.0\n" in metadata
    assert wheel.stat().st_size < 90_000_000


def test_the_wheel_holds_every_data_file_of_the_tree(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    source = root / "src"
    suffixes = {".py", ".toml", ".jsonl", ".json", ".typed", ".html", ".css", ".js"}
    data = [file for file in source.rglob("*") if file.suffix in suffixes]
    assert {file.relative_to(source).as_posix() for file in data if "_models" not in file.parts} <= names
    model = root / "models" / "en_defence_md"
    files = [file for file in model.rglob("*") if file.is_file()]
    assert {f"{MODEL}/{file.relative_to(model).as_posix()}" for file in files} <= names


def test_the_sdist_holds_what_a_build_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "src/defevents/__init__.py", "tests/conftest.py",
        "examples/baltic-week.txt", "models/en_defence_md/meta.json", "models/scripts/build_base.py",
    } <= names  # fmt: skip


def test_the_installed_program_extracts_outside_the_tree(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Russia deployed Iskander missiles to Kaliningrad.", encoding="utf-8")
    done = run(installed, "defevents", "extract", "a.txt", "--graphml", "out.graphml", cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (0, 1)
    assert "destination: Kaliningrad" in done.stdout
    assert "country:RU" in nx.read_graphml(tmp_path / "out.graphml")


def test_the_installed_program_uses_the_installed_model(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "defevents", "info", cwd=tmp_path)
    assert str(installed.parent) in done.stdout
    assert "_models" in done.stdout


COMPONENTS = """
import warnings; warnings.simplefilter("error")
import sys, spacy
assert "defevents" not in sys.modules
nlp = spacy.blank("en")
names = {names}
for name in names:
    nlp.add_pipe(name)
nlp.add_pipe("sentencizer", first=True)
doc = nlp("The US bought F-35s for $3 billion in June 2020.")
print(*sorted((e.text, e.label_) for e in doc.ents))
"""


def test_components_are_found_by_spacy_without_importing_defevents(installed: Path, tmp_path: Path) -> None:
    names = [f"defevents_{name}" for name in ("regions", "names", "designators", "amounts", "dates", "resolver")]
    (tmp_path / "run.py").write_text(COMPONENTS.replace("{names}", repr(names)), encoding="utf-8")
    done = run(installed, "python", "run.py", cwd=tmp_path)
    assert done.stderr == ""
    for entity in ("('$3 billion', 'MONEY')", "('F-35s', 'WEAPON')", "('US', 'COUNTRY')", "('June 2020', 'DATE')"):
        assert entity in done.stdout


def test_a_blank_language_of_spacy_still_works(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text("import spacy\nprint(len(spacy.blank('en')('A test.')))", encoding="utf-8")
    assert run(installed, "python", "run.py", cwd=tmp_path).stdout.strip() == "3"


def test_every_component_has_an_entry_point(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    from defevents.pipeline import COMPONENTS as ORDER

    assert set(project["entry-points"]["spacy_factories"]) == {"defevents_attributes", "defevents_regions", *ORDER}
