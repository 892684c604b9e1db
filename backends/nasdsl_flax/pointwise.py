"""Rules of operations on each number by itself that are not a call of `jax.nn` alone."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl_flax.rule import Args, Context, Params


def leaky_relu(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `leaky_relu`: negative numbers times a slope, others as they are.

    Args:
        params: empty.
        args: `slope`.
        context: not used.
        x: a tensor of any shape, as the result.
    """
    return jnp.where(x >= 0, x, x * float(args["slope"]))


def elu(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `elu`: negative numbers x become `alpha` (exp(x) - 1), others stay as they are.

    Clevert, Unterthiner, Hochreiter 2016.

    Args:
        params: empty.
        args: `alpha`.
        context: not used.
        x: a tensor of any shape, as the result.
    """
    return jax.nn.elu(x, float(args["alpha"]))


def gelu(x: Array) -> Array:
    """The rule of `gelu` in the exact form (Hendrycks and Gimpel 2016), not the one with tanh."""
    return jax.nn.gelu(x, approximate=False)


def scale(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `scale`: each number times a constant.

    Args:
        params: empty.
        args: `factor`, the constant.
        context: not used.
        x: a tensor of any shape, as the result.
    """
    return x * float(args["factor"])


def dropout(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `dropout`: each value is zero with probability `rate`, the others grow.

    The others are divided by 1 - `rate`, to keep the mean.

    Args:
        params: empty.
        args: `rate`.
        context: its random key; without one the tensor is returned as it is.
        x: a tensor of any shape.
    """
    if context.key is None:
        return x
    keep = 1 - float(args["rate"])
    mask = jax.random.bernoulli(context.key, keep, x.shape)
    return jnp.where(mask, x / keep, 0)
