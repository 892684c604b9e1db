"""What holds for every rule: gradients, half precision, what the core and NumPy say of it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jax.test_util import check_grads
from nasdsl_flax import lower
from nasdsl_flax.module import FlaxNetwork
from nasdsl_numpy.network import compute_program

from backends.flax_programs import EVAL, TRAIN, row, variables
from backends.rule_examples import SINGLE, images
from nasdsl.ops import OPERATIONS, ShapeError
from nasdsl.program import cost
from nasdsl.program.graph import Program, Scalar, State

NUMBERS = st.sampled_from([Fraction(1, 4), Fraction(1, 2), 1, 2])
VALUES: dict[str, st.SearchStrategy[Scalar]] = {
    "count": st.integers(1, 4),
    "padding": st.sampled_from(["same", "valid", 0, 1, 2]),
    "flag": st.sampled_from(["yes", "no"]),
    "rate": st.just(Fraction(1, 2)),
    "number": NUMBERS,
    "positive": NUMBERS,
}
ONE_EACH = list({program.steps[0].op: program for program in SINGLE}.values())


def by_operation(programs: list[Program]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("program", programs, ids=lambda p: p.steps[0].op)


@by_operation(SINGLE)
def test_gradients_are_those_of_the_function(program: Program) -> None:
    with jax.enable_x64(True):
        params, stats = variables(program)
        (x,) = map(jnp.asarray, images(*program.inputs, n=1))

        def function(params: Any, x: jax.Array) -> jax.Array:
            return lower.apply(program, {}, EVAL, params, stats, x)[0]

        check_grads(jax.jit(function), (params, x), order=1, modes=["rev"], eps=1e-5)


@by_operation(ONE_EACH)
def test_half_precision_stays_half_and_near(program: Program) -> None:
    params, stats = variables(program)
    (x,) = images(*program.inputs)

    def output(dtype: Any) -> jax.Array:
        narrow = jax.tree.map(lambda a: jnp.asarray(a, dtype), params)
        return lower.apply(program, {}, EVAL, narrow, stats, jnp.asarray(x, dtype))[0]

    full, half = output(jnp.float32), output(jnp.bfloat16)
    assert half.dtype == jnp.bfloat16
    np.testing.assert_allclose(full, half, atol=0.03 * (1 + float(jnp.abs(full).max())))


DRAWN = sorted(set(OPERATIONS) - {"fit", "identity"})


@st.composite
def programs(
    draw: Callable[[st.SearchStrategy[Any]], Any], names: tuple[str, ...] = tuple(DRAWN)
) -> Program:
    """An operation of the table on a small tensor, some of its arguments given."""
    op = OPERATIONS[draw(st.sampled_from(names))]
    given = {
        parameter.name: draw(VALUES[parameter.type])
        for parameter in op.parameters
        if parameter.default is None or draw(st.booleans())
    }
    size, channels = st.integers(1, 6), st.sampled_from([1, 2, 3, 4, 6, 8, 16, 32])
    try:
        return row(State(draw(size), draw(size), draw(channels)), (op.name, given))
    except ShapeError:
        assume(False)
        raise


@settings(max_examples=300)
@given(programs())
def test_the_core_computes_the_model_s_parameters_and_shape(program: Program) -> None:
    x = jax.ShapeDtypeStruct((2, *program.inputs[0]), jnp.float32)
    model = nnx.eval_shape(lambda: FlaxNetwork(program, rngs=nnx.Rngs(0)))
    output = nnx.eval_shape(lambda model, x: model(x), model, x)
    held = sum(prod(leaf.shape) for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))
    state = program.state(program.output)
    assert held == cost.params(program)
    assert output.shape == ((2, state.channels) if state[:2] == (1, 1) else (2, *state))


@pytest.mark.parametrize("name", DRAWN)
def test_flax_and_numpy_compute_the_same(name: str) -> None:
    """No list of examples has to name an operation for its rules to be held against each other."""

    @settings(max_examples=3)
    @given(programs((name,)))
    def holds(program: Program) -> None:
        check_rules_agree(program)

    holds()


def check_rules_agree(program: Program) -> None:
    (x,) = images(*program.inputs)
    with jax.enable_x64(True), np.errstate(divide="ignore", invalid="ignore"):
        params, stats = variables(program)
        for context in (EVAL, TRAIN):
            y, after = lower.apply(program, {}, context, params, stats, jnp.asarray(x))
            expected, moved = compute_program(program, params, stats, context.train, x)
            np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-9)
            jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-9), after, moved)


FLAX: list[tuple[str, dict[str, Scalar], Callable[[nnx.Rngs], nnx.Module]]] = [
    (
        "transposed_conv",
        {"height": 3, "width": 2, "filters": 6, "stride": 2},
        lambda rngs: nnx.ConvTranspose(8, 6, (3, 2), (2, 2), rngs=rngs),
    ),
    (
        "transposed_conv",
        {"height": 1, "filters": 6, "stride": 3},
        lambda rngs: nnx.ConvTranspose(8, 6, (1, 1), (3, 3), rngs=rngs),
    ),
    ("layer_norm", {}, lambda rngs: nnx.LayerNorm(8, rngs=rngs)),
    ("group_norm", {"groups": 4}, lambda rngs: nnx.GroupNorm(8, 4, rngs=rngs)),
    ("instance_norm", {}, lambda rngs: nnx.InstanceNorm(8, rngs=rngs)),
]


@pytest.mark.parametrize(("name", "arguments", "layer"), FLAX, ids=[name for name, *_ in FLAX])
def test_flax_s_own_layer_computes_the_same(
    name: str, arguments: dict[str, Scalar], layer: Callable[[nnx.Rngs], nnx.Module]
) -> None:
    program = row(State(5, 4, 8), (name, arguments))
    model, params = layer(nnx.Rngs(0)), variables(program)[0]
    params = jax.tree.map(lambda a: jnp.asarray(a, jnp.float32), params)
    ((_, mine),) = params.items()
    for key, value in mine.items():
        getattr(model, key)[...] = value
    (x,) = (jnp.asarray(image, jnp.float32) for image in images(State(5, 4, 8)))
    y, _ = lower.apply(program, {}, EVAL, params, {}, x)
    np.testing.assert_allclose(y, model(x), rtol=1e-4, atol=1e-5)


def test_flax_s_own_attention_computes_the_same() -> None:
    program = row(State(5, 4, 8), ("attention", {"heads": 2, "width": 6}))
    model = nnx.MultiHeadAttention(2, 8, 6, decode=False, rngs=nnx.Rngs(0))
    params = jax.tree.map(lambda a: jnp.asarray(a, jnp.float32), variables(program)[0])
    ((_, mine),) = params.items()
    kernels, biases = (jnp.split(mine[f"query_key_value{end}"], 3, -1) for end in ("", "_bias"))
    for part, kernel, bias in zip(
        (model.query, model.key, model.value), kernels, biases, strict=True
    ):
        part.kernel[...], part.bias[...] = kernel.reshape(8, 2, 3), bias.reshape(2, 3)
    model.out.kernel[...], model.out.bias[...] = mine["out"].reshape(2, 3, 8), mine["out_bias"]
    (x,) = (jnp.asarray(image, jnp.float32) for image in images(State(5, 4, 8)))
    y, _ = lower.apply(program, {}, EVAL, params, {}, x)
    np.testing.assert_allclose(
        y.reshape(2, 20, 8), model(x.reshape(2, 20, 8)), rtol=1e-4, atol=1e-5
    )
