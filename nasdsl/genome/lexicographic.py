"""The genomes that keep what is required of structure, numbered in the order of their values."""

from __future__ import annotations

from collections.abc import Sequence

from nasdsl.analysis.structure.flow import Spent
from nasdsl.analysis.structure.total import Genomes
from nasdsl.errors import GenomeError, NasdslError


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
        try:
            number = self._genomes.number(values)
        except Spent:
            message = "what is required of structure cannot be counted within the budget"
            raise NasdslError(message) from None
        return number.failing if self._failing else number.kept

    def unrank(self, index: int, genome: list[int]) -> None:
        """Write the values of the genome with that number."""
        values: tuple[int, ...] = ()
        left = self.count()
        for locus, radix in zip(self._genomes.order, self._radices, strict=True):
            for value in range(radix):
                here = self._number((*values, value))
                if index < here:
                    break
                index, left = index - here, left - here
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
