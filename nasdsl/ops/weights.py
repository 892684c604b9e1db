"""Weights: arrays of an operation by name, as shapes and initial distributions.

The number of parameters and a backend's initialisation both follow from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from nasdsl.ops.state import Arguments, State


class Weight(NamedTuple):
    """The shape and initial distribution of an array.

    Args:
        shape: of the array; the output axis of a kernel is the last one.
        deviation: the standard deviation of the normal distribution from which it is drawn; 0 for a
            constant.
        mean: the mean of that distribution, or the constant.
    """

    shape: tuple[int, ...]
    deviation: float = 0.0
    mean: float = 0.0

    @property
    def size(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)


NamedWeights = Mapping[str, Weight]
WeightsOf = Callable[[State, State, Arguments], NamedWeights]
"""What an operation has, for the states that enter and leave and its arguments."""

Cost = Callable[[State, State, Arguments], int]


def no_weights(before: State, after: State, args: Arguments) -> NamedWeights:
    """The weights of an operation that has none."""
    return {}


def kernel(*shape: int) -> Weight:
    """A kernel initialised so that the variance of its inputs is kept (LeCun et al. 1998)."""
    return Weight(shape, math.prod(shape[:-1]) ** -0.5)


def bias(units: int, args: Arguments) -> dict[str, Weight]:
    """A bias initialised to zeros, if the arguments ask for one."""
    return {"bias": Weight((units,))} if args["bias"] == "yes" else {}


def total(weights: NamedWeights) -> int:
    """The number of elements of all weights."""
    return sum(weight.size for weight in weights.values())


def products(weights: NamedWeights) -> int:
    """Multiply-accumulates in which every element of a kernel takes part once."""
    return sum(weight.size for weight in weights.values() if len(weight.shape) > 1)


def at_each_position(weights: WeightsOf) -> Cost:
    """Multiply-accumulates of kernels that are applied once at every output position."""
    return lambda before, after, args: products(weights(before, after, args)) * after.positions
