"""Finds time expressions: patterns over token classes, and the scan that runs them.

The patterns are in `data/grammar.toml`. What a rule finds it also classes; it resolves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from functools import cache
from typing import Final, NamedTuple

from defevents.errors import KnowledgeError
from defevents.timex.lexicon import class_char, class_set, read_table
from defevents.timex.tokens import Tokens

__all__ = ["GROUPS", "Found", "Rule", "find_all", "rules"]

GROUPS: Final = (
    "holiday", "calendar", "quarter", "season", "year", "weekday",
    "deictic", "clock", "offset", "set", "duration", "reference",
)  # fmt: skip
"""What the rules are about; the ablation of tests/benchmarks/timex.py switches them off one by one."""


class Rule(NamedTuple):
    """A way to write a time expression."""

    name: str
    group: str
    pattern: re.Pattern[str]


class Found(NamedTuple):
    """A time expression that a rule found: its tokens, and which of them the rule named.

    Attributes
    ----------
    first, last
        Indexes of its first token and of the token behind its last.
    parts
        Token range of each named part.
    """

    rule: str
    first: int
    last: int
    parts: dict[str, tuple[int, int]]
    tokens: Tokens

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.tokens.starts[self.first]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.tokens.ends[self.last - 1]

    def has(self, part: str) -> bool:
        """Tell whether the expression has that part."""
        return part in self.parts

    def payload(self, part: str) -> object:
        """Return what the word tables know of the first token of a part; None where there is no such part."""
        span = self.parts.get(part)
        return self.tokens.payloads[span[0]] if span else None

    def words(self, part: str) -> str:
        """Return the words of a part in lower case; empty where there is no such part."""
        span = self.parts.get(part)
        return (
            ""
            if span is None
            else self.tokens.text[self.tokens.starts[span[0]] : self.tokens.ends[span[1] - 1]].lower()
        )

    def start_of(self, part: str) -> int:
        """Offset of the first character of a part."""
        return self.tokens.starts[self.parts[part][0]]

    def end_of(self, part: str) -> int:
        """Offset behind the last character of a part."""
        return self.tokens.ends[self.parts[part][1] - 1]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of `grammar.toml`, in the order in which they are tried.

    Raises
    ------
    KnowledgeError
        If a rule has an unknown group, names an unknown token class, or is no regular expression.
    """
    tables = read_table("grammar.toml")
    compiled = []
    for entry in tables["rule"]:
        name, group = entry["name"], entry["group"]
        if group not in GROUPS:
            raise KnowledgeError(
                "timex/data/grammar.toml", None, f"rule {name!r} has group {group!r}: take one of {', '.join(GROUPS)}"
            )
        try:
            pattern = re.compile(_over_classes(entry["pattern"], tables["macros"]))
        except (KeyError, re.error) as problem:
            raise KnowledgeError("timex/data/grammar.toml", None, f"pattern of rule {name!r}: {problem}") from problem
        compiled.append(Rule(name, group, pattern))
    return tuple(compiled)


def _over_classes(source: str, macros: dict[str, str]) -> str:
    for name, body in reversed(macros.items()):  # later macros use earlier ones
        source = re.sub(rf"\${name}\b", lambda _, body=body: f"(?:{body})", source)  # type: ignore[misc]
    source = re.sub(r"\b[A-Z][A-Z_]+\b|\bA\b", lambda match: class_char(match.group()), source)
    return re.sub(r"\s+", "", source)


@cache
def _any_rule(groups: frozenset[str]) -> tuple[re.Pattern[str], tuple[Rule, ...]]:
    chosen = tuple(rule for rule in rules() if rule.group in groups)
    branches = (f"(?P<r{i}>{re.sub(r'[?]P<[a-z0-9]+>', '?:', rule.pattern.pattern)})" for i, rule in enumerate(chosen))
    never_first = "".join(class_set(read_table("grammar.toml")["never_first"]))
    return re.compile(f"(?=[^{never_first}])(?:{'|'.join(branches)})"), chosen


def find_all(
    tokens: Tokens, groups: frozenset[str] = frozenset(GROUPS)
) -> Generator[Iterator[Found], Found | None, None]:
    """Yield, place by place, the readings of a time expression, the likeliest first.

    Parameters
    ----------
    groups
        The groups of rules to use.

    Notes
    -----
    The caller sends back the reading it takes; the scan goes on behind it, or, where it takes none, at the next token.
    """
    anything, chosen = _any_rule(groups)
    position = 0
    while match := anything.search(tokens.classes, position):
        taken = yield _readings(tokens, match, chosen)
        position = taken.last if taken else match.start() + 1


def _readings(tokens: Tokens, match: re.Match[str], chosen: tuple[Rule, ...]) -> Iterator[Found]:
    first = int((match.lastgroup or "r0")[1:])
    for rule in chosen[first:]:
        if hit := rule.pattern.match(tokens.classes, match.start()):
            parts = {name: hit.span(name) for name in rule.pattern.groupindex if hit.end(name) > hit.start(name) >= 0}
            yield Found(rule.name, hit.start(), hit.end(), parts, tokens)
