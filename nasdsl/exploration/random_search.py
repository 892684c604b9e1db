"""Random search: the baseline that any other strategy has to beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nasdsl.exploration.strategy import Fitness, Vector


class RandomSearch:
    """Generations drawn one vector at a time, whatever the earlier ones were worth.

    Args:
        draw: gives a random vector.
        population: how many vectors a generation has.
    """

    def __init__(self, draw: Callable[[], Vector], population: int) -> None:
        self._draw = draw
        self._population = population

    def ask(self) -> list[Vector]:
        """A generation of fresh random vectors."""
        return [self._draw() for _ in range(self._population)]

    def tell(self, fitnesses: Sequence[Fitness]) -> None:
        """Nothing is learnt."""
