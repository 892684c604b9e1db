"""`pick` and `any` in the fold: only the branches taken decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nasdsl.analysis import subsets
from nasdsl.analysis.structure import branches, modules, sharing
from nasdsl.analysis.structure.results import Results, add, part_of, sliced
from nasdsl.analysis.structure.state import Around, Components, Out, Pins, Row, Tables
from nasdsl.space.ir import Each, Fork, Kind, Let, Node, Part, Pick, Ref, Repeat, kind

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
    """A branch of which nothing is decided before it is taken but what `row` says."""

    row: Row
    steps: tuple[Step, ...] = ()


Then = Callable[[list[Item], Tables], Results]


def run(
    flow: Flow,
    node: Pick,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    ordered: bool,
) -> Results:
    """Where the branches taken lead."""
    own = 1 if node.number is None else len(node.numbers)
    slices = sliced(node, pins)
    listed = part_of(slices, 0 if node.number is None else 1)
    results: Results = {}
    for number, before, n in _numbers(flow, node, slices, around, tables):
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
    """How many are taken; None for any number."""
    if node.number is None:
        return [(None, tables, 1)]
    return list(modules.times_of(flow, node.number, part_of(slices, 0), around, tables))


def _pinned(node: Pick, number: int | None, own: Pins) -> list[int] | None:
    """The branches taken, if the locus that says so is pinned."""
    locus = 0 if number is None else node.numbers.index(number)
    if locus >= len(own):
        return None
    return subsets.decode(node, number or 0, own)


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
    for step in item.steps:
        results: Results = {}
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
    slices = sliced(node, pins)
    match node:
        case Part(_, _, body):
            return _items(flow, body, part_of(slices, 0), components, around, tables, then)
        case Let() if not flow.counts.steers(node):
            inner = part_of(slices, 1)
            return sharing.bind(
                flow, node, pins, components, around, tables,
                lambda c, a, t: _items(flow, node.body, inner, c, a, t, then),
            )  # fmt: skip
        case Fork(items):
            steps = [(item, part_of(slices, i)) for i, item in enumerate(items)]
            return _all(flow, steps, components, around, tables, [], then)
        case Repeat(body, times, _, False) if _settled(flow, times, around, tables):
            results: Results = {}
            for k, after, n in modules.times_of(flow, times, part_of(slices, 0), around, tables):
                steps = [(body, part_of(slices, 1 + i)) for i in range(k)]
                modules.gather(results, _all(flow, steps, components, around, after, [], then), n)
            return results
        case Each():
            return _after_each(flow, node, slices, components, around, tables, then)
        case _:
            results = {}
            for (rows, after), n in flow.run(node, pins, components, around, tables).items():
                modules.gather(results, then([Item(row) for row in rows], after), n)
            return results


def _settled(flow: Flow, times: Node, around: Around, tables: Tables) -> bool:
    """Whether how often something is done is one number."""
    return all(
        len(flow.counts.whole(times, known)) == 1
        for known, _, _ in flow.settled(times, around, tables)
    )


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
    if node.same:

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
