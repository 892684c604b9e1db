"""What operations and merges say of their algebra is what the NumPy backend computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st
from nasdsl_numpy.network import NumpyNetwork, compute_program

from nasdsl.ops import ADAPTERS, MERGES, OPERATIONS, ShapeError, Zeros, resolve_arguments
from nasdsl.program.graph import Apply, Program, Scalar, State

KNOWN = {**OPERATIONS, **ADAPTERS}
VALUES: dict[str, st.SearchStrategy[Scalar]] = {
    "count": st.integers(1, 4),
    "padding": st.sampled_from(["same", "valid", 0, 1, 2, 3]),
    "flag": st.sampled_from(["yes", "no"]),
    "rate": st.sampled_from([0, Fraction(1, 2)]),
    "number": st.sampled_from([0, Fraction(1, 4), 1, 2]),
    "positive": st.sampled_from([Fraction(1, 4), Fraction(1, 2), 1, 2]),
}
WIDE = State(3, 2, 4)
SMALL = State(3, 2, 2), State(1, 1, 2)


@st.composite
def steps(draw: Callable[[st.SearchStrategy[Any]], Any], name: str) -> tuple[State, Apply]:
    """An operation on a small tensor, some of its arguments given."""
    given = {
        parameter.name: draw(VALUES[parameter.type])
        for parameter in KNOWN[name].parameters
        if parameter.default is None or draw(st.booleans())
    }
    size, channels = st.integers(1, 4), st.sampled_from([1, 2, 3, 4, 32])
    before = State(draw(size), draw(size), draw(channels))
    try:
        drawn = step(before, name, given)
    except ShapeError:
        assume(False)
        raise
    assume(name != "pad" or all(a >= b for a, b in zip(drawn[1].state, before, strict=True)))
    return drawn


def step(before: State, name: str, given: dict[str, Scalar]) -> tuple[State, Apply]:
    args = resolve_arguments(KNOWN[name], given, before)
    after = KNOWN[name].shape(before, args)
    return before, Apply(name, tuple(args.items()), (0,), after, name)


def computed(before: Sequence[State], made: Apply, *xs: np.ndarray) -> np.ndarray:
    """What an operation gives in training, with parameters of every kind."""
    network = NumpyNetwork(Program(tuple(before), (made,), len(before)), seed=0)
    rng = np.random.default_rng(1)
    params = {
        path: {name: rng.normal(size=array.shape) for name, array in arrays.items()}
        for path, arrays in network.params.items()
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        return compute_program(network.program, params, network.stats, True, *xs)[0]


@pytest.mark.parametrize("name", sorted(set(KNOWN) - {"fit", "identity"}))
def test_operation(name: str) -> None:
    """What one operation draws depends on no other: adding one changes no other's test."""

    @seed(0)
    @settings(
        max_examples=15,
        database=None,
        deadline=None,
        # Most sizes are no pad.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(steps(name))
    def holds(drawn: tuple[State, Apply]) -> None:
        check_algebra(*drawn)

    holds()


@pytest.mark.parametrize(
    ("name", "given", "zeros"),
    [
        ("avg_pool", {"height": 1, "padding": 1}, Zeros.LOST),
        ("scale", {"factor": 0}, Zeros.MADE),
        ("zero", {"stride": 2}, Zeros.MADE),
    ],
)
def test_zeros(name: str, given: dict[str, Scalar], zeros: Zeros) -> None:
    before, made = step(State(2, 2, 2), name, given)
    assert KNOWN[name].zeros(dict(made.args)) is zeros
    check_algebra(before, made)


def check_algebra(before: State, made: Apply) -> None:
    """What changes nothing gives what enters, and zeros become what the operation says."""
    op, args = KNOWN[made.op], dict(made.args)
    x = np.random.default_rng(2).normal(size=(2, *before))
    if op.identity(before, made.state, args):
        np.testing.assert_array_equal(computed([before], made, x), x)
    zeros = op.zeros(args)
    assert zeros in (Zeros.LOST, Zeros.KEPT, Zeros.MADE)
    assert (zeros is Zeros.LOST) != (not computed([before], made, 0 * x).any())
    assert zeros is not Zeros.MADE or not computed([before], made, x).any()


@pytest.mark.parametrize("kind", MERGES)
def test_merge(kind: str) -> None:
    """Each fact holds of all numbers, or fails of some."""
    merge = MERGES[kind]
    x, y, z = np.random.default_rng(3).normal(size=(3, 2, *WIDE))

    def merged(*xs: np.ndarray) -> np.ndarray:
        states = [State(*x.shape[1:]) for x in xs]
        made = Apply(kind, (), tuple(range(len(xs))), merge.state(states), kind)
        return computed(states, made, *xs)

    def same(one: np.ndarray, other: np.ndarray) -> bool:
        return one.shape == other.shape and np.allclose(one, other)

    orders = [merged(*each) for each in permutations((x, y, z))]
    assert merge.commutative == all(same(order, orders[0]) for order in orders)
    assert merge.associative == same(merged(merged(x, y), z), merged(x, y, z))
    assert merge.idempotent == same(merged(x, x, x), x)
    zero = 0 * x
    assert (merge.zeros is Zeros.DROPPED) == same(merged(x, zero, y), merged(x, y))
    assert (merge.zeros is Zeros.ABSORBING) == (not merged(x, zero, y).any())
    assert (merge.zeros is Zeros.LOST) == merged(zero, zero).any()
    for ends in product(SMALL, (*SMALL, State(3, 2, 1))):
        fits = merge.stacks or ends[0].channels == ends[1].channels
        if fits and (merge.broadcasts or ends[0][:2] == ends[1][:2]):
            xs = [np.ones((1, *end)) for end in ends]
            assert merged(*xs).shape[1:] == merge.state(ends)
        else:
            with pytest.raises(ShapeError, match=f"the branches of {kind} do not fit"):
                merge.state(ends)
