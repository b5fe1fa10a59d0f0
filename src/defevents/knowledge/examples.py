"""Reads the examples of event types: sentences with their trigger and role fillers marked in line."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import get_args

from defevents.errors import KnowledgeError
from defevents.records import Status

__all__ = ["Example", "Marked", "read_example"]

STATUSES: tuple[str, ...] = get_args(Status)

_MARK = re.compile(r"\[([^\[\]]+)\]\(([^()]*)\)")
_LEFT_OVER = re.compile(r"[\[\]]")


@dataclass(frozen=True, slots=True)
class Marked:
    """Characters `start` to `end` of an example's text, end exclusive, and what they are: a role, or a status."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the one event of its type in it.

    Parameters
    ----------
    text
        The sentence without mark-up.
    trigger
        The word that expresses the event, named by the event's status; None where there is no event of the type.
    fillers
        What fills the event's roles, named by the role, in text order.
    """

    text: str
    trigger: Marked | None
    fillers: tuple[Marked, ...]


def read_example(
    marked: str, event_type: str, roles: Collection[str], *, file: str = "example", line: int | None = None
) -> Example:
    """Read a sentence with its marks, as in ``[Russia](actor) [tested](TEST occurred) a [missile](item)``.

    Parameters
    ----------
    marked
        The sentence; ``[words](role)`` marks a filler, ``[word](TYPE status)`` the trigger. One without a trigger has
        no event of the type, and so no fillers.
    event_type
        Name of the type whose example it is.
    roles
        Names of the type's roles.
    file, line
        Where the sentence stands, for the error.

    Raises
    ------
    KnowledgeError
        If a mark is not closed or names no role, type or status, if there are two triggers, or fillers without one.
    """
    text, position = "", 0
    triggers: list[Marked] = []
    fillers: list[Marked] = []

    def wrong(problem: str) -> KnowledgeError:
        return KnowledgeError(file, line, f"example {marked!r}: {problem}")

    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        words, name = mark[1], mark[2]
        position = mark.end()
        first, _, status = name.partition(" ")
        if first == event_type:
            if status not in STATUSES:
                raise wrong(f"no status {status!r}; give one of {', '.join(STATUSES)}")
            triggers.append(Marked(len(text), len(text) + len(words), status))
        elif name in roles:
            fillers.append(Marked(len(text), len(text) + len(words), name))
        else:
            raise wrong(f"{name!r} is no role of {event_type} ({', '.join(roles)}) and no '{event_type} status'")
        text += words
    text += marked[position:]
    if left := _LEFT_OVER.search(text):
        raise wrong(f"the {left[0]!r} belongs to no mark; write [words](role)")
    if len(triggers) > 1:
        raise wrong("two triggers; an example has one event of its type")
    if fillers and not triggers:
        raise wrong(f"fillers without a trigger; mark it as [word]({event_type} status)")
    return Example(text, triggers[0] if triggers else None, tuple(fillers))
