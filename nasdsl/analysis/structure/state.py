"""What the fold carries: where decisions apply, what they lead to, and what is still undecided.

The same decisions can apply at several places at once, as those of a shared definition do: a
*component* is one such place, and what a node leads to is a vector with an entry for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nasdsl.analysis.environment import Environment, Known
from nasdsl.analysis.points import NOTHING, Point, Tally
from nasdsl.space.ir import Node

Pins = tuple[int, ...]
"""The values of a node's first loci; the others are free."""


class Spent(Exception):
    """The budget of states is spent."""


class Link(NamedTuple):
    """What entered a graph of a chain, and whether a graph of the chain took it."""

    point: Point
    taken: bool = False


class Named(NamedTuple):
    """A tensor that a graph names, and what it is known by where it is taken."""

    point: Point
    key: object


Bound = Known | Named | tuple[Named, ...] | frozenset[object]
Chain = tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A place where decisions apply: what enters, the links before it, what names mean."""

    point: Point
    chain: Chain
    env: Mapping[str, Bound]


class Out(NamedTuple):
    """What a module leads to at one place."""

    point: Point
    chain: Chain = ()
    tally: Tally = NOTHING


Components = tuple[Component, ...]
Outs = tuple[Out, ...]
Values = tuple[Known, tuple[Known, ...]]
"""The value as counts know it, and that at each component."""
Row = tuple[Out | None, ...]
"""A branch at each component; None where that has no such branch."""
Rows = tuple[Row, ...]

TAKEN = "taken"  # in an environment: the tensors of a graph that something takes


class Loose(NamedTuple):
    """In place of the key of a tensor that is taken because nothing else takes it."""

    key: object


Entries = tuple[tuple[int, object], ...]
Tables = tuple[tuple[str, object], ...]
"""What was assumed of what is shared, sorted by its name: for a gene its value, else `Entries`."""


def table(tables: Tables, name: str) -> object | None:
    """The entry of a table: what was assumed of the shared module of this name."""
    return next((found for other, found in tables if other == name), None)


def with_table(tables: Tables, name: str, found: object | None) -> Tables:
    """The tables with another entry, or with none, for one shared module."""
    kept = [item for item in tables if item[0] != name]
    return tuple(sorted([*kept, (name, found)] if found is not None else kept))


@dataclass(frozen=True, eq=False)
class Shared:
    """A module or branches that a `Let` binds: decided when its scope ends.

    Args:
        slot: the name that refers to it.
        node, pins: what is bound.
        only: the label or number of branches that it has, where others follow that.
        around: what was known where it stands.
        number: equal for what behaves equally.
        reads: the slots that it reads.
        tables: the names of the tables that it can touch, its own among them.
        linked: whether it can take or add links of a chain.
    """

    slot: str
    node: Node
    pins: Pins
    only: Known
    around: Around
    number: int
    reads: frozenset[str]
    tables: frozenset[str]
    linked: bool


@dataclass(frozen=True, eq=False)
class Around:
    """What is known where a node stands: values that counts follow, and what is shared."""

    known: Environment
    shared: Mapping[str, Shared]


NOWHERE = Around({}, {})


def cell_table(name: str, member: int) -> str:
    """The name of the table of a cell."""
    return f"{name}[{member}] cell"
