"""Where the decisions of a node lie in the flat genome, and how many genomes that holds.

A node's decisions lie side by side, its own first, then those of its children in order; arms that
are not taken and repetitions that do not happen have their places too. What is picked has a locus
for each number that can be picked.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb, prod
from typing import assert_never

from nasdsl.analysis.numbers import power
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Sequence,
    Series,
    Size,
    Tensor,
    Unused,
    children,
    per_node,
)


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
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Let() | Given() | Part()
            | Operation() | Sequence() | Repeat() | Series() | Graph() | FitTo() | Merge() | Fork()
            | Each() | Unused() | Cell()
        ):  # fmt: skip
            return ()
        case _:
            assert_never(node)


@per_node
def child_places(node: Node) -> tuple[int, ...]:
    """In how many places each child of a node decides: one if it is the same each time."""
    match node:
        case Repeat(_, _, most, same) | Each(_, _, most, same):
            return (1, 1 if same else most)
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Choice() | Let() | Given()
            | Part() | Operation() | Sequence() | Series() | Graph() | FitTo() | Merge() | Fork()
            | Pick() | Unused() | Cell()
        ):  # fmt: skip
            return (1,) * len(children(node))
        case _:
            assert_never(node)


def _in_places(node: Node) -> Iterator[tuple[Node, int]]:
    return zip(children(node), child_places(node), strict=True)


@per_node
def locus_count(node: Node) -> int:
    """The number of loci of a node."""
    inner = sum(locus_count(child) * places for child, places in _in_places(node))
    return len(radices(node)) + inner


@per_node
def flat_size(node: Node) -> int:
    """The product of all radices: genotypes as if every decision counted, taken or not."""
    inner = prod(power(flat_size(child), places) for child, places in _in_places(node))
    return prod(radices(node)) * inner


def child_offsets(node: Node, at: int) -> Iterator[tuple[int, int]]:
    """The occurrences of children that decide in a node at `at`: child number and first locus.

    A child that is repeated occurs as often as it has places.
    """
    at += len(radices(node))
    for number, (child, places) in enumerate(_in_places(node)):
        for _ in range(places):
            yield number, at
            at += locus_count(child)
