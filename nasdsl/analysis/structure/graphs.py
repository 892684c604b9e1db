"""Graphs in the fold: the points of their names, as long as something can still take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nasdsl.analysis.counts import entered
from nasdsl.analysis.points import Tally
from nasdsl.analysis.structure.results import Results, add, part_of
from nasdsl.analysis.structure.state import (
    TAKEN,
    Around,
    Bound,
    Component,
    Components,
    Link,
    Named,
    Out,
    Pins,
    Tables,
)
from nasdsl.space.graphs import is_link
from nasdsl.space.ir import Graph

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow

Took = frozenset[object]


@dataclass(frozen=True)
class _Place:
    """A graph at one component, some of its bindings made.

    Args:
        env: what names mean that can still be taken.
        tally: of the bindings made.
        took: what each binding takes, where that is asked for.
    """

    env: tuple[tuple[str, Bound], ...]
    tally: Tally
    took: tuple[tuple[str, Took], ...] = ()


_Places = tuple[_Place, ...]


def run(
    flow: Flow,
    node: Graph,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
) -> Results:
    """Where a graph leads: each binding is made once, whether or not something takes it."""
    inner = replace(around, known=entered(node, around.known))
    links = [_links(node, c) for c in components]
    states: Results = {(_start(flow, node, components, links), tables): 1}
    for number, (slot, body) in enumerate(node.bindings):
        live = still_read(flow, node, number + 1)
        results: Results = {}
        for (places, before), n in states.items():
            here = _inside(components, places)
            pins = part_of(slices, number)
            for (outs, after), m in flow.run(body, pins, here, inner, before).items():
                add(results, _bound(flow, places, slot, outs, live), after, n * m)
        states = results
    results = {}
    for (places, before), n in states.items():
        here = tuple(
            _judging(node, c, p, found)
            for c, p, found in zip(_inside(components, places), places, links, strict=True)
        )
        pins = part_of(slices, len(node.bindings))
        for (outs, after), m in flow.run(node.result, pins, here, inner, before).items():
            whole = tuple(
                _out(flow, node, c, p, out, found)
                for c, p, out, found in zip(components, places, outs, links, strict=True)
            )
            add(results, whole, after, n * m)
    return results


def _links(node: Graph, component: Component) -> tuple[Link, ...]:
    """The links of the chain with what enters, or that alone."""
    entering = Link(component.point)
    return (*component.chain, entering) if is_link(node) else (entering,)


def _start(
    flow: Flow, node: Graph, components: Components, links: list[tuple[Link, ...]]
) -> _Places:
    live = still_read(flow, node, 0)
    tally = Tally(len(node.bindings)) if flow.meter.totals else Tally()
    places: list[_Place] = []
    for component, found in zip(components, links, strict=True):
        env = {**component.env, **_inputs(node, found)}
        places.append(_Place(_kept(env, live), tally))
    return tuple(places)


def _inputs(node: Graph, links: tuple[Link, ...]) -> Mapping[str, Bound]:
    """What the inputs of a graph mean; missing ones are the first link."""
    anchor = node.inputs[0] if node.inputs else node.every
    named = [Named(link.point, (anchor, i)) for i, link in enumerate(links)]
    last = max(0, len(links) - len(node.inputs))
    missing = len(node.inputs) - (len(links) - last)
    found: dict[str, Bound] = dict(
        zip(node.inputs, [named[0]] * missing + named[last:], strict=True)
    )
    return found if node.every is None else {**found, node.every: tuple(named[:last])}


def still_read(flow: Flow, node: Graph, number: int) -> frozenset[str]:
    """What the bindings from a number on and the result can read."""
    bodies = [body for _, body in node.bindings[number:]]
    return frozenset[str]().union(*(flow.reads(body) for body in (*bodies, node.result)))


def _kept(env: Mapping[str, Bound], live: frozenset[str]) -> tuple[tuple[str, Bound], ...]:
    names = (slot for slot, held in env.items() if slot in live or not isinstance(held, Named))
    return tuple((slot, env[slot]) for slot in sorted(names))


def _inside(components: Components, places: _Places) -> Components:
    return tuple(
        Component(c.point, (), dict(place.env)) for c, place in zip(components, places, strict=True)
    )


def _bound(
    flow: Flow, places: _Places, slot: str, outs: tuple[Out, ...], live: frozenset[str]
) -> _Places:
    """The places with one more binding made."""
    made: list[_Place] = []
    for place, out in zip(places, outs, strict=True):
        env = {**dict(place.env), slot: Named(out.point, slot)}
        took = (*place.took, (slot, out.tally.took)) if flow.tracks else ()
        tally = flow.meter.plus(place.tally, out.tally._replace(took=frozenset()))
        made.append(_Place(_kept(env, live), tally, took))
    return tuple(made)


def _judging(
    node: Graph, component: Component, place: _Place, links: tuple[Link, ...]
) -> Component:
    """The component of the result, which can ask what is taken."""
    anchor = node.inputs[0] if node.inputs else node.every
    before = {(anchor, i) for i, link in enumerate(links) if link.taken}
    taken = frozenset[object](before).union(*(took for _, took in place.took))
    return replace(component, env={**component.env, TAKEN: taken})


def _out(
    flow: Flow,
    node: Graph,
    component: Component,
    place: _Place,
    out: Out,
    links: tuple[Link, ...],
) -> Out:
    """What a graph leads to: what its result does, its chain longer by what entered."""
    anchor = node.inputs[0] if node.inputs else node.every
    took = out.tally.took.union(*(each for _, each in place.took))
    chain = component.chain
    if is_link(node):
        chain = tuple(Link(a.point, a.taken or (anchor, i) in took) for i, a in enumerate(links))
        chain = chain if flow.all_links else chain[max(0, len(chain) - flow.links) :]
    tally = flow.meter.plus(place.tally, out.tally._replace(took=frozenset()))
    own = {(anchor, i) for i in range(len(links))} | {slot for slot, _ in node.bindings}
    return Out(out.point, chain, tally._replace(took=_reached(place, out.tally.took) - own))


def _reached(place: _Place, took: Took) -> Took:
    """What is taken by way of the bindings that are taken."""
    bindings: dict[object, Took] = dict(place.took)
    reached, pending = set[object](), list(took)
    while pending:
        key = pending.pop()
        if key not in reached:
            reached.add(key)
            pending += bindings.get(key, frozenset())
    return frozenset(reached)
