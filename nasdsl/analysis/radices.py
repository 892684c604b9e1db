"""Where the decisions of a node lie in the flat genome, and how many genomes that holds.

A node's decisions lie side by side, its own first, then those of its children in order; arms that
are not taken and repetitions that do not happen have their places too. What is picked has a locus
for each number that can be picked.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb, prod

from nasdsl.analysis.numbers import power
from nasdsl.space.ir import Choice, Each, Node, Pick, Repeat, children, per_node


@per_node
def radices(node: Node) -> tuple[int, ...]:
    """Among how many each locus of a node's own decides."""
    match node:
        case Choice(arms):
            return (len(arms),)
        case Pick(None, _, _, width):
            return (2**width,)
        case Pick(_, numbers, _, width):
            return tuple(comb(width, number) for number in numbers)
        case _:
            return ()


@per_node
def locus_count(node: Node) -> int:
    """The number of loci of a node."""
    match node:
        case Repeat(body, times, most, same):
            return locus_count(times) + locus_count(body) * (1 if same else most)
        case Each(branches, module, most, same):
            return locus_count(branches) + locus_count(module) * (1 if same else most)
        case _:
            return len(radices(node)) + sum(locus_count(child) for child in children(node))


@per_node
def flat_size(node: Node) -> int:
    """The product of all radices: genotypes as if every decision counted, taken or not."""
    match node:
        case Repeat(body, times, most, same):
            return flat_size(times) * power(flat_size(body), 1 if same else most)
        case Each(branches, module, most, same):
            return flat_size(branches) * power(flat_size(module), 1 if same else most)
        case _:
            return prod(radices(node)) * prod(flat_size(child) for child in children(node))


def child_offsets(node: Node, at: int) -> Iterator[tuple[int, int]]:
    """The occurrences of children that decide in a node at `at`: child number and first locus.

    A child that is repeated occurs as often as it has places.
    """
    at += len(radices(node))
    for number, child in enumerate(children(node)):
        for _ in range(_deciding_places(node, number)):
            yield number, at
            at += locus_count(child)


def _deciding_places(node: Node, number: int) -> int:
    match node:
        case Repeat(_, _, most, same) | Each(_, _, most, same) if number == 1:
            return 1 if same else most
        case _:
            return 1
