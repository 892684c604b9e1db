"""Multi-head self-attention over the positions of a tensor."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl.program.graph import State
from nasdsl_flax import conv
from nasdsl_flax.draw import Leaf
from nasdsl_flax.norms import precise
from nasdsl_flax.rule import Args, Context, Leaves, Params


def attention_leaves(args: Args, states: tuple[State, ...]) -> Leaves:
    """`query_key_value` (channels x 3 width) and `out` (width x channels), each with its bias.

    Queries come first, then keys, then values; in each, one head after the other.
    """
    channels, width = states[0].channels, int(args["width"])
    kernels = {
        "query_key_value": conv.kernel_leaf(channels, 3 * width),
        "out": conv.kernel_leaf(width, channels),
    }
    if args["bias"] == "no":
        return kernels
    return kernels | {"query_key_value_bias": Leaf((3 * width,)), "out_bias": Leaf((channels,))}


def attention(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Values of all positions, by how well their keys fit a query (Vaswani et al. 2017, 3.2)."""
    tokens = x.reshape(x.shape[0], -1, x.shape[-1])
    taken = _linear(params, "query_key_value", tokens)
    heads = taken.reshape(*tokens.shape[:2], 3, int(args["heads"]), -1)
    query, key, value = heads[:, :, 0], heads[:, :, 1], heads[:, :, 2]
    fits = precise(jnp.einsum("nqhd,nkhd->nhqk", query, key)) / query.shape[-1] ** 0.5
    shares = jax.nn.softmax(fits, -1).astype(x.dtype)
    mixed = jnp.einsum("nhqk,nkhd->nqhd", shares, value)
    return _linear(params, "out", mixed.reshape(*tokens.shape[:2], -1)).reshape(x.shape)


def _linear(params: Params, name: str, x: Array) -> Array:
    y = x @ params[name]
    return y + params[f"{name}_bias"] if f"{name}_bias" in params else y
