"""Branches in the fold over sets: rows of all outcomes that each branch can have."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import chain, product
from typing import TYPE_CHECKING, Any

from nasdsl.analysis.environment import Known
from nasdsl.analysis.reach import values
from nasdsl.analysis.reach.modules import after_part, one_branch, taken
from nasdsl.analysis.reach.places import (
    Branch,
    Closure,
    Earlier,
    Place,
    Row,
    Taken,
    either,
    few_rows,
)
from nasdsl.analysis.structure.state import TAKEN
from nasdsl.space.ir import (
    Choice,
    Each,
    Fork,
    Given,
    Kind,
    Let,
    Node,
    Part,
    Pick,
    Ref,
    Repeat,
    Tensor,
    Unused,
    kind,
)  # fmt: skip

if TYPE_CHECKING:
    from nasdsl.analysis.reach.fold import Reach

Rows = frozenset[Row]


def run(reach: Reach, node: Node, place: Place, only: Known) -> Rows:
    """All outcomes that branches can have; with `only`, those of so many branches."""
    found = _run(reach, node, place)
    return found if only is None else frozenset(row for row in found if _can_be(row, only))


def _can_be(row: Row, number: Known) -> bool:
    sure = sum(not branch.optional for branch in row)
    return isinstance(number, int) and sure <= number <= len(row)


def _run(reach: Reach, node: Node, place: Place) -> Rows:
    match node:
        case Fork(items):
            return _side_by_side([_rows(reach, item, place) for item in items])
        case Repeat(body, times):
            numbers = values.times(reach, times, place)
            once = _rows(reach, body, place)
            return few_rows(row for k in numbers for row in _side_by_side([once] * k))
        case Each(listed, module, _, same):
            modules = values.alternatives(reach, module, place) if same else [module]
            return few_rows(
                tuple(_longer(reach, branch, each, place) for branch in row)
                for row in reach.run(listed, place)
                for each in modules
            )
        case Pick():
            return _pick(reach, node, place)
        case Unused(listed):
            return _unused(reach, listed, place)
        case Part(_, _, body):
            return _rows(reach, body, place)
        case Choice():
            reach.meet(node, place, None)
            return few_rows(chain(*(_rows(reach, arm.body, place) for arm in node.arms)))
        case Let():
            return values.bind(reach, node, place, None)
        case Given():
            return values.follow(reach, node, place, None, _rows)
        case Ref(slot):
            held = place.env[slot]
            if isinstance(held, Earlier):
                ways = (frozenset(taken(reach, place, p) for p in link) for link in held.links)
                return frozenset([tuple(map(Branch, ways))])
            assert isinstance(held, Closure)
            inner = place.meaning(dict(held.env))
            return _rows(reach, held.node, inner, held.only)
        case _:
            return frozenset([(one_branch(reach, node, place),)])


def _rows(reach: Reach, node: Node, place: Place, only: Known = None) -> Rows:
    """The rows of a node, be it branches or one of them."""
    if kind(node) is Kind.BRANCHES:
        found: Any = reach.run(node, place, only)
        return found
    return frozenset([(one_branch(reach, node, place),)])


def _side_by_side(lists: Iterable[Rows]) -> Rows:
    found: Rows = frozenset([()])
    for rows in lists:
        found = few_rows((*before, *row) for before, row in product(found, rows))
    return found


def _longer(reach: Reach, branch: Branch, module: Node, place: Place) -> Branch:
    """A branch with one more module at its end."""
    return Branch(after_part(reach, module, branch.ways, place.env), branch.optional)


def _pick(reach: Reach, node: Pick, place: Place) -> Rows:
    """Some of the branches; of more than one and not all, each can be any of them."""
    rows = _rows(reach, node.branches, place)
    if node.number is None:
        return few_rows(tuple(Branch(branch.ways, optional=True) for branch in row) for row in rows)
    numbers = values.times(reach, node.number, place)
    return few_rows(_picked(row, number) for row in rows for number in numbers)


def _picked(row: Row, number: int) -> Row:
    return row if number == len(row) or not row else (reduce(either, row),) * number


def _unused(reach: Reach, listed: Node, place: Place) -> Rows:
    """The branches, of which those can be missing that something can take."""
    held = place.env.get(TAKEN)
    names = held.names if isinstance(held, Taken) else None
    items = listed.items if isinstance(listed, Fork) else ()
    untaken = {
        number
        for number, item in enumerate(items)
        if isinstance(item, Tensor) and names is not None and item.slot not in names
    }
    if any(kind(item) is Kind.BRANCHES for item in items):
        untaken.clear()
    return few_rows(
        tuple(Branch(branch.ways, i not in untaken) for i, branch in enumerate(row))
        for row in reach.run(listed, place)
    )
