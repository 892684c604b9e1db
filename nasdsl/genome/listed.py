"""The branches from which a pick takes some: their names and loci."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import assert_never

from nasdsl.genome.layout import Occurrence
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
    Kind,
    Let,
    Merge,
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
    kind,
)  # fmt: skip
from nasdsl.space.paths import node_name, numbered, worded


@dataclass(frozen=True, slots=True)
class ListedBranch:
    """One of the branches from which a pick takes some.

    Args:
        name: the name of the branch.
        loci: ranges of indices of loci: those of decisions in this branch alone.
    """

    name: str
    loci: tuple[range, ...]


def listed(occurrence: Occurrence) -> list[ListedBranch] | None:
    """The branches of an occurrence, in order; a module counts as one branch.

    Returns:
        The branches; None where a decision determines which ones there are.
    """
    node = occurrence.node
    if kind(node) is not Kind.BRANCHES:
        return [ListedBranch(node_name(node) or worded(node), (occurrence.loci,))]
    parts = occurrence.children()
    match node:
        case Fork():
            every = [listed(part) for part in parts]
            known = [branches for branches in every if branches is not None]
            return [*chain(*known)] if len(known) == len(every) else None
        case Part() | Let():
            return listed(parts[-1])
        case Each(_, _, most, same):
            before = listed(parts[0])
            if before is None or same or not most:
                return before
            pairs = zip(before, parts[1:], strict=False)  # places for more
            return [replace(branch, loci=(*branch.loci, module.loci)) for branch, module in pairs]
        case Choice() | Given() | Repeat() | Pick() | Unused() | Ref():
            return None
        case (
            Const() | Size() | Arithmetic() | Operation() | Tensor() | FitTo() | Sequence()
            | Series() | Graph() | Merge() | Cell()
        ):  # fmt: skip
            raise AssertionError("a list of branches is neither a value nor a module")
        case _:
            assert_never(node)


def branch_names(branches: Occurrence, width: int) -> tuple[int | str, ...]:
    """The names of branches; numbers from 1 where a decision determines which branches there are.

    Args:
        branches: the occurrence of the branches.
        width: how many branches there are at most.
    """
    named = listed(branches)
    if named is None:
        return tuple(range(1, width + 1))
    return tuple(numbered([branch.name for branch in named]))
