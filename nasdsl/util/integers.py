"""Integers of any length as text: in full, shortened, or rounded."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING

from nasdsl.limits import deep_recursion

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def decimal(value: int) -> str:
    """A whole number in decimal digits, without Python's limit on their number."""
    with deep_recursion():
        return str(value)


def abbreviate(value: int) -> str:
    """A whole number in decimal digits; if it has over 60, the first 20 and how many there are."""
    digits = decimal(value)
    return digits if len(digits) <= 60 else f"{digits[:20]}... ({len(digits)} digits)"


def fields_text(self: DataclassInstance) -> str:
    """The `repr` of a dataclass, in which whole numbers are abbreviated: for its `__repr__`."""
    with deep_recursion():
        texts = [f"{field.name}={_text(getattr(self, field.name))}" for field in fields(self)]
    return f"{type(self).__name__}({', '.join(texts)})"


def _text(value: object) -> str:
    return abbreviate(value) if isinstance(value, int) else repr(value)


def number_text(value: int) -> str:
    """A whole number with thousands separators: `1,234`.

    Of more than 12 digits, it is also given rounded, as a power of ten; of more than 60, only its
    first digits and how many there are.
    """
    digits = str(value)
    if len(digits) <= 12:
        return f"{value:,}"
    text = f"{value:,}" if len(digits) <= 60 else abbreviate(value)
    return f"{text}  ({rounded_text(value)})"


def rounded_text(value: int) -> str:
    """A whole number rounded to three digits, as a power of ten: `1.08e18`."""
    return f"{Decimal(value):.2e}".replace("e+", "e")


def brief_text(value: int, digits: int = 12) -> str:
    """A whole number with thousands separators (`1,234`), or rounded (`1.08e18`).

    Args:
        value: the number.
        digits: how many digits it may have before it is rounded.
    """
    return f"{value:,}" if value < 10**digits else rounded_text(value)
