"""The networks of a space's genotypes: what they have in common is planned once."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from nasdsl.genome.encoding import Vector
from nasdsl.genome.genotype import Genotype
from nasdsl.genome.layout import GenomeLayout
from nasdsl.program.architecture import Architecture
from nasdsl.program.graph import State
from nasdsl.program.plan import plan_program
from nasdsl.program.planned_part import PlannedParts


class Decoder:
    """Plans the networks of one space.

    Args:
        roots: the space, laid out.
        input: the state of the input.
    """

    def __init__(self, roots: GenomeLayout, input: State) -> None:
        self._roots, self._input = roots, input
        self._parts = PlannedParts()
        self._carried = WeakKeyDictionary[Genotype, Architecture]()

    def network(self, genome: Vector) -> Architecture:
        """The network of a genotype of the space; that which it carries, no longer.

        Raises:
            InvalidNetwork: its shapes fail.
        """
        if isinstance(genome, Genotype) and (carried := self._carried.pop(genome, None)):
            return carried
        values = tuple([int(value) for value in genome])
        program = plan_program(self._roots, self._input, values, parts=self._parts)
        return Architecture(program, values)

    def carry(self, genotype: Genotype, network: Architecture | None) -> None:
        """Let a genotype carry its network, if it has one, to where it is decoded next."""
        if network is not None:
            self._carried[genotype] = network
