"""Non-dominated sorting with NumPy, in the same order as DEAP's `sortNondominated`.

Source: K. Deb et al., A fast and elitist multiobjective genetic algorithm: NSGA-II (2002).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nasdsl.exploration.strategy import Fitness

Matrix = NDArray[np.bool_]


def fronts(fitnesses: Sequence[Fitness], most: int) -> list[list[int]]:
    """Sort individuals into fronts.

    A front holds the individuals that no other one dominates, if those of the fronts before it are
    left out.

    Args:
        fitnesses: the fitness of each individual.
        most: no further front is made once this many individuals are sorted.

    Returns:
        For each front, the positions of its individuals in `fitnesses`, from 0.
    """
    alike: dict[Fitness, list[int]] = {}
    for position, fitness in enumerate(fitnesses):
        alike.setdefault(fitness, []).append(position)
    groups = list(alike.values())
    ranked: list[list[int]] = []
    for front in _sorted(dominance(list(alike))):
        ranked.append([position for unique in front for position in groups[unique]])
        most -= len(ranked[-1])
        if most <= 0:
            break
    return ranked


def dominance(fitnesses: Sequence[Fitness]) -> Matrix:
    """A square matrix: whether the fitness of the row dominates the fitness of the column."""
    width = max(len(fitness.values) for fitness in fitnesses)
    values = np.zeros((len(fitnesses), width))
    for row, fitness in zip(values, fitnesses, strict=True):
        row[: len(fitness.values)] = fitness.values
    violations = np.array([fitness.violation for fitness in fitnesses])
    no_worse = np.ones((len(fitnesses),) * 2, bool)
    better = np.zeros_like(no_worse)
    for column in values.T:
        no_worse &= column[:, None] <= column
        better |= column[:, None] < column
    broken = violations > 0
    return np.where(broken[:, None] | broken, violations[:, None] < violations, no_worse & better)


def _sorted(dominates: Matrix) -> list[list[int]]:
    """The fronts: in each, those come first whose last dominator of the front before does."""
    left = dominates.sum(axis=0)
    front = np.flatnonzero(left == 0)
    ranked: list[list[int]] = []
    while len(front):
        ranked.append(front.tolist())
        by_front = dominates[front]
        left = left - by_front.sum(axis=0)
        left[front] = -1
        new = np.flatnonzero(left == 0)
        last = len(front) - np.argmax(by_front[::-1][:, new], axis=0)
        front = new[np.lexsort((new, last))]
    return ranked
