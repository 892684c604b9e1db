"""What slots and branches stand for while a program is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nasdsl.genome.layout import Occurrence
from nasdsl.program.decision_expr import Decision
from nasdsl.program.graph import State
from nasdsl.space.ir import Constant
from nasdsl.space.paths import descend


@dataclass(frozen=True, slots=True)
class DecidedClosure:
    """An occurrence of a module or of branches, with the values of the slots in it."""

    occurrence: Occurrence
    env: Environment

    def at(self, path: str) -> DecidedClosure:
        """The same module or branches under another path of the network."""
        occurrence = self.occurrence
        return DecidedClosure(occurrence._replace(path=descend(path, occurrence.node)), self.env)


@dataclass(frozen=True, slots=True, eq=False)
class NamedTensor:
    """A tensor that a graph names.

    Args:
        made: the module that computes it; None for an input of the graph.
        tensor: the number of that module's input, or of the tensor itself.
    """

    made: DecidedClosure | None
    tensor: int


Bound: TypeAlias = "Constant | DecidedClosure | NamedTensor | Deferred | tuple[NamedTensor, ...]"
Environment: TypeAlias = Mapping[str, Bound]
Item: TypeAlias = "DecidedClosure | NamedTensor | Slot | Optional"
Branch: TypeAlias = tuple[Item, ...]
Chain: TypeAlias = list[NamedTensor]


class OpenDecision(Exception):
    """Raised where planning asks for the value of a decision that the program leaves open.

    Args:
        loci: its loci in the genome.
        radix: the number of its values.
    """

    def __init__(self, loci: range, radix: int) -> None:
        super().__init__()
        self.loci, self.radix = loci, radix


@dataclass(frozen=True, slots=True)
class Deferred:
    """A value that depends on open decisions: it is evaluated where it is used."""

    occurrence: Occurrence
    env: Environment
    state: State | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A branch that an open decision chooses among several; `open` is the decision."""

    decision: Decision
    branches: tuple[Branch, ...]
    path: str
    open: OpenDecision


@dataclass(frozen=True, slots=True)
class Optional:
    """A branch that is taken or not, as an open decision says; `open` is the decision."""

    decision: Decision
    branch: Branch
    path: str
    open: OpenDecision
