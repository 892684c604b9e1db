"""Search for a genotype within the bounds on cost, or a proof that there is none.

The space is divided, decision by decision; a part is left out where its certified costs lie outside
of a bound. The cheapest part goes first, so that even a rare genotype is found soon. Branch and
bound: Land and Doig 1960.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.certified.restrict import Allowed, restricted
from nasdsl.analysis.certified.splits import Settled, Split, Splits
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.extremes import CostRanges, Ranges
from nasdsl.analysis.structure.state import Spent
from nasdsl.errors import Diagnostic, GenomeError
from nasdsl.experiment.descent import Descent
from nasdsl.experiment.model import Requirement
from nasdsl.genome.encoding import Encoding
from nasdsl.genome.genotype import Genotype
from nasdsl.ops import State
from nasdsl.program import cost
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.space.constraints import COSTS, Relation

if TYPE_CHECKING:
    from nasdsl.program.architecture import Architecture

FIRST_DRAWN = 20  # genotypes, before the space is divided
PARTS = 16  # into which a part is divided at once, if it has so many values
TRIED = 64  # genotypes of a part that cannot be divided any more


@dataclass(frozen=True, slots=True)
class BoundedSpace:
    """A space with bounds on cost.

    Args:
        bodies: the trees whose decisions make a genotype: genes, members of cells, the network.
        counts: how many genotypes a node has, computed on demand.
        relations: the relations between genes that the spec requires.
        input: the state of the input.
        loci: the encoding of genotypes as values of loci.
        decode: gives the network of a genotype; raises `InvalidNetwork` where its shapes fail.
        requirements: the bounds on cost.
    """

    bodies: Bodies
    counts: Counts
    relations: Sequence[Relation]
    input: State
    loci: Encoding
    decode: Callable[[Genotype], Architecture]
    requirements: Sequence[Requirement]

    def network(self, genotype: Genotype) -> Architecture | None:
        """The network of a genotype; None where its shapes fail."""
        try:
            return self.decode(genotype)
        except InvalidNetwork:
            return None

    def keeps(self, network: Architecture | None) -> bool:
        """Whether a network keeps all bounds on cost; False for None, that is if shapes fail."""
        return network is not None and not any(r.violation(network) for r in self.requirements)

    def affordable(self, genotype: Genotype) -> bool:
        """Whether the network of a genotype keeps all bounds on cost.

        True, too, where its shapes fail: there is no cost then that breaks a bound.
        """
        network = self.network(genotype)
        return network is None or self.keeps(network)

    def ranges(self, budget: int) -> CostRanges:
        """An object that computes, for this space and subspaces of it, the range of each cost.

        No network lies outside of a range, but its ends need not be reached.

        Args:
            budget: how many outcomes of nodes may be computed, for all ranges together; where that
                does not suffice, `Spent` is raised.
        """
        return CostRanges(self.counts, self.input, cost.of_operation, budget)


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The result of the search for a genotype within all bounds on cost.

    Args:
        witness: a genotype within all bounds on cost; None if the search met none.
        proved: whether it is proved that no genotype is within all bounds.
    """

    witness: Genotype | None = None
    proved: bool = False


def feasibility(space: BoundedSpace) -> Feasibility:
    """Search for a genotype within all bounds on cost, or for a proof that there is none.

    Branch and bound comes first, with a budget of `limits.DIVIDED` outcomes of nodes. If that is
    spent, decisions are changed one by one (`Descent`), which can find a genotype, but proves
    nothing.
    """
    search = _Search(space, space.ranges(limits.DIVIDED))
    try:
        witness, complete = search.witness(), search.complete
    except Spent:
        witness, complete = None, False
    if witness is None and not complete:
        witness = Descent(space.loci, space.network, space.requirements, limits.DIVIDED).met()
    return Feasibility(witness, proved=witness is None and complete)


def among(space: BoundedSpace, networks: Iterable[Architecture]) -> Feasibility:
    """Search the networks of a small space for one within all bounds on cost.

    Args:
        space: the space with its bounds on cost.
        networks: all networks of the space.

    Returns:
        The genotype of the first such network, or that it is proved that there is none.
    """
    witness = next(filter(space.keeps, networks), None)
    return Feasibility(witness and space.loci.decode(witness.genome), proved=witness is None)


def verdict(space: BoundedSpace) -> bool | None:
    """Whether all networks keep the bounds on cost, or none does; None if neither is known."""
    try:
        ranges = space.ranges(limits.GLANCE_COSTS).of(space.bodies)
    except Spent:
        return None
    if ranges is None or outside(space.requirements, ranges):
        return False
    return True if within(space.requirements, ranges) else None


def unkept(space: BoundedSpace) -> Diagnostic:
    """The error for bounds on cost that provably no network keeps, with its place in the spec."""
    try:
        ranges = space.ranges(limits.DIVIDED).of(space.bodies)
    except Spent:
        ranges = None
    by_name: dict[str, tuple[int, int]] = dict(zip(COSTS, ranges or (), strict=False))
    for required in space.requirements:
        for name, low, high in required.limits:
            least, most = by_name.get(name, (low, high))
            if least > high or most < low:
                fact = f"at least {least:,}" if least > high else f"at most {most:,}"
                message = f"no network keeps {required.text}: {name} are {fact}"
                return Diagnostic("E705", required.span, message)
    texts = " and ".join(required.text for required in space.requirements)
    return Diagnostic("E705", space.requirements[0].span, f"no network keeps {texts}")


