"""How many genomes of a whole space keep what is required, and how many of these fail.

A genome is a row of values, one for each locus, 0 where it decides nothing; genomes that begin with
given values are counted by pinning those loci.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nasdsl.analysis.counts import Counts
from nasdsl.analysis.environment import value
from nasdsl.analysis.layout import size
from nasdsl.analysis.points import Meter
from nasdsl.analysis.structure.flow import Flow
from nasdsl.analysis.structure.results import Results, add
from nasdsl.analysis.structure.sharing import decided
from nasdsl.analysis.structure.state import (
    NOWHERE,
    Component,
    Out,
    Pins,
    Tables,
    cell_table,
    table,
    with_table,
)
from nasdsl.space.bounds import Constraints, Relation
from nasdsl.space.ir import Node
from nasdsl.space.ops import State


class Number(NamedTuple):
    """How many genomes keep what is required: all of them, and those whose shapes fail."""

    kept: int
    failing: int


class Genomes:
    """The genomes of a space, by their first values.

    Args:
        counts: how many genotypes nodes have.
        constraints: what is required of structure.
        input: the state of one example.
        genes, cells, network: what a genome decides, in the order of its loci.
        budget: how many states may be looked at.
        apart: see `Flow`.
    """

    def __init__(
        self,
        counts: Counts,
        constraints: Constraints,
        input: State,
        genes: Mapping[str, Node],
        cells: Mapping[tuple[str, int], Node],
        network: Node,
        budget: int,
        apart: bool = False,
    ) -> None:
        self._meter = Meter(constraints.bounds)
        self._relations = constraints.relations
        self._flow = Flow(counts, self._meter, cells, genes, network, budget, apart)
        self._input = input
        self._genes, self._cells, self._network = genes, cells, network
        self._order = _users_first(self._flow)

    def number(self, prefix: Pins = ()) -> Number:
        """How many genomes begin with these values.

        Raises:
            Spent: the budget does not suffice.
        """
        flow = self._flow
        flow.gene_pins, rest = _shared_out(self._genes, prefix)
        flow.cell_pins, rest = _shared_out(self._cells, rest)
        flow.pinned = prefix[: len(prefix) - len(rest)]
        start = Component(self._meter.start(self._input), (), {})
        found = flow.run(self._network, rest, (start,), NOWHERE, ())
        states: Results = {}
        for ((out,), tables), n in found.items():
            verdict = self._verdict(out)
            if verdict is not None:
                add(states, verdict, tables, n)
        return self._summed(self._with_genes(states if flow.apart else self._with_cells(states)))

    def _verdict(self, out: Out) -> bool | None:
        """Whether a network fails; None if it breaks a bound."""
        point = self._meter.end(out.point, out.tally)
        return None if point.broken else point.state is None

    def _with_cells(self, states: Results) -> Results:
        """The cells decided, each after those that use it."""
        for member in self._order:
            results: Results = {}
            name, pins = cell_table(*member), self._flow.cell_pins.get(member, ())
            for (fails, tables), n in states.items():
                entries, rest = table(tables, name), with_table(tables, name, None)
                for after, m in decided(
                    self._flow, self._cells[member], pins, entries, NOWHERE, rest, None
                ):
                    add(results, fails, after, n * m)
            states = results
        return states

    def _with_genes(self, states: Results) -> Results:
        for slot in self._genes:
            results: Results = {}
            for (fails, tables), n in states.items():
                for _, after, m in self._flow.gene(slot, tables):
                    add(results, fails, after, n * m)
            states = results
        return states

    def _summed(self, states: Results) -> Number:
        numbers = {True: 0, False: 0}
        for (fails, tables), n in states.items():
            known = dict(tables)
            if self._flow.apart or all(keeps(each, known) for each in self._relations):
                numbers[fails] += n
        return Number(sum(numbers.values()), numbers[True])


def keeps(relation: Relation, known: Mapping[str, object]) -> bool:
    """Whether genes of these values have a relation."""
    values = {slot: held for slot, held in known.items() if isinstance(held, int | str)}
    left, right = value(relation.left, values), value(relation.right, values)
    assert left is not None and right is not None
    assert not isinstance(left, str) and not isinstance(right, str)
    return relation.keeps(left, right)


def _shared_out(
    nodes: Mapping[object, Node], prefix: Pins
) -> tuple[dict[object, Pins], Pins]:
    """The first values dealt out to nodes in their order, and those that are left."""
    dealt: dict[object, Pins] = {}
    for key, node in nodes.items():
        dealt[key], prefix = prefix[: size(node)], prefix[size(node) :]
    return dealt, prefix


def _users_first(flow: Flow) -> Sequence[tuple[str, int]]:
    """The cells, each before those that it uses."""
    order: list[tuple[str, int]] = []

    def visit(member: tuple[str, int]) -> None:
        if member not in order:
            for other in flow.cells:
                if cell_table(*other) in flow.touches(flow.cells[member]):
                    visit(other)
            order.append(member)

    for member in flow.cells:
        visit(member)
    return order[::-1]
