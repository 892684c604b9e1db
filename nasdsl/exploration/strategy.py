"""The interface of search strategies: they propose genotypes, and are told the outcomes.

A strategy sees genotypes and candidates: costs, hashes, and outcomes of evaluations.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from nasdsl.util.integers import fields_text

if TYPE_CHECKING:
    from nasdsl.experiment.model import SearchSettings
    from nasdsl.genome.genotype import Genotype
    from nasdsl.searchspace import SearchSpace


@dataclass(frozen=True, slots=True)
class Fitness:
    """How good a candidate is; smaller is better.

    Args:
        values: one finite number for each objective; empty if the candidate was not evaluated, or
            its evaluation failed.
        violation: by how much bounds on cost are exceeded, 0.0 if all are kept; infinite for a
            candidate that is no network or whose evaluation failed.
    """

    values: tuple[float, ...]
    violation: float = 0.0


def dominates(first: Fitness, second: Fitness) -> bool:
    """Whether one candidate is better than another, by constrained domination.

    If either violates a bound on cost, the smaller violation is better; otherwise the first must be
    no worse in any objective, and better in one (Deb et al., 2002, definition 1).

    Args:
        first: the fitness of the one.
        second: the fitness of the other.
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
        index: the index of the genotype.
        hash: the hash of the network; empty if the genotype is no network.
        params: the number of trainable parameters; 0 where there is no network.
        macs: the multiply-accumulates of one example; 0 where there is no network.
        memory: the bytes that training on one example keeps; 0 where there is no network.
        status: `ok`, `infeasible` (no network, or one that violates a bound on cost; not evaluated)
            or `failed` (its evaluation failed).
        values: one number for each objective if `ok`, else empty.
        violation: if `infeasible`, the relative excess over each bound on cost, added up; infinite
            if the genotype is no network, or if `failed`.
        reason: why it is `infeasible` or `failed`; empty if `ok`.
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

    __repr__ = fields_text

    @property
    def fitness(self) -> Fitness:
        """The objectives and the violation, by which strategies compare candidates."""
        return Fitness(self.values, self.violation)


class Strategy(Protocol):
    """A search strategy: `ask` for a generation, evaluate it, `tell` the outcomes, and again."""

    def ask(self) -> Sequence[Genotype]:
        """The genotypes of the next generation, as many as `population` in the settings."""
        ...

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """Learn the outcomes of the genotypes of the last `ask`.

        Args:
            candidates: these genotypes with their costs and outcomes, in the same order.
        """
        ...


Maker = Callable[["SearchSpace", "SearchSettings", random.Random], Strategy]
"""From a space, the settings as they run and a source of randomness to a strategy."""
