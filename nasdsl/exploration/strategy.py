"""The interface of search strategies: they propose genotypes, and are told the outcomes.

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
    """How good a candidate is; smaller is better.

    Args:
        values: one finite number for each objective; empty if the candidate was not evaluated.
        violation: by how much bounds are violated, 0.0 if all are satisfied; infinite for a
            candidate that could not be evaluated.
    """

    values: tuple[float, ...]
    violation: float = 0.0


def dominates(first: Fitness, second: Fitness) -> bool:
    """Whether the first is better: constrained domination (Deb et al., 2002, definition 1).

    If either violates a bound the smaller violation wins; otherwise `first` must be nowhere worse
    and somewhere better.
    """
    if first.violation > 0 or second.violation > 0:
        return first.violation < second.violation
    pairs = list(zip(first.values, second.values, strict=True))
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


CandidateStatus = Literal["ok", "infeasible", "failed"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A genotype that a strategy proposed, with its costs, hash and outcome.

    Args:
        index: the genotype's.
        hash: canonical hash of the network; empty if the genotype is no network.
        params: trainable parameters; 0 where there is no network.
        macs: multiply-accumulates; 0 where there is no network.
        memory: bytes that training on one example keeps; 0 where there is no network.
        status: `ok`, `infeasible` (violates a bound, never evaluated) or `failed`.
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
        """The fitness of the candidate."""
        return Fitness(self.values, self.violation)


class Strategy(Protocol):
    """A search strategy: `ask` for a generation, evaluate it, `tell` the outcomes, and again."""

    def ask(self) -> Sequence[Genotype]:
        """The next generation of genotypes."""
        ...

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """Learn the outcomes of the last generation, in its order."""
        ...


Maker = Callable[["SearchSpace", "SearchSettings", random.Random], Strategy]
"""From a space, the settings as they run and a source of randomness to a strategy."""
