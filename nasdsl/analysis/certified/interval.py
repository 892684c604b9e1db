"""How many genomes have a property, as an interval that is certain.

A space is divided until a fold over sets can tell of a part that all its genomes have the property,
or none, or until the exact fold can count them. What is left when the budget is spent belongs to
the upper end alone. The largest part goes first. Branch and bound: Land and Doig 1960.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain, islice

from nasdsl.analysis import radices
from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.certified.restrict import Allowed, restricted
from nasdsl.analysis.certified.splits import Settled, Split, Splits
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.reach.alike import alike
from nasdsl.analysis.reach.fold import Memory, Reach
from nasdsl.analysis.structure.total import Genomes, Property
from nasdsl.space.constraints import Relation
from nasdsl.space.ir import Choice, Pick

SHARE = 4  # of the budget that is left, one part of so many is for the fold over one part
PARTS = 16  # into which a part is divided at once, if it has so many values


@dataclass(frozen=True, slots=True)
class Certain:
    """A number between two others, and parts of the space in which some genomes are counted."""

    least: int
    most: int
    parts: tuple[Allowed, ...] = ()


class Division:
    """A space that is divided into smaller ones.

    Args:
        counts: how many genotypes nodes have.
        bodies: what a genome decides.
        relations: those of genes that are required.
        genomes: the genomes of a smaller space.
    """

    def __init__(
        self,
        counts: Counts,
        bodies: Bodies,
        relations: Sequence[Relation],
        genomes: Callable[[Bodies], Genomes],
    ) -> None:
        self._counts, self._bodies, self._relations = counts, bodies, relations
        self._genomes = genomes

    def certain(self, wanted: Property, budget: int) -> Certain:
        """Between which numbers that of the genomes with a property lies."""
        waiting: list[tuple[int, int, Allowed]] = [(-self._number({}), 0, {})]
        least, most, parts = 0, -waiting[0][0], list[Allowed]()
        pushed, memory = 0, Memory()
        while waiting and budget > 0:
            size, _, allowed = heappop(waiting)
            genomes = self._genomes(self._smaller(allowed))
            verdicts, reach = genomes.reached(budget // SHARE, memory)
            told = wanted.told(-size, verdicts)
            if told is None and (number := genomes.attempt()) is not None:
                told = wanted.of(number)
            if told is not None:
                least, most = least + told, most + size + told
                parts += [allowed] if told else []
            else:
                told_by = None if verdicts is None else reach
                for smaller in self._divided(allowed, told_by):
                    pushed += 1
                    heappush(waiting, (-self._number(smaller), pushed, smaller))
            memory = Memory() if verdicts is None else memory  # what ended anywhere tells nothing
            budget -= reach.spent + genomes.spent + self._effort
        return Certain(least, most, tuple(parts))

    @property
    def _effort(self) -> int:
        """What it takes to look at a part, in states, beside the states themselves."""
        return 100 + 10 * sum(map(radices.locus_count, self._bodies))

    def _smaller(self, allowed: Allowed) -> Bodies:
        nodes = iter([restricted(node, at, allowed) for node, at in self._bodies.places()])
        genes = {slot: next(nodes) for slot in self._bodies.genes}
        return Bodies(genes, {member: next(nodes) for member in self._bodies.cells}, next(nodes))

    def _number(self, allowed: Allowed) -> int:
        return self._smaller(allowed).count(self._counts, self._relations)

    def _divided(self, allowed: Allowed, reach: Reach | None) -> Iterator[Allowed]:
        """Parts that hold all genomes together, none of them twice."""
        splits = list(self._splits(allowed))
        telling = ((split, groups) for split in splits if len(groups := _groups(split, reach)) > 1)
        alone = ((split, [[value] for value in split.values]) for split in splits)
        for split, groups in islice(chain(telling, alone), 1):
            for group in groups if isinstance(split.node, Pick) else _few(groups):
                yield {**allowed, split.locus: tuple(group)}

    def _splits(self, allowed: Allowed) -> Iterator[Split]:
        """The loci that can be divided, those of genes first."""
        around, splits = Settled(), Splits(self._counts, allowed)
        slots = [*self._bodies.genes, *[None] * (1 + len(self._bodies.cells))]
        for (node, at), slot in zip(self._bodies.places(), slots, strict=True):
            yield from splits.of(node, at, around)
            if slot is not None:
                around = around.after(self._counts, slot, restricted(node, at, allowed))


def _groups(split: Split, reach: Reach | None) -> list[list[int]]:
    """The values of a choice, those together that lead to the same; else all together."""
    if reach is None or not isinstance(split.node, Choice):
        return [list(split.values)]
    return [[split.values[i] for i in group] for group in alike(reach, split.node)]


def _few(groups: list[list[int]]) -> list[list[int]]:
    """The groups, neighbours together where they are many."""
    step = -(-len(groups) // PARTS)
    return [sorted(chain(*groups[i : i + step])) for i in range(0, len(groups), step)]
