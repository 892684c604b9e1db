"""Occurrences: a node where it decides, with its place in the text, its first locus, its path."""

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
    """One occurrence of a node; a repeated node has several."""

    placed: PlacedNode
    at: int
    path: str

    @property
    def node(self) -> Node:
        """The node."""
        return self.placed.node

    @property
    def loci(self) -> range:
        """The node's own loci, then those of the nodes in it."""
        return range(self.at, self.at + locus_count(self.node))

    def children(self) -> list[Occurrence]:
        """The occurrences of its children, in the order of their loci."""
        return [self._child(*inner) for inner in _child_occurrences(self.node)]

    def child(self, number: int) -> Occurrence:
        """One of the children, computed without the others."""
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
    """The occurrences that make up a genome, in order: genes, cells' bodies, the network."""

    genes: dict[str, Occurrence]
    cells: dict[tuple[str, int], Occurrence]
    network: Occurrence
    loci: int

    def __iter__(self) -> Iterator[Occurrence]:
        yield from self.genes.values()
        yield from self.cells.values()
        yield self.network

    def deciding(self) -> Iterator[Occurrence]:
        """The occurrences with loci of their own, in the order of these."""
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
        """Their nodes."""
        genes = {slot: gene.node for slot, gene in self.genes.items()}
        cells = {member: cell.node for member, cell in self.cells.items()}
        return Bodies(genes, cells, self.network.node)

    def joint(
        self, counts: Counts, relations: Sequence[Relation] = ()
    ) -> tuple[list[Occurrence], JointCount]:
        """Cells that decide independently, and the joint count of everything else."""
        genes = [IndependentGene(slot, gene.node, gene.at) for slot, gene in self.genes.items()]
        free, bound = list[Occurrence](), list[Occurrence]()
        for cell in self.cells.values():
            (free if follows(cell.node).isdisjoint(self.genes) else bound).append(cell)
        factors: list[Factor] = [(root.node, root.at, {}) for root in (*bound, self.network)]
        return free, JointCount(counts, genes, factors, relations)


def genome_layout(space: Space) -> GenomeLayout:
    """The layout of a space's genomes.

    Raises:
        NasdslError: there are more loci than `limits.LOCI`, or more genes than `limits.GENES`.
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
