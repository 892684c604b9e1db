"""Points: what is known of a tensor before anything runs: its state, and what bounds ask for.

A point whose shape fails has no state, and one where a bound is broken is marked; neither is an
error, as the tensor may not be taken later. The other quantities do not depend on shapes, so they
are known even where shapes fail.

- stride: the product of the resolutions of the operations before it; a fitted tensor has that of
  the tensor whose shape it gets, a merge that of the branch whose resolution it has.
- depth: operations on the longest path from the input, identities and merges not counted.
- nodes: the bindings of graphs; edges: the tensors that bindings and `return` take by name. Both
  also count what has no effect on the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from nasdsl.analysis.ratios import simple
from nasdsl.language.ast import Comparison
from nasdsl.ops import (
    FIT,
    IDENTITY,
    MERGES,
    FitMode,
    Op,
    ShapeError,
    State,
    known_arguments,
    merging,
    resolve_arguments,
)
from nasdsl.space.constraints import OF_POINTS, OF_SHAPES, Bound, Subject
from nasdsl.space.ir import Constant, Number

Extremes = tuple[Number | None, ...]
"""Of the strides on the way to a tensor, that which a bound judges; None where it judges none."""


Choose = Callable[..., Any]
"""`min` or `max`."""
DECISIVE: Mapping[Comparison, tuple[Choose, ...]] = {
    "<": (max,),
    "<=": (max,),
    "==": (min, max),
    ">=": (min,),
    ">": (min,),
}
"""The strides of several, of which all keep a bound if these do."""


class Point(NamedTuple):
    """What is known of a tensor before anything runs.

    Args:
        state: the shape; None where it fails.
        stride: how many positions of the input one position stands for; None where that depends on
            a shape that failed, and 1 where no bound asks for it.
        depths: operations on the longest path to the tensor, one number for each subject of a depth
            bound.
        broken: whether a bound is broken by this tensor or by one that leads to it; nothing else is
            known of it then, for no network with it counts.
        extremes: None, unless `stride` is relative to that of an earlier tensor; then for each
            comparison of a bound on strides the least or the greatest stride since that tensor, as
            far as it can break the bound.
    """

    state: State | None
    stride: Number | None = 1
    depths: tuple[int, ...] = ()
    broken: bool = False
    extremes: Extremes | None = None


class Tally(NamedTuple):
    """What is added up over a part of a network, as far as bounds or costs are asked for.

    Args:
        nodes: how many bindings graphs have.
        edges: how many tensors bindings and `return` take by name.
        took: which named tensors are taken.
        costs: for each cost the least and the greatest; empty where costs are not asked for.
    """

    nodes: int = 0
    edges: int = 0
    took: frozenset[object] = frozenset()
    costs: tuple[tuple[int, int], ...] = ()


NOTHING = Tally()


def sums(
    first: tuple[tuple[int, int], ...], second: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """For each cost, the least and the greatest of two parts of a network together.

    Args:
        first: the least and the greatest of each cost of the one part; empty if it has no costs.
        second: those of the other part.
    """
    if not first or not second:
        return first or second
    return tuple((a + c, b + d) for (a, b), (c, d) in zip(first, second, strict=True))


class Meter:
    """Computes the points of a network from one another, as far as some bounds need them.

    Args:
        bounds: the bounds of a space; quantities in none of them are not computed.
    """

    def __init__(self, bounds: Sequence[Bound]) -> None:
        self.bounds = bounds
        asked = {bound.quantity for bound in bounds}
        self.totals = not asked.isdisjoint(("nodes", "edges"))
        self._strides = "stride" in asked
        self._wholes = list(dict.fromkeys(b.subject for b in bounds if b.quantity == "depth"))
        self._everywhere = [b for b in bounds if b.subject is None and b.quantity in OF_POINTS]
        self._sizes = any(bound.quantity in OF_SHAPES for bound in self._everywhere)
        limits = [b.limit for b in bounds if b.quantity not in OF_POINTS]
        self._most = int(max(0, *limits, 0)) + 1  # beyond all of them
        self.scales = asked == {"stride"}
        self._broken = Point(None, None, (0,) * len(self._wholes), broken=True)
        self._judges = [(b, choose) for b in bounds for choose in DECISIVE[b.comparison]]

    def start(self, state: State) -> Point:
        """The point of the network's input."""
        return self._checked(Point(state, 1, (0,) * len(self._wholes)))

    def apply(self, op: Op, stated: Mapping[str, Constant | None], point: Point) -> Point:
        """The point after an operation.

        Args:
            op: the operation.
            stated: the arguments that the spec states, by name; None for an unknown value.
            point: the operation's input.
        """
        if op is IDENTITY or point.broken:
            return point
        stride = _strided(op, stated, point) if self._strides else point.stride
        state = _shape_after(op, stated, point.state)
        depths = tuple(min(depth + 1, self._most) for depth in point.depths)
        return self._checked(Point(state, stride, depths, point.broken, point.extremes))

    def fit(self, point: Point, like: Point) -> Point:
        """The point of a tensor after `fit` has given it the shape of another.

        Args:
            point: the tensor before.
            like: the tensor whose shape it gets.
        """
        if point.broken or like.broken:
            return self._broken
        state = None
        if point.state is not None and like.state is not None:
            state = _fitted_state(point.state, like.state)
        depths = tuple(min(depth + 1, self._most) for depth in point.depths)
        extremes = self._either(point, like)
        return self._checked(Point(state, like.stride, depths, False, extremes))

    def merge(
        self, way: str | None, fit: FitMode, entering: Point, branches: Sequence[Point]
    ) -> Point:
        """The point after a merge of branches.

        Args:
            way: the name of the merge; None where it is unknown.
            fit: what is done with branches of unequal shapes.
            entering: the point of the tensor from which all branches start; without branches, the
                result.
            branches: the point at the end of each branch.
        """
        if len(branches) < 2:
            return branches[0] if branches else entering
        if any(branch.broken for branch in branches):
            return self._broken
        strides = [branch.stride for branch in branches if branch.stride is not None]
        merged = Point(
            None,
            (max if fit == "project" else min)(strides, default=None),
            tuple(map(max, zip(*(branch.depths for branch in branches), strict=True))),
            False,
            self._either(*branches),
        )
        states = [branch.state for branch in branches if branch.state is not None]
        if way is None or len(states) < len(branches):
            return self._checked(merged)
        try:
            adapters = merging.adapters(way, fit, states)
        except ShapeError:
            return self._checked(merged)
        fitted = [a.state if a else s for a, s in zip(adapters, states, strict=True)]
        for state in (*fitted, MERGES[way].state(fitted)):
            merged = self._checked(Point(state, *merged[1:]))
        return merged

    def joined(self, first: Point, second: Point) -> Point | None:
        """One branch that can stand for two neighbouring branches of a concatenation.

        It has the channels of both. None where the two differ in more than channels, where a shape
        fails, or where bounds on sizes would see the difference.

        Args:
            first: the point at the end of the one branch.
            second: the point at the end of the other.
        """
        if self._sizes or first.state is None or second.state is None:
            return None
        height, width, channels = first.state
        if (height, width) != second.state[:2] or first[1:] != second[1:]:
            return None
        return Point(State(height, width, channels + second.state.channels), *first[1:])

    def take(self, entering: Point, named: Point) -> Point:
        """The point of a tensor that a graph takes by its name, in place of the tensor that enters.

        Where either breaks a bound, so does the result; where either has no state, nor has the
        result.

        Args:
            entering: the point of the tensor that enters.
            named: the point of the tensor that is taken.
        """
        if entering.broken or named.broken:
            return self._broken
        if entering.state and entering.extremes is None and named.extremes is None:
            return named
        state, extremes = named.state if entering.state else None, self._either(entering, named)
        return named._replace(state=state, extremes=extremes)

    # strides relative to another

    def scalable(self, start: Point, others: Sequence[Point]) -> bool:
        """Whether strides after a tensor can be computed as multiples of that tensor's stride.

        They can if no shape is known (`state` is None) and all strides are; and if the stride of
        `start` is itself such a multiple, only without other tensors.

        Args:
            start: the point of the tensor.
            others: the points of further tensors that may be taken after it.
        """
        if any(point.state is not None or point.stride is None for point in (start, *others)):
            return False
        return start.extremes is None or not others

    def unit(self, start: Point) -> Point:
        """The point of the tensor from which relative strides are counted, so that its own is 1.

        It is not checked against bounds, as that was done where `start` was computed.

        Args:
            start: the same tensor's point with its absolute stride.
        """
        judged = (1 if bound.subject is None else None for bound, _ in self._judges)
        return Point(None, 1, (), start.broken, tuple(judged))

    def relative(self, start: Point, point: Point) -> Point:
        """A point with its stride as a multiple of the stride of another.

        It is not checked against bounds, as that was done where `point` was computed.

        Args:
            start: the point whose stride becomes the unit.
            point: the point with an absolute stride.
        """
        assert start.stride is not None
        assert point.stride is not None
        stride = simple(Fraction(point.stride) / start.stride)
        return Point(None, stride, (), point.broken, (None,) * len(self._judges))

    def absolute(self, start: Point, point: Point) -> Point:
        """A point with its stride in positions of the input, from one that is relative to `start`.

        Bounds on strides are checked, also those of the tensors between the two.

        Args:
            start: the point whose stride is the unit of relative strides.
            point: the point whose stride is a multiple of that unit.
        """
        assert start.stride is not None
        assert point.extremes is not None
        stride = None if point.stride is None else simple(start.stride * point.stride)
        made = Point(None, stride, (), point.broken, start.extremes)
        for (bound, _), ratio in zip(self._judges, point.extremes, strict=True):
            if ratio is not None:
                made = self._judged_stride(made, simple(start.stride * ratio), bound)
        return made

    def _either(self, *points: Point) -> Extremes | None:
        """What bounds have to judge of the ways to several tensors."""
        ways = [point.extremes for point in points if point.extremes is not None]
        if not ways:
            return None
        columns = zip(self._judges, *ways, strict=True)
        return tuple(_extreme(choose, numbers) for (_, choose), *numbers in columns)

    def _judged_stride(self, point: Point, stride: Number, bound: Bound) -> Point:
        if point.extremes is None:
            return point if bound.keeps(stride) else self._broken
        pairs = zip(self._judges, point.extremes, strict=True)
        extremes = (
            _extreme(choose, (before, stride)) if judge is bound else before
            for (judge, choose), before in pairs
        )
        return point._replace(extremes=tuple(extremes))

    # wholes

    def enter(self, point: Point, name: str, member: int | None = None) -> Point:
        """A point at the beginning of the definition `name[member]`, where its depth is 0."""
        depths = zip(self._wholes, point.depths, strict=True)
        return point._replace(
            depths=tuple(0 if _covers(whole, name, member) else n for whole, n in depths)
        )

    def leave(self, point: Point, tally: Tally, name: str, member: int | None = None) -> Point:
        """A point at the end of a use of the definition `name[member]`, after checking its bounds.

        Args:
            point: the point of the definition's output.
            tally: the sums over all that stands in the definition.
            name: the name of the definition.
            member: the number in its family; None for one that is not a family.
        """
        for bound in self.bounds:
            if _covers(bound.subject, name, member):
                point = self._judged(point, tally, bound)
        return self.enter(point, name, member)

    def end(self, point: Point, tally: Tally) -> Point:
        """The point of the network's output, after checking the bounds on the whole network.

        Args:
            point: the point without that check.
            tally: the sums over the whole network.
        """
        for bound in self.bounds:
            if bound.subject is None and bound.quantity not in OF_POINTS:
                point = self._judged(point, tally, bound)
        return point

    def speaks_of(self, name: str) -> bool:
        """Whether any bound has the definition `name` as its subject."""
        return any(b.subject is not None and b.subject.name == name for b in self.bounds)

    def plus(self, first: Tally, second: Tally) -> Tally:
        """The sum of two tallies.

        Numbers of bindings and of tensors taken by name stop just above the limits of all bounds,
        as more makes no difference.

        Args:
            first: the tally of one part of a network.
            second: the tally of another part.
        """
        if first is NOTHING or first == NOTHING:
            return second
        if second is NOTHING or second == NOTHING:
            return first
        return Tally(
            min(first.nodes + second.nodes, self._most),
            min(first.edges + second.edges, self._most),
            first.took | second.took,
            sums(first.costs, second.costs),
        )

    # bounds

    def _checked(self, point: Point) -> Point:
        for bound in self._everywhere:
            point = self._judged(point, NOTHING, bound)
        return point

    def _judged(self, point: Point, tally: Tally, bound: Bound) -> Point:
        if point.extremes is not None and point.stride is not None:
            return self._judged_stride(point, point.stride, bound)
        value = self._value(point, tally, bound)
        return point if value is None or bound.keeps(value) else self._broken

    def _value(self, point: Point, tally: Tally, bound: Bound) -> Number | None:
        match bound.quantity:
            case "stride":
                return point.stride
            case "depth":
                return point.depths[self._wholes.index(bound.subject)]
            case "nodes":
                return tally.nodes
            case "edges":
                return tally.edges
            case of_shape:
                return None if point.state is None else int(getattr(point.state, of_shape))


def _extreme(choose: Choose, numbers: Iterable[Number | None]) -> Number | None:
    return choose((number for number in numbers if number is not None), default=None)


def _covers(subject: Subject | None, name: str, member: int | None) -> bool:
    return subject is not None and subject.covers(name, member)


def _strided(op: Op, stated: Mapping[str, Constant | None], point: Point) -> Number | None:
    factor = op.resolution.stride(known_arguments(op, stated, point.state))
    if point.stride is None or factor is None:
        return None
    return point.stride if factor == 1 else simple(point.stride * factor)


def _shape_after(
    op: Op, stated: Mapping[str, Constant | None], state: State | None
) -> State | None:
    known = {word: value for word, value in stated.items() if value is not None}
    if state is None or len(known) < len(stated):
        return None
    try:
        after = op.shape(state, resolve_arguments(op, known, state))
    except ShapeError:
        return None
    return _fitted_state(state, after) if op is FIT else after


def _fitted_state(before: State, after: State) -> State | None:
    try:
        merging.fitting(before, after)
    except ShapeError:
        return None
    return after
