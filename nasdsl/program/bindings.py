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
        """The same module or branches under the path `path`."""
        occurrence = self.occurrence
        return DecidedClosure(occurrence._replace(path=descend(path, occurrence.node)), self.env)


@dataclass(frozen=True, slots=True, eq=False)
class NamedTensor:
    """A tensor that a graph names, while the graph is planned.

    It is an input of the graph, or the output of a module whose steps are added to the program when
    the tensor is first taken.

    Args:
        made: the module that computes it; None for an input of the graph.
        tensor: the number of the tensor that enters `made`; without `made`, its own number.
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
    """A value that depends on an open decision: it is not computed before a module needs it.

    Args:
        occurrence: the value's node.
        env: what the slots in that node stand for.
        state: the state of the tensor to whose size the value may refer; None if that is not known.
    """

    occurrence: Occurrence
    env: Environment
    state: State | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in the list of branches that a pick takes, while the pick is left open.

    Args:
        decision: gives the number, in `branches`, of the branch that stands at this place.
        branches: the branches that can stand at this place.
        path: the path of the pick.
        open: the exception that is raised where the decision has to be known.
    """

    decision: Decision
    branches: tuple[Branch, ...]
    path: str
    open: OpenDecision


@dataclass(frozen=True, slots=True)
class Optional:
    """A branch that a pick takes or not, while the pick is left open.

    Args:
        decision: gives 1 where the branch is taken, else 0.
        branch: the branch.
        path: the path of the pick.
        open: the exception that is raised where the decision has to be known.
    """

    decision: Decision
    branch: Branch
    path: str
    open: OpenDecision
