"""Where a network's shapes fail: the reason, and the place in the network and in the file."""

from __future__ import annotations

from nasdsl.errors import Diagnostic, PlacedError
from nasdsl.source import Span


class InvalidNetwork(PlacedError):
    """A genotype whose shapes fail: no network.

    Args:
        reason: what does not fit.
        path: where in the network.
        span: where in the spec.
    """

    def __init__(self, reason: str, path: str, span: Span) -> None:
        self.reason, self.path, self.span = reason, path, span
        message = f"this genotype is no network: {reason}, at {path}"
        super().__init__(Diagnostic("E801", span, message))
