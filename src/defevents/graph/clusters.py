"""Groups events by pairwise likelihood, so that nothing joins two events that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

__all__ = ["cluster"]

WITNESSES = 8
"""Members of a group that are asked, at most, before it is joined to another."""


def cluster(
    pairs: Mapping[tuple[str, str], float],
    likelihood: Callable[[str, str], float],
    *,
    threshold: float,
    veto: float,
) -> list[list[str]]:
    """Group the events of `pairs`, the likeliest pairs first.

    Two groups are joined where the likelihood of a pair of theirs is at least `threshold`, the mean over all their
    pairs is too, and none is below `veto`: a report that fits both of two contradicting ones makes no chain of them. Of
    large groups, the first eight of each in the alphabet are asked, so that time grows with the number of pairs.

    Parameters
    ----------
    pairs
        Likelihoods of candidate pairs, each pair in the order of the alphabet.
    likelihood
        That of any other pair.
    threshold, veto
        From 0 to 1.

    Returns
    -------
    list of list of str
        Groups of two and more, sorted; the same for any order of `pairs`.
    """
    group_of: dict[str, list[str]] = {}
    likely = sorted((pair for pair, value in pairs.items() if value >= threshold), key=lambda p: (-pairs[p], p))
    for first, second in likely:
        one, other = group_of.get(first, [first]), group_of.get(second, [second])
        if one is other:
            continue
        if _agree(one, other, pairs, likelihood, threshold=threshold, veto=veto):
            joined = sorted(one + other)
            for member in joined:
                group_of[member] = joined
    return sorted({id(group): group for group in group_of.values()}.values())


def _agree(
    one: Iterable[str],
    other: Iterable[str],
    pairs: Mapping[tuple[str, str], float],
    likelihood: Callable[[str, str], float],
    *,
    threshold: float,
    veto: float,
) -> bool:
    values = []
    for a in list(one)[:WITNESSES]:
        for b in list(other)[:WITNESSES]:
            pair = (a, b) if a < b else (b, a)
            value = pairs[pair] if pair in pairs else likelihood(*pair)
            if value < veto:
                return False
            values.append(value)
    return sum(values) / len(values) >= threshold
