"""The fold over sets: all outcomes that nodes can have, relations between decisions forgotten.

Each use of what is shared decides for itself, branches do not know of one another, nor does a
tensor know which others were taken. So each genome leads to one of the outcomes found, but not
each outcome is that of a genome: what holds of all of them holds of the space. See Cousot and
Cousot 1977 on abstract interpretation.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from nasdsl.analysis.environment import Known
from nasdsl.analysis.points import NOTHING, Point, Tally
from nasdsl.analysis.reach import branches, modules, values
from nasdsl.analysis.reach.places import Closure, Env, Out, Place, few
from nasdsl.analysis.structure.flow import Facts, Flow
from nasdsl.analysis.structure.state import Spent
from nasdsl.ops import FitMode, Op
from nasdsl.space.ir import (
    Cell,
    Choice,
    Const,
    Each,
    Fork,
    Graph,
    Kind,
    Let,
    Node,
    Part,
    Pick,
    Ref,
    Size,
    Tensor,
    Unused,
)
from nasdsl.space.ir import Sequence as Row

T = TypeVar("T")
Results = frozenset[Any]
"""Of a module `Out`s, of branches `Row`s, of a value what it comes to."""


class Met:
    """Where a choice was met, and its arms in groups that led to the same there.

    `pending` are the places at which the groups were not compared yet.
    """

    def __init__(self, node: Choice) -> None:
        self.seen: set[Hashable] = set()
        self.pending: list[tuple[Place, Known]] = []
        self.groups = [list(range(len(node.arms)))]


class Memory:
    """What folds over spaces that hold nodes in common remember; their bounds are the same."""

    def __init__(self) -> None:
        self.results: dict[Hashable, dict[Hashable, Results]] = {}
        self.met: dict[Choice, Met] = {}
        self.orders: dict[Point, int] = {}


Remembered = tuple[Facts, dict[Hashable, Results] | None, Node]
"""What a node can depend on, its outcomes at places, and the node that has them."""


class Reach:
    """The fold over sets of one space, within a budget of work.

    Args:
        flow: the exact fold of that space, for what nodes can depend on.
        memory: what folds over like spaces found.
        budget: how many outcomes may be looked at.

    Attributes:
        tallied: whether outcomes have tallies, which are added up.
    """

    def __init__(self, flow: Flow, memory: Memory, budget: int) -> None:
        self.flow = flow
        self.meter = flow.meter
        self.spent, self._budget = 0, budget
        self.tallied = self.meter.totals
        self._memory = memory
        self._touched: dict[Node, tuple[Node, ...]] = {}
        self._remembered: dict[Node, Remembered] = {}

    def run(self, node: Node, place: Place, only: Known = None) -> Results:
        """All outcomes of a node at a place; with `only`, those of this label or number."""
        facts, results, node = self._remembered.get(node) or self._remember(node)
        if results is None:
            return self._run(facts.kind, node, place, only)
        point, chain, whole = place
        env = {slot: whole[slot] for slot in facts.slots if slot in whole}
        linked = facts.linked
        if chain and not linked:
            linked = any(isinstance(held, Closure) and held.linked for held in env.values())
        key = (point, chain if linked else (), tuple(env.items()), only)
        found = results.get(key)
        if found is None:
            found = self._run(facts.kind, node, Place(point, key[1], env), only)
            results[key] = found
            self.spend(1 + len(found))
        if chain and not linked and facts.kind is Kind.MODULE:
            return frozenset(Out(out.point, chain, out.tally) for out in found)
        return found

    def _remember(self, node: Node) -> Remembered:
        """What a node can depend on, and its outcomes at places; equal for equal shared nodes.

        A use of a definition that no bound speaks of is the body of the definition. None for the
        outcomes that are computed as quickly as they could be remembered.
        """
        plain = node
        while isinstance(plain, Part) and not self.meter.speaks_of(plain.name):
            plain = plain.body
        results = None
        if not _quick(plain):
            results = self._memory.results.setdefault((plain, self.shared(plain)), {})
        self._remembered[node] = self.flow.facts(plain), results, plain
        return self._remembered[node]

    def _run(self, kind: Kind, node: Node, place: Place, only: Known) -> Results:
        match kind:
            case Kind.VALUE:
                return values.run(self, node, place)
            case Kind.BRANCHES:
                return branches.run(self, node, place, only)
            case _:
                return modules.run(self, node, place, only)

    # what a fold over costs adds

    every_branch = False
    """Whether it matters how many branches of a merge have one shape."""

    def of_operation(
        self, op: Op, stated: Mapping[str, Known], before: Point, after: Point
    ) -> Tally:
        """The tally of one operation."""
        return NOTHING

    def of_fit(self, before: Point, after: Point) -> Tally:
        """The tally of fitting a tensor to a shape."""
        return NOTHING

    def of_merge(
        self, way: str | None, fit: FitMode, branches: Sequence[Point], after: Point
    ) -> Tally:
        """The tally of merging branches."""
        return NOTHING

    def behind(self, module: Node, env: Env, before: Tally, tally: Tally) -> Tally:
        """The tally of a module together with that of all before it."""
        return self.meter.plus(before, tally)

    def of_binding(self, graph: Graph, number: int, env: Env, tally: Tally) -> Tally:
        """The tally of a graph's binding, by the number of the binding."""
        return tally

    def few(self, outs: Iterable[Out]) -> frozenset[Out]:
        """The outcomes of a module, in a form that stays small."""
        return few(outs)

    def apart(self, tallies: Iterable[tuple[T, Tally]]) -> set[tuple[T, Tally]]:
        """A tally, without what no bound tells apart."""
        return set(tallies)

    def spend(self, outcomes: int) -> None:
        """Count work; the budget may be spent by it.

        Raises:
            Spent: it is more than the budget.
        """
        self.spent += outcomes
        if self.spent > self._budget:
            raise Spent

    def shared(self, node: Node) -> tuple[Node, ...]:
        """The genes and cells to which a node refers, directly or through others."""
        if node not in self._touched:
            bodies = self.flow.bodies
            self._touched[node] = tuple(bodies[name] for name in sorted(self.flow.touches(node)))
        return self._touched[node]

    def meet(self, node: Choice, place: Place, only: Known) -> None:
        """Record the place at which a choice stands."""
        met = self.met(node)
        key = (place.point, place.chain, tuple(place.env.items()), only)
        if key not in met.seen:
            met.seen.add(key)
            met.pending.append((place, only))

    def met(self, node: Choice) -> Met:
        """The places at which a choice was met."""
        if node not in self._memory.met:
            self._memory.met[node] = Met(node)
        return self._memory.met[node]

    def order(self, point: Point) -> int:
        """A number by which points can be sorted."""
        return self._memory.orders.setdefault(point, len(self._memory.orders))


def _quick(node: Node) -> bool:
    """Whether the outcomes of a node are computed as quickly as they could be remembered."""
    if isinstance(node, Ref):
        return node.kind is Kind.VALUE
    if isinstance(node, Let):
        return node.default
    if isinstance(node, Row):  # behind a tensor taken by its name, which is itself as quick
        return bool(node.parts) and isinstance(node.parts[0], Tensor)
    return isinstance(node, Const | Size | Tensor | Fork | Cell | Each | Pick | Unused)
