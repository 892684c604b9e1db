"""Formats of numbers, the same in terminal, page and pictures."""

from __future__ import annotations


def short(value: float) -> str:
    """A number in four significant digits, or in full if it is whole: `0.01234`, `12,345,678`."""
    if abs(value) < 1e15 and value == int(value):
        return f"{int(value):,}"
    return f"{value:.4g}"


def duration(seconds: float) -> str:
    """A time in the largest fitting units: `1 h 02 min`, `3.2 s`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min"