def outside(requirements: Sequence[Requirement], ranges: Ranges) -> bool:
    """Whether no network with costs in these ranges can keep all bounds on cost.

    Args:
        requirements: the bounds on cost.
        ranges: the least and the greatest value of each cost.
    """
    known = _costs_and_bounds(requirements, ranges)
    return any(least > high or most < low for (least, most), (low, high) in known)


def within(requirements: Sequence[Requirement], ranges: Ranges) -> bool:
    """Whether every network with costs in these ranges keeps all bounds on cost.

    Args:
        requirements: the bounds on cost.
        ranges: the least and the greatest value of each cost.
    """
    known = _costs_and_bounds(requirements, ranges)
    inside = all(low <= least and most <= high for (least, most), (low, high) in known)
    return inside and all(required.whole for required in requirements)


def _costs_and_bounds(
    requirements: Sequence[Requirement], ranges: Ranges
) -> Iterator[tuple[tuple[int, int], tuple[float, float]]]:
    """For each bound by numbers alone: the range of its cost, and from what to what it goes."""
    by_name: dict[str, tuple[int, int]] = dict(zip(COSTS, ranges, strict=True))
    for required in requirements:
        for name, low, high in required.limits:
            yield by_name[name], (low, high)


@dataclass(slots=True)
class _Search:
    """One search through the parts of a space.

    Args:
        space: the space.
        ranges: of its parts, with what is left to be spent.
        complete: whether no part was given up so far.
    """

    space: BoundedSpace
    ranges: CostRanges
    complete: bool = True
    _rng: Random = field(default_factory=lambda: Random(0))

    def witness(self) -> Genotype | None:
        """A genotype that keeps all bounds.

        Raises:
            Spent: the budget is.
        """
        drawn = self._met({}, FIRST_DRAWN)
        return self._divided() if drawn is None else drawn

    def _divided(self) -> Genotype | None:
        numbers = count(0, -1)  # of equally cheap parts the last one goes first
        waiting: list[tuple[float, int, Allowed]] = []
        parts: list[Allowed] = [{}]
        while parts or waiting:
            for part in parts:
                self.ranges.spend(10 + len(self.space.loci.bounds))
                costs = self.ranges.of(self._smaller(part))
                if costs is not None and not outside(self.space.requirements, costs):
                    heappush(waiting, (self._price(costs), next(numbers), part))
            if not waiting:
                break
            _, _, allowed = heappop(waiting)
            split, alone = next(self._splits(allowed), None), self._alone(allowed)
            met = self._met(allowed, 1 if split or alone else TRIED)
            if met is not None:
                return met
            self.complete &= split is not None or alone
            parts = list(_parts(allowed, split)) if split else []
        return None

    def _met(self, allowed: Allowed, tries: int) -> Genotype | None:
        """One of some genotypes that are drawn from a part, if it keeps all bounds."""
        for _ in range(tries):
            genotype = self._drawn(allowed)
            network = None if genotype is None else self.space.network(genotype)
            self.ranges.spend(len(network.program.steps) if network else 1)
            if self.space.keeps(network):
                return genotype
        return None

    def _price(self, ranges: Ranges) -> float:
        """How dear the cheapest network of a part is at least, in shares of the bounds."""
        known = _costs_and_bounds(self.space.requirements, ranges)
        return sum(_share(least, high) - _share(most, low) for (least, most), (low, high) in known)

    def _smaller(self, allowed: Allowed) -> Bodies:
        bodies = self.space.bodies
        nodes = iter([restricted(node, at, allowed) for node, at in bodies.places()])
        genes = {slot: next(nodes) for slot in bodies.genes}
        return Bodies(genes, {member: next(nodes) for member in bodies.cells}, next(nodes))

    def _alone(self, allowed: Allowed) -> bool:
        """Whether a part has one genotype at most."""
        return self._smaller(allowed).count(self.space.counts, self.space.relations) <= 1

    def _splits(self, allowed: Allowed) -> Iterator[Split]:
        """The loci that can be divided, those of genes first."""
        space, around = self.space, Settled()
        splits = Splits(space.counts, allowed)
        slots = [*space.bodies.genes, *[None] * (1 + len(space.bodies.cells))]
        for (node, at), slot in zip(space.bodies.places(), slots, strict=True):
            yield from splits.of(node, at, around)
            if slot is not None:
                around = around.after(space.counts, slot, restricted(node, at, allowed))

    def _drawn(self, allowed: Allowed) -> Genotype | None:
        """A genotype of a part; None where what is drawn breaks what is required of structure."""
        ranges = (allowed.get(at, range(r)) for at, r in enumerate(self.space.loci.bounds))
        try:
            return self.space.loci.decode([self._rng.choice(values) for values in ranges])
        except GenomeError:
            return None


def _share(cost: int, bound: float) -> float:
    return cost / max(abs(bound), 1) if math.isfinite(bound) else 0.0


def _parts(allowed: Allowed, split: Split) -> Iterator[Allowed]:
    """A part divided by the values of a locus, neighbours together where they are many."""
    step = -(-len(split.values) // PARTS)
    for start in reversed(range(0, len(split.values), step)):
        yield {**allowed, split.locus: split.values[start : start + step]}
