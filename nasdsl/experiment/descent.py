"""Search for a genotype within the bounds on cost, by changing one decision after the other.

Each change reduces the violation. Ending without success proves nothing; but it needs no certified
costs, which take too long for spaces with very many different tensors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from nasdsl.errors import GenomeError

if TYPE_CHECKING:
    from nasdsl.experiment.model import Requirement
    from nasdsl.genome.encoding import Encoding
    from nasdsl.genome.genotype import Genotype
    from nasdsl.program.architecture import Architecture


@dataclass(slots=True)
class Descent:
    """A search from several genotypes, the first of which has the value 0 at all loci.

    Args:
        loci: the encoding of genotypes as values of loci.
        network: gives the network of a genotype; None where its shapes fail.
        requirements: the bounds on cost.
        left: the budget: how many operations of networks may still be planned; each genotype counts
            as two more.
    """

    loci: Encoding
    network: Callable[[Genotype], Architecture | None]
    requirements: Sequence[Requirement]
    left: int
    _rng: Random = field(default_factory=lambda: Random(0))

    def met(self) -> Genotype | None:
        """A genotype within all bounds on cost; None if the budget is spent before one is met."""
        bounds = self.loci.bounds
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
        """The genotypes of which one active decision is another value.

        That is the first or the last of its values, a random one, or the next on either side.
        """
        loci, bounds = self.loci.encode(genotype), self.loci.bounds
        active = self.loci.free(genotype)
        free = [at for at in range(len(bounds)) if at in active]
        for at in self._rng.sample(free, len(free)):
            last, now = bounds[at] - 1, loci[at]
            values = [0, last, self._rng.randint(0, last), max(now - 1, 0), min(now + 1, last)]
            for value in dict.fromkeys(value for value in values if value != now):
                changed = self._decoded([*loci[:at], value, *loci[at + 1 :]])
                if changed is not None:
                    yield changed

    def _broken(self, genotype: Genotype) -> float:
        """By how much a genotype breaks the bounds; infinite where its shapes fail."""
        network = self.network(genotype)
        self.left -= 1 + (len(network.program.steps) if network else 0)
        if network is None or self.left < 0:
            return math.inf
        return sum(required.violation(network) for required in self.requirements)

    def _decoded(self, loci: list[int]) -> Genotype | None:
        """The genotype of values; None where that breaks what is required of structure."""
        self.left -= 1
        try:
            return self.loci.decode(loci)
        except GenomeError:
            return None
