"""Rules of operations on the channels of each position."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl_flax import conv
from nasdsl_flax.norms import precise
from nasdsl_flax.pools import global_avg_pool
from nasdsl_flax.rule import Args, Context, Params


def dense(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `dense`: the channels of each position times a matrix, plus a bias.

    Args:
        params: `kernel`, channels x filters, and `bias` if there is one.
        args: not used.
        context: not used.
        x: n x height x width x channels.
    """
    return conv.biased(x @ params["kernel"], params)


def softmax(x: Array) -> Array:
    """The rule of `softmax`: the softmax over the channels of each position, in float32.

    Args:
        x: n x height x width x channels; the result is of the same shape and type.
    """
    return jax.nn.softmax(precise(x), -1).astype(x.dtype)


def part(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `part`: the channels of one of the equal parts into which all are split.

    Args:
        params: empty.
        args: `of`, how many parts there are; `number`, which one to take, from 1.
        context: not used.
        x: n x height x width x channels.
    """
    size = x.shape[-1] // int(args["of"])
    start = size * (int(args["number"]) - 1)
    return x[..., start : start + size]


def channel_shuffle(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `channel_shuffle`: the first channel of each group, then the second of each ...

    Zhang et al. 2018, section 3.1.

    Args:
        params: empty.
        args: `groups`, into how many groups of neighbours the channels are split.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    groups = x.reshape(*x.shape[:3], int(args["groups"]), -1)
    return jnp.swapaxes(groups, -1, -2).reshape(x.shape)


def squeeze_excite(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `squeeze_excite`: each channel times a gate computed from all channels' means.

    Hu, Shen, Sun 2018, section 3.

    Args:
        params: the matrices `reduce` and `expand`, and their biases `..._bias`.
        args: not used.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    y = jax.nn.relu(global_avg_pool(x) @ params["reduce"] + params["reduce_bias"])
    return x * jax.nn.sigmoid(y @ params["expand"] + params["expand_bias"])
