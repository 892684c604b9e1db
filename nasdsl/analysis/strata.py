"""Strata: the genotypes of a node, in order, as runs of one value on which later counts depend."""

from __future__ import annotations

from collections.abc import Iterable

from nasdsl import limits
from nasdsl.analysis.environment import Known, computed
from nasdsl.errors import NasdslError
from nasdsl.space.ir import Calculation

Strata = list[tuple[Known, int]]
"""The key of each run (a value, a label, a number of branches), and its length."""


def combined(operator: Calculation, left: Strata, right: Strata) -> Strata:
    """The strata of `left operator right`: runs of genotypes for which it has one value.

    Args:
        operator: the arithmetic operation.
        left: the strata of the left side, the more significant digit of a genotype's number.
        right: the strata of the right side.
    """
    runs: Strata = []
    for key, n in left:
        pairs = [(computed(operator, key, other), m) for other, m in right]
        runs += tiled(n, pairs)
        _check_stratum(len(runs))
    return joined_strata(runs)


def tiled(n: int, runs: Strata) -> Strata:
    """The strata of `n` repetitions of the same runs, one after another."""
    if len(runs) == 1:
        return [(runs[0][0], n * runs[0][1])]
    _check_stratum(n * len(runs))
    return runs * n


def joined_strata(runs: Iterable[tuple[Known, int]]) -> Strata:
    """Strata in which neighbouring runs of equal value are made one."""
    strata: Strata = []
    for key, n in runs:
        if strata and strata[-1][0] == key:
            strata[-1] = (key, strata[-1][1] + n)
        else:
            strata.append((key, n))
    return strata


def _check_stratum(size: int) -> None:
    if size > limits.CASES:
        raise NasdslError(
            f"what other decisions follow has more than {limits.CASES} cases",
            "follow a smaller decision",
        )
