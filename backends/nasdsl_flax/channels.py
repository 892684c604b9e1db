"""Operations on the channels of each position."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl_flax import conv
from nasdsl_flax.norms import precise
from nasdsl_flax.pools import global_avg_pool
from nasdsl_flax.rule import Args, Context, Params


def dense(params: Params, args: Args, context: Context, x: Array) -> Array:
    """A dense layer on the channels of each position."""
    return conv.biased(x @ params["kernel"], params)


def softmax(x: Array) -> Array:
    """The softmax over the channels of each position, computed in float32."""
    return jax.nn.softmax(precise(x), -1).astype(x.dtype)


def part(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The channels of one of the equal parts into which an operation splits them."""
    size = x.shape[-1] // int(args["of"])
    start = size * (int(args["number"]) - 1)
    return x[..., start : start + size]


def channel_shuffle(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Channels by their place in a group first, then by group (Zhang et al. 2018, section 3.1)."""
    groups = x.reshape(*x.shape[:3], int(args["groups"]), -1)
    return jnp.swapaxes(groups, -1, -2).reshape(x.shape)


def squeeze_excite(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Each channel scaled by a gate computed from all channels' means.

    Hu, Shen, Sun 2018, section 3.
    """
    y = jax.nn.relu(global_avg_pool(x) @ params["reduce"] + params["reduce_bias"])
    return x * jax.nn.sigmoid(y @ params["expand"] + params["expand_bias"])
