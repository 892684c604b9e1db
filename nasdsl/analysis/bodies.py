"""The nodes whose decisions make up a genome, in the order of its loci."""

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
    """The nodes that decide: genes by slot, cells by name and member, and the network."""

    genes: Mapping[str, Node]
    cells: Mapping[tuple[str, int], Node]
    network: Node

    def __iter__(self) -> Iterator[Node]:
        yield from self.genes.values()
        yield from self.cells.values()
        yield self.network

    def places(self) -> Iterator[tuple[Node, int]]:
        """Each node with its first locus."""
        at = 0
        for node in self:
            yield node, at
            at += locus_count(node)

    def count(self, counts: Counts, relations: Sequence[Relation]) -> int:
        """The number of genotypes whose genes satisfy these relations."""
        genes = [IndependentGene(slot, node, 0) for slot, node in self.genes.items()]
        factors: list[Factor] = [(node, 0, {}) for node in (*self.cells.values(), self.network)]
        return JointCount(counts, genes, factors, relations).count()
