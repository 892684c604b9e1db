"""Algebraic properties of operations and merges: when they are the identity, what zeros become."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from nasdsl.ops.state import Arguments, State


class Zeros(Enum):
    """What an operation or merge makes of a tensor of zeros, whatever its parameters are."""

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
    """The operation is always the identity."""
    return True


def never(before: State, after: State, args: Arguments) -> bool:
    """The operation is never the identity."""
    return False


def same_state(before: State, after: State, args: Arguments) -> bool:
    """The operation is the identity where it does not change the state."""
    return before == after


def if_one(name: str) -> Identity:
    """The operation is the identity where the named argument is 1."""
    return lambda before, after, args: args[name] == 1


def loses(args: Arguments) -> Zeros:
    """Zeros do not stay zeros."""
    return Zeros.LOST


def keeps(args: Arguments) -> Zeros:
    """Zeros are mapped to zeros."""
    return Zeros.KEPT


def makes(args: Arguments) -> Zeros:
    """The result is always zeros."""
    return Zeros.MADE


def unless_biased(args: Arguments) -> Zeros:
    """Zeros are mapped to zeros unless the operation has a bias."""
    return Zeros.LOST if args["bias"] == "yes" else Zeros.KEPT
