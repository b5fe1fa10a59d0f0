"""Extracts a file of articles, one JSON object a line, and writes the extractions as JSON lines.

python one_corpus.py [ARTICLES.jsonl [EXTRACTIONS.jsonl]]

Articles are read, extracted and written one after the other, so that the file may be of any length. What cannot be
read or extracted is counted and named, and does not stop the others.
"""

import sys
from pathlib import Path

import defevents

HERE = Path(__file__).parent


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "articles.jsonl"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("extractions.jsonl")
    extracted = failed = 0
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for result in defevents.extract_many(defevents.read_articles(source)):
            if isinstance(result, defevents.Failure):
                print(f"failed: {result.error}", file=sys.stderr)
                failed += 1
            else:
                out.write(result.model_dump_json() + "\n")
                extracted += 1
    print(f"{target}: {extracted} extracted, {failed} failed")


if __name__ == "__main__":
    main()
