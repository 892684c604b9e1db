"""Where the decisions of a node lie in the flat genome, and how many genomes that holds.

A node's decisions lie side by side, those of its children in order; arms that are not taken and
repetitions that do not happen have their places too.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from nasdsl.analysis.counts import power
from nasdsl.space.ir import Choice, Each, Node, Repeat, children, per_node


@per_node
def size(node: Node) -> int:
    """The number of loci of a node."""
    match node:
        case Choice(arms):
            return 1 + sum(size(arm.body) for arm in arms)
        case Repeat(body, times, most, same):
            return size(times) + size(body) * (1 if same else most)
        case Each(branches, module, most, same):
            return size(branches) + size(module) * (1 if same else most)
        case _:
            return sum(size(child) for child in children(node))


@per_node
def flat(node: Node) -> int:
    """The product of all radices: genotypes as if every decision counted, taken or not."""
    match node:
        case Choice(arms):
            return len(arms) * prod(flat(arm.body) for arm in arms)
        case Repeat(body, times, most, same):
            return flat(times) * power(flat(body), 1 if same else most)
        case Each(branches, module, most, same):
            return flat(branches) * power(flat(module), 1 if same else most)
        case _:
            return prod(flat(child) for child in children(node))


def offsets(node: Node, at: int) -> Iterator[tuple[int, int]]:
    """The occurrences of children that decide in a node at `at`: child number and first locus.

    A child that is repeated occurs as often as it has places.
    """
    at += isinstance(node, Choice)
    for number, child in enumerate(children(node)):
        for _ in range(_places(node, number)):
            yield number, at
            at += size(child)


def _places(node: Node, number: int) -> int:
    match node:
        case Repeat(_, _, most, same) | Each(_, _, most, same) if number == 1:
            return 1 if same else most
        case _:
            return 1
