"""Random search: the baseline that any other strategy has to beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nasdsl.exploration.strategy import Candidate
from nasdsl.genome.genotype import Genotype


class RandomSearch:
    """Generations drawn one genotype at a time, whatever the earlier ones were worth.

    Args:
        draw: gives a random genotype.
        population: how many a generation has.
    """

    def __init__(self, draw: Callable[[], Genotype], population: int) -> None:
        self._draw = draw
        self._population = population

    def ask(self) -> list[Genotype]:
        """A generation of fresh random genotypes."""
        return [self._draw() for _ in range(self._population)]

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """Nothing is learnt."""
