"""The model of a space: placed nodes, cells, genes, requirements and the input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nasdsl.ops import State
from nasdsl.source import Span
from nasdsl.space.constraints import Constraints
from nasdsl.space.ir import Const, Constant, Fork, Kind, Node, Sequence


@dataclass(frozen=True, slots=True, eq=False)
class PlacedNode:
    """An occurrence of a node in the text of a spec.

    Args:
        node: the node.
        kind: whether it is a module, branches or a value.
        span: where it is written.
        children: the node's children, each with its place, in the order of `ir.children(node)`.
    """

    node: Node
    kind: Kind
    span: Span
    children: tuple[PlacedNode, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The members of a cell that the network can use; the body is decided for each by itself.

    Args:
        name: the name of the cell.
        body: what the definition of the cell contains.
        members: the numbers of the members.
        numbered: whether the definition has `[n]`; one without it has a single member, number 0.
    """

    name: str
    body: PlacedNode
    members: tuple[int, ...]
    numbered: bool

    def path(self, member: int) -> str:
        """The path of a member: `c[1]`, or `c` if the definition has no `[n]`."""
        return f"{self.name}[{member}]" if self.numbered else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A search space as data: the tree of nodes, with all that belongs to it.

    Args:
        name: the name in the statement `space`.
        title: the title in the statement `space`; empty if there is none.
        input: the state of the network's input, one example.
        classes: the number of classes, if the spec states it.
        network: the module that stands for every network of the space.
        cells: the cells by name.
        genes: the bodies of genes by slot, each after those on which it depends.
        constraints: the requirements on structure.
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
        """The name of the space, followed by its title if it has one."""
        return f"{self.name}: {self.title}" if self.title else self.name

    def bodies(self) -> list[Node]:
        """The root nodes of the network and of each cell's body; those of genes are left out."""
        return [self.network.node, *(family.body.node for family in self.cells.values())]

    def members(self) -> list[tuple[Family, int]]:
        """Every member of every cell, as a pair of cell and number, in the order of loci."""
        return [(family, member) for family in self.cells.values() for member in family.members]


def unreached(placed: PlacedNode) -> PlacedNode:
    """A node without content, in place of a module or branches that no genotype takes.

    Args:
        placed: that module or these branches, whose kind and place the new node has.
    """
    node = Fork(()) if placed.kind is Kind.BRANCHES else Sequence(())
    return PlacedNode(node, placed.kind, placed.span)


def placed_constant(value: Constant, span: Span) -> PlacedNode:
    """A node that is a constant number or symbol, with its place in the text.

    Args:
        value: the number or symbol.
        span: where it is written.
    """
    return PlacedNode(Const(value), Kind.VALUE, span)
