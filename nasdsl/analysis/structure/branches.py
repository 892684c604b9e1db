"""Branches in the exact fold: for each component, a row with the outcome of each branch.

Where nothing that takes them minds their order, rows are sorted, so that branches that decide
likewise are a multiset and not one case for each order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nasdsl.analysis.environment import Known
from nasdsl.analysis.structure import modules, picking, sharing, values
from nasdsl.analysis.structure.results import Cases, Results, add, part_of, sliced
from nasdsl.analysis.structure.state import (
    TAKEN,
    Around,
    Component,
    Components,
    Loose,
    Out,
    Pins,
    Row,
    Rows,
    Tables,
)
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
    Unused,
    kind,
)  # fmt: skip

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow


def run(
    flow: Flow,
    node: Node,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    only: Known,
    ordered: bool,
) -> Results:
    """The outcomes of branches, as `Rows`; with `only`, those of so many branches."""
    found = _run(flow, node, pins, components, around, tables, only, ordered)
    if only is not None:
        found = {(rows, t): n for (rows, t), n in found.items() if len(rows) == only}
    if ordered:
        return found
    results: Results = {}
    for (rows, after), n in found.items():
        add(results, in_order(flow, rows), after, n)
    return results


def in_order(flow: Flow, rows: Rows) -> Rows:
    """Rows sorted, so that the order of branches makes no difference."""
    return tuple(sorted(rows, key=flow.order)) if len(rows) > 1 else rows


def _run(
    flow: Flow,
    node: Node,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    only: Known,
    ordered: bool,
) -> Results:
    slices = sliced(node, pins)
    match node:
        case Fork(items):
            steps = [(item, part_of(slices, i)) for i, item in enumerate(items)]
            return _side_by_side(flow, steps, components, around, tables, ordered)
        case Repeat(body, times, _, same):
            results: Results = {}
            for k, after, n in modules.times_of(flow, times, part_of(slices, 0), around, tables):
                steps = [(body, part_of(slices, 1 + i)) for i in range(min(k, 1) if same else k)]
                found = _side_by_side(flow, steps, components, around, after, ordered)
                for (rows, later), m in found.items():
                    add(results, rows * k if same else rows, later, n * m)
            return results
        case Each():
            return _each(flow, node, slices, components, around, tables, ordered)
        case Pick():
            return picking.run(flow, node, pins, components, around, tables, ordered)
        case Unused(branches):
            found = flow.run(branches, part_of(slices, 0), components, around, tables)
            return {(_unused(components, rows), after): n for (rows, after), n in found.items()}
        case Part(_, _, body):
            return flow.run(body, part_of(slices, 0), components, around, tables, None, ordered)
        case Choice():
            return values.choose(flow, node, pins, components, around, tables, None, ordered)
        case Let():
            return sharing.bind(flow, node, pins, components, around, tables, None, None, ordered)
        case Given():
            return values.follow(
                flow, node, pins, components, around, tables, None, ordered, _joined
            )
        case Ref(slot) if slot in around.shared:
            return _shared(flow, slot, components, around, tables)
        case Ref(slot):
            return {(_earlier(flow, components, slot, around), tables): 1}
        case _:
            return _module(flow, node, pins, components, around, tables)


def _module(
    flow: Flow, node: Node, pins: Pins, components: Components, around: Around, tables: Tables
) -> Results:
    """A module as a list of one branch."""
    found = flow.run(node, pins, components, around, tables)
    return {((outs,), after): n for (outs, after), n in found.items()}


def _branch(
    flow: Flow,
    node: Node,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    ordered: bool,
) -> Results:
    if kind(node) is Kind.BRANCHES:
        return flow.run(node, pins, components, around, tables, None, ordered)
    return _module(flow, node, pins, components, around, tables)


def _side_by_side(
    flow: Flow,
    steps: Sequence[tuple[Node, Pins]],
    components: Components,
    around: Around,
    tables: Tables,
    ordered: bool,
) -> Results:
    """The rows of a list of branches: those of its items side by side."""
    states: Results = {((), tables): 1}
    for node, pins in steps:
        results: Results = {}
        for (rows, before), n in states.items():
            found = _branch(flow, node, pins, components, around, before, ordered)
            for (more, after), m in found.items():
                both = (*rows, *more)
                add(results, both if ordered else in_order(flow, both), after, n * m)
        states = results
    return states


def _each(
    flow: Flow,
    node: Each,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
    ordered: bool,
) -> Results:
    results: Results = {}
    pinned = ordered or any(slices[1:])
    found = flow.run(node.branches, part_of(slices, 0), components, around, tables, None, pinned)
    for (rows, after), n in found.items():
        if node.same:
            modules.gather(results, _same(flow, node, slices, rows, components, around, after), n)
            continue
        states: Results = {((), after): n}
        for i, before in enumerate(rows):
            more: Results = {}
            for (done, between), m in states.items():
                pins = slices[1 + i] if 1 + i < len(slices) else ()
                for (row, later), k in extended(
                    flow, node.module, pins, before, components, around, between
                ).items():
                    both = (*done, row)
                    add(more, both if ordered else in_order(flow, both), later, m * k)
            states = more
        modules.gather(results, states, 1)
    return results


def extended(
    flow: Flow,
    module: Node,
    pins: Pins,
    row: Row,
    components: Components,
    around: Around,
    tables: Tables,
) -> Results:
    """A row each of whose branches has a module behind it."""
    here = [i for i, out in enumerate(row) if out is not None]
    outs = tuple(out for out in row if out is not None)
    places = modules.moved(tuple(components[i] for i in here), outs)
    results: Results = {}
    for (after, later), n in flow.run(module, pins, places, around, tables).items():
        whole: list[Out | None] = [None] * len(row)
        for i, out in zip(here, modules.followed(flow, outs, after), strict=True):
            whole[i] = out
        add(results, tuple(whole), later, n)
    return results


def _same(
    flow: Flow,
    node: Each,
    slices: list[Pins],
    rows: Rows,
    components: Components,
    around: Around,
    tables: Tables,
) -> Results:
    """Rows with one and the same module behind each: it applies at all of them at once."""
    if not rows:
        return {(rows, tables): 1}
    flat = tuple(out for row in rows for out in row)
    found = extended(
        flow, node.module, part_of(slices, 1), flat, components * len(rows), around, tables
    )
    size = len(components)
    return {
        (tuple(outs[i * size : (i + 1) * size] for i in range(len(rows))), after): n
        for (outs, after), n in found.items()
    }


def _unused(components: Components, rows: Rows) -> Rows:
    """The rows of tensors, without those that are taken."""

    def kept(component: Component, out: Out | None) -> Out | None:
        took = component.env[TAKEN]
        assert isinstance(took, frozenset)
        if out is None or out.tally.took & took:
            return None
        loose = frozenset(Loose(key) for key in out.tally.took)
        return out._replace(tally=out.tally._replace(took=loose))

    return tuple(
        tuple(kept(c, out) for c, out in zip(components, row, strict=True)) for row in rows
    )


def _shared(
    flow: Flow, slot: str, components: Components, around: Around, tables: Tables
) -> Results:
    shared = around.shared[slot]
    if not components:
        width = around.known.get(slot)
        return {(((),) * (width if isinstance(width, int) else 0), tables): 1}
    return sharing.use(
        flow, slot, shared.node, shared.pins, shared.only, components,
        shared.reads, shared.around, tables,
    )  # fmt: skip


def _earlier(flow: Flow, components: Components, slot: str, around: Around) -> Rows:
    """The rows of all tensors that a graph takes at once."""
    if not components:
        width = around.known.get(slot)
        return ((),) * (width if isinstance(width, int) else 0)
    each: list[list[Out]] = []
    for component in components:
        held: Any = component.env[slot]
        each.append([modules.taken(flow, component, named) for named in held])
    return tuple(zip(*each, strict=True))


def _joined(number: int, cases: Cases) -> Rows:
    """The rows of the cases of a `given`, each for its own components, put together."""
    width = max(len(rows) for _, rows in cases)
    whole: list[list[Out | None]] = [[None] * number for _ in range(width)]
    for here, rows in cases:
        for place, row in enumerate(rows):
            for i, out in zip(here, row, strict=True):
                whole[place][i] = out
    return tuple(tuple(row) for row in whole)
