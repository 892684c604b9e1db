"""Integers of any length as text: in full, shortened, or rounded."""

from __future__ import annotations

from decimal import Decimal

from nasdsl.limits import deep_recursion


def decimal(value: int) -> str:
    """A number as decimal text, without Python's limit on its length."""
    with deep_recursion():
        return str(value)


def abbreviate(value: int) -> str:
    """A number as decimal text; of a long one the first digits and how many there are."""
    digits = str(value)
    return digits if len(digits) <= 60 else f"{digits[:20]}... ({len(digits)} digits)"


def number_text(value: int) -> str:
    """A whole number with thousands separators; a long one also as a power of ten."""
    digits = str(value)
    if len(digits) <= 12:
        return f"{value:,}"
    text = f"{value:,}" if len(digits) <= 60 else abbreviate(value)
    return f"{text}  ({rounded_text(value)})"


def rounded_text(value: int) -> str:
    """A long whole number, rounded to three digits: `1.08e18`."""
    return f"{Decimal(value):.2e}".replace("e+", "e")


def brief_text(value: int, digits: int = 12) -> str:
    """A whole number with thousands separators; one of more digits than these is rounded."""
    return f"{value:,}" if value < 10**digits else rounded_text(value)
