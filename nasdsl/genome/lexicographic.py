"""The genomes that keep what is required of structure, numbered in the order of their values."""

from __future__ import annotations

from collections.abc import Sequence

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
        size = self.count()
        for locus, radix in zip(self._genomes.order, self._radices, strict=True):
            value, index, size = self._next(values, radix, index, size)
            values = (*values, value)
            genome[locus] = value

    def _next(
        self, values: tuple[int, ...], radix: int, index: int, size: int
    ) -> tuple[int, int, int]:
        """The value that follows others, the number among those with it, and how many they are.

        A number is dear to find, so values are tried from the end to which the index is nearer, and
        for the one that remains it is what is left.
        """
        low, high = 0, radix - 1
        while low < high:
            if 2 * index < size:
                found = self._number((*values, low))
                if index < found:
                    return low, index, found
                low, index = low + 1, index - found
            else:
                found = self._number((*values, high))
                if index >= size - found:
                    return high, index - (size - found), found
                high -= 1
            size -= found
        return low, index, size

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
