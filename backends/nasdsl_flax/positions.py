"""Rules of operations on positions: resizing, padding, embeddings of positions, class tokens."""

from __future__ import annotations

import math

import jax.numpy as jnp
from jax import Array

from nasdsl_flax.rule import Args, Context, Params


def flatten(x: Array) -> Array:
    """The rule of `flatten`: one position whose channels are all values of the image."""
    return x.reshape(x.shape[0], 1, 1, math.prod(x.shape[1:]))


def zero(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `zero`: a tensor of zeros, of every `stride`-th row and column of positions.

    Args:
        params: empty.
        args: `stride`.
        context: not used.
        x: n x height x width x channels.
    """
    stride = int(args["stride"])
    return jnp.zeros_like(x[:, ::stride, ::stride])


def pad(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `pad`: zeros added below, at the right and as new channels.

    Args:
        params: empty.
        args: `height`, `width` and `channels` of the result.
        context: not used.
        x: n x height x width x channels.
    """
    target = [int(args[axis]) for axis in ("height", "width", "channels")]
    after = [(0, new - old) for new, old in zip(target, x.shape[1:], strict=True)]
    return jnp.pad(x, [(0, 0), *after])


def upsample(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `upsample`: each position becomes a square of equal positions.

    Args:
        params: empty.
        args: `factor`, the side of the square.
        context: not used.
        x: n x height x width x channels.
    """
    factor = int(args["factor"])
    return _repeated(x, factor, factor)


def repeat(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `repeat`: each position becomes a rectangle of equal positions.

    Args:
        params: empty.
        args: `height` and `width` of the rectangle.
        context: not used.
        x: n x height x width x channels.
    """
    return _repeated(x, int(args["height"]), int(args["width"]))


def _repeated(x: Array, height: int, width: int) -> Array:
    return jnp.repeat(jnp.repeat(x, height, 1), width, 2)


def position_embedding(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `position_embedding`: the tensor plus a trained vector for each position.

    Args:
        params: `embedding`, height x width x channels.
        args: not used.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    return x + params["embedding"]


def class_token(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `class_token`: all positions, row by row, in one column below a trained token.

    Args:
        params: `token`, a vector with a number for each channel.
        args: not used.
        context: not used.
        x: n x height x width x channels.

    Returns:
        n x (1 + height * width) x 1 x channels.
    """
    n, height, width, channels = x.shape
    column = x.reshape(n, height * width, 1, channels)
    token = jnp.broadcast_to(params["token"], (n, 1, 1, channels))
    return jnp.concatenate([token, column], 1)


def first_token(x: Array) -> Array:
    """The rule of `first_token`: the upper left position alone, where the class token is."""
    return x[:, :1, :1]
