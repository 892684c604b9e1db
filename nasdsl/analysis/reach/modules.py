"""Modules in the fold over sets: all points that each can make of the one that enters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING

from nasdsl.analysis.environment import Known
from nasdsl.analysis.points import NOTHING, Point, Tally
from nasdsl.analysis.reach import graphs, values
from nasdsl.analysis.reach.places import Branch, Closure, Env, Named, Out, Place, Row, seen, union
from nasdsl.ops import MERGES, Op
from nasdsl.space.ir import (
    Cell,
    Choice,
    FitTo,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Ref,
    Repeat,
    Sequence,
    Series,
    Tensor,
)  # fmt: skip

if TYPE_CHECKING:
    from nasdsl.analysis.reach.fold import Reach

POINTS = 16  # of branches side by side, that count as much work as the outcome which they are

Outs = frozenset[Out]


def run(reach: Reach, node: Node, place: Place, only: Known) -> Outs:
    """All outcomes that a module can have."""
    match node:
        case Operation():
            return _apply(reach, node, place)
        case Tensor(slot):
            named = place.env[slot]
            assert isinstance(named, Named)
            return frozenset(taken(reach, place, point) for point in named.points)
        case FitTo(tensor):
            assert isinstance(tensor, Tensor)
            named = place.env[tensor.slot]
            assert isinstance(named, Named)
            return reach.few(_fitted(reach, place, like) for like in named.points)
        case Sequence(parts):
            return after_each(reach, parts, place)[-1]
        case Repeat(body, times, _, same):
            bodies = values.alternatives(reach, body, place) if same else [body]
            return reach.few(union([_some(reach, times, (each,), place) for each in bodies]))
        case Series(times, parts):
            return _some(reach, times, parts, place)
        case Merge():
            places = values.with_genes(reach, node, place)
            return reach.few(union([_merge(reach, node, each) for each in places]))
        case Graph():
            places = values.with_genes(reach, node, place)
            return reach.few(union([graphs.run(reach, node, each) for each in places]))
        case Choice():
            return values.choose(reach, node, place, only)
        case Let():
            return values.bind(reach, node, place, only)
        case Given():
            return values.follow(reach, node, place, only)
        case Part(name, _, body):
            return _whole(reach, body, place, name, None, only)
        case Cell(name, member):
            return _cell(reach, name, member, place)
        case Ref(slot):
            closure = place.env[slot]
            assert isinstance(closure, Closure)
            return reach.run(closure.node, place.meaning(dict(closure.env)), closure.only)
        case _:
            raise AssertionError(f"{type(node).__name__} is no module")


def after_each(reach: Reach, parts: Iterable[Node], place: Place) -> list[Outs]:
    """What modules one after another can lead to: before the first, and after each."""
    found: list[Outs] = [frozenset([Out(place.point, place.chain)])]
    last: Node | None = None
    for part in parts:
        again = part is last and found[-1] == found[-2]  # the same made of the same
        found.append(found[-1] if again else after_part(reach, part, found[-1], place.env))
        last = part
    return found


def after_part(reach: Reach, part: Node, entering: Outs, env: Env) -> Outs:
    """What a module can make of all that can enter it, with all before it."""
    if not reach.tallied:
        return reach.few(
            union([reach.run(part, Place(before.point, before.chain, env)) for before in entering])
        )
    return reach.few(
        _after(after, reach.behind(part, env, before.tally, after.tally))
        for before in entering
        for after in reach.run(part, Place(before.point, before.chain, env))
    )


def _after(out: Out, tally: Tally) -> Out:
    """The outcome with another tally, which often is the one that it has."""
    return out if tally is out.tally else Out(out.point, out.chain, tally)


def _some(reach: Reach, times: Node, parts: tuple[Node, ...], place: Place) -> Outs:
    """The first of some parts, as many as `times` can say; the last goes on."""
    numbers = values.times(reach, times, place)
    row = [parts[min(i, len(parts) - 1)] for i in range(max(numbers, default=0))]
    found = after_each(reach, row, place)
    return reach.few(union([found[number] for number in numbers]))


def _apply(reach: Reach, node: Operation, place: Place) -> Outs:
    names = [name for name, _ in node.args]
    every = list(product(*[reach.run(argument, place) for _, argument in node.args]))
    reach.spend(len(every[1:]))
    return reach.few(
        [_applied(reach, node.op, dict(zip(names, given, strict=True)), place) for given in every]
    )


def _applied(reach: Reach, op: Op, stated: Mapping[str, Known], place: Place) -> Out:
    after = reach.meter.apply(op, stated, place.point)
    return Out(after, place.chain, reach.of_operation(op, stated, place.point, after))


def _fitted(reach: Reach, place: Place, like: Point) -> Out:
    after = reach.meter.fit(place.point, like)
    return Out(after, place.chain, reach.of_fit(place.point, after))


def taken(reach: Reach, place: Place, point: Point) -> Out:
    """The outcome of taking a tensor by its name, of which this is one point."""
    tally = Tally(0, int(reach.meter.totals))
    return Out(reach.meter.take(place.point, point), place.chain, tally)


# merges


def _merge(reach: Reach, node: Merge, place: Place) -> Outs:
    outs: set[Out] = set()
    rows = reach.run(node.branches, place.unlinked())
    for way, row in product(reach.run(node.kind, place), rows):
        word = None if way is None else str(way)
        how_often = reach.every_branch or (word is not None and MERGES[word].stacks)
        for points, tally in _together(reach, row, how_often):
            point = reach.meter.merge(word, node.fit, place.point, points)
            own = reach.of_merge(word, node.fit, points, point)
            outs.add(Out(point, place.chain, reach.meter.plus(tally, own)))
    return reach.few(outs)


def _together(
    reach: Reach, row: Row, how_often: bool
) -> frozenset[tuple[tuple[Point, ...], Tally]]:
    """The points that branches can have at once; more than two of a kind tell if `how_often`."""
    states: set[tuple[tuple[Point, ...], Tally]] = {((), NOTHING)}
    for branch in row:
        longer = {
            (_with(reach, points, out.point, how_often), reach.meter.plus(tally, out.tally))
            for points, tally in states
            for out in branch.ways
        }
        states = reach.apart(longer | states if branch.optional else longer)
        reach.spend(sum(1 + len(points) // POINTS for points, _ in states))
    return frozenset(states)


def _with(
    reach: Reach, points: tuple[Point, ...], point: Point, how_often: bool
) -> tuple[Point, ...]:
    """A multiset of points with one more, sorted."""
    if how_often:
        for other in points:
            both = reach.meter.joined(other, point)
            if both is not None:
                points, point = tuple(each for each in points if each != other), both
                break
        return tuple(sorted((*points, point), key=reach.order))
    different = tuple(sorted({*points, point}, key=reach.order))
    return different * 2 if len(different) == 1 and points else different


def one_branch(reach: Reach, node: Node, place: Place) -> Branch:
    """A module as a branch."""
    return Branch(reach.few(reach.run(node, place.unlinked())))


# definitions


def _cell(reach: Reach, name: str, member: Node, place: Place) -> Outs:
    slots = reach.flow.parameters(name)
    inner = place.meaning({s: held for s, held in place.env.items() if s in slots})
    numbers = values.times(reach, member, place)
    cells = reach.flow.cells
    return reach.few(union([_whole(reach, cells[name, k], inner, name, k, None) for k in numbers]))


def _whole(
    reach: Reach, body: Node, place: Place, name: str, member: int | None, only: Known
) -> Outs:
    """A use of a definition, with the bounds on it."""
    meter = reach.meter
    if not meter.speaks_of(name):
        return reach.run(body, place, only)
    inner = seen(place, lambda point: meter.enter(point, name, member))
    return frozenset(
        out._replace(point=meter.leave(out.point, out.tally, name, member))
        for out in reach.run(body, inner, only)
    )
