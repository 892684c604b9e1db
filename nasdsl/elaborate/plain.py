"""Checks what the functions of a user's own operation return, and converts NumPy's numbers.

A number of NumPy becomes one of Python: it is equal, but is written otherwise, so that hashes and
files would differ.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any, cast

from nasdsl.ops import State, Weight, Zeros
from nasdsl.util.arguments import as_float


def plain_number(value: Any) -> int:
    """A user's number, such as a count of multiply-accumulates, as an int of Python.

    Raises:
        TypeError: `value` is not a whole number; a bool is none.
        ValueError: `value` is below 0.
    """
    if isinstance(value, bool):
        raise TypeError("a bool is no number")
    if (number := operator.index(value)) < 0:
        raise ValueError("a number from 0 on")
    return number


def plain_truth(value: Any) -> bool:
    """A user's truth value, of Python or NumPy, as a bool of Python.

    Raises:
        TypeError: `value` is neither.
    """
    if isinstance(value, bool):
        return value
    if getattr(value, "dtype", None) != "bool" or value.shape != ():
        raise TypeError("no truth value")
    return bool(value)


def plain_zeros(value: object) -> Zeros:
    """Return `value`, if it is a member of `Zeros`: what an operation does with a tensor of zeros.

    Raises:
        TypeError: `value` is anything else.
    """
    if not isinstance(value, Zeros):
        raise TypeError("no Zeros")
    return value


def plain_state(value: object) -> State:
    """The shape that a user's operation gives, with sizes that are ints of Python and at least 1.

    Raises:
        TypeError: `value` is no `State`, or a size is not a whole number.
        ValueError: a size is below 1.
    """
    if not isinstance(value, State):
        raise TypeError("no State")
    state = State(*map(plain_number, value))
    if not all(state):
        raise ValueError("a size is 0")
    return state


def plain_weights(value: object) -> dict[str, Weight]:
    """The arrays of a user's operation by name, with shapes and distributions in numbers of Python.

    Raises:
        TypeError: `value` is not a mapping from names to `Weight`, or a number in it is none.
        ValueError: a size of a shape is below 0.
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
