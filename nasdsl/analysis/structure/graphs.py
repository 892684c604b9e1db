"""Graphs in the exact fold: points of bindings are kept while something can take them."""

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
    Loose,
    Named,
    Out,
    Pins,
    Tables,
)
from nasdsl.elaborate.graphs import is_link
from nasdsl.space.ir import Graph

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow

Took = frozenset[object]


@dataclass(frozen=True)
class _Place:
    """A graph at one component, with the points of the bindings made so far.

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
    """The outcomes of a graph: each binding decides once, whether or not it is taken."""
    inner = replace(around, known=entered(node, around.known))
    links = [_links(node, c) for c in components]
    states: Results = {(_start(flow, node, components, links), tables): 1}
    for number, (slot, body) in enumerate(node.bindings):
        live = flow.still_read(node, number + 1)
        results: Results = {}
        for (places, before), n in states.items():
            here = _inside(components, places)
            pins = part_of(slices, number)
            for (outs, after), m in flow.run(body, pins, here, inner, before).items():
                add(results, _bound(flow, places, slot, outs, live), after, n * m)
        states = results
    results = {}
    for (places, before), n in states.items():
        here = _inside(components, places)
        pins = part_of(slices, len(node.bindings))
        judges = [_Judge(p, _taken(node, found)) for p, found in zip(places, links, strict=True)]
        for (outs, after), m in _result(flow, node, pins, here, inner, before, judges).items():
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
    live = flow.still_read(node, 0)
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
    """The graph at each component with the next binding made."""
    made: list[_Place] = []
    for place, out in zip(places, outs, strict=True):
        env = {**dict(place.env), slot: Named(out.point, slot)}
        took = (*place.took, (slot, out.tally.took)) if flow.tracks else ()
        tally = flow.meter.plus(place.tally, out.tally._replace(took=frozenset()))
        made.append(_Place(_kept(env, live), tally, took))
    return tuple(made)


@dataclass(frozen=True)
class _Judge:
    """Says what is taken in a graph at one place; `before` are the links that others took."""

    place: _Place
    before: Took

    def taken(self, took: Took) -> Took:
        """The tensors that are taken, where the result takes `took`, loose tensors among them."""
        direct = frozenset(key for key in took if not isinstance(key, Loose))
        return self.before | direct | self.by_bindings(took)

    def by_bindings(self, took: Took) -> Took:
        """What the bindings take that are not dropped."""
        needed, taken = set(_keys(took)), set[object]()
        for slot, found in reversed(self.place.took):
            if slot in needed:
                needed |= found
                taken |= found
        return frozenset(taken)


def _keys(took: Took) -> Took:
    return frozenset(key.key if isinstance(key, Loose) else key for key in took)


def _taken(node: Graph, links: tuple[Link, ...]) -> Took:
    anchor = node.inputs[0] if node.inputs else node.every
    return frozenset((anchor, i) for i, link in enumerate(links) if link.taken)


def _result(
    flow: Flow,
    node: Graph,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    judges: list[_Judge],
) -> Results:
    """Where the result leads. What is unused in it is assumed, and then has to come out so."""

    def run(taken: tuple[Took, ...]) -> Results:
        here = tuple(
            replace(c, env={**c.env, TAKEN: t}) for c, t in zip(components, taken, strict=True)
        )
        return flow.run(node.result, pins, here, around, tables)

    def judged(outs: tuple[Out, ...]) -> tuple[Took, ...]:
        pairs = zip(judges, outs, strict=True)
        return tuple(judge.taken(out.tally.took) for judge, out in pairs)

    nothing = tuple(frozenset[object]() for _ in components)
    found = run(nothing)
    if TAKEN not in flow.reads(node.result):
        return found
    results: Results = {}
    for assumed in dict.fromkeys(judged(outs) for outs, _ in found):
        for (outs, after), n in run(assumed).items():
            if judged(outs) == assumed:
                add(results, outs, after, n)
    return results


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
    shown = _keys(out.tally.took)
    took = shown | _Judge(place, frozenset()).by_bindings(shown)
    chain = component.chain
    if is_link(node):
        chain = tuple(Link(a.point, a.taken or (anchor, i) in took) for i, a in enumerate(links))
        chain = chain if flow.all_links else chain[max(0, len(chain) - flow.links) :]
    tally = flow.meter.plus(place.tally, out.tally._replace(took=frozenset()))
    own = {(anchor, i) for i in range(len(links))} | {slot for slot, _ in node.bindings}
    return Out(out.point, chain, tally._replace(took=took - own))
