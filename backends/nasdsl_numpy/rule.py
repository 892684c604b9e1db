"""What a rule is: what one operation is given to begin with, and how it computes its output."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nasdsl.program.graph import Scalar, State

Array = NDArray[np.float64]
Args = Mapping[str, Scalar]
Params = Mapping[str, Array]


class Leaf(NamedTuple):
    """An array before it is drawn: normal around `mean` with `deviation`, constant for 0."""

    shape: tuple[int, ...]
    deviation: float = 0.0
    mean: float = 0.0

    def drawn(self, rng: np.random.Generator) -> Array:
        """The array."""
        return rng.normal(self.mean, self.deviation, self.shape)


Leaves = dict[str, Leaf]
Layout = Callable[[Args, tuple[State, ...]], Leaves]


def kernel_leaf(*shape: int) -> Leaf:
    """A kernel, outputs last, that keeps the variance of its inputs (LeCun et al. 1998)."""
    return Leaf(shape, math.prod(shape[:-1]) ** -0.5)


def bias_leaf(args: Args, units: int) -> Leaves:
    """A bias of zeros, if the operation has one."""
    return {"bias": Leaf((units,))} if args["bias"] == "yes" else {}


def no_leaves(args: Args, states: tuple[State, ...]) -> Leaves:
    """For operations without parameters or without statistics."""
    return {}


@dataclass(frozen=True, slots=True)
class Rule:
    """One operation.

    Args:
        apply: (params, stats, args, training, *inputs) -> (output, new stats).
        leaves: (args, the inputs' states) -> the trained parameters by name.
        stats: likewise, for what is carried from batch to batch without being trained.
    """

    apply: Callable[..., tuple[Array, Params]]
    leaves: Layout = no_leaves
    stats: Layout = no_leaves


def stateless(apply: Callable[..., Array], leaves: Layout = no_leaves) -> Rule:
    """The rule of an operation that computes the same in training: (params, args, *inputs)."""
    return Rule(lambda params, stats, args, _, *xs: (apply(params, args, *xs), stats), leaves)


def pure(function: Callable[..., Array]) -> Rule:
    """The rule of a function of the inputs alone."""
    return stateless(lambda params, args, *xs: function(*xs))
