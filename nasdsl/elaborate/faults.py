"""Exceptions that end the elaboration of one expression, with the errors to report."""

from __future__ import annotations

from collections.abc import Iterable

from nasdsl.errors import Diagnostic
from nasdsl.source import Span


class Fault(Exception):
    """An expression is wrong; the exception carries the diagnostics to report."""

    def __init__(self, code: str, span: Span, message: str, help: str | None = None) -> None:
        self.diagnostics = (Diagnostic(code, span, message, help),)
        super().__init__(message)

    def beside(self, others: Iterable[Fault]) -> Fault:
        """This fault together with the diagnostics of other faults of the same expression."""
        self.diagnostics += tuple(
            diagnostic for other in others for diagnostic in other.diagnostics
        )
        return self


class Exhausted(Fault):
    """The spec exceeds a limit, so that elaboration ends at once."""


def circle(names: list[str]) -> str:
    """The text of an error for a definition that uses itself: `a -> b -> a`, shortened if long.

    `names` lists the definitions of the circle, the first one again at the end.
    """
    shown = names if len(names) <= 8 else [*names[:4], "...", *names[-3:]]
    return f"'{names[0]}' is defined by itself: {' -> '.join(shown)}"
