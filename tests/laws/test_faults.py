"""Kinds of fault that were found once, looked for in inputs that are drawn."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from oracle.faults import bounds, growth, hashing, outcomes, screens, steering

Law = Callable[[Random], str]

LAWS: dict[str, tuple[Law, int]] = {
    "bounds on cost": (bounds.broken, 6),
    "growing inputs": (growth.broken, 12),
    "hashes of sums": (hashing.broken, 20),
    "outcomes": (outcomes.broken, 60),
    "screens": (screens.broken, 4),
}
"""The laws, and of how many inputs they are checked each time."""


def check(law: Law, seeds: range) -> None:
    for seed in seeds:
        assert not law(Random(seed)), f"seed {seed}"


@pytest.mark.parametrize("name", LAWS)
def test_inputs_that_are_drawn(name: str) -> None:
    law, number = LAWS[name]
    check(law, range(number))


@pytest.mark.long
@pytest.mark.parametrize("name", LAWS)
def test_many_inputs(name: str) -> None:
    law, number = LAWS[name]
    check(law, range(number, 20 * number))


def test_few_genes_that_steer() -> None:
    check(lambda random: steering.broken(random, 7), range(10))


@pytest.mark.xfail(strict=True, reason="genes are not eliminated one by one: the next issue")
def test_many_genes_that_steer() -> None:
    check(steering.broken, range(10))
