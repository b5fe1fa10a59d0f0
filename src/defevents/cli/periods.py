"""Options that name a period, shared by commands."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from defevents.cli.messages import misused

__all__ = ["Since", "Until", "days"]

Since = Annotated[str | None, typer.Option(help="First day of a period, YYYY-MM-DD.", metavar="DATE")]
Until = Annotated[str | None, typer.Option(help="Last day of a period, YYYY-MM-DD.", metavar="DATE")]


def days(since: str | None, until: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Read the days of a period; a day that is none, or an end before its start, is misuse."""
    first, last = _day(since, "--since"), _day(until, "--until")
    if first and last and last < first:
        raise misused(f"--until {until} is before --since {since}")
    return first, last


def _day(given: str | None, option: str) -> dt.date | None:
    try:
        return None if given is None else dt.date.fromisoformat(given.strip())
    except ValueError:
        raise misused(f"{option} {given!r} is no date: write it as YYYY-MM-DD") from None
