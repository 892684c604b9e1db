"""Cells planned once: their steps are reused at each use with an input of the same state."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from nasdsl.program.bindings import DecidedClosure, Deferred, Environment, NamedTensor
from nasdsl.program.graph import DefinitionUse, Step


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """The steps of a planned cell, and the uses of definitions in it.

    Args:
        path: of the cell.
        tensor: the number of its input.
        first: the number of its first step.
        steps: of the cell.
        uses: of definitions in it.
        output: the number of its output.
    """

    path: str
    tensor: int
    first: int
    steps: tuple[Step, ...]
    uses: tuple[DefinitionUse, ...]
    output: int

    @property
    def alone(self) -> bool:
        """Whether it depends on nothing but its input, all its paths beginning with the cell's."""
        inputs = [t for step in self.steps for t in step.inputs]
        paths = [it.path for it in (*self.steps, *self.uses)]
        inside = all(t == self.tensor or t >= self.first for t in (*inputs, self.output))
        return inside and all(path.startswith(self.path) for path in paths)

    def at(self, path: str, tensor: int, first: int) -> PlannedCell:
        """The cell at another path, on another input, its steps numbered from `first`."""
        start = len(self.path)

        def number(t: int) -> int:
            return tensor if t == self.tensor else t - self.first + first

        steps = tuple(
            replace(s, path=path + s.path[start:], inputs=tuple(map(number, s.inputs)))
            for s in self.steps
        )
        uses = tuple(replace(use, path=path + use.path[start:]) for use in self.uses)
        return PlannedCell(path, tensor, first, steps, uses, number(self.output))


def fixed_values(env: Environment) -> Hashable | None:
    """The values of slots as a key; None where a slot stands for a module."""
    if any(isinstance(it, DecidedClosure | Deferred | NamedTensor | tuple) for it in env.values()):
        return None
    return frozenset((slot, type(bound), bound) for slot, bound in env.items())
