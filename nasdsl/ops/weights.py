"""Weights: the arrays that an operation has, each by its name, before they are drawn.

The number of parameters follows from them, and so does what a backend draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from nasdsl.ops.state import Arguments, State


class Weight(NamedTuple):
    """An array before it is drawn.

    Args:
        shape: of the array; a kernel's outputs come last.
        deviation: of the normal distribution from which each number comes; 0 for a constant.
        mean: of that distribution, or the constant.
    """

    shape: tuple[int, ...]
    deviation: float = 0.0
    mean: float = 0.0

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)


Weights = Mapping[str, Weight]
WeightsOf = Callable[[State, State, Arguments], Weights]
"""What an operation has, for the states that enter and leave and its arguments."""

Cost = Callable[[State, State, Arguments], int]


def no_weights(before: State, after: State, args: Arguments) -> Weights:
    """Those of an operation without any."""
    return {}


def kernel(*shape: int) -> Weight:
    """A kernel that keeps the variance of its inputs (LeCun et al. 1998)."""
    return Weight(shape, math.prod(shape[:-1]) ** -0.5)


def bias(units: int, args: Arguments) -> dict[str, Weight]:
    """A bias of zeros, if the operation has one."""
    return {"bias": Weight((units,))} if args["bias"] == "yes" else {}


def total(weights: Weights) -> int:
    """How many numbers they have together."""
    return sum(weight.size for weight in weights.values())


def products(weights: Weights) -> int:
    """The multiplications in which every number of a kernel takes part once."""
    return sum(weight.size for weight in weights.values() if len(weight.shape) > 1)


def at_each_position(weights: WeightsOf) -> Cost:
    """The multiply-accumulates of kernels that are used once for every position that leaves."""
    return lambda before, after, args: products(weights(before, after, args)) * after.positions
