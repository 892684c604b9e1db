"""What a rule is: how one operation computes its output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from jax import Array

from nasdsl.program.graph import Scalar, Select

Args = Mapping[str, Scalar]
Params = Mapping[str, Array]
Blended = Callable[[Select], bool]
"""Whether all arms of an open decision are computed and one is kept."""


def nothing(decision: Select) -> bool:
    """Every decision switches to its arm."""
    return False


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


FlaxRule = Callable[..., tuple[Array, Params]]
"""One operation: (params, stats, args, context, *inputs) -> (output, new stats)."""


def stateless(apply: Callable[..., Array]) -> FlaxRule:
    """The rule of an operation without statistics: (params, args, context, *inputs) -> output."""
    return lambda params, stats, *rest: (apply(params, *rest), stats)


def pure(function: Callable[..., Array]) -> FlaxRule:
    """The rule of a function of the inputs alone."""
    return lambda params, stats, args, context, *xs: (function(*xs), stats)
