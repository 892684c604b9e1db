"""One lowering for one network and for a space: both ways of taking a decision agree."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array
from nasdsl_flax import lower
from nasdsl_flax.choose import switch
from nasdsl_flax.rule import Context

from backends.flax_programs import row, select, variables
from nasdsl.program.graph import Program, Select, State
from nasdsl.program.instantiate import settings

STATE = State(6, 6, 4)


def space() -> Program:
    """A decision among a convolution, a decision, and rows that share the random numbers."""
    inner = select(
        1,
        row(STATE, ("max_pool", {"height": 3}), path="a"),
        row(STATE, ("separable_conv", {"height": 3}), path="b"),
    )
    half = ("dropout", {"rate": Fraction(1, 2)})
    arms = [
        row(STATE, ("conv", {"height": 3}), ("batch_norm", {}), path="c"),
        inner,
        row(STATE, ("relu", {}), half, ("batch_norm", {}), path="d"),
    ]
    head = row(STATE, ("conv", {"height": 3, "stride": 1}), path="e").steps
    (decision,) = select(0, *arms).steps
    assert isinstance(decision, Select)
    decision = replace(decision, inputs=(1,))
    return Program((STATE,), (*head, decision), 2)


def loss(decided: Any, params: Any, stats: Any, x: Array) -> tuple[Array, Any]:
    context = Context(train=True, key=jax.random.key(1), cpu=True)
    y, after = lower.apply(space(), decided, context, params, stats, x)
    return jnp.sum(jnp.sin(y)), after


def run(genome: tuple[int, ...], traced: bool) -> tuple[Any, Any, Any]:
    """Loss, statistics after it, and gradients of parameters and image."""
    decided = settings(space(), genome)
    params, stats = variables(space(), decided)
    x = jnp.asarray(np.random.default_rng(2).standard_normal((3, *STATE)))
    slope = jax.value_and_grad(loss, argnums=(1, 3), has_aux=True)
    if traced:
        (value, after), gradients = jax.jit(slope)(decided, params, stats, x)
    else:
        fixed = jax.jit(partial(slope, decided))
        (value, after), gradients = fixed(params, stats, x)
    return value, after, gradients


@pytest.mark.parametrize("genome", [(0, 0), (1, 1), (2, 0)])
def test_known_and_traced_decisions_agree(genome: tuple[int, int]) -> None:
    with jax.enable_x64(True):
        for known, traced in zip(
            jax.tree.leaves(run(genome, traced=False)),
            jax.tree.leaves(run(genome, traced=True)),
            strict=True,
        ):
            np.testing.assert_allclose(traced, known, rtol=1e-9, atol=1e-12)


def test_what_arms_share_has_no_gradient_and_keeps_its_statistics_where_it_is_not_taken() -> None:
    """The first arm takes 148 parameters and 8 statistics, the last one 8 and 8."""
    _, before = variables(space(), settings(space(), (2, 0)))
    with jax.enable_x64(True):
        _, after, (gradients, _) = run((2, 0), traced=True)
    row = np.asarray(gradients["choice[0]"])
    assert row.shape == (148 + 8,)
    assert row[:8].all()
    assert not row[8:].any()
    assert not np.array_equal(before["choice[0]"], after["choice[0]"])
    _, before = variables(space(), settings(space(), (1, 0)))
    with jax.enable_x64(True):
        _, after, (gradients, _) = run((1, 0), traced=True)
    assert not np.asarray(gradients["choice[0]"]).any(), "a pool has no parameters"
    assert np.array_equal(before["choice[0]"], after["choice[0]"])


def test_a_known_decision_traces_its_arm_alone() -> None:
    def never(x: Array) -> Array:
        raise AssertionError

    assert switch(1, [never, jnp.sin], 0.0) == 0.0
    assert switch(np.int64(0), [jnp.cos, never], 0.0) == 1.0


def test_gradients_pass_integers_and_keys_by() -> None:
    def drawn(x: Array, n: Array, key: Array) -> Array:
        return x * n + jax.random.normal(key)

    def chosen(x: Array, i: Array) -> Array:
        return switch(i, [drawn, lambda x, n, key: -x], x, jnp.int32(3), jax.random.key(0))

    assert jax.jit(jax.grad(chosen))(2.0, jnp.int32(0)) == 3.0
    assert jax.jit(jax.grad(chosen))(2.0, jnp.int32(1)) == -1.0
