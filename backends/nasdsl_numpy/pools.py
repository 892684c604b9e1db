"""Pools: the maximum or the mean of a window, or of all positions."""

from __future__ import annotations

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params
from nasdsl_numpy.windows import windows


def max_pool(params: Params, args: Args, x: Array) -> Array:
    """The largest value of each window; padding never wins."""
    return windows(x, args, -np.inf).max((-2, -1))


def avg_pool(params: Params, args: Args, x: Array) -> Array:
    """The mean of the values of each window that are not padding."""
    inside = windows(np.ones_like(x), args, 0)
    return windows(x, args, 0).sum((-2, -1)) / inside.sum((-2, -1))


def global_avg_pool(x: Array) -> Array:
    """The mean of all positions."""
    return x.mean((1, 2), keepdims=True)


def global_max_pool(x: Array) -> Array:
    """The maximum of all positions."""
    return x.max((1, 2), keepdims=True)
