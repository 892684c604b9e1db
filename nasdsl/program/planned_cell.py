"""Reuses the steps of a planned cell wherever tensors of the same states enter the cell."""

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
    """The steps of a cell as planned at one place; another place gets them with other tensors.

    Tensors are told by their numbers. What enters a link is the output of the link before it.

    Args:
        path: the path of the cell.
        around: the tensors from outside that the steps can take: the cell's input, then what enters
            those of the earlier links that the cell can take.
        first: the output of the first step; the next steps' outputs have the next numbers.
        steps: the steps.
        uses: the uses of definitions in the cell, each with the path that its steps have.
        output: the cell's output.
        links: what enters the links in the cell, in order.
        consumed: for the earlier links in `around` and then for those in `links`, whether they are
            consumed once the cell is planned.
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

        They may take nothing but tensors in `around` and in the cell, and all paths must begin with
        that of the cell.
        """
        tensors = [t for step in self.steps for t in step.inputs]
        paths = [it.path for it in (*self.steps, *self.uses)]
        tensors += [*self.links, self.output]
        inside = all(t in self.around or t >= self.first for t in tensors)
        return inside and all(path.startswith(self.path) for path in paths)

    def at(self, path: str, around: tuple[int, ...], first: int) -> PlannedCell:
        """The same cell at another path, on other tensors `around`, numbered from `first`."""
        start, moved = len(self.path), dict(zip(self.around, around, strict=True))
        moved |= {self.first + n: first + n for n in range(len(self.steps))}
        steps = tuple([moved_step(step, moved, path + step.path[start:]) for step in self.steps])
        uses = tuple(replace(use, path=path + use.path[start:]) for use in self.uses)
        links = tuple([moved[t] for t in self.links])
        output = moved[self.output]
        return PlannedCell(path, around, first, steps, uses, output, links, self.consumed)


@per_node
def links_in_reach(node: Node) -> int:
    """The most outputs of earlier links that a module takes, beside the tensor that enters it.

    `ALL` if a module in it takes every earlier one, or if it uses a cell, whatever that takes.
    """
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
    """A key for what slots stand for; None where one stands for a module, branches or a tensor."""
    if any(isinstance(it, DecidedClosure | Deferred | NamedTensor | tuple) for it in env.values()):
        return None
    return frozenset((slot, type(bound), bound) for slot, bound in env.items())
