"""Genotypes within the bounds on cost of a space, for the first generation of a search."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.errors import GenomeError
from nasdsl.program.shapes import InvalidNetwork

if TYPE_CHECKING:
    from nasdsl.genome.genotype import Genotype
    from nasdsl.searchspace import SearchSpace


class Mending:
    """Changes decisions of genotypes, one after the other, until they keep all bounds on cost.

    Args:
        space: whose bounds they are.
        rng: in what order decisions and values are tried.
    """

    def __init__(self, space: SearchSpace, rng: Random) -> None:
        self._space = space
        self._rng = rng
        self._encoding = space.encoding("loci")

    def mended(self, genotype: Genotype) -> Genotype:
        """A genotype that keeps them; the nearest to that where `limits.DRAWS` changes end first.

        Decision by decision the value is taken that breaks bounds the least, until none is broken.
        """
        excess, left = self._excess(genotype), limits.DRAWS
        before = math.inf
        while 0 < excess < before:
            before = excess
            for locus in self._shuffled(range(len(self._encoding.bounds))):
                for changed in self._changes(genotype, locus):
                    if excess == 0 or left == 0:
                        return genotype
                    left -= 1
                    if (other := self._excess(changed)) < excess:
                        genotype, excess = changed, other
        return genotype

    def _changes(self, genotype: Genotype, locus: int) -> list[Genotype]:
        """The genotypes that another value of an active decision makes."""
        if locus not in self._encoding.free(genotype):
            return []
        found: list[Genotype] = []
        for value in self._shuffled(range(self._encoding.bounds[locus])):
            loci = list(genotype.loci)
            loci[locus] = value
            try:
                found.append(self._encoding.decode(loci))
            except GenomeError:
                continue
        return [changed for changed in found if changed.index != genotype.index]

    def _shuffled(self, numbers: range) -> list[int]:
        return self._rng.sample(numbers, min(len(numbers), limits.DRAWS))

    def _excess(self, genotype: Genotype) -> float:
        """By how much it breaks bounds, together."""
        try:
            network = self._space.decode(genotype)
        except InvalidNetwork:
            return math.inf
        return sum(required.violation(network) for required in self._space.requirements)
