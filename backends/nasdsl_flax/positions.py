"""Operations on positions: resizing, padding, embeddings of positions, class tokens."""

from __future__ import annotations

import math

import jax.numpy as jnp
from jax import Array

from nasdsl_flax.rule import Args, Context, Params


def flatten(x: Array) -> Array:
    """One position with the channels of all positions."""
    return x.reshape(x.shape[0], 1, 1, math.prod(x.shape[1:]))


def zero(params: Params, args: Args, context: Context, x: Array) -> Array:
    """A tensor of zeros, with the positions that a `stride` leaves."""
    stride = int(args["stride"])
    return jnp.zeros_like(x[:, ::stride, ::stride])


def pad(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Zeros added below, at the right and as new channels, up to the shape that `args` name."""
    target = [int(args[axis]) for axis in ("height", "width", "channels")]
    after = [(0, new - old) for new, old in zip(target, x.shape[1:], strict=True)]
    return jnp.pad(x, [(0, 0), *after])


def upsample(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Each position `factor` times in each direction."""
    factor = int(args["factor"])
    return _repeated(x, factor, factor)


def repeat(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Each position `height` times below itself and `width` times beside itself."""
    return _repeated(x, int(args["height"]), int(args["width"]))


def _repeated(x: Array, height: int, width: int) -> Array:
    return jnp.repeat(jnp.repeat(x, height, 1), width, 2)


def position_embedding(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The tensor plus a trained vector for each position."""
    return x + params["embedding"]


def class_token(params: Params, args: Args, context: Context, x: Array) -> Array:
    """All positions, row by row, in one column below a trained token."""
    n, height, width, channels = x.shape
    column = x.reshape(n, height * width, 1, channels)
    token = jnp.broadcast_to(params["token"], (n, 1, 1, channels))
    return jnp.concatenate([token, column], 1)


def first_token(x: Array) -> Array:
    """The first position alone, which is the class token."""
    return x[:, :1, :1]
