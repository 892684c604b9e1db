"""The bodies of a space: the trees whose decisions make up a genome, in the order of their loci."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nasdsl.analysis.counts import Counts
from nasdsl.analysis.environment import Factor
from nasdsl.analysis.joint import IndependentGene, JointCount
from nasdsl.analysis.radices import locus_count
from nasdsl.space.constraints import Relation
from nasdsl.space.ir import Node


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies of a space: of genes by slot, of cells by name and member, and the network."""

    genes: Mapping[str, Node]
    cells: Mapping[tuple[str, int], Node]
    network: Node

    def __iter__(self) -> Iterator[Node]:
        yield from self.genes.values()
        yield from self.cells.values()
        yield self.network

    def places(self) -> Iterator[tuple[Node, int]]:
        """Each body with the index of its first locus in the genome, in the order of the genome."""
        at = 0
        for node in self:
            yield node, at
            at += locus_count(node)

    def count(self, counts: Counts, relations: Sequence[Relation]) -> int:
        """The number of genotypes of the space whose genes satisfy these relations.

        Args:
            counts: computes the number of genotypes of a node, given what is decided around it.
            relations: the requirements on genes.
        """
        genes = [IndependentGene(slot, node, 0) for slot, node in self.genes.items()]
        factors: list[Factor] = [(node, 0, {}) for node in (*self.cells.values(), self.network)]
        return JointCount(counts, genes, factors, relations).count()
