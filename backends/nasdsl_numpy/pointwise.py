"""Operations on each number by itself: activations and scaling."""

from __future__ import annotations

import math

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params


def relu(x: Array) -> Array:
    """max(x, 0)."""
    return np.maximum(x, 0)


def relu6(x: Array) -> Array:
    """min(max(x, 0), 6)."""
    return np.clip(x, 0, 6)


def leaky_relu(params: Params, args: Args, x: Array) -> Array:
    """Negative numbers times `slope`."""
    return np.where(x > 0, x, x * float(args["slope"]))


def elu(params: Params, args: Args, x: Array) -> Array:
    """Negative numbers as `alpha` (exp(x) - 1) (Clevert, Unterthiner, Hochreiter 2016)."""
    return np.where(x > 0, x, float(args["alpha"]) * np.expm1(np.minimum(x, 0)))


def gelu(x: Array) -> Array:
    """The input times the distribution function of the standard normal.

    Hendrycks and Gimpel 2016.
    """
    return x * (1 + np.vectorize(math.erf, [float])(x / math.sqrt(2))) / 2


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), written so that no exponential is too large."""
    return (1 + np.tanh(x / 2)) / 2


def silu(x: Array) -> Array:
    """The input times its sigmoid."""
    return x * sigmoid(x)


def hard_sigmoid(x: Array) -> Array:
    """relu6(x + 3) / 6."""
    return relu6(x + 3) / 6


def hard_swish(x: Array) -> Array:
    """The input times its hard sigmoid."""
    return x * hard_sigmoid(x)


def scale(params: Params, args: Args, x: Array) -> Array:
    """The tensor times a constant."""
    return x * float(args["factor"])
