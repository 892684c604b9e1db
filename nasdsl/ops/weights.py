"""Weights: the arrays of an operation by name, each with its shape and initial distribution.

The number of parameters follows from them, and how a backend initialises a network.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from nasdsl.ops.state import Arguments, State


class Weight(NamedTuple):
    """The shape and initial distribution of an array.

    Args:
        shape: the shape; in a kernel the last axis is that of the outputs.
        deviation: the standard deviation of a normal distribution; 0 for an array of constants.
        mean: the mean of that distribution, or the constant.
    """

    shape: tuple[int, ...]
    deviation: float = 0.0
    mean: float = 0.0

    @property
    def size(self) -> int:
        """The number of elements of the array."""
        return math.prod(self.shape)


NamedWeights = Mapping[str, Weight]
WeightsOf = Callable[[State, State, Arguments], NamedWeights]
"""What an operation has, for the states that enter and leave and its arguments."""

Cost = Callable[[State, State, Arguments], int]


def no_weights(before: State, after: State, args: Arguments) -> NamedWeights:
    """The trained arrays of an operation that has none: an empty mapping.

    Args:
        before: the shape of the input, not used.
        after: the shape of the output, not used.
        args: the arguments by name, not used.
    """
    return {}


def kernel(*shape: int) -> Weight:
    """A kernel whose outputs initially have the variance of its inputs (LeCun et al. 1998).

    Args:
        shape: the shape of the kernel; the last axis is that of the outputs.
    """
    return Weight(shape, math.prod(shape[:-1]) ** -0.5)


def bias(units: int, args: Arguments) -> dict[str, Weight]:
    """The trained arrays of a bias: one, called `bias`, or none.

    Args:
        units: how many numbers the bias has, which are zeros at first.
        args: the operation's arguments by name; without a bias, `bias` is not `yes`.
    """
    return {"bias": Weight((units,))} if args["bias"] == "yes" else {}


def total(weights: NamedWeights) -> int:
    """The number of elements of all arrays together."""
    return sum(weight.size for weight in weights.values())


def products(weights: NamedWeights) -> int:
    """The number of multiply-accumulates where each element of each kernel is used once.

    Kernels are the arrays with more than one axis.
    """
    return sum(weight.size for weight in weights.values() if len(weight.shape) > 1)


def at_each_position(weights: WeightsOf) -> Cost:
    """A function that computes the multiply-accumulates of kernels used at every output position.

    It takes the shapes of input and output and the arguments, and gives a number for one example.

    Args:
        weights: gives the arrays of the operation from the same three values.
    """
    return lambda before, after, args: products(weights(before, after, args)) * after.positions
