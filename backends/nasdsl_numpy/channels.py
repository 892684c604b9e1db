"""Operations on the channels of each position."""

from __future__ import annotations

import numpy as np

from nasdsl_numpy.pointwise import relu, sigmoid
from nasdsl_numpy.pools import global_avg_pool
from nasdsl_numpy.rule import Args, Array, Params


def dense(params: Params, args: Args, x: Array) -> Array:
    """A dense layer on the channels of each position."""
    return x @ params["kernel"] + params.get("bias", 0)


def softmax(x: Array) -> Array:
    """The softmax over channels; the largest is subtracted first, against overflow."""
    y = np.exp(x - x.max(-1, keepdims=True))
    return y / y.sum(-1, keepdims=True)


def part(params: Params, args: Args, x: Array) -> Array:
    """The channels of one of the equal parts into which an operation splits them."""
    return np.split(x, int(args["of"]), -1)[int(args["number"]) - 1]


def channel_shuffle(params: Params, args: Args, x: Array) -> Array:
    """The first channel of each group, then the second of each (Zhang et al. 2018, section 3.1)."""
    groups = np.split(x, int(args["groups"]), -1)
    return np.stack(groups, -1).reshape(x.shape)


def squeeze_excite(params: Params, args: Args, x: Array) -> Array:
    """Each channel scaled by a gate computed from all channels' means.

    Hu, Shen, Sun 2018, section 3.
    """
    y = relu(global_avg_pool(x) @ params["reduce"] + params["reduce_bias"])
    return x * sigmoid(y @ params["expand"] + params["expand_bias"])
