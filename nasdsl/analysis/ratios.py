"""Exact ratios: equal ones are one object, since strides are looked up again and again."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from nasdsl.space.ir import Number


def simple(value: Number) -> Number:
    """The same number, as an int if it is whole, else as one object for equal numbers."""
    if value.denominator == 1:
        return value.numerator
    return _ratio(value.numerator, value.denominator)


class _Ratio(Fraction):
    """A fraction that has computed its hash: points are looked up more often than they are made."""

    __slots__ = ("_hash",)

    def __init__(self, numerator: int, denominator: int) -> None:
        self._hash = super().__hash__()

    def __hash__(self) -> int:
        return self._hash


_ratio = cache(_Ratio)
