"""Modules in the exact fold: which points each makes of those that enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nasdsl.analysis.environment import Known
from nasdsl.analysis.points import NOTHING, Point, Tally
from nasdsl.analysis.structure import graphs, sharing, values
from nasdsl.analysis.structure.results import Cases, Results, add, part_of, sliced
from nasdsl.analysis.structure.state import (
    NOWHERE,
    Around,
    Bound,
    Component,
    Components,
    Link,
    Named,
    Out,
    Outs,
    Pins,
    Tables,
    cell_table,
)
from nasdsl.space.ir import (
    Cell,
    Choice,
    FitTo,
    Given,
    Graph,
    Kind,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Ref,
    Repeat,
    Series,
    Tensor,
)  # fmt: skip
from nasdsl.space.ir import (
    Sequence as Row,
)

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow

SAME = "same"  # the slot of what is repeated without deciding anew


def run(
    flow: Flow,
    node: Node,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    only: Known,
) -> Results:
    """The outcomes of a module: an `Out` for each component, by how many genotypes."""
    slices = sliced(node, pins)
    match node:
        case Operation():
            return _apply(flow, node, slices, components, around, tables)
        case Tensor(slot):
            return {(tuple(_take(flow, c, slot) for c in components), tables): 1}
        case FitTo(tensor):
            assert isinstance(tensor, Tensor)
            return {(tuple(_fit(flow, c, tensor.slot) for c in components), tables): 1}
        case Row(parts):
            steps = [(part, part_of(slices, i)) for i, part in enumerate(parts)]
            return row(flow, steps, components, around, tables)
        case Repeat():
            return _repeat(flow, node, slices, components, around, tables)
        case Series(times, parts):
            results: Results = {}
            for k, after, n in times_of(flow, times, part_of(slices, 0), around, tables):
                steps = [(part, part_of(slices, 1 + i)) for i, part in enumerate(parts[:k])]
                gather(results, row(flow, steps, components, around, after), n)
            return results
        case Merge():
            return _merge(flow, node, slices, components, around, tables)
        case Graph():
            return graphs.run(flow, node, slices, components, around, tables)
        case Choice():
            return values.choose(flow, node, pins, components, around, tables, only)
        case Let():
            return sharing.bind(flow, node, pins, components, around, tables, only=only)
        case Given():
            return values.follow(flow, node, pins, components, around, tables, only, True, joined)
        case Part():
            return _part(flow, node, part_of(slices, 0), components, around, tables, only)
        case Cell():
            return _cell(flow, node, part_of(slices, 0), components, around, tables)
        case Ref(slot):
            shared = around.shared[slot]
            return sharing.use(
                flow, slot, shared.node, shared.pins, shared.only, components,
                shared.reads, shared.around, tables,
            )  # fmt: skip
        case _:
            raise AssertionError(f"{type(node).__name__} is no module")


def gather(results: Results, found: Results, n: int) -> None:
    """Add results, each with n times its number of genotypes."""
    for (out, tables), m in found.items():
        add(results, out, tables, n * m)


def joined(number: int, cases: Cases) -> Outs:
    """The outcomes of the cases of a `given`, each at its own components."""
    outs: list[Any] = [None] * number
    for here, of_case in cases:
        for i, out in zip(here, of_case, strict=True):
            outs[i] = out
    return tuple(outs)


# rows


def row(
    flow: Flow,
    steps: Iterable[tuple[Node, Pins]],
    components: Components,
    around: Around,
    tables: Tables,
) -> Results:
    """The outcomes of a sequence of modules."""
    start = tuple(Out(c.point, c.chain) for c in components)
    states: Results = {(start, tables): 1}
    for node, pins in steps:
        results: Results = {}
        for (outs, before), n in states.items():
            inner = moved(components, outs)
            for (after, later), m in flow.run(node, pins, inner, around, before).items():
                add(results, followed(flow, outs, after), later, n * m)
        states = flow.bounded(results)
    return states


def moved(components: Components, outs: Sequence[Out]) -> Components:
    """The components that enter the next module, behind the outcomes of this one."""
    return tuple(
        Component(out.point, out.chain, c.env) for c, out in zip(components, outs, strict=True)
    )


def followed(flow: Flow, outs: Outs, after: Outs) -> Outs:
    """Outputs after others: their points, with the tallies of both added."""
    return tuple(
        b if a.tally is NOTHING else b._replace(tally=flow.meter.plus(a.tally, b.tally))
        for a, b in zip(outs, after, strict=True)
    )


def times_of(
    flow: Flow, times: Node, pins: Pins, around: Around, tables: Tables
) -> Iterable[tuple[int, Tables, int]]:
    """The numbers of repetitions, each with its number of genotypes."""
    for ((key, _), after), n in flow.run(times, pins, (), around, tables).items():
        assert isinstance(key, int)
        yield key, after, n


def _repeat(
    flow: Flow,
    node: Repeat,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
) -> Results:
    results: Results = {}
    for k, after, n in times_of(flow, node.times, part_of(slices, 0), around, tables):
        if node.same and k > 0:
            again = [(Ref(SAME, Kind.MODULE), ())] * k
            found = sharing.share(
                flow, SAME, node.body, part_of(slices, 1), None, components, around, after,
                lambda c, a, t, again=again: row(flow, again, c, a, t),
            )  # fmt: skip
        else:
            steps = [(node.body, part_of(slices, 1 + i)) for i in range(k)]
            found = row(flow, steps, components, around, after)
        gather(results, found, n)
    return results


# operations, tensors and merges


def _apply(
    flow: Flow,
    node: Operation,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
) -> Results:
    states: list[tuple[list[tuple[Known, ...]], Tables, int]] = [([], tables, 1)]
    for i, (_, argument) in enumerate(node.args):
        states = [
            ([*given, held], later, n * m)
            for given, after, n in states
            for ((_, held), later), m in flow.run(
                argument, part_of(slices, i), components, around, after
            ).items()
        ]
    names = [name for name, _ in node.args]
    results: Results = {}
    for given, after, n in states:
        outs = tuple(
            Out(
                flow.meter.apply(
                    node.op,
                    {name: held[i] for name, held in zip(names, given, strict=True)},
                    c.point,
                ),
                c.chain,
            )
            for i, c in enumerate(components)
        )
        add(results, outs, after, n)
    return results


def _take(flow: Flow, component: Component, slot: str) -> Out:
    named = component.env[slot]
    assert isinstance(named, Named)
    return taken(flow, component, named)


def taken(flow: Flow, component: Component, named: Named) -> Out:
    """The outcome of taking a tensor by its name."""
    took = frozenset([named.key]) if flow.tracks else frozenset[object]()
    tally = Tally(0, int(flow.meter.totals), took)
    return Out(flow.meter.take(component.point, named.point), component.chain, tally)


def _fit(flow: Flow, component: Component, slot: str) -> Out:
    named = component.env[slot]
    assert isinstance(named, Named)
    return Out(flow.meter.fit(component.point, named.point), component.chain)


def _merge(
    flow: Flow,
    node: Merge,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
) -> Results:
    results: Results = {}
    kinds = flow.run(node.kind, part_of(slices, 0), components, around, tables)
    inner = tuple(replace(c, chain=()) for c in components)
    for ((_, ways), after), n in kinds.items():
        found = flow.run(node.branches, part_of(slices, 1), inner, around, after, ordered=False)
        for (rows, later), m in found.items():
            outs = tuple(
                _merged(flow, node, ways[i], c, [row[i] for row in rows if row[i] is not None])
                for i, c in enumerate(components)
            )
            add(results, outs, later, n * m)
    return results


def _merged(flow: Flow, node: Merge, way: Known, component: Component, branches: list[Out]) -> Out:
    word = None if way is None else str(way)
    points = [branch.point for branch in branches]
    point = flow.meter.merge(word, node.fit, component.point, points)
    tally = NOTHING
    for branch in branches:
        tally = flow.meter.plus(tally, branch.tally)
    return Out(point, component.chain, tally)


# definitions


def _part(
    flow: Flow,
    node: Part,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    only: Known,
) -> Results:
    if not flow.meter.speaks_of(node.name):
        return flow.run(node.body, pins, components, around, tables, only)
    inner = tuple(entered(flow, c, node.name) for c in components)
    results: Results = {}
    for (outs, after), n in flow.run(node.body, pins, inner, around, tables, only).items():
        add(results, _left(flow, components, outs, node.name), after, n)
    return results


def entered(flow: Flow, component: Component, name: str, member: int | None = None) -> Component:
    """A component as a whole sees it: depth begins there, for all tensors that are known."""

    def enter(point: Point) -> Point:
        return flow.meter.enter(point, name, member)

    def seen(held: Bound) -> Bound:
        if isinstance(held, Named):
            return Named(enter(held.point), held.key)
        if isinstance(held, tuple):
            return tuple(Named(enter(each.point), each.key) for each in held)
        return held

    return Component(
        enter(component.point),
        tuple(Link(enter(link.point), link.taken) for link in component.chain),
        {slot: seen(held) for slot, held in component.env.items()},
    )


def _left(
    flow: Flow, components: Components, outs: Outs, name: str, member: int | None = None
) -> Outs:
    """The outputs of a whole, checked; its chain is known outside as it was."""
    return tuple(
        Out(flow.meter.leave(out.point, out.tally, name, member), out.chain, out.tally)
        for out in outs
    )


def _cell(
    flow: Flow, node: Cell, pins: Pins, components: Components, around: Around, tables: Tables
) -> Results:
    results: Results = {}
    found = flow.run(node.member, pins, components, around, tables)
    for ((_, members), after), n in found.items():
        states: list[tuple[Cases, Tables, int]] = [([], after, n)]
        for member in sorted({m for m in members if isinstance(m, int)}):
            here = [i for i, each in enumerate(members) if each == member]
            places = tuple(components[i] for i in here)
            states = [
                ([*cases, (here, outs)], later, n * m)
                for cases, before, n in states
                for (outs, later), m in _use_cell(flow, node.name, member, places, before).items()
            ]
        for cases, later, m in states:
            add(results, joined(len(components), cases), later, m)
    return results


def _use_cell(
    flow: Flow, name: str, member: int, components: Components, tables: Tables
) -> Results:
    slots = flow.parameters(name)
    inner = tuple(
        entered(flow, Component(c.point, c.chain, env), name, member)
        for c in components
        for env in [{slot: c.env[slot] for slot in slots if slot in c.env}]
    )
    pins = flow.pins.get(cell_table(name, member), ())
    body = flow.cells[name, member]
    used = sharing.use(
        flow, cell_table(name, member), body, pins, None, inner, slots, NOWHERE, tables
    )
    return {
        (_left(flow, components, outs, name, member), after): n for (outs, after), n in used.items()
    }
