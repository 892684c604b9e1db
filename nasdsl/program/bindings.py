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
    """An occurrence of a module or of branches, with what the slots in it stand for.

    Args:
        occurrence: the occurrence.
        env: a constant, module, branches or tensor for each slot.
    """

    occurrence: Occurrence
    env: Environment

    def at(self, path: str) -> DecidedClosure:
        """The same module or branches under another path."""
        occurrence = self.occurrence
        return DecidedClosure(occurrence._replace(path=descend(path, occurrence.node)), self.env)


@dataclass(frozen=True, slots=True, eq=False)
class NamedTensor:
    """What a name in a graph stands for while the graph is planned.

    It is a tensor that is there, an input of the graph, or a module whose steps are added when the
    name is first taken.

    Args:
        made: the module that computes the named tensor; None for an input of the graph.
        tensor: the number of the tensor that enters `made`; without `made`, of the named tensor.
    """

    made: DecidedClosure | None
    tensor: int


Bound: TypeAlias = "Constant | DecidedClosure | NamedTensor | Deferred | tuple[NamedTensor, ...]"
Environment: TypeAlias = Mapping[str, Bound]
Item: TypeAlias = "DecidedClosure | NamedTensor | Slot | Optional"
Branch: TypeAlias = tuple[Item, ...]
Chain: TypeAlias = list[NamedTensor]


class OpenDecision(Exception):
    """Planning needs the value of a decision that the program leaves open.

    Args:
        loci: the indices of the decision's loci in the genome.
        radix: the number of its values.
    """

    def __init__(self, loci: range, radix: int) -> None:
        super().__init__()
        self.loci, self.radix = loci, radix


@dataclass(frozen=True, slots=True)
class Deferred:
    """A value that depends on an open decision, and is evaluated where a module uses it.

    Args:
        occurrence: the value's node.
        env: what the slots in it stand for.
        state: the state of the tensor to whose size it may refer.
    """

    occurrence: Occurrence
    env: Environment
    state: State | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A place among the branches of a pick, at which an open decision puts one of its branches.

    Args:
        decision: gives the number of the branch.
        branches: the branches that can stand at this place.
        path: the path of the pick.
        open: the exception to raise where the decision must be known.
    """

    decision: Decision
    branches: tuple[Branch, ...]
    path: str
    open: OpenDecision


@dataclass(frozen=True, slots=True)
class Optional:
    """A branch that an open decision takes or leaves out.

    Args:
        decision: gives 1 where the branch is taken, else 0.
        branch: the branch.
        path: the path of the pick.
        open: the exception to raise where the decision must be known.
    """

    decision: Decision
    branch: Branch
    path: str
    open: OpenDecision
