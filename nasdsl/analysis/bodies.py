"""All that a genome decides, in the order of its loci."""

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
    """Genes by their slots, cells by name and member, and the network."""

    genes: Mapping[str, Node]
    cells: Mapping[tuple[str, int], Node]
    network: Node

    def __iter__(self) -> Iterator[Node]:
        yield from self.genes.values()
        yield from self.cells.values()
        yield self.network

    def places(self) -> Iterator[tuple[Node, int]]:
        """Each with its first locus."""
        at = 0
        for node in self:
            yield node, at
            at += locus_count(node)

    def count(self, counts: Counts, relations: Sequence[Relation]) -> int:
        """How many genotypes there are whose genes have these relations."""
        genes = [IndependentGene(slot, node, 0) for slot, node in self.genes.items()]
        factors: list[Factor] = [(node, 0, {}) for node in (*self.cells.values(), self.network)]
        return JointCount(counts, genes, factors, relations).count()
