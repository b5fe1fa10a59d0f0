"""Puts a page together: one HTML file with its styles, scripts and data within, which loads and sends nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from defevents.errors import ExportError

__all__ = ["page", "save"]

# Nothing may be loaded or sent, and only the page's own scripts run: each is named by its hash.
_POLICY = (
    "default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; connect-src 'none'; "
    "worker-src blob:; base-uri 'none'; form-action 'none'"
)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M4 11 11 4' "
    "stroke='%23667'/%3E%3Ccircle cx='4' cy='11' r='3' fill='%230072b2'/%3E%3Ccircle cx='11.5' cy='4.5' r='3' "
    "fill='%23d55e00'/%3E%3C/svg%3E"
)


def page(
    template: str, *, title: str, styles: Iterable[str], scripts: Iterable[str], vendored: Iterable[str], data: Any
) -> str:
    """Fill a template of this package.

    Parameters
    ----------
    template
        Name of the HTML file in `assets`; `{{title}}`, `{{head}}`, `{{data}}` and `{{scripts}}` stand in it once each.
    title
        Title of the page, as text.
    styles, scripts
        Names of files in `assets`, in order; the scripts share one scope of their own.
    vendored
        Names of files in `vendor`, to be run before the scripts.
    data
        Plain data, which the scripts find as JSON in the element `data`.
    """
    own = "(() => {\n'use strict';\n" + "".join(_text("assets", name) for name in scripts) + "})();\n"
    libraries = [_text("vendor", name) for name in vendored]
    code = [*libraries, own]
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(c.encode()).digest()).decode()}'" for c in code)
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(hashes=hashes)}">\n'
        f'<link rel="icon" href="{_ICON}">\n<style>\n{"".join(_text("assets", name) for name in styles)}</style>'
    )
    values = {
        "head": head,
        "scripts": "\n".join(
            [*(f'<script class="library">{c}</script>' for c in libraries), f"<script>{own}</script>"]
        ),
        "title": html.escape(title),
        "data": _json(data),
    }
    # In one go: what a value says is never looked through for a place to fill.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], _text("assets", template))


def _text(folder: str, name: str) -> str:
    return (files(__package__) / folder / name).read_text(encoding="utf-8")


def _json(data: Any) -> str:
    """JSON that no reader of HTML takes for anything else."""
    # All that is not ASCII is escaped by json; <, > and & could end the element or begin another.
    plain = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def save(text: str, path: Path | str) -> None:
    """Write a page.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    try:
        # A title from the name of a file may hold half a surrogate pair, which no encoding can write.
        with Path(path).open("w", encoding="utf-8", errors="replace", newline="\n") as out:
            out.write(text)
    except OSError as problem:
        raise ExportError(f"{path}: {problem.strerror or problem}") from problem
