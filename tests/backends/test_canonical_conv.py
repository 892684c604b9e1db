"""The hand-written gradients of a convolution, in float64."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jax import Array, lax
from nasdsl_flax.canonical_conv import NHWC, Window, canonical_conv

Pair = tuple[int, int]
small = st.integers(1, 3)


def arrays(*shapes: tuple[int, ...]) -> list[Array]:
    rng = np.random.default_rng(0)
    return [jnp.asarray(rng.standard_normal(shape)) for shape in shapes]


def plain(x: Array, kernel: Array, window: Window) -> Array:
    strides, pads, dilation = window
    return lax.conv_general_dilated(x, kernel, strides, pads, None, dilation, NHWC)


@pytest.mark.parametrize(
    ("size", "taps", "window"),
    [
        ((8, 8), (7, 7), Window((1, 1), ((3, 3), (3, 3)), (1, 1))),
        ((4, 4), (7, 7), Window((1, 1), ((3, 3), (3, 3)), (1, 1))),
        ((7, 6), (3, 4), Window((2, 2), ((1, 1), (1, 2)), (1, 1))),
        ((6, 7), (2, 3), Window((2, 3), ((0, 0), (2, 2)), (2, 1))),
    ],
)
def test_gradients_are_those_of_plain_autodiff(size: Pair, taps: Pair, window: Window) -> None:
    with jax.enable_x64(True):
        x, kernel = arrays((2, *size, 3), (*taps, 3, 2))
        y, pull = jax.vjp(lambda x, kernel: canonical_conv(x, kernel, window), x, kernel)
        other, other_pull = jax.vjp(lambda x, kernel: plain(x, kernel, window), x, kernel)
        np.testing.assert_allclose(y, other, rtol=1e-11, atol=1e-11)
        for ours, theirs in zip(pull(jnp.sin(y)), other_pull(jnp.sin(y)), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-11)


@settings(max_examples=12, deadline=None)
@given(
    size=st.tuples(st.integers(1, 8), st.integers(1, 8)),
    taps=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    strides=st.tuples(small, small),
    pads=st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2),
    dilation=st.tuples(small, small),
)
@example((8, 4), (2, 3), (2, 2), ((1, 1), (1, 1)), (1, 1))
@example((5, 5), (1, 2), (2, 3), ((2, 2), (0, 0)), (1, 2))
def test_gradients_are_adjoint(
    size: Pair, taps: Pair, strides: Pair, pads: tuple[Pair, Pair], dilation: Pair
) -> None:
    """A convolution is linear in each argument, so a gradient is known by its products with it.

    The forward convolution is enough for this. Plain autodiff of the first example ends the
    process (an operand swap in XLA:CPU's algebraic simplifier); it must not happen here.
    """
    reach = [(n - 1) * d + 1 for n, d in zip(taps, dilation, strict=True)]
    assume(all(n + sum(p) >= r for n, p, r in zip(size, pads, reach, strict=True)))
    window = Window(strides, pads, dilation)
    with jax.enable_x64(True):
        x, u, kernel, v = arrays((2, *size, 3), (2, *size, 3), (*taps, 3, 2), (*taps, 3, 2))
        ours, theirs = jax.jit(partial(products, window))(x, kernel, u, v)
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def products(window: Window, x: Array, kernel: Array, u: Array, v: Array) -> tuple[Array, Array]:
    """Gradients at x and kernel times u and v, and the same from the forward convolution."""
    y, pull = jax.vjp(lambda x, kernel: canonical_conv(x, kernel, window), x, kernel)
    g = jnp.sin(1 + y)
    to_x, to_kernel = pull(g)
    by_u, by_v = plain(u, kernel, window), plain(x, v, window)
    ours = jnp.stack([jnp.vdot(to_x, u), jnp.vdot(to_kernel, v)])
    return ours, jnp.stack([jnp.vdot(g, by_u), jnp.vdot(g, by_v)])
