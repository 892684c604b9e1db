"""Checks of arguments from Python users, with messages that say what was expected."""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex, TypeVar, cast

from nasdsl.errors import NasdslError, nearest
from nasdsl.limits import deep_recursion

if TYPE_CHECKING:
    from numpy.random import Generator

    Seed = int | Random | Generator
    """What numbers are drawn with: a whole number from 0 on, or a source of randomness."""

Kind = TypeVar("Kind")
Name = TypeVar("Name", bound=str)

SHOWN = 60  # characters of a value in a message
SEEDS = 2**31  # of them one is drawn from a source of randomness; a backend takes an int32
SEED = "a seed is a whole number from 0 on, a random.Random or a numpy Generator"


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


def checked_items(
    values: object, kinds: type[Kind] | tuple[type[Kind], ...], what: str, help: str
) -> list[Kind]:
    """The items of an argument, all of these types; as `checked` has it.

    Raises:
        NasdslError: it has no items, or one is of another kind.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise wrong_argument(values, what, help)
    return [checked(item, kinds, what, help) for item in cast("Iterable[object]", values)]


def name_among(names: Collection[Name], value: object) -> Name | None:
    """The one of these names that a value is; None if it is none of them."""
    if isinstance(value, str):
        for name in names:
            if name == value:
                return name
    return None


def checked_name(name: object, names: Collection[Name], what: str) -> Name:
    """The argument, if it is one of these names: `get_args` of a `Literal`.

    Args:
        name: the argument.
        names: those that there are.
        what: what they name, for the message.

    Raises:
        NasdslError: it is another name, or none.
    """
    if known := name_among(names, name):
        return known
    near = nearest(name, names) if isinstance(name, str) else None
    raise NasdslError(
        f"there is no {what} {shown_value(name)}", near or f"known: {', '.join(names)}"
    )


def checked_call(function: object, what: str) -> None:
    """Refuse an argument that cannot be called.

    Raises:
        NasdslError: it cannot.
    """
    if not callable(function):
        raise NasdslError(f"{what} is a function, not {shown_value(function)}")


def checked_path(path: object, what: str, help: str) -> Path:
    """An argument that is a path.

    Raises:
        NasdslError: it is something else, or holds a character that no path has.
    """
    if not isinstance(path, str | Path) or "\0" in str(path):
        raise wrong_argument(path, what, help)
    return Path(path)


def whole_number(value: Any, what: str) -> int:
    """The argument as an int, if it is a whole number of Python or NumPy.

    Raises:
        NasdslError: it is something else, 1.0, '1' and True among it.
    """
    try:
        if not isinstance(value, bool):
            return operator.index(value)
    except TypeError:
        pass
    raise NasdslError(f"{what} is a whole number, not {shown_value(value)}")


def counting_number(value: Any, what: str) -> int:
    """The argument as an int, if it is a whole number of at least 1.

    Raises:
        NasdslError: it is something else.
    """
    if (number := whole_number(value, what)) < 1:
        raise NasdslError(f"{what} is at least 1, not {number}")
    return number


def real_number(value: object, what: str) -> float:
    """The argument as a float, if it is a finite number of Python or NumPy.

    Raises:
        NasdslError: it is something else, '1' and True among it.
    """
    try:
        if not isinstance(value, bool) and math.isfinite(number := as_float(value)):
            return number
    except (TypeError, OverflowError):
        pass
    raise NasdslError(f"{what} is a finite number, not {shown_value(value)}")


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
    return seed if isinstance(seed, Random) else Random(_number_of_seed(seed, 2**63))


def seed_number(seed: Any) -> int:
    """A seed as a number, which can be written down: of a source of randomness, one drawn from it.

    Raises:
        NasdslError: it is none.
    """
    return seed.randrange(SEEDS) if isinstance(seed, Random) else _number_of_seed(seed, SEEDS)


def _number_of_seed(seed: Any, end: int) -> int:
    """A whole number, or one below `end` that a generator draws; NumPy is not imported for it."""
    integers = getattr(seed, "integers", None)
    try:
        number = operator.index(integers(end) if integers else seed)
    except TypeError:
        number = -1
    if number < 0 or isinstance(seed, bool):
        raise NasdslError(f"{SEED}, not {shown_value(seed)}")
    return number


def shown_value(value: object) -> str:
    """A value as Python writes it, shortened where it is long."""
    try:
        with deep_recursion():
            text = " ".join(repr(value).split())
    except Exception:  # whatever a user's class does
        text = f"a {type(value).__name__}"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
