"""The interface of a rule: the function by which the backend computes an operation."""

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
    """Compute no decision by all of its arms: each switches to the arm that is taken."""
    return False


class Context(NamedTuple):
    """What an operation may depend on besides its inputs.

    Args:
        train: whether it trains: norms then use the statistics of the batch.
        key: random key of this operation; None turns dropout off.
        cpu: whether the program runs on a CPU.
        blended: for which open decisions all arms are computed and one result is selected.
    """

    train: bool
    key: Array | None
    cpu: bool
    blended: Blended = nothing


FlaxRule = Callable[..., tuple[Array, Params]]
"""One operation: (params, stats, args, context, *inputs) -> (output, new stats)."""


def stateless(apply: Callable[..., Array]) -> FlaxRule:
    """The rule of an operation without running statistics.

    `apply` takes (params, args, context, *inputs) and gives the output.
    """
    return lambda params, stats, *rest: (apply(params, *rest), stats)


def pure(function: Callable[..., Array]) -> FlaxRule:
    """The rule of an operation that depends on its inputs alone."""
    return lambda params, stats, args, context, *xs: (function(*xs), stats)
