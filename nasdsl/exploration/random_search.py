"""Random search, the baseline for other strategies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nasdsl.exploration.strategy import Candidate
from nasdsl.genome.genotype import Genotype


class RandomSearch:
    """A strategy that proposes random genotypes in every generation.

    Args:
        draw: a function that gives a random genotype.
        population: the number of genotypes in a generation.
    """

    def __init__(self, draw: Callable[[], Genotype], population: int) -> None:
        self._draw = draw
        self._population = population

    def ask(self) -> list[Genotype]:
        """The random genotypes of the next generation."""
        return [self._draw() for _ in range(self._population)]

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """Does nothing: random genotypes do not depend on outcomes.

        Args:
            candidates: the candidates of the last generation.
        """
