"""Branches as they are listed: what each is called, and which loci decide in it alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from nasdsl.analysis.radices import locus_count
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
from nasdsl.space.paths import label, numbered, worded


@dataclass(frozen=True, slots=True)
class ListedBranch:
    """A branch of a list: its name and the loci that decide in it."""

    name: str
    loci: tuple[range, ...]


def listed(here: Occurrence) -> list[ListedBranch] | None:
    """The branches of a list; None where a decision settles which there are."""
    node = here.node
    if kind(node) is not Kind.BRANCHES:
        return [ListedBranch(label(node) or worded(node), (_loci(here),))]
    parts = here.parts()
    match node:
        case Fork():
            found = list[ListedBranch]()
            for part in parts:
                inner = listed(part)
                if inner is None:
                    return None
                found += inner
            return found
        case Part() | Let():
            return listed(parts[-1])
        case Each(_, _, most, same):
            before = listed(parts[0])
            if before is None or same or not most:
                return before
            pairs = zip(before, parts[1:], strict=False)  # places for more
            return [replace(each, loci=(*each.loci, _loci(module))) for each, module in pairs]
        case Choice() | Given() | Repeat() | Pick() | Unused() | Ref():
            return None
        case Const() | Size() | Arithmetic() | Operation() | Tensor() | FitTo() | Sequence():
            raise AssertionError("a list of branches is neither a value nor a module")
        case Series() | Graph() | Merge() | Cell():
            raise AssertionError("a list of branches is neither a value nor a module")
        case _:
            assert_never(node)


def _loci(here: Occurrence) -> range:
    return range(here.at, here.at + locus_count(here.node))


def branch_names(branches: Occurrence, width: int) -> tuple[int | str, ...]:
    """What branches are called: by their names, where none is settled by numbers from 1."""
    found = listed(branches)
    if found is None:
        return tuple(range(1, width + 1))
    return tuple(numbered([branch.name for branch in found]))
