"""What a rule is: how one operation draws its parameters and computes its output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from jax import Array

from nasdsl.program.graph import Scalar, State
from nasdsl_flax.blending import Blended, nothing
from nasdsl_flax.draw import Leaf

Args = Mapping[str, Scalar]
Params = Mapping[str, Array]
Leaves = dict[str, Leaf]


class Context(NamedTuple):
    """What an operation may depend on beyond its inputs.

    Args:
        train: normalise with the statistics of the batch, not with the running ones.
        key: randomness of this occurrence; without it nothing is dropped.
        cpu: the program is for a CPU.
        blended: for which open decisions all arms are computed and one is kept, not switched to.
    """

    train: bool
    key: Array | None
    cpu: bool
    blended: Blended = nothing


Apply = Callable[..., tuple[Array, Params]]


def no_leaves(args: Args, states: tuple[State, ...]) -> Leaves:
    """For operations without parameters or without statistics."""
    return {}


@dataclass(frozen=True, slots=True)
class Rule:
    """One operation.

    Args:
        apply: (params, stats, args, context, *inputs) -> (output, new stats).
        leaves: (args, the inputs' states) -> the trained parameters by name.
        stats: likewise, for what is carried from batch to batch without being trained.
    """

    apply: Apply
    leaves: Callable[[Args, tuple[State, ...]], Leaves] = no_leaves
    stats: Callable[[Args, tuple[State, ...]], Leaves] = no_leaves


def stateless(
    apply: Callable[..., Array],
    leaves: Callable[[Args, tuple[State, ...]], Leaves] = no_leaves,
) -> Rule:
    """The rule of an operation without statistics: (params, args, context, *inputs) -> output."""
    return Rule(lambda params, stats, *rest: (apply(params, *rest), stats), leaves)


def pure(function: Callable[..., Array]) -> Rule:
    """The rule of a function of the inputs alone."""
    return Rule(lambda params, stats, args, context, *xs: (function(*xs), stats))
