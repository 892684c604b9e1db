"""`pick` and `any` in the exact fold: only the branches taken decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from nasdsl.analysis import subsets
from nasdsl.analysis.branches import varies
from nasdsl.analysis.structure import branches, modules, sharing, values
from nasdsl.analysis.structure.results import Results, add, part_of, sliced
from nasdsl.analysis.structure.state import Around, Components, Out, Pins, Row, Tables
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
    cases_for,
    kind,
)  # fmt: skip

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow

AFTER = "after"  # the slot of what stands behind all branches and decides once


@dataclass(frozen=True)
class Step:
    """A module of a branch, where it stands."""

    node: Node
    pins: Pins
    components: Components
    around: Around


@dataclass(frozen=True)
class Item:
    """A branch, of which only what `row` says is decided before it is taken.

    Args:
        row: where it leads so far.
        steps: the modules that follow.
        cases: in place of `row`, branches that lead there at some of the components each.
    """

    row: Row
    steps: tuple[Step, ...] = ()
    cases: tuple[tuple[list[int], Item], ...] = ()


Then = Callable[[list[Item], Tables], Results]
_Case = tuple[list[int], list[Item]]  # some of the components, and the branches there


def run(
    flow: Flow,
    node: Pick,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    ordered: bool,
) -> Results:
    """The outcomes of the branches that a pick takes."""
    own = 1 if node.number is None else len(node.numbers)
    slices = sliced(node, pins)
    listed = part_of(slices, 0 if node.number is None else 1)
    results: Results = {}
    for number, before, n in _numbers(flow, node, slices, around, tables):
        if not _meant(node, number, pins[:own]):
            continue
        taken = _pinned(node, number, pins[:own])

        def then(
            items: list[Item],
            after: Tables,
            number: int | None = number,
            taken: list[int] | None = taken,
        ) -> Results:
            return _taken(flow, items, number, taken, after, ordered)

        found = _items(flow, node.branches, listed, components, around, before, then)
        modules.gather(results, found, n)
    return results


def _numbers(
    flow: Flow, node: Pick, slices: list[Pins], around: Around, tables: Tables
) -> list[tuple[int | None, Tables, int]]:
    """How many branches a pick takes; None for any number."""
    if node.number is None:
        return [(None, tables, 1)]
    return list(modules.times_of(flow, node.number, part_of(slices, 0), around, tables))


def _meant(node: Pick, number: int | None, own: Pins) -> bool:
    """Whether the loci for other numbers, which decide nothing, are 0 as far as they are pinned.

    They stand before what decides the number, so a genome with another value there is told apart
    here or never.
    """
    return number is None or not any(
        v for k, v in zip(node.numbers, own, strict=False) if k != number
    )


def _pinned(node: Pick, number: int | None, own: Pins) -> list[int] | None:
    """The branches taken, if the locus that says so is pinned."""
    locus = 0 if number is None else node.numbers.index(number)
    if locus >= len(own):
        return None
    return subsets.subset(node, number or 0, own)


def _taken(
    flow: Flow,
    items: list[Item],
    number: int | None,
    pinned: list[int] | None,
    tables: Tables,
    ordered: bool,
) -> Results:
    """The rows of the items taken, in every way that is left to take them."""
    states: Results = {((0, ()), tables): 1}
    for i, item in enumerate(items):
        results: Results = {}
        for ((size, rows), before), n in states.items():
            if pinned is None or i not in pinned:
                missing = 0 if number is None else number - size
                if missing < len(items) - i:
                    add(results, (size, rows), before, n)
            if (i in pinned) if pinned is not None else (number is None or size < number):
                for (row, after), m in _row(flow, item, before).items():
                    both = (*rows, row)
                    both = both if ordered else branches.in_order(flow, both)
                    add(results, (size + 1, both), after, n * m)
        states = results
    results = {}
    for ((size, rows), after), n in states.items():
        if number is None or size == number:
            add(results, rows, after, n)
    return results


def _row(flow: Flow, item: Item, tables: Tables) -> Results:
    states: Results = {(item.row, tables): 1}
    for here, case in item.cases:
        results: Results = {}
        for (row, before), n in states.items():
            for (part, after), m in _row(flow, case, before).items():
                whole = list(row)
                for i, out in zip(here, part, strict=True):
                    whole[i] = out
                add(results, tuple(whole), after, n * m)
        states = results
    for step in item.steps:
        results = {}
        for (row, before), n in states.items():
            found = branches.extended(
                flow, step.node, step.pins, row, step.components, step.around, before
            )
            modules.gather(results, found, n)
        states = results
    return states


# the branches one by one, divided as `analysis.branches` divides what they decide


def _items(
    flow: Flow,
    node: Node,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    then: Then,
) -> Results:
    """What `then` makes of the branches of a node."""
    if kind(node) is not Kind.BRANCHES:
        start = tuple(Out(c.point) for c in components)
        return then([Item(start, (Step(node, pins, components, around),))], tables)
    if not varies(node):
        results: Results = {}
        for (rows, after), n in flow.run(node, pins, components, around, tables).items():
            modules.gather(results, then([Item(row) for row in rows], after), n)
        return results
    slices = sliced(node, pins)
    match node:
        case Part(_, _, body):
            return _items(flow, body, part_of(slices, 0), components, around, tables, then)
        case Choice(arms):
            results = {}
            for i, arm in enumerate(arms):
                if not pins or pins[0] == i:
                    inner = part_of(slices, i)
                    found = _items(flow, arm.body, inner, components, around, tables, then)
                    modules.gather(results, found, 1)
            return results
        case Let():
            inner = part_of(slices, 1)
            return sharing.bind(
                flow, node, pins, components, around, tables,
                lambda c, a, t: _items(flow, node.body, inner, c, a, t, then),
            )  # fmt: skip
        case Given():
            return _followed(flow, node, slices, components, around, tables, then)
        case Fork(items):
            steps = [(item, part_of(slices, i)) for i, item in enumerate(items)]
            return _all(flow, steps, components, around, tables, [], then)
        case Repeat(body, times):
            results = {}
            for k, after, n in modules.times_of(flow, times, part_of(slices, 0), around, tables):
                steps = [(body, part_of(slices, 1 + i)) for i in range(k)]
                modules.gather(results, _all(flow, steps, components, around, after, [], then), n)
            return results
        case Each():
            return _after_each(flow, node, slices, components, around, tables, then)
        case Pick():
            return _left(flow, node, slices, pins, components, around, tables, then)
        case _:
            raise AssertionError(f"{type(node).__name__} has no branches of its own")


def _all(
    flow: Flow,
    steps: list[tuple[Node, Pins]],
    components: Components,
    around: Around,
    tables: Tables,
    before: list[Item],
    then: Then,
) -> Results:
    """What `then` makes of the items before and those of nodes that stand in one list."""
    if not steps:
        return then(before, tables)
    (node, pins), *rest = steps
    return _items(
        flow, node, pins, components, around, tables,
        lambda items, t: _all(flow, rest, components, around, t, [*before, *items], then),
    )  # fmt: skip


def _followed(
    flow: Flow,
    node: Given,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
    then: Then,
) -> Results:
    """Each component's branches are those of its own case; all cases that count decide."""

    def rest(cases: list[int], at: list[int], found: list[_Case], after: Tables) -> Results:
        if not cases:
            return then(_in_step(len(components), found), after)
        case, *later = cases
        here = [i for i, taken in enumerate(at) if taken == case]
        places = tuple(components[i] for i in here)
        return _items(
            flow, node.cases[case][1], part_of(slices, 1 + case), places, around, after,
            lambda items, t: rest(later, at, [*found, (here, items)], t),
        )  # fmt: skip

    results: Results = {}
    for key, at, after, n in values.subjects(flow, node, slices, components, around, tables):
        modules.gather(results, rest(cases_for(node, key), at, [], after), n)
    return results


