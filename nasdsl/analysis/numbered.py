"""Independent decisions as one number in mixed radix, the first factor the most significant."""

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
    """A factor of a numbered product: where its loci lie, and how it is ranked.

    Without functions of its own, its number is the value of its one locus.

    Args:
        at: its first locus, relative to that of the product.
        radix: its number of genotypes.
    """

    at: int
    radix: int
    unrank: Unrank | None = None
    rank: Rank | None = None


class Numbered:
    """A bijection between numbers and the genotypes of a product of independent factors."""

    def __init__(self, digits: Iterable[Digit]) -> None:
        self.digits = tuple(digits)
        self._reversed = self.digits[::-1]

    def unrank(self, index: int, at: int, genome: Written) -> None:
        """Write the values of the genotype with this number, from the locus `at` on."""
        for start, radix, unrank, _ in self._reversed:
            index, digit = divmod(index, radix)
            if unrank is None:
                genome[at + start] = digit
            else:
                unrank(digit, at + start, genome)

    def rank(self, at: int, genome: Sequence[int]) -> int:
        """The number of the genotype whose values stand in a genome from the locus `at` on."""
        index = 0
        for start, radix, _, rank in self.digits:
            digit = genome[at + start] if rank is None else rank(at + start, genome)
            index = index * radix + digit
        return index

    def moved(self, at: int, radix: int) -> Iterator[Digit]:
        """This product as factors of a product around it: its own, or one if they are many.

        Args:
            at: the first locus of this product, relative to that of the product around it.
            radix: its number of genotypes.
        """
        if len(self.digits) > INLINE:
            yield Digit(at, radix, self.unrank, self.rank)
        else:
            yield from (digit._replace(at=at + digit.at) for digit in self.digits)
