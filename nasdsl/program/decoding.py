"""Makes the networks of a space's genotypes, and keeps parts that several of them have."""

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
    """Makes networks of the genotypes of one space.

    Args:
        roots: the layout of the space's genomes.
        input: the state of the network's input.
    """

    def __init__(self, roots: GenomeLayout, input: State) -> None:
        self._roots, self._input = roots, input
        self._parts = PlannedParts()
        self._carried = WeakKeyDictionary[Genotype, Architecture]()

    def network(self, genome: Vector) -> Architecture:
        """The network of a genotype or genome of the space.

        If `carry` has kept the network of this very genotype, that one is returned, and kept no
        longer.

        Raises:
            InvalidNetwork: its shapes fail.
        """
        if isinstance(genome, Genotype) and (carried := self._carried.pop(genome, None)):
            return carried
        values = tuple([int(value) for value in genome])
        program = plan_program(self._roots, self._input, values, parts=self._parts)
        return Architecture(program, values)

    def carry(self, genotype: Genotype, network: Architecture | None) -> None:
        """Keep the network of a genotype, which the next call of `network` then returns.

        Args:
            genotype: the genotype.
            network: its network; None keeps nothing.
        """
        if network is not None:
            self._carried[genotype] = network
