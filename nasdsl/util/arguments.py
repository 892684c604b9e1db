"""Checks of arguments from Python users, with messages that say what was expected."""

from __future__ import annotations

import operator
from random import Random
from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex, TypeVar

from nasdsl.errors import NasdslError
from nasdsl.limits import deep_recursion

if TYPE_CHECKING:
    from numpy.random import Generator

    Seed = int | Random | Generator
    """What numbers are drawn with: a whole number, or a source of randomness."""

Kind = TypeVar("Kind")

SHOWN = 60  # characters of a value in a message


def checked(
    value: object, kinds: type[Kind] | tuple[type[Kind], ...], what: str, help: str
) -> Kind:
    """The argument, if it is of one of these types.

    Args:
        value: the argument.
        kinds: the types.
        what: the beginning of the message: `an index is a whole number`.
        help: what to pass instead.

    Raises:
        NasdslError: it is of another kind.
    """
    if isinstance(value, kinds):
        return value
    raise wrong_argument(value, what, help)


def wrong_argument(value: object, what: str, help: str) -> NasdslError:
    """The error for an argument of a wrong type, in the words of `checked`."""
    return NasdslError(f"{what}, not {shown_value(value)}", help)


def whole_number(value: Any, what: str) -> int:
    """The argument as an int, if it is a whole number of Python or NumPy.

    Raises:
        NasdslError: it is something else, 1.0 and '1' among it.
    """
    try:
        return operator.index(value)
    except TypeError:
        raise NasdslError(f"{what} is a whole number, not {shown_value(value)}") from None


def as_float(value: object) -> float:
    """The argument as a float, from a number of Python, NumPy or a framework.

    Raises:
        TypeError: it is none, as a text or an array of several is not.
        OverflowError: it is too large.
    """
    if not isinstance(value, SupportsFloat | SupportsIndex):
        raise TypeError(f"not a number: {shown_value(value)}")
    try:
        return float(value)
    except ValueError as error:
        raise TypeError(str(error)) from error


def random_source(seed: Any) -> Random:
    """A `Random` for a seed, or from a NumPy generator; a `Random` is returned as it is.

    Raises:
        NasdslError: it is none of them.
    """
    if isinstance(seed, Random):
        return seed
    integers = getattr(seed, "integers", None)  # of a generator; NumPy is not imported for it
    try:
        return Random(operator.index(integers(2**63) if integers else seed))
    except TypeError:
        kinds = "a whole number, a random.Random or a numpy Generator"
        raise NasdslError(f"a seed is {kinds}, not {shown_value(seed)}") from None


def shown_value(value: object) -> str:
    """A value as Python writes it, shortened where it is long."""
    with deep_recursion():
        text = " ".join(repr(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
