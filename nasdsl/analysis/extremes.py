"""Certified ranges of the costs of all networks of a space, computed by one fold over sets.

The fold (`nasdsl.analysis.reach`) keeps the least and the greatest costs of each outcome. It
ignores that several places may share a decision, so the true extremes may lie well within the
ranges. To the least costs, a part that some network leaves out adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.environment import Known
from nasdsl.analysis.points import NOTHING, Meter, Point, Tally
from nasdsl.analysis.reach.fold import Memory, Reach, Results
from nasdsl.analysis.reach.places import Branch, Env, Out, Place, few
from nasdsl.analysis.structure.flow import Flow
from nasdsl.analysis.structure.state import Spent
from nasdsl.analysis.taken import ENTERING, SurelyTaken
from nasdsl.ops import (
    FIT,
    IDENTITY,
    OPERATIONS,
    ZERO,
    FitMode,
    Op,
    Scalar,
    State,
    merging,
    resolve_arguments,
)
from nasdsl.space.ir import Graph, Kind, Node

T = TypeVar("T")

Ranges = tuple[tuple[int, int], ...]
"""The least and the greatest of each cost."""

CostsOf = Callable[[Op | None, Sequence[State], State, Mapping[str, Scalar]], tuple[int, ...]]
"""The costs of one operation or merge: what it is, what enters, what leaves, its arguments."""


def extremes(
    counts: Counts, bodies: Bodies, input: State, costs: CostsOf, budget: int
) -> Ranges | None:
    """The least and the greatest of each cost over all networks; None where the budget is spent.

    Args:
        counts: computes the number of genotypes of a node, given what is decided around it.
        bodies: the bodies of the space.
        input: the state of the network's input.
        costs: computes the costs of one operation.
        budget: how many outcomes of nodes may be computed.
    """
    try:
        return CostRanges(counts, input, costs, budget).of(bodies)
    except Spent:
        return None


class CostRanges:
    """Computes certified cost ranges of a space and of subspaces, which share intermediate results.

    Args:
        counts: computes the number of genotypes of a node, given what is decided around it.
        input: the state of the network's input.
        costs: computes the costs of one operation or merge from its description, the states of
            inputs and output, and the arguments.
        budget: how many outcomes of nodes may be computed by all calls together.
    """

    def __init__(self, counts: Counts, input: State, costs: CostsOf, budget: int) -> None:
        self._counts, self._input, self._costs = counts, input, costs
        self._memory, self._left = Memory(), budget

    def spend(self, work: int) -> None:
        """Subtract `work`, a number of outcomes that were computed elsewhere, from the budget.

        Raises:
            Spent: the budget does not suffice.
        """
        self._left -= work
        if self._left < 0:
            raise Spent

    def of(self, bodies: Bodies) -> Ranges | None:
        """The least and the greatest of each cost over the networks of a space or of a subspace.

        Args:
            bodies: the bodies of that space, or with some decisions restricted.

        Returns:
            A pair for each cost, in the order of `COSTS`; None where all shapes fail.

        Raises:
            Spent: the budget does not suffice, or the nodes are nested too deep.
        """
        meter = _Apart(())
        flow = Flow(self._counts, meter, bodies, 0)
        reach = _Costs(flow, self._costs, self._memory, self._left)
        try:
            outs = reach.run(bodies.network, Place(meter.start(self._input), (), {}))
        except RecursionError as error:
            raise Spent from error
        finally:
            self._left -= reach.spent
        ranges = [out.tally.costs for out in outs if out.point.state is not None]
        none = tuple((0, 0) for _ in self._costs(None, [self._input], self._input, {}))
        return hull([costs or none for costs in ranges]) if ranges else None


def hull(ranges: Sequence[Ranges]) -> Ranges:
    """For each cost, the smallest range that contains the ranges of all elements of `ranges`."""
    columns = zip(*ranges, strict=True)
    return tuple((min(a for a, _ in column), max(b for _, b in column)) for column in columns)


class _Apart(Meter):
    """A meter that keeps the branches of a concatenation apart, as costs need them."""

    def joined(self, first: Point, second: Point) -> Point | None:
        """None: branches are never joined, since each is fitted by itself."""
        return None


class _Costs(Reach):
    """The fold over sets, with the least and the greatest costs of each outcome.

    Args:
        flow: the exact fold of the space, for what nodes can depend on.
        costs: computes the costs of one operation.
        memory: what folds over parts of the space found.
        budget: how many outcomes may be computed.
    """

    every_branch = True

    def __init__(self, flow: Flow, costs: CostsOf, memory: Memory, budget: int) -> None:
        super().__init__(flow, memory, budget)
        self.tallied = True
        self._costs, self._taken = costs, SurelyTaken(flow)

    def _run(self, kind: Kind, node: Node, place: Place, only: Known) -> Results:
        outs = super()._run(kind, node, place, only)
        match kind:
            case Kind.BRANCHES:
                return frozenset(tuple(map(self._branch, row)) for row in outs)
            case Kind.MODULE:
                return self.few(outs)
            case _:
                return outs

    def _branch(self, branch: Branch) -> Branch:
        return branch._replace(ways=self.few(branch.ways))

    def of_operation(
        self, op: Op, stated: Mapping[str, Known], before: Point, after: Point
    ) -> Tally:
        """The costs of one operation; of one whose shape fails, none."""
        if op is IDENTITY or before.state is None or after.state is None:
            return NOTHING
        if op is FIT:
            return self.of_fit(before, after)
        known = {name: value for name, value in stated.items() if value is not None}
        return self._tally(
            op, [before.state], after.state, resolve_arguments(op, known, before.state)
        )

    def of_fit(self, before: Point, after: Point) -> Tally:
        """The costs of the adapters that give a tensor another shape."""
        if before.state is None or after.state is None:
            return NOTHING
        return self._adapted(before.state, merging.fitting(before.state, after.state))

    def of_merge(
        self, way: str | None, fit: FitMode, branches: Sequence[Point], after: Point
    ) -> Tally:
        """The costs of a merge and of the adapters of its branches."""
        states = [branch.state for branch in branches if branch.state is not None]
        if way is None or after.state is None or len(states) < len(branches):
            return NOTHING
        if not states:
            return self._tally(ZERO, [after.state], after.state, {"stride": 1})
        if len(states) == 1:
            return NOTHING
        adapters = merging.adapters(way, fit, states)
        tally = self._tally(None, states, after.state, {})
        for state, adapter in zip(states, adapters, strict=True):
            tally = self.meter.plus(tally, self._adapted(state, [adapter] if adapter else []))
        return tally

    def _adapted(self, state: State, steps: Sequence[merging.Adapter]) -> Tally:
        tally = NOTHING
        for step in steps:
            own = self._tally(OPERATIONS.get(step.op), [state], step.state, dict(step.args))
            tally, state = self.meter.plus(tally, own), step.state
        return tally

    def _tally(
        self, op: Op | None, states: Sequence[State], after: State, args: Mapping[str, Scalar]
    ) -> Tally:
        return Tally(costs=tuple((n, n) for n in self._costs(op, states, after, args)))

    def behind(self, module: Node, env: Env, before: Tally, tally: Tally) -> Tally:
        """The costs of a module and of what precedes it, if the module takes that."""
        sure = ENTERING in self._taken.of(module, env)
        return self.meter.plus(before if sure else _optional_costs(before), tally)

    def of_binding(self, graph: Graph, number: int, env: Env, tally: Tally) -> Tally:
        """The costs of a binding's module; at least 0 unless the graph surely takes its tensor."""
        return tally if self._taken.binding(graph, number, env) else _optional_costs(tally)

    def few(self, outs: Iterable[Out]) -> frozenset[Out]:
        """The outcomes, those that differ in costs alone joined into one."""
        joined = self.apart(((out.point, out.chain), out.tally) for out in outs)
        return few(Out(point, chain, tally) for (point, chain), tally in joined)

    def apart(self, tallies: Iterable[tuple[T, Tally]]) -> set[tuple[T, Tally]]:
        """Pairs with equal first elements joined: ranges that contain both costs."""
        by_thing: dict[T, Tally] = {}
        for thing, tally in tallies:
            by_thing[thing] = (
                _costs_of_either(by_thing[thing], tally) if thing in by_thing else tally
            )
        return set(by_thing.items())


def _costs_of_either(first: Tally, second: Tally) -> Tally:
    """Ranges that contain the costs of both alternatives."""
    if first == second:
        return first
    known = first.costs or second.costs
    none = tuple((0, 0) for _ in known)
    return Tally(costs=hull([first.costs or none, second.costs or none]))


def _optional_costs(tally: Tally) -> Tally:
    """The costs of what may be dropped: the least is 0."""
    return tally._replace(costs=tuple((0, most) for _, most in tally.costs))
