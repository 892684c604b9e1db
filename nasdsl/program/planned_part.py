"""Plans uses of small definitions once for all networks of a space, and copies their steps.

A network has many such uses, each of one step or three, and all networks of a space have the same
few: `bn_relu(operation)` of Pouy et al. is one of 35.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import assert_never

from nasdsl.analysis.radices import flat_size, locus_count
from nasdsl.program.bindings import Chain, DecidedClosure, Deferred, NamedTensor
from nasdsl.program.graph import DefinitionUse
from nasdsl.program.planned import PlanContext, Planned
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

LOCI, WAYS = 8, 256  # of a use that is planned once: more are seldom decided alike
REMEMBERED = 1 << 12  # uses, with their decisions; beyond, they are forgotten

PlannedParts = dict[Hashable, Planned]
"""The uses of one space's definitions that are planned."""


def part(planner: PlanContext, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
    """Add the steps of a use of a definition to a program, and return the number of their output.

    Where no decision is open, and the same small definition was planned before, in this or another
    network of the space, with equal decisions and a tensor of equal state, its steps are copied.

    Args:
        planner: the planner to which the steps are added.
        closure: the use of the definition, and what its slots stand for.
        tensor: the number of the tensor that enters.
        chain: the outputs of the earlier links of the chain; those of the definition are appended.
    """
    place = closure.occurrence
    node = place.node
    assert isinstance(node, Part)
    first, noted = len(planner.steps), len(planner.uses)
    key = _key(planner, closure, tensor)
    known = None if key is None else planner.parts.get(key)
    if known is not None:
        planned = known.at(place.path, (tensor,), first)
        for step in planned.steps:
            planner.add(step)
        planner.uses.extend(planned.uses)
        return planned.output
    planner.uses.append(DefinitionUse(node.name, None, place.path))
    output = planner.inside(closure, tensor, chain)
    if key is not None:
        steps, uses = tuple(planner.steps[first:]), tuple(planner.uses[noted:])
        planned = Planned(place.path, (tensor,), first, steps, uses, output, (), ())
        if len(planner.parts) >= REMEMBERED:
            planner.parts.clear()
        if planned.alone:
            planner.parts[key] = planned
    return output


def _key(planner: PlanContext, closure: DecidedClosure, tensor: int) -> Hashable | None:
    """What the steps of a use depend on; None where it is not small."""
    if planner.rolling:
        return None
    decided = _decided(planner.decisions.known, closure)
    return None if decided is None else (decided, planner.state(tensor))


def _decided(known: Mapping[int, int], closure: DecidedClosure) -> Hashable | None:
    """A small module as it is written, with its decisions and what it reads; else None."""
    place, node = closure.occurrence, closure.occurrence.node
    if not small(node):
        return None
    values: list[Hashable] = []
    for slot in free(node):
        bound = closure.env.get(slot)
        match bound:
            case DecidedClosure():
                value = _decided(known, bound)
                if value is None:
                    return None
            case NamedTensor() | Deferred() | tuple():
                return None
            case _:
                value = type(bound), bound
        values.append(value)
    return place.placed, tuple([known[at] for at in place.loci]), tuple(values)


@per_node
def small(node: Node) -> bool:
    """Whether a module has few loci and genotypes, names no tensors and uses no cells.

    Then its steps take no other tensor than the one that enters, and are worth copying.
    """
    return locus_count(node) <= LOCI and flat_size(node) <= WAYS and _alone(node)


@per_node
def _alone(node: Node) -> bool:
    """Whether a node names no tensors, and uses no cells."""
    match node:
        case Graph() | Tensor() | FitTo() | Unused() | Cell():
            return False
        case (
            Const() | Size() | Arithmetic() | Ref() | Choice() | Let() | Given() | Part() | Repeat()
            | Operation() | Sequence() | Series() | Merge() | Fork() | Each() | Pick()
        ):  # fmt: skip
            return all(map(_alone, children(node)))
        case _:
            assert_never(node)


@per_node
def free(node: Node) -> frozenset[str]:
    """The slots to which a module without graphs refers, and that are bound outside of it."""
    match node:
        case Ref(slot):
            return frozenset([slot])
        case Let(slot, bound, body, default):
            inner = free(body)
            return free(bound) | (inner | {slot} if default else inner - {slot})
        case (
            Const() | Size() | Arithmetic() | Choice() | Given() | Part() | Repeat() | Operation()
            | Sequence() | Series() | Merge() | Fork() | Each() | Pick() | Graph() | Tensor()
            | FitTo() | Unused() | Cell()
        ):  # fmt: skip
            return frozenset[str]().union(*map(free, children(node)))
        case _:
            assert_never(node)
