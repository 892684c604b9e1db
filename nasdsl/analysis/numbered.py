"""Independent decisions as one number: digits in mixed radix, the first the most significant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from nasdsl.analysis.environment import Written

INLINE = 16  # factors of a product that become factors of the product around it

Unrank = Callable[[int, int, Written], None]
"""Writes the decisions with a number, where the first locus of their node is the second."""
Rank = Callable[[int, Sequence[int]], int]
"""The number of the decisions of a genome, where the first locus of their node is given."""


class Digit(NamedTuple):
    """One factor of a product of independent decisions.

    Args:
        at: the index of the factor's first locus, counted from the first locus of the product.
        radix: the number of the factor's genotypes.
        unrank: writes the values of the factor's loci for a number below `radix`; None if the
            factor has a single locus, whose value is that number.
        rank: computes the number from the values of the loci; None in the same case.
    """

    at: int
    radix: int
    unrank: Unrank | None = None
    rank: Rank | None = None


class Numbered:
    """A bijection between the numbers from 0 and the genotypes of a product of independent factors.

    Args:
        digits: the factors, the first one the most significant.
    """

    def __init__(self, digits: Iterable[Digit]) -> None:
        self.digits = tuple(digits)
        self._reversed = self.digits[::-1]

    def unrank(self, index: int, at: int, genome: Written) -> None:
        """Write the genotype with number `index` into `genome`, from the locus `at` on."""
        for start, radix, unrank, _ in self._reversed:
            index, digit = divmod(index, radix)
            if unrank is None:
                genome[at + start] = digit
            else:
                unrank(digit, at + start, genome)

    def rank(self, at: int, genome: Sequence[int]) -> int:
        """The number of the genotype that stands in `genome` from the locus `at` on."""
        index = 0
        for start, radix, _, rank in self.digits:
            digit = genome[at + start] if rank is None else rank(at + start, genome)
            index = index * radix + digit
        return index

    def moved(self, at: int, radix: int) -> Iterator[Digit]:
        """The factors that this product has in a product which contains it.

        They are the factors of this one; if there are more than 16, the whole is a single factor.

        Args:
            at: the product's first locus, counted from that of the containing product.
            radix: the number of genotypes of this product.
        """
        if len(self.digits) > INLINE:
            yield Digit(at, radix, self.unrank, self.rank)
        else:
            yield from (digit._replace(at=at + digit.at) for digit in self.digits)
