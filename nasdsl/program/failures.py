"""Genotypes whose shapes fail: their number, one of them, and the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nasdsl.genome.layout import GenomeLayout
from nasdsl.genome.structure import FailingGenomes, Interval
from nasdsl.ops import State
from nasdsl.program.plan import plan_program
from nasdsl.program.shapes import InvalidNetwork


@dataclass(frozen=True, slots=True)
class Failures:
    """The genotypes whose shapes fail: their number, one of them, and the reason of that one.

    It is the first one where their number is exact. Its index is None where genotypes have none.
    """

    number: Interval
    genome: list[int] | None = None
    index: int | None = None
    misfit: InvalidNetwork | None = None


def explained(
    failing: FailingGenomes,
    layout: GenomeLayout,
    state: State,
    index: Callable[[Sequence[int]], int] | None,
) -> Failures:
    """The failing genotypes, with the reason of one of them.

    Args:
        failing: their number, and one of them if one is known.
        layout: of the space's genomes.
        state: of the input.
        index: computes the index of a genome, if genotypes have indices.
    """
    genome = failing.genome
    if genome is None:
        return Failures(failing.number)
    return Failures(failing.number, genome, index and index(genome), _misfit(layout, state, genome))


def _misfit(layout: GenomeLayout, state: State, genome: list[int]) -> InvalidNetwork:
    try:
        plan_program(layout, state, genome)
    except InvalidNetwork as misfit:
        return misfit
    raise AssertionError("a genome that fails has no network")
