"""Genotypes that are no networks, since their shapes fail: how many, and why one of them does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nasdsl.genome.feasibility import FailingGenomes, Interval
from nasdsl.genome.layout import GenomeLayout
from nasdsl.ops import State
from nasdsl.program.plan import plan_program
from nasdsl.program.shapes import InvalidNetwork


@dataclass(frozen=True, slots=True)
class Failures:
    """The genotypes whose shapes fail: how many, one of them, and why that fails.

    It is the first where their number is exact. Its index is None where genotypes have none.
    """

    number: Interval
    genome: list[int] | None = None
    index: int | None = None
    misfit: InvalidNetwork | None = None


def explained(
    found: FailingGenomes,
    layout: GenomeLayout,
    state: State,
    index: Callable[[Sequence[int]], int] | None,
) -> Failures:
    """The failing genotypes, with the reason of one.

    Args:
        found: how many, and one if one is known.
        layout: the space, laid out.
        state: the input's.
        index: of a genome, if genotypes have indices.
    """
    genome = found.genome
    if genome is None:
        return Failures(found.number)
    return Failures(found.number, genome, index and index(genome), _misfit(layout, state, genome))


def _misfit(layout: GenomeLayout, state: State, genome: list[int]) -> InvalidNetwork:
    try:
        plan_program(layout, state, genome)
    except InvalidNetwork as misfit:
        return misfit
    raise AssertionError("a genome that fails has no network")
