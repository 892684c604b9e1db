"""Frames of a deep recursion in one piece of memory.

CPython keeps the frames of Python functions in chunks of 16 KiB. A call for which a chunk has no
room takes a new one from the system, and its return gives that back: what is called again and again
just there takes several times as long: a third of the time of loading some specs went that way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from types import FunctionType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

STACK = 32_768  # words that the frame of such a function asks for; its chunk has twice as many


def in_one_chunk(function: Callable[P, R]) -> Callable[P, R]:
    """A function that does the same, with room for the frames of what it calls in one chunk.

    Its own frame asks for so large a stack of operands, which it does not use, that CPython makes
    the chunk large enough; a recursion that needs even more goes on in chunks of the usual size.
    """

    def calls(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    code = calls.__code__.replace(co_stacksize=STACK)
    roomy = FunctionType(code, calls.__globals__, closure=calls.__closure__)
    return update_wrapper(roomy, function)  # pyright: ignore[reportReturnType]
