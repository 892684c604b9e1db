"""Genotypes whose shapes fail: how many they are, one of them, and why it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nasdsl.genome.layout import GenomeLayout
from nasdsl.genome.structure import FailingGenomes, Interval
from nasdsl.ops import State
from nasdsl.program.plan import plan_program
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.util.integers import fields_text


@dataclass(frozen=True, slots=True)
class Failures:
    """The genotypes of a space whose shapes fail.

    Args:
        number: how many there are.
        genome: the genome of one of them, of the first one where `number` is exact; None if none is
            known.
        index: the index of that genotype; None where genotypes cannot be numbered.
        misfit: the error that says why its shapes fail.
    """

    number: Interval
    genome: list[int] | None = None
    index: int | None = None
    misfit: InvalidNetwork | None = None

    __repr__ = fields_text


def explained(
    failing: FailingGenomes,
    layout: GenomeLayout,
    state: State,
    index: Callable[[Sequence[int]], int] | None,
) -> Failures:
    """The genotypes whose shapes fail, with the reason for one of them.

    Args:
        failing: how many there are, and the genome of one of them.
        layout: the layout of the space's genomes.
        state: the state of the network's input.
        index: computes the index of a genome; None where genotypes cannot be numbered.
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
