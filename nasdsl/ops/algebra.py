"""Algebraic properties of operations and merges: when they change nothing, what zeros become."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from nasdsl.ops.state import Arguments, State


class Zeros(Enum):
    """What an operation or merge gives for a tensor of zeros, whatever its trained weights are."""

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
    """True: says of an operation that it gives its input unchanged, whatever its arguments are.

    Args:
        before: the state of the input, not used.
        after: the state of the output, not used.
        args: the arguments by name, not used.
    """
    return True


def never(before: State, after: State, args: Arguments) -> bool:
    """False: says of an operation that it may change its input, whatever its arguments are.

    Args:
        before: the state of the input, not used.
        after: the state of the output, not used.
        args: the arguments by name, not used.
    """
    return False


def same_state(before: State, after: State, args: Arguments) -> bool:
    """Whether an operation that can change nothing but the shape gives its input unchanged.

    Args:
        before: the state of the input.
        after: the state of the output; the input is unchanged if they are equal.
        args: the arguments by name, not used.
    """
    return before == after


def if_one(name: str) -> Identity:
    """A function that says whether an operation gives its input unchanged: if an argument is 1.

    The function takes the states of input and output, and the arguments by name.

    Args:
        name: the name of that argument.
    """
    return lambda before, after, args: args[name] == 1


def loses(args: Arguments) -> Zeros:
    """`Zeros.LOST`: says of an operation that it may give anything for a tensor of zeros.

    Args:
        args: the operation's arguments by name, not used.
    """
    return Zeros.LOST


def keeps(args: Arguments) -> Zeros:
    """`Zeros.KEPT`: says of an operation that it gives zeros for a tensor of zeros.

    Args:
        args: the operation's arguments by name, not used.
    """
    return Zeros.KEPT


def makes(args: Arguments) -> Zeros:
    """`Zeros.MADE`: says of an operation that it gives zeros for every tensor.

    Args:
        args: the operation's arguments by name, not used.
    """
    return Zeros.MADE


def unless_biased(args: Arguments) -> Zeros:
    """What an operation gives for zeros: anything (`LOST`) with a bias, else zeros (`KEPT`).

    Args:
        args: the operation's arguments by name; `bias` is `yes` if it has a bias.
    """
    return Zeros.LOST if args["bias"] == "yes" else Zeros.KEPT
