"""The error of a network whose shapes fail, with the place in the network and in the spec."""

from __future__ import annotations

from nasdsl.errors import Diagnostic, PlacedError
from nasdsl.source import Span


class InvalidNetwork(PlacedError):
    """A genotype stands for no network, since its shapes fail.

    Args:
        reason: what does not fit.
        path: the path of the operation that fails.
        span: the place of that operation in the spec.
        help: how to mend it, if that is known.
    """

    def __init__(self, reason: str, path: str, span: Span, help: str | None = None) -> None:
        self.reason, self.path, self.span = reason, path, span
        message = f"this genotype is no network: {reason}, at {path}"
        super().__init__(Diagnostic("E801", span, message, help))
