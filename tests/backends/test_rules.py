"""Each rule of Flax against that of NumPy in float64, and its parameters against the core."""

from __future__ import annotations

from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nasdsl_flax import lower
from nasdsl_flax.rule import Context
from nasdsl_flax.rules import RULES
from nasdsl_numpy.network import compute_program
from nasdsl_numpy.rules import RULES as NUMPY_RULES

from backends.flax_programs import EVAL, TRAIN, merge, row, variables
from backends.rule_examples import SINGLE, STATE, images
from nasdsl.ops import MERGES, OPERATIONS, ShapeError
from nasdsl.program import cost
from nasdsl.program.graph import Program, State, Weight


def compare(program: Program, context: Context) -> None:
    """A program by both backends: its output, and the statistics after it."""
    xs = images(*program.inputs)
    with jax.enable_x64(True):
        params, stats = variables(program)
        y, after = lower.apply(program, {}, context, params, stats, *map(jnp.asarray, xs))
    expected, moved = compute_program(program, params, stats, context.train, *xs)
    assert y.shape == (2, *program.state(program.output))
    np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-12)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-9), after, moved)


@pytest.mark.parametrize("context", [EVAL, TRAIN, EVAL._replace(cpu=False)])
@pytest.mark.parametrize("program", SINGLE, ids=lambda program: program.steps[0].op)
def test_forward(program: Program, context: Context) -> None:
    compare(program, context)


@settings(max_examples=10, deadline=None)
@given(
    operation=st.sampled_from(["conv", "separable_conv", "max_pool", "avg_pool"]),
    size=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    taps=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    stride=st.integers(1, 3),
    padding=st.sampled_from(["same", "valid"]),
)
def test_forward_of_any_window(
    operation: str, size: tuple[int, int], taps: tuple[int, int], stride: int, padding: str
) -> None:
    args = {"height": taps[0], "width": taps[1], "stride": stride, "padding": padding}
    try:
        program = row(State(*size, 2), (operation, args))
    except ShapeError:
        assume(False)
    compare(program, EVAL)


@pytest.mark.parametrize("program", SINGLE, ids=lambda program: program.steps[0].op)
def test_parameters_are_as_many_as_the_core_counts(program: Program) -> None:
    leaves = jax.tree.leaves(lower.parameters(program), is_leaf=lambda x: isinstance(x, Weight))
    assert sum(leaf.size for leaf in leaves) == cost.params(program)


def test_every_operation_but_the_identity_has_a_rule() -> None:
    assert set(NUMPY_RULES) == set(OPERATIONS) - {"identity"} | {*MERGES, "pad", "repeat"}
    assert set(RULES) == {*NUMPY_RULES, "item", "absent"}  # of programs with open decisions


def test_kernels_have_the_shapes_that_flax_users_know() -> None:
    program = row(
        State(8, 8, 4),
        ("conv", {"height": 3, "width": 5, "filters": 6, "groups": 2}),
        ("depthwise_conv", {"height": 3, "bias": "no"}),
        ("dense", {"units": 7}),
    )
    shapes = [
        {name: leaf.shape for name, leaf in leaves.items()}
        for leaves in lower.parameters(program).values()
    ]
    assert shapes == [
        {"kernel": (3, 5, 2, 6), "bias": (6,)},
        {"kernel": (3, 3, 1, 6)},
        {"kernel": (6, 7), "bias": (7,)},
    ]


@pytest.mark.parametrize("kind", MERGES)
def test_merges(kind: str) -> None:
    narrow = State(1, 1, 4) if kind == "multiply" else STATE
    after = State(5, 4, 12) if kind == "concat" else STATE
    compare(merge(kind, (STATE, narrow, STATE), after), EVAL)


def test_dropout_keeps_the_mean_and_is_off_without_a_key() -> None:
    program = row(State(20, 20, 4), ("dropout", {"rate": Fraction(3, 10)}))
    x = jnp.ones((8, 20, 20, 4))
    y, _ = lower.apply(program, {}, Context(True, jax.random.key(0), True), {}, {}, x)
    np.testing.assert_allclose(np.unique(y), [0, 1 / 0.7], rtol=1e-6)
    assert abs(float(y.mean()) - 1) < 0.02
    assert jnp.array_equal(lower.apply(program, {}, EVAL, {}, {}, x)[0], x)


def test_two_dropouts_drop_different_values() -> None:
    half = ("dropout", {"rate": Fraction(1, 2)})
    twice = row(State(20, 20, 4), half, half)
    x = jnp.ones((8, 20, 20, 4))
    y, _ = lower.apply(twice, {}, Context(True, jax.random.key(0), True), {}, {}, x)
    assert abs(float((y > 0).mean()) - 1 / 4) < 0.02
