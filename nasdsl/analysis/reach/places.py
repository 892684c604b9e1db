"""What is known where a node stands, each thing as the set of all that it can be.

One tensor enters, which is known exactly, so what follows from it in several branches stays
related. Beside it stand sets whose members are not related to one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from nasdsl.analysis.environment import Known
from nasdsl.analysis.points import NOTHING, Point, Tally
from nasdsl.space.ir import Node

T = TypeVar("T")

MANY = 64  # values, rows or states of a graph that are kept apart
LINKS = 128  # of outcomes, these included, whose chains are kept apart
EMPTY: frozenset[Any] = frozenset()

Points = frozenset[Point]
Chain = tuple[Points, ...]
"""What each link of a chain can give."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value: all that it can be."""

    values: frozenset[Known]


@dataclass(frozen=True, slots=True)
class Named:
    """A tensor that a graph names."""

    points: Points


@dataclass(frozen=True, slots=True)
class Earlier:
    """All tensors that a graph takes at once."""

    links: Chain


@dataclass(frozen=True, slots=True)
class Closure:
    """A module or branches that a `Let` binds, with what its names mean.

    Args:
        node, env: what is bound; of the names, those that it reads.
        only: its label or number of branches, where that is known.
        linked: whether it can take or add links of a chain.
        shared: the genes and cells that it can look into.
    """

    node: Node
    env: tuple[tuple[str, Held], ...]
    only: Known
    linked: bool
    shared: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """The names of tensors that the bindings of a graph can take."""

    names: frozenset[str]


Held = Value | Named | Earlier | Closure | Taken
Env = Mapping[str, Held]


class Place(NamedTuple):
    """Where a node stands: what enters, the links before it, what names mean."""

    point: Point
    chain: Chain
    env: Env

    def unlinked(self) -> Place:
        """The place without the links before it."""
        return Place(self.point, (), self.env) if self.chain else self

    def meaning(self, env: Env) -> Place:
        """The place with other meanings of names."""
        return Place(self.point, self.chain, env)


class Out(NamedTuple):
    """One outcome that a module can have: the point that leaves, the chain, the tally."""

    point: Point
    chain: Chain = ()
    tally: Tally = NOTHING


class Branch(NamedTuple):
    """A branch: all its outcomes, with the links in it, and whether it can also be missing."""

    ways: frozenset[Out]
    optional: bool = False


Row = tuple[Branch, ...]
"""Branches side by side."""


def union(results: Sequence[frozenset[T]]) -> frozenset[T]:
    """The elements of all sets."""
    return results[0] if len(results) == 1 else EMPTY.union(*results)


def few(outs: Iterable[Out]) -> frozenset[Out]:
    """The outcomes; if they are many, each with all that the chains of its length can be."""
    found = frozenset(outs)
    if len(found) < 2 or len(found) + sum([len(chain) for _, chain, _ in found]) <= LINKS:
        return found
    chains: dict[int, Chain] = {}
    for out in found:
        size = len(out.chain)
        chains[size] = _union(chains.get(size, out.chain), out.chain)
    return frozenset(Out(out.point, chains[len(out.chain)], out.tally) for out in found)


def _union(one: Chain, other: Chain) -> Chain:
    return tuple(a | b for a, b in zip(one, other, strict=True))


def few_rows(rows: Iterable[Row]) -> frozenset[Row]:
    """The rows; if they are many, one for each number of branches."""
    found = frozenset(rows)
    if len(found) <= MANY:
        return found
    joined: dict[int, Row] = {}
    for row in found:
        before = joined.get(len(row), row)
        joined[len(row)] = tuple(map(either, before, row))
    return frozenset(joined.values())


def either(one: Branch, other: Branch) -> Branch:
    """A branch that is one of two."""
    return Branch(one.ways | other.ways, one.optional or other.optional)


def seen(place: Place, change: Callable[[Point], Point]) -> Place:
    """A place with all its points changed."""

    def points(before: Points) -> Points:
        return frozenset(map(change, before))

    def held(each: Held) -> Held:
        match each:
            case Named(before):
                return Named(points(before))
            case Earlier(links):
                return Earlier(tuple(map(points, links)))
            case Closure(env=env):
                return replace(each, env=tuple((slot, held(inside)) for slot, inside in env))
            case Value() | Taken():
                return each

    env = {slot: held(each) for slot, each in place.env.items()}
    return Place(change(place.point), tuple(map(points, place.chain)), env)
