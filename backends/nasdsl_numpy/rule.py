"""The interface of a rule: the function by which the backend computes an operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from nasdsl.program.graph import Scalar

Array = NDArray[np.float64]
Args = Mapping[str, Scalar]
Params = Mapping[str, Array]
NumpyRule = Callable[..., tuple[Array, Params]]
"""One operation: (params, stats, args, training, *inputs) -> (output, new stats)."""


def stateless(apply: Callable[..., Array]) -> NumpyRule:
    """The rule of an operation that has no running statistics.

    Args:
        apply: computes the output from (params, args, *inputs): arrays by name, arguments of the
            operation by name, and tensors.
    """
    return lambda params, stats, args, _, *xs: (apply(params, args, *xs), stats)


def pure(function: Callable[..., Array]) -> NumpyRule:
    """The rule of an operation that depends on its inputs alone.

    Args:
        function: computes the output from the input tensors.
    """
    return stateless(lambda params, args, *xs: function(*xs))
