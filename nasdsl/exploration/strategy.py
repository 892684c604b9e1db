"""What a search strategy is: it asks for generations of genotypes, and is told what became of them.

A strategy sees genotypes and candidates: costs, hashes, and outcomes of evaluations.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from nasdsl.experiment.model import SearchSettings
    from nasdsl.genome.genotype import Genotype
    from nasdsl.searchspace import SearchSpace


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


CandidateStatus = Literal["ok", "infeasible", "failed"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What became of one genotype of a generation.

    Args:
        index: the genotype's.
        hash: the network's canonical hash; empty where the genotype is not a network.
        params: trainable parameters; 0 where there is no network.
        macs: multiply-accumulates; 0 where there is no network.
        memory: bytes that training on one example keeps; 0 where there is no network.
        status: `ok`, `infeasible` (breaks a constraint, never evaluated) or `failed`.
        values: one number per objective if `ok`, else empty.
        violation: the sum of relative excesses over constraints; infinite where not even those
            are known, and where it failed.
        reason: why it is not `ok`.
        cached: whether the network had been evaluated before.
    """

    index: int
    hash: str = ""
    params: int = 0
    macs: int = 0
    memory: int = 0
    status: CandidateStatus = "ok"
    values: tuple[float, ...] = ()
    violation: float = 0.0
    reason: str = ""
    cached: bool = False

    @property
    def fitness(self) -> Fitness:
        """What the strategy is told."""
        return Fitness(self.values, self.violation)


class Strategy(Protocol):
    """A search, one generation at a time: `ask`, evaluate, `tell`, and again."""

    def ask(self) -> Sequence[Genotype]:
        """The next generation: as many genotypes of the space as its population has."""
        ...

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """What became of the genotypes last asked, in their order."""
        ...


Maker = Callable[["SearchSpace", "SearchSettings", random.Random], Strategy]
"""From a space, the settings as they run and a source of randomness to a strategy."""
