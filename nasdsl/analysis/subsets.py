"""Subsets of items, each item with decisions: counted and numbered.

Subsets of one size are in lexicographic order. For one subset, the decisions of the items taken are
a number in mixed radix, the first item the most significant.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nasdsl.space.ir import Pick

Digits = dict[int, int]  # the items taken, with the number of what each decides


def subsets(sizes: Sequence[int]) -> list[list[int]]:
    """A table: `[i][k]` sums up, over all k-subsets of `sizes[i:]`, the product of their sizes."""
    return _table(tuple(sizes))


@lru_cache(maxsize=1000)
def _table(sizes: tuple[int, ...]) -> list[list[int]]:
    """For each first item and each number: the products over the subsets of so many, added up.

    Entry `[i][k]` is the elementary symmetric polynomial e_k of `sizes[i:]`.
    """
    table = [[1]]
    for size in reversed(sizes):
        after = table[-1]
        table.append(
            [1, *(size * after[k - 1] + n for k, n in enumerate([*after[1:], 0], start=1))]
        )
    return table[::-1]


def unrank(sizes: Sequence[int], number: int, index: int) -> Digits:
    """The subset with a given index: the items taken, each with the number of its genotype.

    Args:
        sizes: the number of genotypes of each item.
        number: how many items the subset has.
        index: from 0, among all subsets of so many items with all genotypes of these items.
    """
    table = subsets(sizes)
    digits: Digits = {}
    for item, size in enumerate(sizes):
        missing = number - len(digits)
        after = table[item + 1]
        with_it = size * after[missing - 1] if 0 < missing <= len(after) else 0
        if index < with_it:
            digits[item], index = divmod(index, after[missing - 1])
        else:
            index -= with_it
    return digits


def rank(sizes: Sequence[int], digits: Digits) -> int:
    """The index of a subset with its decisions, among the subsets of the same size.

    Args:
        sizes: the number of genotypes of each item.
        digits: the items of the subset, each with the number of its genotype.
    """
    table = subsets(sizes)
    index, missing = 0, len(digits)
    for item, size in enumerate(sizes):
        after = table[item + 1]
        if missing == 0:
            break
        if item in digits:
            missing -= 1
            index += digits[item] * after[missing]
        elif missing <= len(after):
            index += size * after[missing - 1]
    return index


def encode(pick: Pick, items: Sequence[int]) -> tuple[int, int]:
    """Which of a pick's own loci, from 0, stands for a subset of branches, and that locus's value.

    Without a given number of branches, bit i of the value says whether branch i is taken; else the
    value is the number of the subset among those of its size.

    Args:
        pick: the pick.
        items: the numbers of the branches taken, counted from 0, in ascending order.
    """
    if pick.number is None:
        return 0, sum(1 << item for item in items)
    return pick.numbers.index(len(items)), rank([1] * pick.width, dict.fromkeys(items, 0))


def subset(pick: Pick, number: int, own: Sequence[int]) -> list[int]:
    """The branches that a pick takes, by their numbers from 0, ascending.

    Args:
        pick: the pick.
        number: how many branches it takes; ignored where it may take any subset.
        own: the values of the pick's own loci.
    """
    if pick.number is None:
        return [item for item in range(pick.width) if own[0] >> item & 1]
    return list(unrank([1] * pick.width, number, own[pick.numbers.index(number)]))
