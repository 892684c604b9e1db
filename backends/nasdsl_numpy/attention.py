"""Multi-head self-attention over the positions of a tensor."""

from __future__ import annotations

import math

import numpy as np

from nasdsl.program.graph import State
from nasdsl_numpy.channels import softmax
from nasdsl_numpy.rule import Args, Array, Leaf, Leaves, Params, kernel_leaf


def attention_leaves(args: Args, states: tuple[State, ...]) -> Leaves:
    """`query_key_value` (channels x 3 width) and `out` (width x channels), each with its bias.

    Queries come first, then keys, then values; in each, one head after the other.
    """
    channels, width = states[0].channels, int(args["width"])
    kernels = {
        "query_key_value": kernel_leaf(channels, 3 * width),
        "out": kernel_leaf(width, channels),
    }
    biases = {"query_key_value_bias": Leaf((3 * width,)), "out_bias": Leaf((channels,))}
    return kernels | (biases if args["bias"] == "yes" else {})


def attention(params: Params, args: Args, x: Array) -> Array:
    """Values of all positions, by how well their keys fit a query (Vaswani et al. 2017, 3.2)."""
    tokens = x.reshape(len(x), -1, x.shape[-1])
    taken = tokens @ params["query_key_value"] + params.get("query_key_value_bias", 0)
    heads = [np.split(each, int(args["heads"]), -1) for each in np.split(taken, 3, -1)]
    mixed = np.concatenate([_head(*each) for each in zip(*heads, strict=True)], -1)
    return (mixed @ params["out"] + params.get("out_bias", 0)).reshape(x.shape)


def _head(query: Array, key: Array, value: Array) -> Array:
    """One head: n x positions x width of a head, of each."""
    fits = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
    return softmax(fits) @ value
