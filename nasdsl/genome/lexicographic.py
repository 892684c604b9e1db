"""Numbers the genomes that satisfy the requirements on structure, in lexicographic order."""

from __future__ import annotations

from collections.abc import Sequence

from nasdsl.analysis.environment import Written
from nasdsl.analysis.structure.total import Genomes
from nasdsl.errors import GenomeError


class Lexicographic:
    """A bijection between numbers and genomes that satisfy requirements, in lexicographic order.

    Args:
        genomes: counts the genomes of the space whose first loci have given values.
        radices: the number of values of each locus.
        failing: whether to number the genomes whose shapes fail instead of those that satisfy the
            requirements on structure.
    """

    def __init__(self, genomes: Genomes, radices: Sequence[int], failing: bool = False) -> None:
        self._genomes = genomes
        self._radices = [radices[locus] for locus in genomes.order]
        self._failing = failing

    def count(self) -> int:
        """How many genomes are numbered."""
        return self._number(())

    def _number(self, values: tuple[int, ...]) -> int:
        number = self._genomes.number(values)
        return number.failing if self._failing else number.kept

    def unrank(self, index: int, genome: Written) -> None:
        """Write the values of the genome with number `index` into `genome`."""
        values: tuple[int, ...] = ()
        total = self.count()
        for locus, radix in zip(self._genomes.order, self._radices, strict=True):
            value, index, total = self._value_at(values, radix, index, total)
            values = (*values, value)
            genome[locus] = value

    def _value_at(
        self, values: tuple[int, ...], radix: int, index: int, total: int
    ) -> tuple[int, int, int]:
        """The value of the next locus for an index: the value, its index there, the number there.

        Values are tried from the nearer end, after 0: an inactive locus has all genomes at 0.
        """
        least, below, above = 0, 0, total
        while least < radix - 1:
            if least == 0 or 2 * index <= below + above:
                number = self._number((*values, least))
                if index < below + number:
                    return least, index - below, number
                least, below = least + 1, below + number
            else:
                number = self._number((*values, radix - 1))
                if index >= above - number:
                    return radix - 1, index - above + number, number
                radix, above = radix - 1, above - number
        return least, index - below, above - below

    def rank(self, genome: Sequence[int]) -> int:
        """The number of a genome, whose inactive loci must be 0.

        Raises:
            GenomeError: the genome breaks a requirement on structure.
        """
        values: tuple[int, ...] = ()
        index = 0
        for locus in self._genomes.order:
            index += sum(self._number((*values, value)) for value in range(genome[locus]))
            values = (*values, genome[locus])
        if self._number(values) != 1:
            raise GenomeError("this genome breaks what the space requires of structure")
        return index
