"""Groups are joined by likely pairs, and kept apart by contradictions; blocks stay small however many events there are."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from defevents.graph.blocking import candidates
from defevents.graph.clusters import cluster
from defevents.graph.facts import Facts

Pairs = dict[tuple[str, str], float]


def grouped(pairs: Pairs, *, threshold: float = 0.5, veto: float = 0.1, unknown: float = 0.6) -> list[list[str]]:
    return cluster(pairs, lambda _a, _b: unknown, threshold=threshold, veto=veto)


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ({}, []),
        ({("a", "b"): 0.4}, []),
        ({("a", "b"): 0.9}, [["a", "b"]]),
        ({("a", "b"): 0.9, ("b", "c"): 0.8}, [["a", "b", "c"]]),
        ({("a", "b"): 0.9, ("b", "c"): 0.8, ("a", "c"): 0.05}, [["a", "b"]]),  # no chain of contradicting ones
        ({("a", "b"): 0.9, ("b", "c"): 0.6, ("a", "c"): 0.3}, [["a", "b"]]),  # nor of unlikely ones
        ({("a", "b"): 0.9, ("c", "d"): 0.9, ("b", "c"): 0.7}, [["a", "b", "c", "d"]]),
    ],
)
def test_pairs_make_groups(pairs: Pairs, groups: list[list[str]]) -> None:
    assert grouped(pairs) == groups


def test_the_order_of_pairs_makes_no_difference() -> None:
    chance = random.Random(4)
    names = [f"n{number:02}" for number in range(30)]
    pairs = {pair: chance.random() for pair in combinations(names, 2) if chance.random() < 0.2}
    shuffled = list(pairs.items())
    chance.shuffle(shuffled)
    assert grouped(dict(shuffled)) == grouped(pairs)


def event(number: int, *, doer: str = "country:US", day: int = 738_000, article: str | None = None) -> Facts:
    nothing: frozenset[str] = frozenset()
    return Facts(
        node=f"event:{number:06}", articles=frozenset({article or str(number)}), type="ATTACK", status="occurred", stage=None,
        published=day, days=None, doers=frozenset({doer}), doer_owners=nothing, partners=nothing, partner_owners=nothing,
        items=(), places=(), names=nothing, years=nothing, quantity=None, money=None, triggers=nothing, words=nothing,
        proper=frozenset({f"name{number % 50}"}), numbers=nothing, series=nothing, manners=nothing,
    )  # fmt: skip


def named(pairs: list[tuple[Facts, Facts]]) -> list[tuple[str, str]]:
    return [(a.node, b.node) for a, b in pairs]


def test_events_of_one_party_and_time_are_compared() -> None:
    assert named(list(candidates([event(1), event(2, day=738_003)]))) == [("event:000001", "event:000002")]


@pytest.mark.parametrize("other", [event(2, doer="country:FR"), event(2, day=738_100), event(2, article="1")])
def test_events_of_other_parties_or_times_or_of_one_article_are_not(other: Facts) -> None:
    assert list(candidates([event(1), other])) == []


def test_no_pair_comes_twice_and_each_in_order() -> None:
    pairs = named(list(candidates([event(number) for number in range(60)])))
    assert len(pairs) == len(set(pairs)) > 0
    assert all(a < b for a, b in pairs)


def test_pairs_grow_with_events_not_with_their_square() -> None:
    """All on one day and by one party, the worst there is: twice the events, at most twice the pairs and a little."""
    counts = [sum(1 for _ in candidates(event(number) for number in range(many))) for many in (2_000, 4_000)]
    assert counts[1] < 2.3 * counts[0] < 2.3 * 2_000 * 60
