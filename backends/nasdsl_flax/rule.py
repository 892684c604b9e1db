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
    """False for every select: only the arm that is taken is computed, by a switch."""
    return False


class Context(NamedTuple):
    """What the rule of an operation may depend on besides parameters, arguments and inputs.

    Args:
        train: whether the network is being trained; norms then use the statistics of the batch.
        key: the random key of this operation; None turns dropout off.
        cpu: whether the program runs on a CPU.
        blended: says of a select whether it computes all of its arms; else it switches to one.
    """

    train: bool
    key: Array | None
    cpu: bool
    blended: Blended = nothing


FlaxRule = Callable[..., tuple[Array, Params]]
"""One operation: (params, stats, args, context, *inputs) -> (output, new stats)."""


def stateless(apply: Callable[..., Array]) -> FlaxRule:
    """The rule of an operation without running statistics.

    Args:
        apply: computes the output from (params, args, context, *inputs): arrays by name, arguments
            of the operation by name, a `Context`, and tensors.
    """
    return lambda params, stats, *rest: (apply(params, *rest), stats)


def pure(function: Callable[..., Array]) -> FlaxRule:
    """The rule of an operation that depends on its inputs alone.

    Args:
        function: computes the output from the input tensors.
    """
    return lambda params, stats, args, context, *xs: (function(*xs), stats)
