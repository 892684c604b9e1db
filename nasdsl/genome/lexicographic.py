"""The genomes that keep what is required of structure, numbered in the order of their values."""

from __future__ import annotations

from collections.abc import Sequence

from nasdsl.analysis.rank import find
from nasdsl.analysis.structure.total import Genomes
from nasdsl.errors import GenomeError


class Lexicographic:
    """A bijection between 0 .. count() - 1 and genomes.

    Args:
        genomes: those of the space.
        radices: among how many each locus decides.
        failing: whether only genomes whose shapes fail are meant.
    """

    def __init__(self, genomes: Genomes, radices: Sequence[int], failing: bool = False) -> None:
        self._genomes = genomes
        self._radices = [radices[locus] for locus in genomes.order]
        self._failing = failing

    def count(self) -> int:
        """How many there are."""
        return self._number(())

    def _number(self, values: tuple[int, ...]) -> int:
        number = self._genomes.number(values)
        return number.failing if self._failing else number.kept

    def unrank(self, index: int, genome: list[int]) -> None:
        """Write the values of the genome with that number."""
        values: tuple[int, ...] = ()
        for locus, radix in zip(self._genomes.order, self._radices, strict=True):
            sizes = (self._number((*values, value)) for value in range(radix))
            value, index = find(sizes, index)
            values = (*values, value)
            genome[locus] = value

    def rank(self, genome: Sequence[int]) -> int:
        """The number of a genome, whose inactive loci are 0.

        Raises:
            GenomeError: it does not keep what is required.
        """
        values: tuple[int, ...] = ()
        index = 0
        for locus in self._genomes.order:
            index += sum(self._number((*values, value)) for value in range(genome[locus]))
            values = (*values, genome[locus])
        if self._number(values) != 1:
            raise GenomeError("this genome breaks what the space requires of structure")
        return index
