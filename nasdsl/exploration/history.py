"""The history of a run, generation by generation, computed from its candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from nasdsl.exploration.pareto import Values, covered, hypervolume, nondominated
from nasdsl.exploration.strategy import Candidate

GenerationCount = Literal["candidates", "evaluated", "cached", "infeasible", "failed"]
COUNTS: tuple[GenerationCount, ...] = get_args(GenerationCount)
"""What a generation counts."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The counts and results of one generation; `candidates` is `evaluated + cached + infeasible`.

    Args:
        number: the number of the generation, from 0.
        candidates: how many candidates it has so far.
        evaluated: how many networks were evaluated for it.
        cached: how many candidates had a network that had been evaluated before.
        infeasible: how many candidates were not evaluated, as they break a bound on cost or are no
            network.
        failed: how many candidates have a network whose evaluation failed, now or before.
        best: the smallest value of each objective up to this generation; empty if no evaluation has
            succeeded.
        hypervolume: the hypervolume of the front up to this generation: the volume of what it
            dominates below the run's `reference_point`.
    """

    number: int
    candidates: int
    evaluated: int
    cached: int
    infeasible: int
    failed: int
    best: Values
    hypervolume: float


def history(generations: Iterable[Sequence[Candidate]]) -> tuple[Generation, ...]:
    """The counts and results of each generation of a run, in order.

    Args:
        generations: the candidates of each generation, in the order of the search.
    """
    entries: list[Generation] = []
    archive: list[Values] = []
    generations = list(generations)
    reference = reference_point(generations)
    volume = 0.0
    for number, candidates in enumerate(generations):
        values = [c.values for c in candidates if c.status == "ok"]
        new = [point for point in values if not covered(point, archive)]
        if new:
            archive = nondominated([*archive, *new])
            volume = hypervolume(archive, reference)
        best = tuple(map(min, zip(*archive, strict=True)))
        entries.append(_generation(number, candidates, best, volume))
    return tuple(entries)


def reference_point(generations: Iterable[Sequence[Candidate]]) -> Values:
    """The largest value of each objective in the first generation in which an evaluation succeeded.

    The hypervolumes of a run are measured up to this point, which is empty if nothing succeeded.

    Args:
        generations: the candidates of each generation, in the order of the search.
    """
    for candidates in generations:
        if values := [c.values for c in candidates if c.status == "ok"]:
            return tuple(map(max, zip(*values, strict=True)))
    return ()


def _generation(
    number: int, candidates: Sequence[Candidate], best: Values, volume: float
) -> Generation:
    infeasible = sum(c.status == "infeasible" for c in candidates)
    cached = sum(c.cached for c in candidates)
    return Generation(
        number=number,
        candidates=len(candidates),
        evaluated=len(candidates) - cached - infeasible,
        cached=cached,
        infeasible=infeasible,
        failed=sum(c.status == "failed" for c in candidates),
        best=best,
        hypervolume=volume,
    )
