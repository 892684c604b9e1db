"""The set of genotypes of a space: its size, and its members by index, loci, X or decisions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.analysis.counts import Counts
from nasdsl.errors import GenomeError, NasdslError
from nasdsl.genome.layout import GenomeLayout, genome_layout
from nasdsl.space.model import Space
from nasdsl.util.arguments import checked_name, random_source, whole_number
from nasdsl.util.integers import abbreviate
from nasdsl.util.pause_gc import pause_gc

if TYPE_CHECKING:
    from nasdsl.genome.encoding import Encoding, EncodingName, PackedEncoding, Vector
    from nasdsl.genome.genotype import Genotype
    from nasdsl.genome.lexicographic import Lexicographic
    from nasdsl.genome.loci import Locus
    from nasdsl.genome.structure import Interval, Structure
    from nasdsl.util.arguments import Seed


class GenotypeSet:
    """The genotypes of a space that satisfy the requirements on structure.

    Args:
        space: the space.
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self.counts = Counts()

    @cached_property
    @limits.deep_recursion()
    def layout(self) -> GenomeLayout:
        """Where in a genome the loci of each gene, cell and the network lie."""
        return genome_layout(self._space)

    @cached_property
    @limits.deep_recursion()
    def loci(self) -> list[Locus]:
        """All loci of the space, in the order of the genome."""
        from nasdsl.genome.loci import loci

        with pause_gc():
            return loci(self.layout)

    @cached_property
    @limits.deep_recursion()
    def structure(self) -> Structure:
        """Counts the genomes that satisfy the requirements, and those whose shapes fail."""
        from nasdsl.genome.structure import Structure

        return Structure(self.layout, self.counts, self._space.constraints, self._space.input)

    @limits.deep_recursion()
    def bounds(self) -> Interval:
        """The number of genotypes, or an interval around it where counting exceeds its limit."""
        with pause_gc():
            return self.structure.satisfying

    def count(self) -> int:
        """The number of genotypes.

        Raises:
            NasdslError: requirements on structure make counting exceed `limits.STATES` states.
        """
        least, most = self.bounds()
        if least < most:
            raise NasdslError(
                "how many genotypes keep what is required of structure is not known: it takes more "
                f"than {limits.STATES:,} states",
                f"there are from {abbreviate(least)} to {abbreviate(most)}; "
                "without an exact count there are no indices",
            )
        return most

    def check_some(self) -> None:
        """Raise an error if the space has no genotype.

        Raises:
            GenomeError: no genotype satisfies the requirements on structure.
            NasdslError: counting the genotypes exceeds `limits.STATES` states.
        """
        if not self.count():
            raise GenomeError("no genotype keeps what is required of structure")

    @limits.deep_recursion()
    def unrank(self, index: int) -> Genotype:
        """The genotype of an index.

        Raises:
            NasdslError: the index is not a whole number.
            GenomeError: the index is not from 0 to count() - 1.
        """
        index = whole_number(index, "an index")
        self.check_some()
        if not 0 <= index < self.count():
            asked, last = abbreviate(index), abbreviate(self.count() - 1)
            raise GenomeError(f"there is no network {asked}: indices go from 0 to {last}")
        return self.packed.unrank(index)

    @limits.deep_recursion()
    def rank(self, genome: Vector) -> int:
        """The index of a genotype; values of its inactive loci are ignored.

        Raises:
            GenomeError: the genotype does not belong to this space.
        """
        from nasdsl.genome.encoding import index_of

        if self.packed.made(genome):
            return genome.index
        return index_of(self.packed.encode(genome), self.packed.bounds)

    @limits.deep_recursion()
    def complete(self, decisions: Mapping[str, object], seed: Seed | None) -> Genotype:
        """The genotype with given decisions.

        Args:
            decisions: numbers, symbols, labels or branches taken, by path.
            seed: determines the decisions that are not given, which are drawn; if None, every
                active decision must be given.

        Raises:
            GenomeError: a decision or value does not exist, is inactive or missing, or the genotype
                breaks a requirement on structure.
        """
        from nasdsl.genome.completion import Completion

        self.check_some()
        rng = None if seed is None else random_source(seed)
        return Completion(self.packed, self.loci).genotype(decisions, rng)

    @limits.deep_recursion()
    def check(self, genome: Vector) -> None:
        """Raise an error if this is not a genome or genotype of the space.

        Raises:
            GenomeError: it has the wrong length, a value out of range, or breaks a requirement on
                structure.
        """
        if self.packed.made(genome):
            return
        values = self.packed.canonical(genome)
        if not self.structure.binding:
            self.packed.encode(genome)
        elif not self.structure.genomes.holds(values):
            raise GenomeError("this genome breaks what the space requires of structure")

    def encoding(self, name: EncodingName) -> Encoding:
        """Genotypes as vectors of integers: `packed`, the X of Pouy et al., or `loci`, the genome.

        Raises:
            NasdslError: `name` is neither of the two.
        """
        from nasdsl.genome.encoding import ENCODINGS, LociEncoding

        match checked_name(name, ENCODINGS, "encoding"):
            case "packed":
                return self.packed
            case "loci":
                return LociEncoding(self.packed, self.loci)

    @cached_property
    @limits.deep_recursion()
    def packed(self) -> PackedEncoding:
        """The encoding of genotypes as packed vectors X."""
        from nasdsl.genome.encoding import PackedEncoding

        relations = self._space.constraints.relations
        return PackedEncoding(self.layout, self.counts, relations, self._bounded())

    def _bounded(self) -> Lexicographic | None:
        """The genomes in their order, where more is required than relations of genes."""
        from nasdsl.genome.lexicographic import Lexicographic

        if not self.structure.binding:
            return None
        self.count()  # or say why there are no indices
        if self.structure.exact is None:
            raise NasdslError(
                "what is required of structure takes more than "
                f"{limits.STATES:,} states to number what keeps it",
                "without that there are no indices",
            )
        return Lexicographic(self.structure.genomes, [locus.radix for locus in self.loci])
