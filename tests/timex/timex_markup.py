"""Reads test sentences with their expected time expressions marked in line."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(DATE|TIME|DURATION|SET) ([^>]*)>(.*?)</\1>", re.S)

Expected = tuple[int, int, str, str]
"""Start and end in characters of the plain text, type and value."""


def parse(marked: str) -> tuple[str, list[Expected]]:
    """Return the plain text and the expressions marked as `<DATE 2018-02-05>Monday</DATE>`."""
    plain, expected, position = "", [], 0
    for match in _TAG.finditer(marked):
        plain += marked[position : match.start()]
        expected.append((len(plain), len(plain) + len(match[3]), match[1], match[2]))
        plain += match[3]
        position = match.end()
    return plain + marked[position:], expected
