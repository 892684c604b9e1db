"""Planned modules, whose steps are copied for equal modules on tensors of equal states."""

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
    """The steps of a module as planned at one place, from which those at other places are copied.

    All tensors are given by their numbers in the program.

    Args:
        path: the path of the module.
        around: the tensors from outside that the steps can take: the module's input, then the
            outputs of earlier links of the chain.
        first: the output of the first step; the next steps' outputs have the next numbers.
        steps: the steps.
        uses: the uses of definitions in the module, each with the path that its steps have.
        output: the module's output.
        links: for each link that the module adds to its chain, the output of the link before it.
        consumed: for the earlier links in `around` and then for those in `links`, whether that
            tensor is consumed once the module is planned.
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
        """Whether the steps can be copied to another place.

        They can if they take no other tensors than those in `around` and their own outputs, and if
        the paths of all of them begin with that of the module.
        """
        tensors = [t for step in self.steps for t in step.inputs]
        paths = [it.path for it in (*self.steps, *self.uses)]
        tensors += [*self.links, self.output]
        inside = all(t in self.around or t >= self.first for t in tensors)
        return inside and all(path.startswith(self.path) for path in paths)

    def at(self, path: str, around: tuple[int, ...], first: int) -> Planned:
        """A copy of the module for another place.

        Args:
            path: the path of the module there.
            around: the tensors there that the steps can take, in the order of `Planned.around`.
            first: the number of the first step's output there.
        """
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
    """A key of an environment: equal for environments whose slots have equal numbers and symbols.

    It is None where a slot stands for a module, branches, a tensor or a value that is not known.
    """
    if any(isinstance(it, DecidedClosure | Deferred | NamedTensor | tuple) for it in env.values()):
        return None
    return frozenset((slot, type(bound), bound) for slot, bound in env.items())


class PlanContext(Protocol):
    """What the functions that copy planned modules need of the planner to which they add steps."""

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
        """Record that the piece being planned computes a tensor that a graph names.

        Pieces inside it then take the tensor from there.

        Args:
            named: the tensor, which is returned.
        """
        ...

    def run(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add the steps of a module, and return the number of its output.

        Args:
            closure: the module, and what its slots stand for.
            tensor: the number of the tensor that enters.
            chain: the outputs of the earlier links of the chain; those of the module are appended.
        """
        ...

    def inside(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add the steps of a module whose own decision is known; return the number of its output.

        Args:
            closure: the module: a choice, a `let` and the like, and what its slots stand for.
            tensor: the number of the tensor that enters.
            chain: the outputs of the earlier links of the chain; those of the module are appended.
        """
        ...
