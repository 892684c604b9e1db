"""Outcomes with their numbers of genomes, and the pins of a node's children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nasdsl.analysis.radices import child_offsets
from nasdsl.analysis.structure.state import Pins, Tables
from nasdsl.space.ir import Node

Results = dict[tuple[Any, Tables], int]
"""Outcome and tables, and how many genomes lead to them."""


Cases = list[tuple[list[int], Any]]
"""The components of each case of a `given`, and what the case leads to there."""


def add(results: Results, out: object, tables: Tables, n: int) -> None:
    """Add genomes to those that lead to an outcome."""
    if n:
        key = (out, tables)
        results[key] = results.get(key, 0) + n


def sliced(node: Node, pins: Pins) -> list[Pins]:
    """The pins of each occurrence of a child, in the order of `layout.offsets`."""
    if not pins:
        return []
    starts = [at for _, at in child_offsets(node, 0)]
    return [pins[a:b] for a, b in zip(starts, [*starts[1:], len(pins)], strict=True)]


def part_of(slices: Sequence[Pins], number: int) -> Pins:
    """One of the slices; of none, nothing is pinned."""
    return slices[number] if slices else ()
