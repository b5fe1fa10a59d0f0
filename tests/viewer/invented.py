"""Small invented extractions, put together without the pipeline."""

from __future__ import annotations

from typing import Any

from defevents import Extraction

Named = tuple[str, str, str, str | None, str | None]
"""Id, label, name, identifier in the knowledge base, country."""


def span(text: str, words: str, after: str = "") -> dict[str, Any]:
    start = text.index(words, text.index(after))
    return {"start": start, "end": start + len(words), "text": words}


def story(name: str, text: str, entities: list[Named], events: list[dict[str, Any]], **article: Any) -> Extraction:
    """An extraction of `text`; the words of entities and events are looked up in it."""
    known = [
        {
            "id": key, "label": label, "name": named, "kb_id": kb_id, "country": country,
            "mentions": [{**span(text, named), "label": label}] if named in text else [],
        }
        for key, label, named, kb_id, country in entities
    ]  # fmt: skip
    return Extraction.model_validate(
        {
            "article": {"id": name, "text": text, **article},
            "entities": known,
            "events": [_event(text, e) for e in events],
        }
    )


def _event(text: str, given: dict[str, Any]) -> dict[str, Any]:
    event = dict(given)
    event["triggers"] = [span(text, words) for words in event["triggers"]]
    event["arguments"] = [
        {**span(text, words), "role": role, "entity": key} for role, key, words in event.get("arguments", ())
    ]
    event["claims"] = [
        {"source": key, "stance": stance, "cue": span(text, words)} for key, stance, words in event.get("claims", ())
    ]
    event["sentences"] = [span(text, words) for words in event.get("sentences", [text])]
    if "quantity" in event:
        value, words = event["quantity"]
        event["quantity"] = {**span(text, words), "value": value}
    return event


NORDLAND: Named = ("n1", "COUNTRY", "Norway", "NO", "NO")
POLAND: Named = ("n2", "COUNTRY", "Poland", "PL", "PL")
NASAMS: Named = ("n3", "WEAPON", "NASAMS", "weapon/nasams", "NO")


def crisis() -> list[Extraction]:
    """Three articles with a sale, a deployment that is denied, and a test without a date."""
    sale = story(
        "courier-1",
        "On Monday Poland said that Norway had sold it 12 NASAMS launchers for 640 million dollars. It will take them to Gdynia.",
        [NORDLAND, POLAND, NASAMS, ("n4", "LOCATION", "Gdynia", "place/gdynia", "PL")],
        [
            {
                "id": "v1", "type": "TRANSFER", "status": "occurred", "stage": "signed", "triggers": ["sold"],
                "arguments": [("supplier", "n1", "Norway"), ("recipient", "n2", "it"), ("item", "n3", "NASAMS")],
                "claims": [("n2", "report", "said")], "quantity": (12, "12"),
                "date": {"value": "2019-09-09", "start": "2019-09-09", "end": "2019-09-09", "precision": "day", "text": "Monday"},
                "value": {"amount": 640e6, "currency": "USD", "text": "640 million dollars"},
                "sentences": ["On Monday Poland said that Norway had sold it 12 NASAMS launchers for 640 million dollars."],
            },
            {
                "id": "v2", "type": "DEPLOYMENT", "status": "planned", "triggers": ["take"],
                "arguments": [("actor", "n2", "It"), ("item", "n3", "NASAMS"), ("destination", "n4", "Gdynia")],
                "date": {"value": "2019-12", "start": "2019-12-01", "end": "2019-12-31", "precision": "month", "text": ""},
                "sentences": ["It will take them to Gdynia."],
            },
        ],
        title="Norway sells launchers", published="2019-09-10", source="Harbor Courier", url="https://courier.example/1",
    )  # fmt: skip
    moved = story(
        "post-2",
        "Lithuania accused Belarus of moving tanks to Grodno in June. Belarus denied it.",
        [
            ("n1", "COUNTRY", "Lithuania", "LT", "LT"), ("n2", "COUNTRY", "Belarus", "BY", "BY"),
            ("n3", "WEAPON", "tanks", None, None), ("n4", "LOCATION", "Grodno", "place/grodno", "BY"),
        ],
        [
            {
                "id": "v1", "type": "DEPLOYMENT", "status": "occurred", "triggers": ["moving"],
                "arguments": [("actor", "n2", "Belarus"), ("item", "n3", "tanks"), ("destination", "n4", "Grodno")],
                "claims": [("n1", "accuse", "accused"), ("n2", "deny", "denied")],
                "date": {"value": "2019-06", "start": "2019-06-01", "end": "2019-06-30", "precision": "month", "text": "June"},
            }
        ],
        title="Tanks in Grodno?", published="2019-07-02", source="Evening Post",
    )  # fmt: skip
    tested = story(
        "post-3",
        "France tested a torpedo in the Baltic Sea.",
        [
            ("n1", "COUNTRY", "France", "FR", "FR"), ("n2", "WEAPON", "torpedo", None, None),
            ("n3", "LOCATION", "Baltic Sea", "place/baltic-sea", None),
        ],
        [
            {
                "id": "v1", "type": "TEST", "status": "occurred", "triggers": ["tested"],
                "arguments": [("actor", "n1", "France"), ("item", "n2", "torpedo"), ("place", "n3", "Baltic Sea")],
            }
        ],
        published="2019-08-15", source="Evening Post",
    )  # fmt: skip
    return [sale, moved, tested]


