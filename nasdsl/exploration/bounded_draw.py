"""Random genotypes that keep the bounds on cost, for the first generation of a search."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from nasdsl.errors import GenomeError

if TYPE_CHECKING:
    from nasdsl.genome.genotype import Genotype
    from nasdsl.searchspace import SearchSpace

DRAWN = 10  # genotypes, until one keeps the bounds
CHANGES = 50  # that are tried of one genotype which keeps the bounds, to draw another


class BoundedDraw:
    """Draws random genotypes that keep all bounds on cost, where one can be had.

    Args:
        space: the space, with its bounds on cost.
        rng: the source of randomness.
    """

    def __init__(self, space: SearchSpace, rng: Random) -> None:
        self._space, self._rng = space, rng
        self._encoding = space.encoding("loci")
        self._known: list[Genotype] = []

    def __call__(self) -> Genotype:
        """A random genotype that keeps the bounds on cost.

        Where ten random ones break them, it is made from a genotype known to keep them by random
        changes; where no such genotype is known, it is random and may break them.
        """
        if not self._space.requirements:
            return self._drawn()
        keeps = self._space.keeps_bounds
        genotype = next(filter(keeps, (self._drawn() for _ in range(DRAWN))), None)
        if genotype is None:
            start = self._start()
            if start is None:
                return self._drawn()
            genotype = self._changed(start)
        self._known.append(genotype)
        return genotype

    def _drawn(self) -> Genotype:
        """One of all genotypes."""
        count = max(self._space.count(), 1)  # of none at all `unrank` says so
        return self._space.unrank(self._rng.randrange(count))

    def _start(self) -> Genotype | None:
        """One of those that keep the bounds."""
        return self._rng.choice(self._known) if self._known else self._space.feasibility.witness

    def _changed(self, genotype: Genotype) -> Genotype:
        """A genotype with decisions changed, one after the other, all bounds kept all the way."""
        for _ in range(CHANGES):
            changed = self._neighbour(genotype)
            if changed is not None and self._space.keeps_bounds(changed):
                genotype = changed
        return genotype

    def _neighbour(self, genotype: Genotype) -> Genotype | None:
        """A genotype of which one active decision is another; None where that is not one."""
        free, bounds = self._encoding.free(genotype), self._encoding.bounds
        active = [at for at, bound in enumerate(bounds) if bound > 1 and at in free]
        if not active:
            return None
        loci, at = list(self._encoding.encode(genotype)), self._rng.choice(active)
        loci[at] = (loci[at] + self._rng.randrange(1, bounds[at])) % bounds[at]
        try:
            return self._encoding.decode(loci)
        except GenomeError:
            return None
