"""Graphs in the fold over sets: what names can be, related as long as that is cheap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import TYPE_CHECKING

from nasdsl.analysis.points import Tally
from nasdsl.analysis.reach.places import (
    MANY,
    Chain,
    Closure,
    Earlier,
    Env,
    Held,
    Named,
    Out,
    Place,
    Taken,
)
from nasdsl.analysis.structure.state import TAKEN
from nasdsl.elaborate.graphs import is_link
from nasdsl.space.ir import Graph, Node, Unused, children

if TYPE_CHECKING:
    from nasdsl.analysis.reach.fold import Reach

State = tuple[tuple[tuple[str, Held], ...], Tally]
"""What names mean, and what the bindings made so far add up to."""


def run(reach: Reach, node: Graph, place: Place) -> frozenset[Out]:
    """All outcomes that a graph can have."""
    entering = frozenset([place.point])
    links = (*place.chain, entering) if is_link(node) else (entering,)
    tally = Tally(len(node.bindings)) if reach.meter.totals else Tally()
    env = {**place.env, **_inputs(node, links)}
    states = _few(_apart((_kept(env, reach.flow.still_read(node, 0)), tally)))
    for number, (slot, body) in enumerate(node.bindings):
        awaited = reach.flow.still_read(node, number + 1)
        made = (
            (
                _kept({**env, slot: Named(frozenset([out.point]))}, awaited),
                reach.meter.plus(before, reach.of_binding(node, number, env, out.tally)),
            )
            for env, before in [(dict(held), before) for held, before in states]
            for out in reach.run(body, Place(place.point, (), env))
        )
        states = _few(reach.apart(made) if reach.tallied else made)
    after = _trimmed(reach, links) if is_link(node) else place.chain
    return reach.few(
        Out(out.point, after, reach.meter.plus(before, out.tally))
        for held, before in states
        for out in reach.run(node.result, Place(place.point, (), _judging(reach, node, held)))
    )


def _inputs(node: Graph, links: Chain) -> Env:
    """What the inputs of a graph mean; missing ones are the first link."""
    last = max(0, len(links) - len(node.inputs))
    missing = len(node.inputs) - (len(links) - last)
    points = [links[0]] * missing + list(links[last:])
    found: dict[str, Held] = {
        slot: Named(each) for slot, each in zip(node.inputs, points, strict=True)
    }
    return found if node.every is None else {**found, node.every: Earlier(links[:last])}


def _trimmed(reach: Reach, links: Chain) -> Chain:
    return links if reach.flow.all_links else links[max(0, len(links) - reach.flow.links) :]


def _kept(env: Env, awaited: frozenset[str]) -> tuple[tuple[str, Held], ...]:
    names = [slot for slot, held in env.items() if slot in awaited or not isinstance(held, Named)]
    return tuple([(slot, env[slot]) for slot in sorted(names)])


def _apart(state: State) -> Iterator[State]:
    """A state in which tensors can be several things, as several states."""
    held, tally = state
    named = [(slot, each.points) for slot, each in held if isinstance(each, Named)]
    others = [(slot, each) for slot, each in held if not isinstance(each, Named)]
    for points in product(*(points for _, points in named)):
        one = [(slot, Named(frozenset([p]))) for (slot, _), p in zip(named, points, strict=True)]
        yield tuple(sorted([*others, *one], key=lambda item: item[0])), tally


def _few(states: Iterable[State]) -> set[State]:
    """The states; if they are many, one for each tally, with all that each name can be."""
    found: set[State] = set()
    rest = iter(states)
    for state in rest:
        found.add(state)
        if len(found) > MANY:
            break
    else:
        return found
    joined: dict[Tally, dict[str, Held]] = {}
    for held, tally in chain(found, rest):
        before = joined.setdefault(tally, dict(held))
        before.update((slot, _either(before[slot], each)) for slot, each in held)
    return {(tuple(sorted(env.items(), key=lambda item: item[0])), t) for t, env in joined.items()}


def _either(one: Held, other: Held) -> Held:
    if isinstance(one, Named) and isinstance(other, Named):
        return one if other.points <= one.points else Named(one.points | other.points)
    return one


def _judging(reach: Reach, node: Graph, held: tuple[tuple[str, Held], ...]) -> Env:
    """What names mean to the result, which can ask what is taken."""
    env = dict(held)
    of_bindings = [reach.flow.reads(body) for _, body in node.bindings]
    names = _beside_unused(reach, node.result).union(*of_bindings)
    return {**env, TAKEN: Taken(_readable(names, env).union(node.inputs))}


def _beside_unused(reach: Reach, node: Node) -> frozenset[str]:
    """What a node can read elsewhere than in `unused`."""
    if TAKEN not in reach.flow.reads(node):
        return reach.flow.reads(node)
    inner = () if isinstance(node, Unused) else children(node)
    return frozenset[str]().union(*(_beside_unused(reach, child) for child in inner))


def _readable(names: Iterable[str], env: Env) -> frozenset[str]:
    """The names, and those that closures among what they mean can read."""
    found = frozenset(names)
    for name in found:
        match env.get(name):
            case Closure(_, inner):
                found |= _readable((slot for slot, _ in inner), dict(inner))
            case _:
                pass
    return found
