"""Counts and ranks of genes together with the bodies whose counts depend on them.

Bodies that depend on no gene are counted by themselves. The rest is a sum over the values of one
gene after another; each step remembers only the values on which something later depends.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from nasdsl import limits
from nasdsl.analysis.counts import Counts, follows
from nasdsl.analysis.environment import Environment, Factor, Written, value
from nasdsl.analysis.numbered import Numbered
from nasdsl.analysis.picked import block_of
from nasdsl.analysis.rank import Ranks
from nasdsl.errors import GenomeError, NasdslError
from nasdsl.space.constraints import Relation
from nasdsl.space.ir import Constant, Node, Number
from nasdsl.space.values import refs


@dataclass(frozen=True, slots=True)
class IndependentGene:
    """A gene, as it is counted together with others.

    Args:
        slot: the name under which other nodes refer to it.
        node: its body.
        at: the index of its first locus in the genome.
    """

    slot: str
    node: Node
    at: int


@dataclass(frozen=True, slots=True)
class _Block:
    """The genotypes in which a gene has one value: the gene's own, and all of them."""

    value: Constant | None
    own: int
    size: int
    known: Environment


class JointCount:
    """A bijection between numbers from 0 and the genotypes of genes together with other nodes.

    Args:
        counts: computes the number of genotypes of a node, given what is decided around it.
        genes: the genes, each after those on which it depends.
        factors: the other nodes, which may depend on the genes: each with the index of its first
            locus, and the values of slots known around it.
        relations: requirements on the genes; only genotypes that satisfy them are counted.
    """

    def __init__(
        self,
        counts: Counts,
        genes: Sequence[IndependentGene],
        factors: Sequence[Factor],
        relations: Sequence[Relation] = (),
    ) -> None:
        self.counts = counts
        self.genes = genes
        self._ranks = Ranks(counts)
        slots = [gene.slot for gene in genes]
        self._ready: list[list[Factor]] = [[] for _ in range(len(genes) + 1)]
        for factor in factors:
            awaited = [slots.index(slot) + 1 for slot in follows(factor[0]) if slot in slots]
            self._ready[max(awaited, default=0)].append(factor)
        self._followed = [
            sorted(frozenset[str]().union(*(follows(node) for node, _, _ in ready)))
            for ready in self._ready
        ]
        self._judged: list[list[Relation]] = [[] for _ in range(len(genes) + 1)]
        for relation in relations:
            self._judged[max(slots.index(slot) + 1 for slot in relation.slots)].append(relation)
        self._awaited = self._needed_genes(slots)
        self._sizes: dict[object, int] = {}
        self._products: dict[Hashable, tuple[int, Numbered]] = {}
        self._read = 0  # genes, each as often as what follows it was counted

    def _needed_genes(self, slots: Sequence[str]) -> list[list[str]]:
        """For each step, the earlier genes whose values a later step still needs."""
        places = {slot: place for place, slot in enumerate(slots)}
        awaited, needed = list[list[str]](), set[str]()
        for step in reversed(range(len(slots) + 1)):
            needed.update(
                self._followed[step], *(relation.slots for relation in self._judged[step])
            )
            if step < len(slots):
                gene = self.genes[step]
                needed.update(follows(gene.node))
                if gene.slot in needed:  # its value may come from those of other genes
                    needed.update(refs(gene.node))
            needed = {slot for slot in needed if places.get(slot, step) < step}
            awaited.append(sorted(needed))
        return awaited[::-1]

    def count(self) -> int:
        """The number of genotypes of the genes and nodes together."""
        return self._size(0, {})

    def _size(self, step: int, known: Environment) -> int:
        """The number of genotypes of all genes and factors from a step on."""
        key = (step, tuple((s, known[s]) for s in self._awaited[step] if s in known))
        if key not in self._sizes:
            if len(self._sizes) > limits.CASES:
                raise _too_many(f"what follows the genes has more than {limits.CASES} cases")
            if self._broken_relations(step, known):
                return self._sizes.setdefault(key, 0)
            ready, _ = self._ready_factors(step, known)
            rest = sum(block.size for block in self._blocks(step, known))
            self._sizes[key] = ready * (rest if step < len(self.genes) else 1)
        return self._sizes[key]

    def _blocks(self, step: int, known: Environment) -> Iterator[_Block]:
        if step == len(self.genes):
            return
        gene = self.genes[step]
        for key, own in self.counts.strata(gene.node, known):
            inner = known if key is None else {**known, gene.slot: key}
            yield _Block(key, own, own * self._size(step + 1, inner), inner)

    def unrank(self, index: int, genome: Written) -> None:
        """Write the values of loci of the genotype with number `index` into `genome`."""
        known: Environment = {}
        for step in range(len(self.genes) + 1):
            count, ready = self._ready_factors(step, known)
            index, digit = divmod(index, count)
            ready.unrank(digit, 0, genome)
            if step == len(self.genes):
                return
            gene, before = self.genes[step], known
            blocks = list(self._blocks(step, known))
            which, index = block_of([block.size for block in blocks], index)
            known = blocks[which].known
            index, own = divmod(index, blocks[which].own)
            start = sum(block.own for block in blocks[:which])
            self._ranks.product([(gene.node, gene.at, before)]).unrank(start + own, 0, genome)

    def rank(self, genome: Sequence[int]) -> int:
        """The number of the genotype that a genome gives for the genes and nodes.

        Raises:
            GenomeError: the genes break a relation that the spec requires.
        """
        return self._rank(0, {}, genome)

    def _rank(self, step: int, known: Environment, genome: Sequence[int]) -> int:
        for relation in self._broken_relations(step, known):
            raise GenomeError(f"this genome breaks '{relation.text}'")
        count, ready = self._ready_factors(step, known)
        digit = ready.rank(0, genome)
        index = 0
        if step < len(self.genes):
            gene = self.genes[step]
            blocks = list(self._blocks(step, known))
            own = self._ranks.product([(gene.node, gene.at, known)]).rank(0, genome)
            which, own = block_of([block.own for block in blocks], own)
            inside = self._rank(step + 1, blocks[which].known, genome)
            index = sum(block.size for block in blocks[:which]) + inside * blocks[which].own + own
        return index * count + digit

    def _broken_relations(self, step: int, known: Environment) -> list[Relation]:
        """The relations known at a step that these values do not satisfy."""
        return [relation for relation in self._judged[step] if not holds(relation, known)]

    def _ready_factors(self, step: int, known: Environment) -> tuple[int, Numbered]:
        """The factors that follow no gene from a step on, with the values known."""
        followed = [slot for slot in self._followed[step] if slot in known]
        key = (step, tuple((slot, known[slot]) for slot in followed))
        if key not in self._products:
            self._read += len(followed)
            if self._read > limits.FOLLOWED:
                raise _too_many(f"what follows {len(followed)} genes has too many cases")
            ready = [(node, at, {**around, **known}) for node, at, around in self._ready[step]]
            self._products[key] = self.counts.factors(ready), self._ranks.product(ready)
        return self._products[key]


def _too_many(message: str) -> NasdslError:
    return NasdslError(message, "let less depend on how genes are decided")


def holds(relation: Relation, known: Environment) -> bool:
    """Whether a relation between genes is satisfied.

    Args:
        relation: the relation.
        known: the values of the genes, by slot.
    """
    return relation.keeps(
        _numeric_value(relation.left, known), _numeric_value(relation.right, known)
    )


def _numeric_value(node: Node, known: Environment) -> Number:
    number = value(node, known)
    assert isinstance(number, int | Fraction)
    return number
