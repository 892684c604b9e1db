"""Rules of operations on the channels of each position."""

from __future__ import annotations

import numpy as np

from nasdsl_numpy.pointwise import relu, sigmoid
from nasdsl_numpy.pools import global_avg_pool
from nasdsl_numpy.rule import Args, Array, Params


def dense(params: Params, args: Args, x: Array) -> Array:
    """The rule of `dense`: the channels of each position times a matrix, plus a bias.

    Args:
        params: `kernel`, channels x filters, and `bias` if there is one.
        args: not used.
        x: n x height x width x channels.
    """
    return x @ params["kernel"] + params.get("bias", 0)


def softmax(x: Array) -> Array:
    """The rule of `softmax`: the softmax over the last axis, the channels.

    The largest number is subtracted first, against overflow.
    """
    y = np.exp(x - x.max(-1, keepdims=True))
    return y / y.sum(-1, keepdims=True)


def part(params: Params, args: Args, x: Array) -> Array:
    """The rule of `part`: the channels of one of the equal parts into which all are split.

    Args:
        params: empty.
        args: `of`, how many parts there are; `number`, which one to take, from 1.
        x: n x height x width x channels.
    """
    return np.split(x, int(args["of"]), -1)[int(args["number"]) - 1]


def channel_shuffle(params: Params, args: Args, x: Array) -> Array:
    """The rule of `channel_shuffle`: the first channel of each group, then the second of each ...

    Zhang et al. 2018, section 3.1.

    Args:
        params: empty.
        args: `groups`, into how many groups of neighbours the channels are split.
        x: n x height x width x channels, as the result.
    """
    groups = np.split(x, int(args["groups"]), -1)
    return np.stack(groups, -1).reshape(x.shape)


def squeeze_excite(params: Params, args: Args, x: Array) -> Array:
    """The rule of `squeeze_excite`: each channel times a gate computed from all channels' means.

    Hu, Shen, Sun 2018, section 3.

    Args:
        params: the matrices `reduce` and `expand`, and their biases `..._bias`.
        args: not used.
        x: n x height x width x channels, as the result.
    """
    y = relu(global_avg_pool(x) @ params["reduce"] + params["reduce_bias"])
    return x * sigmoid(y @ params["expand"] + params["expand_bias"])
