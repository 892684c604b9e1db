"""The layout of decisions in the flat genome: how many loci a node has, and their radices.

A node's loci lie side by side, its own first, then those of its children in order; arms not taken
and repetitions that do not happen have loci too, then inactive. A pick has a locus for each number
that it can pick.
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
    """The radix of each of a node's own loci."""
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
    """How often each child's loci are repeated in a node's: once if it decides once for all."""
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
    """The product of all radices: the number of genomes, inactive loci counted as well."""
    inner = prod(power(flat_size(child), places) for child, places in _in_places(node))
    return prod(radices(node)) * inner


def child_offsets(node: Node, at: int) -> Iterator[tuple[int, int]]:
    """The children that decide, each with its number and first locus, in a node at `at`.

    A child that is repeated is listed once for each repetition.
    """
    at += len(radices(node))
    for number, (child, places) in enumerate(_in_places(node)):
        for _ in range(places):
            yield number, at
            at += locus_count(child)
