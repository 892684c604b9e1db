"""What is decided once and used at several places: assumed at each use, decided in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from nasdsl.analysis.environment import Known
from nasdsl.analysis.structure import scaling
from nasdsl.analysis.structure.results import Results, add, part_of, sliced
from nasdsl.analysis.structure.state import (
    Around,
    Component,
    Components,
    Entries,
    Pins,
    Tables,
    table,
    with_table,
)
from nasdsl.space.ir import Kind, Let, Node, kind

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow

Then = Callable[[Components, Around, Tables], Results]


def bind(
    flow: Flow,
    let: Let,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    then: Then | None = None,
    only: Known = None,
    ordered: bool = True,
) -> Results:
    """Where a `Let` leads: its body where nothing else is said, or what `then` makes of it."""
    slices = sliced(let, pins)
    bound_pins, body_pins = part_of(slices, 0), part_of(slices, 1)

    def body(components: Components, around: Around, tables: Tables) -> Results:
        return flow.run(let.body, body_pins, components, around, tables, only, ordered)

    then = then or body
    if kind(let.bound) is Kind.VALUE:
        return _bind_value(flow, let, bound_pins, components, around, tables, then)
    if not flow.counts.steers(let):
        return share(flow, let.slot, let.bound, bound_pins, None, components, around, tables, then)
    results: Results = {}
    for known, after, n in flow.settled(let.bound, around, tables):
        for key in dict.fromkeys(key for key, _ in flow.counts.strata(let.bound, known)):
            inner = around if key is None else _knowing(around, let.slot, key)
            found = share(
                flow, let.slot, let.bound, bound_pins, key, components, inner, after, then
            )
            for (out, later), m in found.items():
                add(results, out, later, n * m)
    return results


def _knowing(around: Around, slot: str, key: Any) -> Around:
    return replace(around, known={**around.known, slot: key})


def _bind_value(
    flow: Flow,
    let: Let,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    then: Then,
) -> Results:
    """The body for each value; a default stands back where a use has bound the slot."""
    results: Results = {}
    open_ = [i for i, c in enumerate(components) if not (let.default and let.slot in c.env)]
    places = tuple(components[i] for i in open_)
    for ((key, held), after), n in flow.run(let.bound, pins, places, around, tables).items():
        inner = list(components)
        for i, each in zip(open_, held, strict=True):
            inner[i] = _holding(components[i], let.slot, each)
        known = around
        if key is not None and flow.counts.steers(let):
            known = _knowing(around, let.slot, key)
        for (out, later), m in then(tuple(inner), known, after).items():
            add(results, out, later, n * m)
    return results


def _holding(component: Component, slot: str, held: Known) -> Component:
    """The component with a value; one that has none fails."""
    point = component.point if held is not None else component.point._replace(state=None)
    return Component(point, component.chain, {**component.env, slot: held})


def share(
    flow: Flow,
    slot: str,
    node: Node,
    pins: Pins,
    only: Known,
    components: Components,
    around: Around,
    tables: Tables,
    then: Then,
) -> Results:
    """What `then` makes of components where `slot` refers to a module or branches."""
    shared = flow.share(slot, node, pins, only, around)
    inner = replace(around, shared={**around.shared, slot: shared})
    results: Results = {}
    for (out, after), n in then(components, inner, tables).items():
        entries = table(after, slot)
        rest = with_table(after, slot, None)
        for later, m in decided(flow, node, pins, entries, around, rest, only):
            add(results, out, later, n * m)
    return results


def decided(
    flow: Flow, node: Node, pins: Pins, entries: Any, around: Around, tables: Tables, only: Known
) -> list[tuple[Tables, int]]:
    """The genomes of what is shared that lead as was assumed."""
    known: Entries = entries or ()
    places = tuple(flow.inputs[number] for number, _ in known)
    wanted = tuple(out for _, out in known)
    found = flow.run(node, pins, places, around, tables, only)
    return [
        (t, n)
        for (out, t), n in found.items()
        if not known or _each(node, out, len(wanted)) == wanted
    ]


def use(
    flow: Flow,
    name: str,
    node: Node,
    pins: Pins,
    only: Known,
    components: Components,
    slots: frozenset[str],
    around: Around,
    tables: Tables,
) -> Results:
    """A use of what is shared, whose table is `name` and whose surroundings were `around`.

    What follows from earlier assumptions is not assumed once more.
    """
    entries: Entries = table(tables, name) or ()  # type: ignore[assignment]
    known: dict[int, object] = dict(entries)
    names = sorted(slots)
    uses = [scaling.relative(flow, component, names) for component in components]
    at = [flow.place(each, names) for each in uses]
    fresh = [number for number in dict.fromkeys(at) if number not in known]
    candidates: list[dict[int, object]] = [known]
    if fresh:
        order = sorted([*known, *fresh])
        places = tuple(flow.inputs[number] for number in order)
        found = flow.run(node, pins, places, around, with_table(tables, name, None), only)
        outs = dict.fromkeys(_each(node, out, len(order)) for out, _ in found)
        joint = [dict(zip(order, out, strict=True)) for out in outs]
        candidates = [each for each in joint if all(each[i] == out for i, out in known.items())]
    results: Results = {}
    for each in candidates:
        outs = (each[number] for number in at)
        out = _whole(node, tuple(map(partial(scaling.absolute, flow), components, uses, outs)))
        assumed = entries if len(candidates) == 1 else tuple(sorted(each.items(), key=_number))
        add(results, out, with_table(tables, name, assumed or None), 1)
    return results


def _number(entry: tuple[int, object]) -> int:
    return entry[0]


def _each(node: Node, out: Any, components: int) -> tuple[Any, ...]:
    """The outcomes of a node at each component by itself: of branches, their rows."""
    if kind(node) is not Kind.BRANCHES:
        return out
    return tuple(zip(*out, strict=True)) if out else ((),) * components


def _whole(node: Node, each: tuple[Any, ...]) -> Any:
    """The outcomes at all components, put together from those at each."""
    if kind(node) is not Kind.BRANCHES:
        return each
    width = max((len(rows) for rows in each), default=0)
    padded = [(*rows, *(None,) * (width - len(rows))) for rows in each]
    return tuple(zip(*padded, strict=True))
