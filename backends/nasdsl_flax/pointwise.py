"""Operations on each number by itself that are not a call of `jax.nn` alone."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl_flax.rule import Args, Context, Params


def leaky_relu(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Negative numbers times `slope`."""
    return jnp.where(x >= 0, x, x * float(args["slope"]))


def elu(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Negative numbers as `alpha` (exp(x) - 1) (Clevert, Unterthiner, Hochreiter 2016)."""
    return jax.nn.elu(x, float(args["alpha"]))


def gelu(x: Array) -> Array:
    """The exact form (Hendrycks and Gimpel 2016), not its approximation by tanh."""
    return jax.nn.gelu(x, approximate=False)


def scale(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The tensor times a constant."""
    return x * float(args["factor"])


def dropout(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Each value zero with probability `rate`, the others scaled to keep the mean."""
    if context.key is None:
        return x
    keep = 1 - float(args["rate"])
    mask = jax.random.bernoulli(context.key, keep, x.shape)
    return jnp.where(mask, x / keep, 0)
