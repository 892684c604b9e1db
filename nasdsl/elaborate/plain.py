"""What functions of an added operation give, as numbers of Python alone.

A number of NumPy is the same number, but is written otherwise: a hash and a file would differ.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any, cast

from nasdsl.ops import State, Weight, Zeros
from nasdsl.util.arguments import as_float


def plain_number(value: Any) -> int:
    """A whole number from 0 on.

    Raises:
        TypeError: it is none.
        ValueError: it is below 0.
    """
    if isinstance(value, bool):
        raise TypeError("a bool is no number")
    if (number := operator.index(value)) < 0:
        raise ValueError("a number from 0 on")
    return number


def plain_truth(value: Any) -> bool:
    """A truth value.

    Raises:
        TypeError: it is none.
    """
    if isinstance(value, bool):
        return value
    if getattr(value, "dtype", None) != "bool" or value.shape != ():
        raise TypeError("no truth value")
    return bool(value)


def plain_zeros(value: object) -> Zeros:
    """What becomes of zeros.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, Zeros):
        raise TypeError("no Zeros")
    return value


def plain_state(value: object) -> State:
    """A state of sizes from 1 on.

    Raises:
        TypeError: it is none.
        ValueError: a size is below 1.
    """
    if not isinstance(value, State):
        raise TypeError("no State")
    state = State(*map(plain_number, value))
    if not all(state):
        raise ValueError("a size is 0")
    return state


def plain_weights(value: object) -> dict[str, Weight]:
    """Weights by their names.

    Raises:
        TypeError: it is something else.
        ValueError: a size is below 0.
    """
    if not isinstance(value, Mapping):
        raise TypeError("no mapping")
    items = cast("Mapping[object, object]", value).items()
    return {_plain_name(name): _plain_weight(weight) for name, weight in items}


def _plain_name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError("no name")
    return name


def _plain_weight(weight: object) -> Weight:
    if not isinstance(weight, Weight) or not isinstance(cast("object", weight.shape), tuple):
        raise TypeError("no Weight")
    shape = tuple(map(plain_number, weight.shape))
    return Weight(shape, _plain_real(weight.deviation), _plain_real(weight.mean))


def _plain_real(value: float) -> float:
    return value if type(value) in (int, float) else as_float(value)
