"""Rules of operations on each number by itself: activations and scaling."""

from __future__ import annotations

import math

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params


def relu(x: Array) -> Array:
    """The rule of `relu`: max(x, 0) of each number x."""
    return np.maximum(x, 0)


def relu6(x: Array) -> Array:
    """The rule of `relu6`: min(max(x, 0), 6) of each number x."""
    return np.clip(x, 0, 6)


def leaky_relu(params: Params, args: Args, x: Array) -> Array:
    """The rule of `leaky_relu`: negative numbers times a slope, others as they are.

    Args:
        params: empty.
        args: `slope`.
        x: a tensor of any shape, as the result.
    """
    return np.where(x > 0, x, x * float(args["slope"]))


def elu(params: Params, args: Args, x: Array) -> Array:
    """The rule of `elu`: negative numbers x become `alpha` (exp(x) - 1), others stay as they are.

    Clevert, Unterthiner, Hochreiter 2016.

    Args:
        params: empty.
        args: `alpha`.
        x: a tensor of any shape, as the result.
    """
    return np.where(x > 0, x, float(args["alpha"]) * np.expm1(np.minimum(x, 0)))


def gelu(x: Array) -> Array:
    """The rule of `gelu`: each number times the distribution function of the standard normal.

    Hendrycks and Gimpel 2016.
    """
    return x * (1 + np.vectorize(math.erf, [float])(x / math.sqrt(2))) / 2


def sigmoid(x: Array) -> Array:
    """The rule of `sigmoid`: 1 / (1 + exp(-x)), written so that no exponential is too large."""
    return (1 + np.tanh(x / 2)) / 2


def silu(x: Array) -> Array:
    """The rule of `silu`: each number times its sigmoid."""
    return x * sigmoid(x)


def hard_sigmoid(x: Array) -> Array:
    """The rule of `hard_sigmoid`: relu6(x + 3) / 6 of each number x."""
    return relu6(x + 3) / 6


def hard_swish(x: Array) -> Array:
    """The rule of `hard_swish`: each number times its hard sigmoid."""
    return x * hard_sigmoid(x)


def scale(params: Params, args: Args, x: Array) -> Array:
    """The rule of `scale`: each number times a constant.

    Args:
        params: empty.
        args: `factor`, the constant.
        x: a tensor of any shape, as the result.
    """
    return x * float(args["factor"])
