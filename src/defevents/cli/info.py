"""``defevents info``: what is installed."""

from __future__ import annotations

from collections import Counter

import typer

__all__ = ["info"]


def info() -> None:
    """Print versions, where the model is, and what the knowledge base holds."""
    from importlib.metadata import version

    import defevents
    from defevents.export import formats
    from defevents.knowledge.event_types import load_event_types
    from defevents.knowledge.lexicon import load_lexicon
    from defevents.learned.decisions import model_folder

    lexicon = load_lexicon()
    kinds = Counter(type(entry).__name__.lower() for entry in lexicon.entries.values())
    rows = {
        "defevents": defevents.__version__,
        "spacy": version("spacy"),
        "model": str(model_folder()),
        "event types": ", ".join(load_event_types()),
        "knowledge base": ", ".join(f"{n:,} {kind}" for kind, n in kinds.most_common()),
        "formats": ", ".join(sorted(formats())),
    }
    for name, value in rows.items():
        typer.echo(f"{name + ':':16}{value}")
