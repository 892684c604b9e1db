"""One program for many genomes: what is decided when it is planned, and what when it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nasdsl.genome.occurrence import Roots
from nasdsl.program.graph import Program, State
from nasdsl.program.plan import Static, plan_known

Key = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Universal:
    """A program that computes every network of one shape key.

    Args:
        key: the loci that change shapes, and their values: those of the genomes that it serves.
        program: the others are open in it.
    """

    key: Key
    program: Program

    def serves(self, genome: Sequence[int]) -> bool:
        """Whether the network of a genome is one of its."""
        return all(genome[at] == value for at, value in self.key)


def universal(roots: Roots, state: State, genome: Sequence[int]) -> Universal:
    """The program for all genomes that share the shapes of this one.

    Args:
        roots: the space, laid out.
        state: the input's.
        genome: a value for each locus, those of a network.
    """
    known: dict[int, int] = {}
    while True:
        try:
            program = plan_known(roots, state, known)
        except Static as reason:
            known |= {at: int(genome[at]) for at in reason.loci}
        else:
            return Universal(tuple(sorted(known.items())), program)
