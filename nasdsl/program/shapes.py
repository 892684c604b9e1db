"""Where a network's shapes fail: the reason, and the place in the network and in the file."""

from __future__ import annotations

from nasdsl.errors import NasdslError
from nasdsl.source import Span


class Misfit(NasdslError):
    """A genotype whose shapes fail: no network.

    Args:
        reason: what does not fit.
        path: where in the network.
        span: where in the spec.
    """

    def __init__(self, reason: str, path: str, span: Span) -> None:
        line, column = span.position
        self.reason, self.path, self.span = reason, path, span
        super().__init__(
            f"this genotype is no network: {reason}, at {path}",
            f"that is written at {span.source.name}:{line}:{column}",
        )
