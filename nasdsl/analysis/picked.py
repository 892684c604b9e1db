"""The ranks of picks: how many branches are taken, which variant of the list, which subset."""

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
    """A bijection between numbers and the genotypes of a pick.

    Args:
        compile: ranks the nodes that decide independently.
        pick: the pick.
        picked: its count, as `Counts.picked` gives it, with first locus 0.
        known: the values decided around it.
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
        """Write the values of the genotype with this number, from the locus `at` on."""
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
        """The number of the genotype whose values stand in a genome from the locus `at` on."""
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
    """One way in which the branches of a pick are listed, with the decisions that make it so."""

    def __init__(self, compile: Compile, listing: Listing) -> None:
        self._own = listing.own
        self._runs = [(run, compile([run.factor])) for run in listing.runs]
        self.each = cache(partial(_branch_product, compile, listing))

    def unrank(self, index: int, at: int, genome: Written) -> None:
        """Write the values that make the branches be listed so, by their number."""
        for locus, said in self._own:
            genome[at + locus] = said
        for run, product in reversed(self._runs):
            index, digit = divmod(index, run.length)
            product.unrank(run.start + digit, at, genome)

    def rank(self, at: int, genome: Sequence[int]) -> int | None:
        """The number of these values in a genome; None if it lists the branches otherwise."""
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
    """The consecutive block, of those with these sizes, that holds `index`; the index in it."""
    for block, length in enumerate(sizes):
        if index < length:
            return block, index
        index -= length
    raise AssertionError("an index beyond the last block")
