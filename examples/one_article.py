"""Extracts one article and prints its events with the words that say so.

python one_article.py [ARTICLE.txt [YYYY-MM-DD]]
"""

import sys
from pathlib import Path

import defevents

HERE = Path(__file__).parent


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "baltic-week.txt"
    published = sys.argv[2] if len(sys.argv) > 2 else "2019-09-12" if len(sys.argv) == 1 else None
    text = path.read_text(encoding="utf-8")
    extraction = defevents.extract(text, published=published)
    for event in extraction.events:
        when = event.date.value if event.date else "undated"
        print(f"{event.type} ({event.status}, {when})")
        for argument in event.arguments:
            print(f"  {argument.role}: {extraction.entity(argument.entity).name}")
        for claim in event.claims:
            print(f"  {claim.stance}: {extraction.entity(claim.source).name}")
        for trigger in event.triggers:
            print(f"  characters {trigger.start} to {trigger.end}: {text[trigger.start : trigger.end]!r}")


if __name__ == "__main__":
    main()
