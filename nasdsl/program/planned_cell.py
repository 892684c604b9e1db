"""Plans a cell once in a network, and copies its steps for uses on tensors of equal states."""

from __future__ import annotations

import sys
from typing import assert_never

from nasdsl.elaborate.graphs import is_link
from nasdsl.program.bindings import Chain, DecidedClosure, NamedTensor
from nasdsl.program.graph import DefinitionUse
from nasdsl.program.planned import PlanContext, Planned, fixed_values
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


def cell(planner: PlanContext, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
    """Add the steps of a use of a cell to a program, and return the number of their output.

    Where no decision is open, and the same member was planned before for tensors of equal states,
    its steps are copied.

    Args:
        planner: the planner to which the steps are added.
        closure: the use of the cell, and what its slots stand for.
        tensor: the number of the tensor that enters.
        chain: the outputs of the earlier links of the chain; those of the cell are appended.
    """
    place, state = closure.occurrence, planner.state(tensor)
    node = place.node
    assert isinstance(node, Cell)
    member = planner.decisions.member(place, closure.env, state)
    body = planner.decisions.inner(place, closure.env, state)
    first, noted, before = len(planner.steps), len(planner.uses), len(chain)
    values = None if planner.rolling else fixed_values(body.env)
    if values is None:
        planner.uses.append(DefinitionUse(node.name, member, place.path))
        return planner.run(body, tensor, chain)
    links = chain[max(0, before - links_in_reach(body.occurrence.node)) :]
    around = (tensor, *(link.tensor for link in links))
    consumption = planner.decisions.consumption
    consumed = [consumption.consumed(link) for link in links]
    alike = tuple((around.index(t), planner.state(t)) for t in around)
    key = (node.name, member, values, alike, *consumed)
    if key in planner.cells:
        return _again(planner, planner.cells[key].at(place.path, around, first), links, chain)
    planner.uses.append(DefinitionUse(node.name, member, place.path))
    output = planner.run(body, tensor, chain)
    planned = Planned(
        place.path,
        around,
        first,
        tuple(planner.steps[first:]),
        tuple(planner.uses[noted:]),
        output,
        tuple(link.tensor for link in chain[before:]),
        tuple(map(consumption.consumed, (*links, *chain[before:]))),
    )
    if planned.alone:
        planner.cells[key] = planned
    return output


def _again(planner: PlanContext, planned: Planned, links: Chain, chain: Chain) -> int:
    """Add a cell that is planned already, and note the links that it consumes."""
    for step in planned.steps:
        planner.add(step)
    planner.uses.extend(planned.uses)
    own = [planner.own(NamedTensor(None, tensor)) for tensor in planned.links]
    chain.extend(own)
    for link, consumed in zip((*links, *own), planned.consumed, strict=True):
        planner.decisions.consumption.note(link, consumed)
    return planned.output


@per_node
def links_in_reach(node: Node) -> int:
    """How many outputs of earlier links a module takes at most, besides the tensor that enters it.

    It is `sys.maxsize` if the module contains a graph that takes all of them, or uses a cell.
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
