from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasdsl.exploration.strategy import Fitness, dominates

values = st.tuples(*[st.integers(0, 3).map(float)] * 2)
violations = st.sampled_from([0.0, 0.0, 0.5, 2.0, math.inf])
fitnesses = st.builds(Fitness, values, violations)


@given(fitnesses)
def test_nothing_dominates_itself(one: Fitness) -> None:
    assert not dominates(one, one)


@given(fitnesses, fitnesses)
def test_at_most_one_dominates(one: Fitness, other: Fitness) -> None:
    assert not (dominates(one, other) and dominates(other, one))


@given(fitnesses, fitnesses, fitnesses)
def test_domination_is_transitive(a: Fitness, b: Fitness, c: Fitness) -> None:
    if dominates(a, b) and dominates(b, c):
        assert dominates(a, c)


@given(values, values, violations.filter(bool))
def test_feasible_dominates_infeasible(
    one: tuple[float, ...], other: tuple[float, ...], violation: float
) -> None:
    assert dominates(Fitness(one), Fitness(other, violation))


@pytest.mark.parametrize(
    ("one", "other", "better"),
    [
        (Fitness((1, 2)), Fitness((1, 3)), True),
        (Fitness((1, 3)), Fitness((2, 2)), False),
        (Fitness((9, 9), 0.1), Fitness((1, 1), 0.2), True),
        (Fitness((1, 1), 0.1), Fitness((2, 2), 0.1), False),
        (Fitness((), 5.0), Fitness((), math.inf), True),
        (Fitness((), math.inf), Fitness((), math.inf), False),
    ],
)
def test_examples(one: Fitness, other: Fitness, better: bool) -> None:
    assert dominates(one, other) is better
