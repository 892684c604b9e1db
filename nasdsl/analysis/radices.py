"""The layout of the genome: how many loci a node has, and how many values each can take.

The loci of a node lie side by side: first its own, then those of its children in order. Arms not
taken and repetitions that do not happen also have loci, which are inactive. A pick has a locus for
each number of branches that it can take, or one if it takes any subset.
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
    """The number of values of each of a node's own loci; empty unless it is a choice or a pick."""
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
    """For each child, how often a node has that child's loci: once, or once for each repetition."""
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
    """The number of loci of a node and of everything in it."""
    inner = sum(locus_count(child) * places for child, places in _in_places(node))
    return len(radices(node)) + inner


@per_node
def flat_size(node: Node) -> int:
    """The product of the numbers of values of all loci in a node, active or not."""
    inner = prod(power(flat_size(child), places) for child, places in _in_places(node))
    return prod(radices(node)) * inner


def child_offsets(node: Node, at: int) -> Iterator[tuple[int, int]]:
    """For each child of a node: its number among the children, and the index of its first locus.

    A child that is repeated is listed once for each repetition. `at` is the node's first locus.
    """
    at += len(radices(node))
    for number, (child, places) in enumerate(_in_places(node)):
        for _ in range(places):
            yield number, at
            at += locus_count(child)
