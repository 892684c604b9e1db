"""Rules of pools: the maximum or the mean of a window, or of all positions."""

from __future__ import annotations

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params
from nasdsl_numpy.windows import windows


def max_pool(params: Params, args: Args, x: Array) -> Array:
    """The rule of `max_pool`: the largest value of each window; padding never wins.

    Args:
        params: empty.
        args: size of the window, `stride` and `padding`.
        x: n x height x width x channels.
    """
    return windows(x, args, -np.inf).max((-2, -1))


def avg_pool(params: Params, args: Args, x: Array) -> Array:
    """The rule of `avg_pool`: the mean of those values of each window that are not padding.

    Args:
        params: empty.
        args: size of the window, `stride` and `padding`.
        x: n x height x width x channels.
    """
    inside = windows(np.ones_like(x), args, 0)
    return windows(x, args, 0).sum((-2, -1)) / inside.sum((-2, -1))


def global_avg_pool(x: Array) -> Array:
    """The rule of `global_avg_pool`: the mean of all positions, n x 1 x 1 x channels."""
    return x.mean((1, 2), keepdims=True)


def global_max_pool(x: Array) -> Array:
    """The rule of `global_max_pool`: the maximum of all positions, n x 1 x 1 x channels."""
    return x.max((1, 2), keepdims=True)
