"""Cells planned once: their steps are reused wherever equal tensors surround the cell."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import assert_never

from nasdsl.elaborate.graphs import is_link
from nasdsl.program.bindings import (
    DecidedClosure,
    Deferred,
    Environment,
    NamedTensor,
    OpenDecision,
)
from nasdsl.program.graph import DefinitionUse, Step
from nasdsl.program.subgraph import moved_step
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Sequence,
    Series,
    Size,
    Tensor,
    Unused,
    children,
    per_node,
)

ALL = sys.maxsize  # links before a cell, as many as there are


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """The steps of a planned cell, and the uses of definitions in it.

    Args:
        path: of the cell.
        around: the numbers of its input, and of the inputs of links before it that it can take.
        first: the number of its first step.
        steps: of the cell.
        uses: of definitions in it.
        output: the number of its output.
        links: the numbers of the inputs of links in it.
        consumed: of those links and then of its own, whether they are consumed after it.
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
        """Whether it takes nothing but what is around it, all paths beginning with the cell's."""
        tensors = [t for step in self.steps for t in step.inputs]
        paths = [it.path for it in (*self.steps, *self.uses)]
        tensors += [*self.links, self.output]
        inside = all(t in self.around or t >= self.first for t in tensors)
        return inside and all(path.startswith(self.path) for path in paths)

    def at(self, path: str, around: tuple[int, ...], first: int) -> PlannedCell:
        """The cell at another path, with other tensors around, its steps numbered from `first`."""
        start, moved = len(self.path), dict(zip(self.around, around, strict=True))
        moved |= {self.first + n: first + n for n in range(len(self.steps))}
        steps = tuple([moved_step(step, moved, path + step.path[start:]) for step in self.steps])
        uses = tuple(replace(use, path=path + use.path[start:]) for use in self.uses)
        links = tuple([moved[t] for t in self.links])
        output = moved[self.output]
        return PlannedCell(path, around, first, steps, uses, output, links, self.consumed)


@per_node
def links_in_reach(node: Node) -> int:
    """How many links before it a module takes at most; of cells in it that is not asked."""
    match node:
        case Graph(inputs):
            every = node.every is not None
            return (ALL if every else len(inputs) - 1) if is_link(node) else 0
        case Cell():
            return ALL
        case (
            Const() | Size() | Arithmetic() | Ref() | Choice() | Let() | Given() | Part() | Repeat()
            | Operation() | FitTo() | Sequence() | Series() | Merge() | Fork() | Each() | Pick()
            | Unused() | Tensor()
        ):  # fmt: skip
            return max(map(links_in_reach, children(node)), default=0)
        case _:
            assert_never(node)


def fixed_values(env: Environment) -> Hashable | None:
    """The values of slots as a key; None where a slot stands for a module."""
    if any(isinstance(it, DecidedClosure | Deferred | NamedTensor | tuple) for it in env.values()):
        return None
    return frozenset((slot, type(bound), bound) for slot, bound in env.items())
