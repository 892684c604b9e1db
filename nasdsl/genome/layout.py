"""The layout of a genome: occurrences of nodes, each with its first locus and its path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nasdsl import limits
from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.counts import Counts, follows
from nasdsl.analysis.environment import Factor
from nasdsl.analysis.joint import IndependentGene, JointCount
from nasdsl.analysis.radices import child_offsets, locus_count, radices
from nasdsl.errors import NasdslError
from nasdsl.space.constraints import Relation
from nasdsl.space.ir import Node, per_node
from nasdsl.space.model import PlacedNode, Space
from nasdsl.space.paths import descend, inside


class Occurrence(NamedTuple):
    """A node where it decides; a node that is repeated has several occurrences.

    Args:
        placed: the node, with its place in the text.
        at: the index in the genome of the node's first locus.
        path: the name of the occurrence, as `c[1].chain[2]`.
    """

    placed: PlacedNode
    at: int
    path: str

    @property
    def node(self) -> Node:
        """The node that occurs, without its place in the text."""
        return self.placed.node

    @property
    def loci(self) -> range:
        """The indices of all loci of the node: first its own, then those of nodes inside it."""
        return range(self.at, self.at + locus_count(self.node))

    def children(self) -> list[Occurrence]:
        """The occurrences of the node's children, repeated ones several times, in order of loci."""
        return [self._child(*inner) for inner in _child_occurrences(self.node)]

    def child(self, number: int) -> Occurrence:
        """One of the occurrences of the node's children, computed without the others.

        Args:
            number: its place among `children()`, from 0.
        """
        return self._child(*_child_occurrences(self.node)[number])

    def _child(self, number: int, at: int, path: str) -> Occurrence:
        return Occurrence(self.placed.children[number], self.at + at, self.path + path)


@per_node
def _child_occurrences(node: Node) -> tuple[tuple[int, int, str], ...]:
    """The occurrences of children: number, first locus and path, relative to the node."""
    places = zip(child_offsets(node, 0), inside(node, ""), strict=True)
    return tuple((child, at, path) for (child, at), (_, path) in places)


@dataclass(frozen=True, slots=True)
class GenomeLayout:
    """Where the bodies of a space lie in a genome.

    Args:
        genes: the body of each gene, by slot.
        cells: the body of each member of a cell, by name and member number.
        network: the body of the network, whose loci are last.
        loci: the number of all loci.
    """

    genes: dict[str, Occurrence]
    cells: dict[tuple[str, int], Occurrence]
    network: Occurrence
    loci: int

    def __iter__(self) -> Iterator[Occurrence]:
        yield from self.genes.values()
        yield from self.cells.values()
        yield self.network

    def deciding(self) -> Iterator[Occurrence]:
        """The occurrences that are choices or picks, in the order of their loci."""
        pending = [*self][::-1]
        while pending:
            occurrence = pending.pop()
            own = len(radices(occurrence.node))
            if own:
                yield occurrence
            if len(occurrence.loci) > own:
                pending += [part for part in reversed(occurrence.children()) if part.loci]

    @property
    def bodies(self) -> Bodies:
        """The bodies as nodes, without places and paths."""
        genes = {slot: gene.node for slot, gene in self.genes.items()}
        cells = {member: cell.node for member, cell in self.cells.items()}
        return Bodies(genes, cells, self.network.node)

    def joint(
        self, counts: Counts, relations: Sequence[Relation] = ()
    ) -> tuple[list[Occurrence], JointCount]:
        """Divide the bodies of a space into those that decide independently.

        Args:
            counts: computes the number of genotypes of a node, given what is decided around it.
            relations: requirements on genes.

        Returns:
            The members of cells whose counts depend on no gene; and for genes, network and other
            members of cells together, a bijection between numbers and their genotypes.
        """
        genes = [IndependentGene(slot, gene.node, gene.at) for slot, gene in self.genes.items()]
        free, bound = list[Occurrence](), list[Occurrence]()
        for cell in self.cells.values():
            (free if follows(cell.node).isdisjoint(self.genes) else bound).append(cell)
        factors: list[Factor] = [(root.node, root.at, {}) for root in (*bound, self.network)]
        return free, JointCount(counts, genes, factors, relations)


def genome_layout(space: Space) -> GenomeLayout:
    """The layout of a space's genomes.

    Raises:
        NasdslError: the space has more than `limits.LOCI` loci or `limits.GENES` genes.
    """
    if len(space.genes) > limits.GENES:
        message = f"the space has {len(space.genes)} genes; at most {limits.GENES} are possible"
        raise NasdslError(message, "a choice where it stands needs no gene")
    at = 0
    genes: dict[str, Occurrence] = {}
    for slot, placed in space.genes.items():
        genes[slot] = Occurrence(placed, at, descend(slot, placed.node))
        at += locus_count(placed.node)
    cells: dict[tuple[str, int], Occurrence] = {}
    for family, member in space.members():
        path = descend(family.path(member), family.body.node)
        cells[family.name, member] = Occurrence(family.body, at, path)
        at += locus_count(family.body.node)
    network = Occurrence(space.network, at, descend("network", space.network.node))
    loci = at + locus_count(space.network.node)
    if loci > limits.LOCI:
        raise NasdslError(f"the space has {loci} decisions; at most {limits.LOCI} are possible")
    return GenomeLayout(genes, cells, network, loci)