def _in_step(components: int, cases: list[_Case]) -> list[Item]:
    if len(cases) == 1:
        return cases[0][1]
    nowhere: Row = (None,) * components
    rows = zip(*(items for _, items in cases), strict=True)
    heres = [here for here, _ in cases]
    return [Item(nowhere, (), tuple(zip(heres, row, strict=True))) for row in rows]


def _left(
    flow: Flow,
    node: Pick,
    slices: list[Pins],
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    then: Then,
) -> Results:
    """The branches from which a pick can still take."""
    own = 1 if node.number is None else len(node.numbers)
    listed = part_of(slices, 0 if node.number is None else 1)
    results: Results = {}
    for number, before, n in _numbers(flow, node, slices, around, tables):
        if not _meant(node, number, pins[:own]):
            continue
        pinned = _pinned(node, number, pins[:own])
        sizes = range(node.width + 1) if number is None else [number]
        ways: list[list[int]] = [] if pinned is None else [pinned]
        if pinned is None:
            ways = [list(way) for k in sizes for way in combinations(range(node.width), k)]

        def each(items: list[Item], after: Tables, ways: list[list[int]] = ways) -> Results:
            found: Results = {}
            for taken in ways:
                modules.gather(found, then([items[i] for i in taken], after), 1)
            return found

        found = _items(flow, node.branches, listed, components, around, before, each)
        modules.gather(results, found, n)
    return results


def _after_each(
    flow: Flow,
    node: Each,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
    then: Then,
) -> Results:
    listed = part_of(slices, 0)
    if node.same and node.most:

        def inside(c: Components, a: Around, t: Tables) -> Results:
            step = Step(Ref(AFTER, Kind.MODULE), (), c, a)
            return _items(
                flow, node.branches, listed, c, around, t,
                lambda items, u: then([_longer(item, step) for item in items], u),
            )  # fmt: skip

        module_pins = part_of(slices, 1)
        return sharing.share(
            flow, AFTER, node.module, module_pins, None, components, around, tables, inside
        )

    def behind(items: list[Item], after: Tables) -> Results:
        steps: list[Any] = [
            Step(node.module, slices[1 + i] if 1 + i < len(slices) else (), components, around)
            for i in range(len(items))
        ]
        return then([_longer(i, s) for i, s in zip(items, steps, strict=True)], after)

    return _items(flow, node.branches, listed, components, around, tables, behind)


def _longer(item: Item, step: Step) -> Item:
    return Item(item.row, (*item.steps, step))
