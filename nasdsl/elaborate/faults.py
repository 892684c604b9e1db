"""Exceptions that end the elaboration of one expression, with the errors to report."""

from __future__ import annotations

from collections.abc import Iterable

from nasdsl.errors import Diagnostic
from nasdsl.source import Span


class Fault(Exception):
    """Raised where an expression of a spec is wrong, with the errors to report.

    Args:
        code: the code of the message.
        span: the place of the expression.
        message: what is wrong.
        help: how to mend it, if that is known.
    """

    def __init__(self, code: str, span: Span, message: str, help: str | None = None) -> None:
        self.diagnostics = (Diagnostic(code, span, message, help),)
        super().__init__(message)

    def beside(self, others: Iterable[Fault]) -> Fault:
        """This exception, after the errors of others about the same expression are added to it."""
        self.diagnostics += tuple(
            diagnostic for other in others for diagnostic in other.diagnostics
        )
        return self


class Exhausted(Fault):
    """Raised where a spec exceeds a limit; no further expression is elaborated then."""


def circle(names: list[str]) -> str:
    """How definitions use one another in a circle, for a message: `a -> b -> a`, shortened if long.

    Args:
        names: the definitions of the circle, the first one again at the end.
    """
    shown = names if len(names) <= 8 else [*names[:4], "...", *names[-3:]]
    return f"'{names[0]}' is defined by itself: {' -> '.join(shown)}"
