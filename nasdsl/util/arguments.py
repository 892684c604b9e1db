"""Checks of arguments passed by Python users, with messages that say what was expected."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex, TypeVar, cast

from nasdsl.errors import NasdslError, nearest, with_type
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
    """Return `value`, if it is an instance of one of the types `kinds`.

    Args:
        value: the argument that a user passed.
        kinds: a type, or several of which one must fit.
        what: the beginning of the message, which says what is needed: `an index is a whole number`.
        help: the help line of the message: what to pass instead.

    Raises:
        NasdslError: `value` is of another type.
    """
    if isinstance(value, kinds):
        return value
    raise wrong_argument(value, what, help)


def wrong_argument(value: object, what: str, help: str) -> NasdslError:
    """The error, to be raised, for an argument of a wrong type: `{what}, not {value}`.

    Args:
        value: the argument that a user passed.
        what: the beginning of the message, which says what is needed: `an index is a whole number`.
        help: the help line of the message: what to pass instead.
    """
    return NasdslError(f"{what}, not {shown_value(value)}", help)


def checked_items(
    values: object, kinds: type[Kind] | tuple[type[Kind], ...], what: str, help: str
) -> list[Kind]:
    """The items of `values` as a list, if all are instances of one of the types `kinds`.

    Args:
        values: the argument that a user passed; a text does not count as a collection.
        kinds: a type, or several of which one must fit.
        what: the beginning of the message, which says what is needed: `names are texts`.
        help: the help line of the message: what to pass instead.

    Raises:
        NasdslError: `values` cannot be iterated over, or an item is of another type.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise wrong_argument(values, what, help)
    return [checked(item, kinds, what, help) for item in cast("Iterable[object]", values)]


def name_among(names: Collection[Name], value: object) -> Name | None:
    """The one of `names` that equals `value`; None if `value` is not among them."""
    if isinstance(value, str):
        for name in names:
            if name == value:
                return name
    return None


def checked_name(name: object, names: Collection[Name], what: str) -> Name:
    """Return `name`, if it is one of `names`, for example the texts of a `Literal`.

    Args:
        name: the argument that a user passed.
        names: the allowed names.
        what: what a name stands for, for the message: `there is no {what} {name}`.

    Raises:
        NasdslError: `name` is another text, or not a text; the help line gives the nearest name.
    """
    if known := name_among(names, name):
        return known
    near = nearest(name, names) if isinstance(name, str) else None
    raise NasdslError(
        f"there is no {what} {shown_value(name)}", near or f"known: {', '.join(names)}"
    )


def checked_call(function: object, what: str, takes: int | None = None) -> None:
    """Refuse an argument that is not callable, or not with the arguments that it will get.

    Args:
        function: the argument that a user passed.
        what: what the function is for, for the message: `{what} is a function, not ...`.
        takes: with how many arguments it will be called, if that is known.

    Raises:
        NasdslError: `function` is not callable, or cannot be called with `takes` arguments.
    """
    if not callable(function):
        raise NasdslError(f"{what} is a function, not {shown_value(function)}")
    if takes is not None:
        _check_takes(function, what, takes)


def _check_takes(function: Callable[..., object], what: str, number: int) -> None:
    """Refuse a function that cannot be called with so many arguments, if it says what it takes."""
    from inspect import signature

    try:
        parameters = signature(function)
    except (TypeError, ValueError):  # of what is not written in Python
        return
    try:
        parameters.bind(*range(number))
    except TypeError:
        arguments = "1 argument" if number == 1 else f"{number} arguments"
        accepted = shortened(str(parameters))
        help = "functools.partial, or a lambda, gives it the others"
        fact = f"{what} is called with {arguments}, and takes {accepted}"
        raise NasdslError(fact, help) from None


def checked_path(path: object, what: str, help: str) -> Path:
    """Return `path` as a Path, if it is a text or a Path.

    Args:
        path: the argument that a user passed.
        what: the beginning of the message, which says what is needed.
        help: the help line of the message: what to pass instead.

    Raises:
        NasdslError: `path` is of another type, or holds what no path may: a null character, or half
            of a character.
    """
    if not isinstance(path, str | Path) or not _can_be_path(str(path)):
        raise wrong_argument(path, what, help)
    return Path(path)


def _can_be_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeError:
        return False


def whole_number(value: Any, what: str) -> int:
    """Return `value` as an int, if it is a whole number of Python or NumPy.

    Args:
        value: the argument that a user passed.
        what: what the number is, for the message: `{what} is a whole number, not ...`.

    Raises:
        NasdslError: `value` is anything else; 1.0, '1' and True are refused too.
    """
    try:
        if not isinstance(value, bool):
            return operator.index(value)
    except TypeError:
        pass
    raise NasdslError(f"{what} is a whole number, not {shown_value(value)}")


def counting_number(value: Any, what: str) -> int:
    """Return `value` as an int, if it is a whole number of at least 1.

    Args:
        value: the argument that a user passed.
        what: what the number is, for the message: `{what} is at least 1, not ...`.

    Raises:
        NasdslError: `value` is anything else.
    """
    if (number := whole_number(value, what)) < 1:
        raise NasdslError(f"{what} is at least 1, not {number}")
    return number


def real_number(value: object, what: str) -> float:
    """Return `value` as a float, if it is a finite number of Python, NumPy or a framework.

    Args:
        value: the argument that a user passed.
        what: what the number is, for the message: `{what} is a finite number, not ...`.

    Raises:
        NasdslError: `value` is anything else; '1', True, infinity and NaN are refused too.
    """
    try:
        if not isinstance(value, bool) and math.isfinite(number := as_float(value)):
            return number
    except (TypeError, OverflowError):
        pass
    raise NasdslError(f"{what} is a finite number, not {shown_value(value)}")


def as_float(value: object) -> float:
    """Return `value` as a float.

    Args:
        value: a number of Python or NumPy, or an array of a framework with one element.

    Raises:
        TypeError: `value` is not a number, for example a text or an array of several elements.
        OverflowError: `value` is too large for a float.
    """
    if not isinstance(value, SupportsFloat | SupportsIndex):
        raise TypeError(f"not a number: {shown_value(value)}")
    try:
        return float(value)
    except ValueError as error:
        raise TypeError(str(error)) from error


def random_source(seed: Any) -> Random:
    """A `random.Random` that is determined by `seed`.

    Args:
        seed: a whole number from 0 on; or a NumPy generator, from which such a number is drawn; or
            a `Random`, which is returned itself.

    Raises:
        NasdslError: `seed` is anything else.
    """
    return seed if isinstance(seed, Random) else Random(_number_of_seed(seed, 2**63))


def seed_number(seed: Any) -> int:
    """A seed as a whole number, which can be written down.

    Args:
        seed: a whole number from 0 on, which is returned; or a `random.Random` or a NumPy
            generator, from which one below 2**31 is drawn.

    Raises:
        NasdslError: `seed` is anything else.
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
    """The `repr` of a value on one line, cut to 60 characters: for messages."""
    try:
        with deep_recursion():
            text = " ".join(repr(value).split())
    except Exception:  # whatever a user's class does
        text = with_type(value)
    return shortened(text)


def shortened(text: str) -> str:
    """A text for a message: of a long one the beginning, followed by dots."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
