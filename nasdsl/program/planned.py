"""Modules planned once: their steps are reused wherever equal tensors surround an equal module."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from nasdsl.program.bindings import (
    Chain,
    DecidedClosure,
    Deferred,
    Environment,
    NamedTensor,
    OpenDecision,
)
from nasdsl.program.decisions import Decisions
from nasdsl.program.graph import DefinitionUse, State, Step
from nasdsl.program.subgraph import moved_step


@dataclass(frozen=True, slots=True)
class Planned:
    """The steps of a module as planned at one place; another place gets them with other tensors.

    Tensors are told by their numbers. What enters a link is the output of the link before it.

    Args:
        path: the path of the module.
        around: the tensors from outside that the steps can take: the module's input, then what
            enters those of the earlier links that the module can take.
        first: the output of the first step; the next steps' outputs have the next numbers.
        steps: the steps.
        uses: the uses of definitions in the module, each with the path that its steps have.
        output: the module's output.
        links: what enters the links in the module, in order.
        consumed: for the earlier links in `around` and then for those in `links`, whether they are
            consumed once the module is planned.
    """

    path: str
    around: tuple[int, ...]
    first: int
    steps: tuple[Step, ...]
    uses: tuple[DefinitionUse, ...]
    output: int
    links: tuple[int, ...]
    consumed: tuple[bool | OpenDecision, ...]

    @property
    def alone(self) -> bool:
        """Whether the steps can be used elsewhere.

        They may take nothing but tensors in `around` and in the module, and all paths must begin
        with that of the module.
        """
        tensors = [t for step in self.steps for t in step.inputs]
        paths = [it.path for it in (*self.steps, *self.uses)]
        tensors += [*self.links, self.output]
        inside = all(t in self.around or t >= self.first for t in tensors)
        return inside and all(path.startswith(self.path) for path in paths)

    def at(self, path: str, around: tuple[int, ...], first: int) -> Planned:
        """The same module at another path, on other tensors `around`, numbered from `first`."""
        start, moved = len(self.path), dict(zip(self.around, around, strict=True))
        moved |= {self.first + n: first + n for n in range(len(self.steps))}
        steps = tuple([moved_step(step, moved, path + step.path[start:]) for step in self.steps])
        uses = tuple(
            [DefinitionUse(use.name, use.member, path + use.path[start:]) for use in self.uses]
        )
        links = tuple([moved[t] for t in self.links])
        output = moved[self.output]
        return Planned(path, around, first, steps, uses, output, links, self.consumed)


def fixed_values(env: Environment) -> Hashable | None:
    """A key for what slots stand for; None where one stands for a module, branches or a tensor."""
    if any(isinstance(it, DecidedClosure | Deferred | NamedTensor | tuple) for it in env.values()):
        return None
    return frozenset((slot, type(bound), bound) for slot, bound in env.items())


class PlanContext(Protocol):
    """The planner to which modules are added, as far as planning them once needs it."""

    decisions: Decisions
    rolling: bool
    steps: list[Step]
    uses: list[DefinitionUse]
    cells: dict[Hashable, Planned]
    parts: dict[Hashable, Planned]

    def state(self, tensor: int) -> State:
        """The state of a tensor by its number."""
        ...

    def add(self, step: Step) -> int:
        """Append a step, and return the number of its tensor."""
        ...

    def own(self, named: NamedTensor) -> NamedTensor:
        """Record that this piece computes `named`, a tensor that a graph names; return `named`."""
        ...

    def run(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add the steps of a module on a tensor, and return the number of its output."""
        ...

    def inside(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add the steps of a module whose own decision is known."""
        ...
