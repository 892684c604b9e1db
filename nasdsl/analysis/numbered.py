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
    """A factor of a product; without functions its number is the value of its one locus.

    Args:
        at: its first locus, from that of the product on.
        radix: how many genotypes it has.
    """

    at: int
    radix: int
    unrank: Unrank | None = None
    rank: Rank | None = None


class Numbered:
    """A product of independent factors, whose genotypes are numbered."""

    def __init__(self, digits: Iterable[Digit]) -> None:
        self.digits = tuple(digits)
        self._reversed = self.digits[::-1]

    def unrank(self, index: int, at: int, genome: Written) -> None:
        """Write the decisions with a number, `at` being the first locus."""
        for start, radix, unrank, _ in self._reversed:
            index, digit = divmod(index, radix)
            if unrank is None:
                genome[at + start] = digit
            else:
                unrank(digit, at + start, genome)

    def rank(self, at: int, genome: Sequence[int]) -> int:
        """The number of the decisions of a genome."""
        index = 0
        for start, radix, _, rank in self.digits:
            digit = genome[at + start] if rank is None else rank(at + start, genome)
            index = index * radix + digit
        return index

    def moved(self, at: int, radix: int) -> Iterator[Digit]:
        """Its factors in a product around it, where it begins at `at`; if they are many, itself."""
        if len(self.digits) > INLINE:
            yield Digit(at, radix, self.unrank, self.rank)
        else:
            yield from (digit._replace(at=at + digit.at) for digit in self.digits)
