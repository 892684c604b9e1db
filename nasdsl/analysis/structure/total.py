"""How many genomes of a whole space keep what is required, and how many of these fail.

A genome is a row of values, one for each locus, 0 where it decides nothing; those that have given
values at some loci are counted by pinning these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.environment import Environment
from nasdsl.analysis.joint import holds
from nasdsl.analysis.points import Meter, Point, Tally
from nasdsl.analysis.radices import locus_count
from nasdsl.analysis.reach.fold import Memory, Reach
from nasdsl.analysis.reach.places import Place
from nasdsl.analysis.structure.flow import Flow
from nasdsl.analysis.structure.results import Results, add
from nasdsl.analysis.structure.sharing import decided
from nasdsl.analysis.structure.state import (
    NOWHERE,
    Component,
    Pins,
    Spent,
    cell_table,
    table,
    with_table,
)
from nasdsl.ops import SIZES, State
from nasdsl.space.constraints import OF_SHAPES, Constraints
from nasdsl.space.ir import Node, Operation, children, per_node
from nasdsl.space.values import refs, sized

NETWORK = "network itself"


class Number(NamedTuple):
    """How many genomes keep what is required: all of them, and those whose shapes fail."""

    kept: int
    failing: int


Verdict = bool | None
"""Whether the shapes of a genome fail; None if it breaks a bound."""


@dataclass(frozen=True, slots=True)
class Property:
    """What genomes are counted for.

    Args:
        of: how many of a number have it.
        verdicts: what becomes of a genome that has it.
    """

    of: Callable[[Number], int]
    verdicts: frozenset[Verdict]

    def told(self, number: int, verdicts: frozenset[Verdict] | None) -> int | None:
        """How many of so many genomes have it, if that is all of them or none."""
        if verdicts is None:
            return None
        if verdicts <= self.verdicts:
            return number
        return 0 if verdicts.isdisjoint(self.verdicts) else None


KEPT = Property(lambda number: number.kept, frozenset([False, True]))
FAILING = Property(lambda number: number.failing, frozenset([True]))


class Reached(NamedTuple):
    """All that can become of the genomes of a space, None if that is not known; and its fold."""

    verdicts: frozenset[Verdict] | None
    reach: Reach


class Genomes:
    """The genomes of a space, by the values of some of their loci.

    Args:
        counts: how many genotypes nodes have.
        constraints: what is required of structure.
        input: the state of one example.
        bodies: what a genome decides.
        budget: how many states may be looked at.
        shapes: whether shapes are looked at; without them, all of them count as failing.
    """

    def __init__(
        self,
        counts: Counts,
        constraints: Constraints,
        input: State,
        bodies: Bodies,
        budget: int,
        shapes: bool = True,
    ) -> None:
        self._meter = Meter(constraints.bounds)
        self._relations = constraints.relations
        self._flow = Flow(counts, self._meter, bodies, budget)
        self._start = self._meter.start(input)
        if not shapes:
            self._start = self._start._replace(state=None)
        self._bodies = bodies
        self._order = _users_first(self._flow)
        self._places = self._laid_out()
        self.order = [locus for places in self._places.values() for locus in places]

    def _laid_out(self) -> dict[str, range]:
        """The loci of genes, of the network and of cells, each cell after those that use it.

        So what is pinned first leaves what was worked out for the cells as it is.
        """
        cells = [cell_table(*member) for member in self._bodies.cells]
        names = [*self._bodies.genes, *cells, NETWORK]
        laid = zip(names, self._bodies.places(), strict=True)
        places = {name: range(at, at + locus_count(node)) for name, (node, at) in laid}
        order = [*self._bodies.genes, NETWORK, *(cell_table(*member) for member in self._order)]
        return {name: places[name] for name in order}

    def number(self, values: Pins = (), budget: int | None = None) -> Number:
        """How many genomes have these values at the first loci of `order`.

        Args:
            values: of the first loci.
            budget: how many states may be looked at, if not as many as at most.

        Raises:
            Spent: the budget does not suffice.
        """
        flow, pins = self._flow, self._dealt(values)
        network = pins.pop(NETWORK)
        flow.begin(pins, budget)
        start = Component(self._start, (), {})
        found = flow.run(self._bodies.network, network, (start,), NOWHERE, ())
        states: Results = {}
        for ((out,), tables), n in found.items():
            verdict = self._verdict(out.point, out.tally)
            if verdict is not None:
                add(states, verdict, tables, n)
        return self._summed(self._with_genes(self._with_cells(states)))

    def attempt(self, budget: int | None = None) -> Number | None:
        """How many genomes there are; None if the budget, or this one, does not suffice."""
        try:
            return self.number((), budget)
        except (Spent, RecursionError):
            return None

    @property
    def spent(self) -> int:
        """How many states were looked at for the last number."""
        return self._flow.spent

    def reached(self, budget: int, memory: Memory) -> Reached:
        """What can become of genomes at most, by the fold over sets, with a budget of its own."""
        reach = Reach(self._flow, memory, budget)
        try:
            outs = reach.run(self._bodies.network, Place(self._start, (), {}))
        except (Spent, RecursionError):
            return Reached(None, reach)
        verdicts = frozenset(self._verdict(out.point, out.tally) for out in outs)
        return Reached(verdicts or None, reach)

    def holds(self, genome: Sequence[int]) -> bool:
        """Whether a genome, its inactive loci 0, keeps what is required."""
        return self.number(tuple(genome[locus] for locus in self.order)).kept == 1

    def fails(self, genome: Sequence[int]) -> bool:
        """Whether a genome, its inactive loci 0, keeps what is required and its shapes fail."""
        return self.number(tuple(genome[locus] for locus in self.order)).failing == 1

    def _dealt(self, values: Pins) -> dict[str, Pins]:
        """The values, dealt out to what decides them."""
        pins: dict[str, Pins] = {}
        for name, places in self._places.items():
            pins[name], values = values[: len(places)], values[len(places) :]
        return pins

    def _verdict(self, point: Point, tally: Tally) -> Verdict:
        point = self._meter.end(point, tally)
        return None if point.broken else point.state is None

    def _with_cells(self, states: Results) -> Results:
        """The cells decided, each after those that use it."""
        for member in self._order:
            results: Results = {}
            name = cell_table(*member)
            pins = self._flow.pins.get(name, ())
            for (fails, tables), n in states.items():
                entries, rest = table(tables, name), with_table(tables, name, None)
                for after, m in decided(
                    self._flow, self._bodies.cells[member], pins, entries, NOWHERE, rest, None
                ):
                    add(results, fails, after, n * m)
            states = results
        return states

    def _with_genes(self, states: Results) -> Results:
        for slot in self._bodies.genes:
            results: Results = {}
            for (fails, tables), n in states.items():
                for _, after, m in self._flow.gene(slot, tables):
                    add(results, fails, after, n * m)
            states = results
        return states

    def _summed(self, states: Results) -> Number:
        numbers = {True: 0, False: 0}
        for (fails, tables), n in states.items():
            known: Environment = dict(tables)  # type: ignore[arg-type]
            if all(holds(each, known) for each in self._relations):
                numbers[fails] += n
        return Number(sum(numbers.values()), numbers[True])


def needs_shapes(constraints: Constraints, roots: Sequence[Node]) -> bool:
    """Whether what is required of structure depends on shapes."""
    if any(bound.quantity in OF_SHAPES for bound in constraints.bounds):
        return True
    strides = any(bound.quantity == "stride" for bound in constraints.bounds)
    return strides and any(_stride_of_shapes(root) for root in roots)


@per_node
def _stride_of_shapes(node: Node) -> bool:
    """Whether the stride of an operation can depend on a shape."""
    own = isinstance(node, Operation) and any(
        _of_shapes(node, name) for name in node.op.resolution.parameters
    )
    return own or any(_stride_of_shapes(child) for child in children(node))


def _of_shapes(node: Operation, name: str) -> bool:
    """Whether an argument of an operation can depend on a shape."""
    args = dict(node.args)
    if name in args:
        return sized(args[name]) or bool(refs(args[name]))
    if name in SIZES:
        return True
    default = {p.name: p.default for p in node.op.parameters}.get(name)
    return isinstance(default, str) and _of_shapes(node, default)


def _users_first(flow: Flow) -> Sequence[tuple[str, int]]:
    """The cells, each before those that it uses."""
    tables = {cell_table(*member): (at, member) for at, member in enumerate(flow.cells)}
    order: dict[tuple[str, int], None] = {}

    def visit(member: tuple[str, int]) -> None:
        if member not in order:
            touched = flow.touches(flow.cells[member]) & tables.keys()
            for _, other in sorted(tables[table] for table in touched):
                visit(other)
            order[member] = None

    for member in flow.cells:
        visit(member)
    return list(order)[::-1]
