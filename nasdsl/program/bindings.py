"""What names and branches stand for while a program is planned, before there are tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from nasdsl.genome.layout import Occurrence
from nasdsl.program.decision_expr import Decision
from nasdsl.program.graph import State
from nasdsl.space.ir import Constant
from nasdsl.space.paths import descend


@dataclass(frozen=True, slots=True)
class DecidedClosure:
    """An occurrence of a module or of branches, with what the slots in it stand for."""

    occurrence: Occurrence
    env: Environment

    def at(self, path: str) -> DecidedClosure:
        """The same module or branches, its steps called after another path of the network."""
        return replace(
            self, occurrence=replace(self.occurrence, path=descend(path, self.occurrence.node))
        )


@dataclass(frozen=True, slots=True, eq=False)
class NamedTensor:
    """A tensor that a graph names.

    Args:
        made: the module that gives it; None for one that enters the graph.
        tensor: the number of what enters that module, or of the tensor itself.
    """

    made: DecidedClosure | None
    tensor: int


Bound: TypeAlias = "Constant | DecidedClosure | NamedTensor | Deferred | tuple[NamedTensor, ...]"
Environment: TypeAlias = Mapping[str, Bound]
Item: TypeAlias = "DecidedClosure | NamedTensor | Slot | Optional"
Branch: TypeAlias = tuple[Item, ...]
Chain: TypeAlias = list[NamedTensor]


class OpenDecision(Exception):
    """Raised where planning asks for a decision that the program leaves open.

    Args:
        loci: where it lies in the genome.
        radix: among how many it decides.
    """

    def __init__(self, loci: range, radix: int) -> None:
        super().__init__()
        self.loci, self.radix = loci, radix


@dataclass(frozen=True, slots=True)
class Deferred:
    """A value whose decisions are left open: the occurrence of its node, evaluated at its uses."""

    occurrence: Occurrence
    env: Environment
    state: State | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One of several branches, chosen by a decision that is left open, `open`."""

    decision: Decision
    branches: tuple[Branch, ...]
    path: str
    open: OpenDecision


@dataclass(frozen=True, slots=True)
class Optional:
    """A branch that is taken or not, by a decision that is left open, `open`."""

    decision: Decision
    branch: Branch
    path: str
    open: OpenDecision
