"""What a search strategy is: it asks for generations of genotypes, and is told what became of them.

A strategy sees genotypes and candidates: costs, hashes, and outcomes of evaluations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from nasdsl.exploration.problem import Candidate
    from nasdsl.genome.genotype import Genotype

Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fitness:
    """How good a candidate is: everything in it is to be small.

    Args:
        values: one finite number per objective; empty where there was nothing to measure.
        violation: by how much constraints are broken, 0.0 where all are kept; infinite for a
            candidate that could not be evaluated.
    """

    values: tuple[float, ...]
    violation: float = 0.0


def dominates(one: Fitness, other: Fitness) -> bool:
    """Whether `one` is better: constrained domination (Deb et al., 2002, definition 1).

    Where any of the two breaks a constraint the smaller violation wins; otherwise `one` must be
    nowhere worse and somewhere better.
    """
    if one.violation > 0 or other.violation > 0:
        return one.violation < other.violation
    pairs = list(zip(one.values, other.values, strict=True))
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


class Strategy(Protocol):
    """A search, one generation at a time: `ask`, evaluate, `tell`, and again."""

    def ask(self) -> Sequence[Genotype]:
        """The next generation: as many genotypes of the space as its population has."""
        ...

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """What became of the genotypes last asked, in their order."""
        ...
