"""One network: a program without open decisions, what it costs, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nasdsl.program import canonical, cost
from nasdsl.program.graph import Program


@dataclass(frozen=True)
class Architecture:
    """A network of a space: its program, costs and identity."""

    program: Program

    @cached_property
    def params(self) -> int:
        """Trainable parameters."""
        return cost.params(self.program)

    @cached_property
    def macs(self) -> int:
        """Multiply-accumulates of one forward pass of one example."""
        return cost.macs(self.program)

    @cached_property
    def hash(self) -> str:
        """A name for what the network computes: equal for networks with one canonical form."""
        return canonical.digest(self.program)
