"""Ranks of picks: the number of branches taken, how the branches are listed, and the subset."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import accumulate

from nasdsl.analysis import subsets
from nasdsl.analysis.branches import Listing
from nasdsl.analysis.counts import Picked
from nasdsl.analysis.environment import Environment, Factor, Written
from nasdsl.analysis.numbered import Numbered
from nasdsl.analysis.radices import radices
from nasdsl.space.ir import Pick

Compile = Callable[[Iterable[Factor]], Numbered]


class PickRanks:
    """A bijection between the numbers from 0 and the genotypes of a pick with its branches.

    Args:
        compile: makes the bijection for several nodes that decide independently.
        pick: the pick.
        picked: the numbers of genotypes of the pick: for each number of branches taken, and for
            each list of branches that there can be.
        known: the values of slots decided around the pick.
    """

    def __init__(self, compile: Compile, pick: Pick, picked: Picked, known: Environment) -> None:
        self._pick, self._picked = pick, picked
        self._ends = list(accumulate(picked.sizes(), initial=0))
        self._sums = [sum(block) for block in picked.blocks]
        self._starts = list(accumulate((n for _, n in picked.numbers), initial=0))
        number: list[Factor] = []
        if pick.number:
            number = [(pick.number, len(pick.numbers), known)]
        self._number = compile(number)
        self._ways = cache(partial(_way, compile, picked))

    def unrank(self, index: int, at: int, genome: Written) -> None:
        """Write the genotype with number `index` of the pick into `genome`.

        Args:
            index: from 0 to the number of the pick's genotypes less 1.
            at: the index in `genome` of the pick's first locus.
            genome: where values of loci are written.
        """
        which = bisect_right(self._ends, index) - 1
        number, _ = self._picked.numbers[which]
        first, index = divmod(index - self._ends[which], self._sums[which])
        self._number.unrank(self._starts[which] + first, at, genome)
        way, index = block_of(self._picked.blocks[which], index)
        among, listed = self._picked.among[way], self._ways(way)
        shared, index = divmod(index, self._picked.blocks[which][way] // among.shared)
        listed.unrank(shared, at, genome)
        digits = subsets.unrank(among.sizes, number, index)
        locus, said = subsets.encode(self._pick, list(digits))
        genome[at + locus] = said
        for branch, digit in digits.items():
            listed.each(branch).unrank(digit, at, genome)

    def rank(self, at: int, genome: Sequence[int]) -> int:
        """The number, from 0, of the pick's genotype that stands in `genome`.

        Args:
            at: the index in `genome` of the pick's first locus.
            genome: the values of all loci of the space.
        """
        which, first = genome[at].bit_count(), 0
        if self._pick.number:
            number = self._number.rank(at, genome)
            which = bisect_right(self._starts, number) - 1
            first = number - self._starts[which]
        ways = ((i, self._ways(i).rank(at, genome)) for i in range(len(self._picked.among)))
        way, shared = next((i, index) for i, index in ways if index is not None)
        among, block = self._picked.among[way], self._picked.blocks[which]
        own = genome[at : at + len(radices(self._pick))]
        chosen = subsets.subset(self._pick, self._picked.numbers[which][0], own)
        digits = {item: self._ways(way).each(item).rank(at, genome) for item in chosen}
        before = self._ends[which] + first * self._sums[which] + sum(block[:way])
        return before + shared * (block[way] // among.shared) + subsets.rank(among.sizes, digits)


class Way:
    """The decisions that give a pick one certain list of branches to take from, numbered from 0.

    The list can depend on decisions, as where a branch is a choice between lists.

    Args:
        compile: makes the bijection, between numbers and genotypes, for several nodes that decide
            independently.
        listing: the branches of the list, and the decisions that lead to it.
    """

    def __init__(self, compile: Compile, listing: Listing) -> None:
        self._own = listing.own
        self._runs = [(run, compile([run.factor])) for run in listing.runs]
        self.each = cache(partial(_branch_product, compile, listing))

    def unrank(self, index: int, at: int, genome: Written) -> None:
        """Write values of loci that lead to this list of branches into `genome`.

        Args:
            index: the number of these decisions, from 0, among all that lead to this list.
            at: the index in `genome` of the pick's first locus.
            genome: where values of loci are written.
        """
        for locus, said in self._own:
            genome[at + locus] = said
        for run, product in reversed(self._runs):
            index, digit = divmod(index, run.length)
            product.unrank(run.start + digit, at, genome)

    def rank(self, at: int, genome: Sequence[int]) -> int | None:
        """The number of a genome's decisions among all that lead to this list of branches.

        None if they lead to another list.

        Args:
            at: the index in `genome` of the pick's first locus.
            genome: the values of all loci of the space.
        """
        if any(genome[at + locus] != said for locus, said in self._own):
            return None
        index = 0
        for run, product in self._runs:
            digit = product.rank(at, genome) - run.start
            if not 0 <= digit < run.length:
                return None
            index = index * run.length + digit
        return index


def _way(compile: Compile, picked: Picked, number: int) -> Way:
    return Way(compile, picked.among[number].listing)


def _branch_product(compile: Compile, listing: Listing, number: int) -> Numbered:
    return compile(listing.each[number])


def block_of(sizes: Iterable[int], index: int) -> tuple[int, int]:
    """Find an index in consecutive blocks: the number of its block, and the index in the block.

    Args:
        sizes: how many indices each block holds, in order.
        index: the index, from 0, over all blocks together.
    """
    for block, length in enumerate(sizes):
        if index < length:
            return block, index
        index -= length
    raise AssertionError("an index beyond the last block")
