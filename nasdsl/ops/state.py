"""The shape of a tensor for one example, and the types of arguments of operations."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from nasdsl.util.arguments import name_among

Scalar = int | Fraction | str
Arguments = Mapping[str, Scalar]

SIZES = ("channels", "height", "width")

Flag = Literal["yes", "no"]
FLAGS: tuple[Flag, ...] = get_args(Flag)

PaddingMode = Literal["same", "valid"]
PADDINGS: tuple[PaddingMode, ...] = get_args(PaddingMode)


class State(NamedTuple):
    """The shape of a tensor for one example: height, width, channels."""

    height: int
    width: int
    channels: int

    def __str__(self) -> str:
        return f"{self.height} x {self.width} x {self.channels}"

    @property
    def positions(self) -> int:
        """The number of positions: height times width."""
        return self.height * self.width


class ShapeError(Exception):
    """An operation cannot take an input of this shape.

    Args:
        reason: what does not fit.
        help: how to mend it, if that is known.
    """

    def __init__(self, reason: str, help: str | None = None) -> None:
        super().__init__(reason)
        self.help = help


def whole(args: Arguments, name: str) -> int:
    """The value of the argument `name`, which must be a whole number."""
    value = args[name]
    assert isinstance(value, int)
    return value


def multiple(number: int, factor: int) -> int:
    """The least multiple of `factor`, from `number` on."""
    return -(-number // factor) * factor


def padding(args: Arguments) -> PaddingMode | int:
    """The argument `padding`: `same`, `valid`, or the number of positions at each side."""
    value = args["padding"]
    return (
        value if isinstance(value, int) else name_among(PADDINGS, value) or whole(args, "padding")
    )
