"""States: what is known of a tensor before it exists; and arguments, on which they depend."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

Scalar = int | Fraction | str
Arguments = Mapping[str, Scalar]

SIZES = ("channels", "height", "width")


class State(NamedTuple):
    """What is known of a tensor before it exists: one example's shape."""

    height: int
    width: int
    channels: int

    def __str__(self) -> str:
        return f"{self.height} x {self.width} x {self.channels}"

    @property
    def positions(self) -> int:
        """How many there are, each with all channels."""
        return self.height * self.width


class ShapeError(Exception):
    """The operation cannot take this tensor; the message is the reason."""


def whole(args: Arguments, name: str) -> int:
    """An argument that is a whole number."""
    value = args[name]
    assert isinstance(value, int)
    return value
