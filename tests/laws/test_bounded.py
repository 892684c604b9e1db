"""Bounds on cost of random small spaces: what is found, proved and counted is what all networks
say."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

import nasdsl
from nasdsl import limits
from nasdsl.errors import SpecError
from nasdsl.exploration.bounded_draw import BoundedDraw
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.space.constraints import COSTS
from nasdsl.training.modes import drawn
from oracle.generate.specs import specs

EXAMPLES, LONG_EXAMPLES, MOST = 25, 1_500, 60


def costs_of(space: nasdsl.SearchSpace, index: int) -> dict[str, int] | None:
    try:
        network = space.decode(space.unrank(index))
    except InvalidNetwork:
        return None
    return {name: int(getattr(network, name)) for name in COSTS}


def one_bound(costs: list[dict[str, int]], rng: Random) -> str:
    """A bound at what a network costs, or just below the least and above the greatest."""
    name = rng.choice(COSTS)
    values = sorted(cost[name] for cost in costs)
    word, edge = rng.choice([("<=", values[0] - 1), (">=", values[-1] + 1), ("<", values[0])])
    if rng.random() < 0.7:
        word, edge = rng.choice(["<=", ">=", "==", "<", ">"]), rng.choice(values)
    return f"require {name} {word} {max(edge, 0)}"


def first_generations_keep(bounds: int, text: str) -> None:
    rng, free = Random(text), nasdsl.loads(text)
    number = free.count()
    if not 0 < number <= MOST:
        return
    every = [costs_of(free, index) for index in range(number)]
    costs = [cost for cost in every if cost is not None]
    if not costs:
        return
    lines = [one_bound(costs, rng) for _ in range(bounds)]
    space = nasdsl.loads("\n".join([text, *lines, ""]))
    kept = [i for i in range(number) if space.keeps_bounds(space.unrank(i))]
    known = space.feasibility
    assert (known.witness is not None) == bool(kept)
    assert known.proved == (not kept)
    assert space.feasible() in (None, len(kept))
    if kept:
        assert known.witness is not None
        assert known.witness.index in kept
        draw = BoundedDraw(space, rng)
        assert all(draw().index in kept for _ in range(8))
        with patch.object(limits, "DRAWS", 1):  # as where few of very many keep them
            assert all(space.rank(network.genome) in kept for network in drawn(space, 3))


def run(examples: int, start: int) -> None:
    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(specs(MOST))
    def check(text: str) -> None:
        try:
            nasdsl.loads(text)
        except SpecError:
            return
        first_generations_keep(1, text)
        first_generations_keep(3, text)

    check()


def test_first_generations_keep_bounds_wherever_a_network_does() -> None:
    run(EXAMPLES, 0)


@pytest.mark.long
def test_first_generations_keep_bounds_of_many_spaces() -> None:
    run(LONG_EXAMPLES, 1)
