"""A genotype that keeps bounds on cost, met by changing one decision after the other.

Each change breaks the bounds less. That proves nothing where it ends without one, and needs no
certified costs, which take too long of spaces in which very many tensors differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from nasdsl.errors import GenomeError

if TYPE_CHECKING:
    from nasdsl.experiment.feasible import BoundedSpace
    from nasdsl.genome.genotype import Genotype


def descended(space: BoundedSpace, operations: int) -> Genotype | None:
    """A genotype that keeps all bounds, if one is met.

    Args:
        space: the space.
        operations: how many operations of networks may be looked at.
    """
    return _Descent(space, operations).met()


@dataclass(slots=True)
class _Descent:
    """Descents from several genotypes, the first one that of the first values.

    Args:
        space: the space.
        left: operations that may still be looked at.
    """

    space: BoundedSpace
    left: int
    _rng: Random = field(default_factory=lambda: Random(0))

    def met(self) -> Genotype | None:
        """A genotype that keeps all bounds."""
        bounds = self.space.loci.bounds
        start = self._decoded([0] * len(bounds))
        while self.left > 0:
            if start is not None:
                end, broken = self._descended(start)
                if not broken:
                    return end
            start = self._decoded([self._rng.randrange(bound) for bound in bounds])
        return None

    def _descended(self, start: Genotype) -> tuple[Genotype, float]:
        """Where changes lead that break the bounds less, and by how much that breaks them."""
        best, least, better = start, self._broken(start), True
        while better and least and self.left > 0:
            better = False
            for changed in self._changes(best):
                broken = self._broken(changed)
                if broken < least:
                    best, least, better = changed, broken, True
                    break
        return best, least

    def _changes(self, genotype: Genotype) -> Iterator[Genotype]:
        """The genotypes of which one active decision is its first, its last or a random value."""
        loci, bounds = self.space.loci.encode(genotype), self.space.loci.bounds
        active = self.space.loci.free(genotype)
        free = [at for at in range(len(bounds)) if at in active]
        for at in self._rng.sample(free, len(free)):
            for value in {0, bounds[at] - 1, self._rng.randrange(bounds[at])} - {loci[at]}:
                changed = self._decoded([*loci[:at], value, *loci[at + 1 :]])
                if changed is not None:
                    yield changed

    def _broken(self, genotype: Genotype) -> float:
        """By how much a genotype breaks the bounds; infinite where its shapes fail."""
        network = self.space.network(genotype)
        self.left -= 1 + (len(network.program.steps) if network else 0)
        if network is None or self.left < 0:
            return math.inf
        return sum(required.violation(network) for required in self.space.requirements)

    def _decoded(self, loci: list[int]) -> Genotype | None:
        """The genotype of values; None where that breaks what is required of structure."""
        self.left -= 1
        try:
            return self.space.loci.decode(loci)
        except GenomeError:
            return None
