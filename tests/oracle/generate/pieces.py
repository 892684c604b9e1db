"""The parts from which random specs are written.

A *piece* is a text with its level of precedence and an upper bound of its genotypes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isqrt, prod
from typing import TypedDict

LABELS = ("p", "q", "r")
CHOICE, ARM, SEQUENCE, SUM, TERM, PREFIX, ATOM = range(7)


@dataclass(frozen=True)
class Piece:
    """A text with its level of precedence and bounds of what it amounts to.

    Args:
        wide: how many branches, at most.
        links: how many links it adds to its chain; None if that is decided or not known.
        every: whether it takes all earlier outputs of its chain, whose length is to be settled.
    """

    text: str
    level: int = ATOM
    count: int = 1
    wide: int = 1
    links: int | None = 0
    every: bool = False


@dataclass(frozen=True)
class Parameter:
    """A parameter of a definition: `type` says what it takes, `among` which symbols or labels."""

    name: str
    type: str
    among: tuple[str, ...] = ()
    default: Piece | None = None
    declared: bool = False


@dataclass(frozen=True)
class Definition:
    name: str
    makes: str  # module, branches, value or cell
    parameters: tuple[Parameter, ...]
    count: int
    wide: int
    labelled: bool
    members: int
    steered: bool  # its parameters decide how often, so a cell's may not be passed
    links: int | None = 0
    every: bool = False
    fixed: bool = False  # branches whose number is always `wide`


@dataclass(frozen=True)
class Names:
    """What is known where a piece stands.

    Args:
        settled: whether it is known how many links the chain has here.
    """

    parameters: tuple[Parameter, ...] = ()
    genes: tuple[Parameter, ...] = ()
    scales: tuple[Parameter, ...] = ()  # numbers made of genes
    tensors: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()  # of all earlier tensors
    in_cell: bool = False
    settled: bool = True
    fuel: int = 4

    def of(self, type: str) -> list[Parameter]:
        return [p for p in (*self.parameters, *self.genes) if p.type == type]

    def less(self) -> Names:
        return replace(self, fuel=self.fuel - 1)


def written(parameter: Parameter) -> str:
    symbols = f": {' | '.join(parameter.among)}" if parameter.declared else ""
    default = f" = {parameter.default.text}" if parameter.default else ""
    return f"{parameter.name}{symbols}{default}"


def at(level: int, piece: Piece) -> str:
    """The text of a piece where one of this level, or a tighter one, is needed."""
    return piece.text if piece.level >= level else f"({piece.text})"


def joined(between: str, pieces: Sequence[Piece], level: int) -> Piece:
    if len(pieces) == 1:
        return pieces[0]
    text = between.join(at(level + 1, p) for p in pieces)
    return Piece(text, level, genotypes(pieces), **chained(pieces))


class Chained(TypedDict):
    links: int | None
    every: bool


def chained(pieces: Sequence[Piece]) -> Chained:
    """What pieces that stand one after the other do to their chain."""
    links = [piece.links for piece in pieces]
    total = None if None in links else sum(n for n in links if n is not None)
    return {"links": total, "every": any(piece.every for piece in pieces)}


def common(pieces: Sequence[Piece]) -> Chained:
    """What alternatives do to their chain."""
    links = {piece.links for piece in pieces}
    every = any(piece.every for piece in pieces)
    return {"links": links.pop() if len(links) == 1 else None, "every": every}


def genotypes(pieces: Sequence[Piece]) -> int:
    return prod(piece.count for piece in pieces)


def followed(parameter: Parameter, parameters: Sequence[Parameter]) -> Iterator[Parameter]:
    """What is known in the cases that follow a parameter: that its module is a module."""
    for other in parameters:
        if other != parameter:
            yield other
        elif other.type == "labelled":
            yield replace(other, type="module")


def root(number: int, power: int) -> int:
    """The largest whole number of which this power is no larger than `number`."""
    if power < 2:
        return number
    return max(k for k in range(1, isqrt(number) + 2) if k == 1 or k**power <= number)
