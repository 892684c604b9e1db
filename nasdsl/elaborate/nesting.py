"""How deep expressions, and the bodies of definitions that they use, are nested."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Nesting:
    """The nesting depth of the expression at hand; as a context, one that is one deeper.

    Expressions are many, so the context is one object that is entered again and again.
    """

    def __init__(self) -> None:
        self.depth = 0
        self._deepest = 0

    def __enter__(self) -> None:
        self.depth += 1
        self._deepest = max(self._deepest, self.depth)

    def __exit__(self, *raised: object) -> None:
        self.depth -= 1

    def measured(self, write: Callable[[], T]) -> tuple[T, int]:
        """The result of a function, and how much deeper than here expressions are nested in it."""
        deepest, self._deepest = self._deepest, self.depth
        result = write()
        height = self._deepest - self.depth
        self._deepest = max(self._deepest, deepest)
        return result, height
