"""Algebraic properties of operations and merges: when they change nothing, what zeros become."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from nasdsl.ops.state import Arguments, State


class Zeros(Enum):
    """What an operation or merge does with a tensor of zeros, whatever its parameters are."""

    LOST = "anything may be made of it: there is a bias, a shift or a value at 0"
    KEPT = "zeros are made of it; by a merge, if all of its branches are zeros"
    MADE = "zeros are made of it, and of every other tensor"
    DROPPED = "a merge gives what it gives without that branch"
    ABSORBING = "a merge gives zeros, whatever its other branches are"


Identity = Callable[[State, State, Arguments], bool]
"""Whether an operation changes nothing, for the states that enter and leave and its arguments."""

ZerosOf = Callable[[Arguments], Zeros]
"""What an operation makes of zeros, by its arguments."""


def always(before: State, after: State, args: Arguments) -> bool:
    """A test for `Op.identity`: the operation always gives its input unchanged."""
    return True


def never(before: State, after: State, args: Arguments) -> bool:
    """A test for `Op.identity`: the operation never gives its input unchanged."""
    return False


def same_state(before: State, after: State, args: Arguments) -> bool:
    """A test for `Op.identity`: the input is unchanged where the output has the same state."""
    return before == after


def if_one(name: str) -> Identity:
    """A test for `Op.identity`: the input is unchanged where the argument `name` is 1."""
    return lambda before, after, args: args[name] == 1


def loses(args: Arguments) -> Zeros:
    """For `Op.zeros`: from zeros, the operation may compute anything."""
    return Zeros.LOST


def keeps(args: Arguments) -> Zeros:
    """For `Op.zeros`: from zeros, the operation computes zeros."""
    return Zeros.KEPT


def makes(args: Arguments) -> Zeros:
    """For `Op.zeros`: the operation gives zeros for every input."""
    return Zeros.MADE


def unless_biased(args: Arguments) -> Zeros:
    """For `Op.zeros`: from zeros, it computes zeros, unless the argument `bias` is yes."""
    return Zeros.LOST if args["bias"] == "yes" else Zeros.KEPT
