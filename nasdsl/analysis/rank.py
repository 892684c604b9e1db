"""The number of a genotype among all of its node, and back: one bijection for every node.

Products are numbers in mixed radix, the first factor the most significant; sums follow one another
in the order of their arms (a combinatorial number system of the fold in `counts`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable
from collections.abc import Sequence as Many
from itertools import accumulate

from nasdsl.analysis import subsets
from nasdsl.analysis.branches import Listing
from nasdsl.analysis.counts import Counts, entered, relevant, repeated
from nasdsl.analysis.environment import Environment, Factor, Written, value
from nasdsl.analysis.layout import offsets, size
from nasdsl.space.domain import decides
from nasdsl.space.ir import (
    Choice,
    Each,
    Given,
    Graph,
    Let,
    Node,
    Pick,
    Repeat,
    Series,
    cases_for,
    children,
    per_node,
)  # fmt: skip


class Ranks:
    """Ranks over the counts of a space."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self._ends: dict[Hashable, list[int]] = {}

    def unrank(self, factors: Many[Factor], index: int, genome: Written) -> None:
        """Write the decisions of the product of `factors` with number `index` into `genome`."""
        for node, at, known in reversed(factors):
            index, digit = divmod(index, self.counts.count(node, known))
            self._unrank(node, at, known, digit, genome)

    def rank(self, factors: Many[Factor], genome: Many[int]) -> int:
        """The number of the decisions of `genome` in the product of `factors`."""
        index = 0
        for node, at, known in factors:
            index = index * self.counts.count(node, known) + self._rank(node, at, known, genome)
        return index

    def _unrank(self, node: Node, at: int, known: Environment, index: int, genome: Written) -> None:
        match node:
            case Choice(arms):
                ends = self._arm_ends(node, known)
                arm = bisect_right(ends, index) - 1
                genome[at] = arm
                index -= ends[arm]
                self._unrank(arms[arm].body, at + _arm_starts(node)[arm], known, index, genome)
            case Let() if self.counts.steers(node):
                blocks = self._let_blocks(node, known)
                which, index = find([n * m for n, m, _ in blocks], index)
                start, (_, inner, known_inside) = (
                    sum(n for n, _, _ in blocks[:which]),
                    blocks[which],
                )
                first, rest = divmod(index, inner)
                self._unrank(node.bound, at, known, start + first, genome)
                self._unrank(node.body, at + size(node.bound), known_inside, rest, genome)
            case Repeat(body, head, _, same) | Each(head, body, _, same) if decides(body):
                runs = self.counts.whole(head, known)
                once = self.counts.count(body, known)
                which, index = find([n * repeated(once, k, same) for k, n in runs], index)
                first, rest = divmod(index, repeated(once, runs[which][0], same))
                start = sum(n for _, n in runs[:which])
                self._unrank(head, at, known, start + first, genome)
                self.unrank(_places(node, at, runs[which][0], known), rest, genome)
            case Series(times, parts):
                runs, counts = self.counts.whole(times, known), self.counts.first(parts, known)
                which, index = find([n * counts[k] for k, n in runs], index)
                first, rest = divmod(index, counts[runs[which][0]])
                self._unrank(times, at, known, sum(n for _, n in runs[:which]) + first, genome)
                self.unrank(_first(node, at, runs[which][0], known), rest, genome)
            case Pick():
                self._unrank_pick(node, at, known, index, genome)
            case _:
                self.unrank(self._factors(node, at, known), index, genome)

    def _rank(self, node: Node, at: int, known: Environment, genome: Many[int]) -> int:
        match node:
            case Choice(arms):
                arm = genome[at]
                inside = at + _arm_starts(node)[arm]
                before = self._arm_ends(node, known)[arm]
                return before + self._rank(arms[arm].body, inside, known, genome)
            case Let() if self.counts.steers(node):
                blocks = self._let_blocks(node, known)
                bound = self._rank(node.bound, at, known, genome)
                which, first = find([n for n, _, _ in blocks], bound)
                _, inner, known_inside = blocks[which]
                body = self._rank(node.body, at + size(node.bound), known_inside, genome)
                return sum(n * m for n, m, _ in blocks[:which]) + first * inner + body
            case Repeat(body, head, _, same) | Each(head, body, _, same) if decides(body):
                runs = self.counts.whole(head, known)
                once = self.counts.count(body, known)
                which, first = find([n for _, n in runs], self._rank(head, at, known, genome))
                before = sum(n * repeated(once, k, same) for k, n in runs[:which])
                rest = self.rank(_places(node, at, runs[which][0], known), genome)
                return before + first * repeated(once, runs[which][0], same) + rest
            case Series(times, parts):
                runs, counts = self.counts.whole(times, known), self.counts.first(parts, known)
                which, first = find([n for _, n in runs], self._rank(times, at, known, genome))
                before = sum(n * counts[k] for k, n in runs[:which])
                rest = self.rank(_first(node, at, runs[which][0], known), genome)
                return before + first * counts[runs[which][0]] + rest
            case Pick():
                return self._rank_pick(node, at, known, genome)
            case _:
                return self.rank(self._factors(node, at, known), genome)

    def _unrank_pick(
        self, pick: Pick, at: int, known: Environment, index: int, genome: Written
    ) -> None:
        picked = self.counts.picked(pick, at, known)
        which, index = find(picked.sizes(), index)
        number, _ = picked.numbers[which]
        first, index = divmod(index, sum(picked.blocks[which]))
        if pick.number:
            start = sum(n for _, n in picked.numbers[:which])
            self._unrank(pick.number, at + len(pick.numbers), known, start + first, genome)
        way, index = find(picked.blocks[which], index)
        among = picked.among[way]
        shared, index = divmod(index, picked.blocks[which][way] // among.shared)
        self._unrank_listing(among.listing, shared, genome)
        digits = subsets.unrank(among.sizes, number, index)
        locus, said = subsets.encode(pick, list(digits))
        genome[at + locus] = said
        for branch, digit in digits.items():
            self.unrank(among.listing.each[branch], digit, genome)

    def _unrank_listing(self, listing: Listing, index: int, genome: Written) -> None:
        for locus, said in listing.own:
            genome[locus] = said
        for run in reversed(listing.runs):
            index, digit = divmod(index, run.length)
            self._unrank(*run.factor, run.start + digit, genome)

    def _rank_pick(self, pick: Pick, at: int, known: Environment, genome: Many[int]) -> int:
        picked = self.counts.picked(pick, at, known)
        if pick.number:
            first = self._rank(pick.number, at + len(pick.numbers), known, genome)
            which, first = find([n for _, n in picked.numbers], first)
        else:
            which, first = genome[at].bit_count(), 0
        ways = ((i, self._rank_listing(x.listing, genome)) for i, x in enumerate(picked.among))
        way, shared = next((i, index) for i, index in ways if index is not None)
        among, block = picked.among[way], picked.blocks[which]
        taken = subsets.decode(pick, picked.numbers[which][0], genome[at:])
        digits = {item: self.rank(among.listing.each[item], genome) for item in taken}
        before = sum(picked.sizes()[:which]) + first * sum(block) + sum(block[:way])
        inside = shared * (block[way] // among.shared) + subsets.rank(among.sizes, digits)
        return before + inside

    def _rank_listing(self, listing: Listing, genome: Many[int]) -> int | None:
        """The number of a genome among those that list branches so; None if it does not."""
        if any(genome[locus] != said for locus, said in listing.own):
            return None
        index = 0
        for run in listing.runs:
            digit = self._rank(*run.factor, genome) - run.start
            if not 0 <= digit < run.length:
                return None
            index = index * run.length + digit
        return index

    def _arm_ends(self, choice: Choice, known: Environment) -> list[int]:
        """How many genotypes lie before each arm of a choice, and before its end."""
        key = relevant(choice, known)
        if key not in self._ends:
            counts = (self.counts.count(arm.body, known) for arm in choice.arms)
            self._ends[key] = list(accumulate(counts, initial=0))
        return self._ends[key]

    def _let_blocks(self, let: Let, known: Environment) -> list[tuple[int, int, Environment]]:
        """For each stratum: its length, the body's count, and what is known there."""
        cases = self.counts.cases(let, known)
        return [(n, self.counts.count(let.body, inner), inner) for n, inner in cases]

    def _factors(self, node: Node, at: int, known: Environment) -> list[Factor]:
        """The children that decide, all of them, independently."""
        deciding = set(range(len(children(node))))
        if isinstance(node, Given):
            deciding = {0, *(1 + i for i in cases_for(node, value(node.subject, known)))}
        elif isinstance(node, Graph):
            known = entered(node, known)
        factors: list[Factor] = []
        for number, child in enumerate(children(node)):
            if number in deciding:
                factors.append((child, at, known))
            at += size(child)
        return factors


@per_node
def _arm_starts(choice: Node) -> tuple[int, ...]:
    """Where the arms of a choice begin in its loci, after its own."""
    sizes = [size(body) for body in children(choice)]
    return tuple(accumulate(sizes, initial=1))


def _places(node: Repeat | Each, at: int, times: int, known: Environment) -> list[Factor]:
    """The repetitions that decide."""
    head, body = (
        (node.times, node.body) if isinstance(node, Repeat) else (node.branches, node.module)
    )
    at += size(head)
    return [
        (body, at + i * size(body), known) for i in range(min(times, 1) if node.same else times)
    ]


def _first(node: Series, at: int, times: int, known: Environment) -> list[Factor]:
    """The parts that decide."""
    places = list(offsets(node, at))[1 : 1 + times]
    return [(node.parts[number - 1], start, known) for number, start in places]


def find(sizes: Iterable[int], index: int) -> tuple[int, int]:
    """The block in which `index` falls, and its number there."""
    for block, length in enumerate(sizes):
        if index < length:
            return block, index
        index -= length
    raise AssertionError("an index beyond the last block")
