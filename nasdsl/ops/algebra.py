"""What an operation or a merge is in algebra: when it changes nothing, what it makes of zeros."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from nasdsl.ops.state import Arguments, State


class Zeros(Enum):
    """What becomes of a tensor of zeros, whatever the parameters of the operation are."""

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
    """Of an operation that never changes anything."""
    return True


def never(before: State, after: State, args: Arguments) -> bool:
    """Of an operation that always changes something."""
    return False


def same_state(before: State, after: State, args: Arguments) -> bool:
    """Of an operation that changes nothing but states."""
    return before == after


def if_one(name: str) -> Identity:
    """Of an operation that changes nothing if one argument is 1."""
    return lambda before, after, args: args[name] == 1


def loses(args: Arguments) -> Zeros:
    """Of an operation that may make anything of zeros."""
    return Zeros.LOST


def keeps(args: Arguments) -> Zeros:
    """Of an operation that maps zeros to zeros."""
    return Zeros.KEPT


def makes(args: Arguments) -> Zeros:
    """Of an operation that gives zeros alone."""
    return Zeros.MADE


def unless_biased(args: Arguments) -> Zeros:
    """Of an operation that is linear, up to a bias that it may have."""
    return Zeros.LOST if args["bias"] == "yes" else Zeros.KEPT
