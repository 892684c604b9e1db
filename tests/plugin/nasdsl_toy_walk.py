"""A strategy of another distribution: it walks from an index to the next, and learns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from random import Random

import nasdsl
from nasdsl import Genotype
from nasdsl.experiment.model import SearchSettings
from nasdsl.exploration import Candidate, NamedStrategy


class Walk:
    """See `nasdsl.exploration.Strategy`."""

    def __init__(self, space: nasdsl.SearchSpace, settings: SearchSettings, rng: Random) -> None:
        self.space, self.population = space, settings.population
        self.steps = count(rng.randrange(space.count()))

    def ask(self) -> list[Genotype]:
        """See `nasdsl.exploration.Strategy`."""
        number = self.space.count()
        return [self.space.unrank(next(self.steps) % number) for _ in range(self.population)]

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """See `nasdsl.exploration.Strategy`."""


toy_walk = NamedStrategy(Walk)