BREAKERS = (
    "</script><script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 2'>",
    "<!-- --> ]]> {{data}} {{scripts}} ${pwned} \\u003c &lt;b&gt; \"double\" 'single' `back`",
    "line\u2028paragraph\u2029end",
    "bell\x07 null\x00 escape\x1b[31m",
    "right\u202eto left",
    "😀𝕏 beyond",
)


def hostile() -> Extraction:
    """An article whose every string tries to be more than text."""
    text = " ".join(BREAKERS) + " Ruritania's <b>fleet</b> fired <i>rockets</i> near <script>Zenda</script>."
    return story(
        "<script>window.pwned = 3</script>",
        text,
        [
            ("n1", "ORG", "<b>fleet</b>", None, None), ("n2", "WEAPON", "<i>rockets</i>", None, None),
            ("n3", "LOCATION", "<script>Zenda</script>", None, "PL"),
            ("n4", "PERSON", "\"><img src=x onerror=window.pwned=4>", None, None),
        ],
        [
            {
                "id": "v1", "type": "ATTACK", "status": "occurred", "triggers": ["fired"],
                "arguments": [("actor", "n1", "<b>fleet</b>"), ("item", "n2", "<i>rockets</i>"), ("place", "n3", "<script>Zenda</script>")],
                "claims": [("n4", "report", "fired")],
            },
            {
                "id": "v2", "type": "<IMG SRC=X>\"'", "status": "possible", "triggers": ["beyond"],
                "arguments": [("actor", "n4", "near")],
            },
        ],
        title="</title><script>window.pwned = 5</script>", source="<svg onload=window.pwned=6>", url="javascript:window.pwned=7",
    )  # fmt: skip


def many(events: int, *, parties: int = 40, weapons: int = 25) -> list[Extraction]:
    """As many invented articles of one event each, between parties of which some are in more of them than others."""
    types = ("ATTACK", "DEPLOYMENT", "TRANSFER", "EXERCISE", "TEST", "SANCTION", "AGREEMENT", "CONTRACT")
    statuses = ("occurred", "occurred", "planned", "ongoing", "possible", "negated")
    codes = ("PL", "NO", "SE", "FI", "EE", "LV", "LT", "DE", "FR", "GB", "US", "CA", "TR", "GR", "IT", "ES")
    found = []
    for n in range(events):
        first, second = n * n % parties, (n * 7 + 3) % parties
        second = second if second != first else (first + 1) % parties
        text = f"Party {first} told party {second} of system {n % weapons} and convoy {n}."
        entities: list[Named] = [
            ("n1", "ORG", f"Party {first}", None, codes[first % 16]), ("n2", "COUNTRY", f"party {second}", codes[second % 16], codes[second % 16]),
            ("n3", "WEAPON", f"system {n % weapons}", f"weapon/system-{n % weapons}", None), ("n4", "FORCE", f"convoy {n}", None, None),
        ]  # fmt: skip
        event = {
            "id": "v1", "type": types[n % 8], "status": statuses[n % 6], "triggers": ["told"],
            "arguments": [("actor", "n1", f"Party {first}"), ("target", "n2", f"party {second}"), ("item", "n3", f"system {n % weapons}"), ("item", "n4", f"convoy {n}")],
            "date": {"value": f"20{10 + n % 12}-{n % 12 + 1:02}", "start": f"20{10 + n % 12}-{n % 12 + 1:02}-01", "end": f"20{10 + n % 12}-{n % 12 + 1:02}-28", "precision": "month", "text": ""},
        }  # fmt: skip
        found.append(story(f"a{n}", text, entities, [event], published="2021-01-01", source=f"Paper {n % 9}"))
    return found
