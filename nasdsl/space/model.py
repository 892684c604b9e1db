"""A space: its nodes with their places in the text, its cells, genes and constraints, its input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nasdsl.ops import State
from nasdsl.source import Span
from nasdsl.space.constraints import Constraints
from nasdsl.space.ir import Const, Constant, Fork, Kind, Node, Sequence


@dataclass(frozen=True, slots=True, eq=False)
class PlacedNode:
    """An occurrence of a node in the text: its span, and the occurrences of its children.

    `children` runs parallel to `ir.children(node)`.
    """

    node: Node
    kind: Kind
    span: Span
    children: tuple[PlacedNode, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The members of a cell definition that the network can use: one body, decided by each.

    A definition without `[n]` has one member, number 0.
    """

    name: str
    body: PlacedNode
    members: tuple[int, ...]
    numbered: bool

    def path(self, member: int) -> str:
        """The name of a member: `c[1]`, or `c` if the cell is no family."""
        return f"{self.name}[{member}]" if self.numbered else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A search space as data, without methods that ask anything of it.

    Args:
        name, title: as the spec says.
        input: the state of one example.
        classes: how many there are, if the spec says.
        network: the module that is every network of the space.
        cells: cells by name.
        genes: values that are decided once, by slot, each after those that it depends on.
        constraints: what is required of structure.
    """

    name: str
    title: str
    input: State
    classes: int | None
    network: PlacedNode
    cells: Mapping[str, Family]
    genes: Mapping[str, PlacedNode]
    constraints: Constraints

    @property
    def heading(self) -> str:
        """Its name, with its title if it has one."""
        return f"{self.name}: {self.title}" if self.title else self.name

    def bodies(self) -> list[Node]:
        """The nodes of the network and of the bodies of cells."""
        return [self.network.node, *(family.body.node for family in self.cells.values())]

    def members(self) -> list[tuple[Family, int]]:
        """Every member of every cell, in the order in which they decide."""
        return [(family, member) for family in self.cells.values() for member in family.members]


def unreached(placed: PlacedNode) -> PlacedNode:
    """A node for modules or branches that no genotype reaches: empty, without decisions."""
    node = Fork(()) if placed.kind is Kind.BRANCHES else Sequence(())
    return PlacedNode(node, placed.kind, placed.span)


def placed_constant(value: Constant, span: Span) -> PlacedNode:
    """A constant with its place in the text."""
    return PlacedNode(Const(value), Kind.VALUE, span)
