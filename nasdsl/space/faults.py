"""What ends the elaboration of one expression, and of that one alone."""

from __future__ import annotations

from nasdsl.errors import Diagnostic
from nasdsl.source import Span


class Fault(Exception):
    """An expression that has no meaning; carries what is reported."""

    def __init__(self, code: str, span: Span, message: str, help: str | None = None) -> None:
        self.diagnostic = Diagnostic(code, span, message, help)
        super().__init__(message)


def either(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
