"""Numbers of genomes that satisfy the requirements on structure, and of those whose shapes fail.

Three methods are tried. The fold over sets is the fastest, and can tell whether all genomes have a
property or none; so it shows of most spaces that no shape fails. The exact fold counts genomes.
Where that takes too long, the space is divided, decision by decision, which gives an interval.
Since requirements usually exclude some genomes, for these the exact fold is tried first, with a
small budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from nasdsl import limits
from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.reach.fold import Memory
from nasdsl.analysis.structure.state import Spent
from nasdsl.analysis.structure.total import (
    FAILING,
    KEPT,
    Genomes,
    Number,
    Property,
    Verdict,
    needs_shapes,
)
from nasdsl.genome.layout import GenomeLayout
from nasdsl.genome.lexicographic import Lexicographic
from nasdsl.genome.loci import loci
from nasdsl.ops import State
from nasdsl.space.constraints import Constraints
from nasdsl.util.integers import abbreviate, number_text
from nasdsl.util.one_chunk import in_one_chunk
from nasdsl.util.pause_gc import pause_gc

if TYPE_CHECKING:
    from nasdsl.analysis.certified.interval import Certain
    from nasdsl.analysis.certified.restrict import Allowed

PART_DRAWS = 100  # from a part of the space, to meet a genome that fails


class Interval(NamedTuple):
    """A number that is known to lie from `least` to `most`, which may be equal."""

    least: int
    most: int

    @property
    def exact(self) -> bool:
        """Whether `least` and `most` are equal, so that the number is known."""
        return self.least == self.most

    def __str__(self) -> str:
        """The number, or between which numbers it is."""
        with limits.deep_recursion():
            least, most = map(number_text, self)
        return most if self.exact else f"from {least} to {most}"

    def __repr__(self) -> str:
        """Its two numbers, abbreviated."""
        return f"Interval(least={abbreviate(self.least)}, most={abbreviate(self.most)})"


class FailingGenomes(NamedTuple):
    """The genomes of a space whose shapes fail.

    Args:
        number: how many there are, as an interval.
        genome: the values of all loci of one of them; None if none was found.
    """

    number: Interval
    genome: list[int] | None = None


class Structure:
    """Counts the genomes that satisfy the requirements on structure, and those whose shapes fail.

    Args:
        roots: the layout of the space's genomes.
        counts: computes the number of genotypes of a node, given what is decided around it.
        constraints: the requirements on structure.
        input: the state of the network's input.
    """

    def __init__(
        self, roots: GenomeLayout, counts: Counts, constraints: Constraints, input: State
    ) -> None:
        self._roots, self._bodies, self._counts = roots, roots.bodies, counts
        self._constraints, self._input = constraints, input

    @cached_property
    def satisfying(self) -> Interval:
        """The number of genomes that satisfy the requirements, or an interval that contains it."""
        every = self._relation_count
        if not self._constraints.bounds:
            return Interval(every, every)
        count = None
        if self._quickly is None:
            count = KEPT.told(every, self._verdicts(limits.GLANCE_SETS, self._shapes))
        if count is None and self.exact is not None:
            count = self.exact.kept
        if count is not None:
            return Interval(count, count)
        certain = self._by_division(KEPT, limits.SETS, self._shapes)
        return Interval(certain.least, certain.most)

    @cached_property
    def exact(self) -> Number | None:
        """The number of genomes that satisfy the requirements, and of those whose shapes fail.

        Both are counted by the exact fold; None where it needs more than `limits.STATES` states.
        """
        return self._quickly or self.genomes.attempt()

    @cached_property
    def _quickly(self) -> Number | None:
        """The number of genomes by the exact fold, where that takes no longer than a glance."""
        return self.genomes.attempt(limits.GLANCE_STATES)

    @cached_property
    def binding(self) -> bool:
        """Whether bounds exclude, or may exclude, a genome that satisfies the relations."""
        return self.satisfying.least < self._relation_count

    @cached_property
    def genomes(self) -> Genomes:
        """The genomes that satisfy the requirements, as the exact fold counts them."""
        return self._genomes(self._bodies, limits.STATES, self._shapes)

    @in_one_chunk
    def failing(self, thorough: bool) -> FailingGenomes | None:
        """How many genomes have shapes that fail, and one of these genomes.

        Args:
            thorough: whether the larger budget of work may be spent.

        Returns:
            The number, as an interval, and the genome; None if the smaller budget is spent. The
            exact fold is not tried where the one over sets spends the smaller budget.
        """
        sets, states = limits.GLANCE_SETS, limits.GLANCE
        if thorough:
            sets, states = limits.THOROUGH * limits.SETS, limits.THOROUGH * limits.STATES
        verdicts = self._verdicts(sets)
        count = FAILING.told(self._relation_count, verdicts)
        if count == 0:
            return FailingGenomes(Interval(0, 0))
        if verdicts is None and not thorough:
            return None
        genomes = self._genomes(self._bodies, states)
        number = genomes.attempt()
        if number is not None:
            first = self._first_failure(genomes) if number.failing else None
            return FailingGenomes(Interval(number.failing, number.failing), first)
        if count is not None:
            return FailingGenomes(Interval(count, count), self._sampled_failure(genomes, [{}]))
        if not thorough:
            return None
        certain = self._by_division(FAILING, limits.THOROUGH * limits.SETS)
        return FailingGenomes(
            Interval(certain.least, certain.most), self._sampled_failure(genomes, certain.parts)
        )

    @cached_property
    def _relation_count(self) -> int:
        """The number of genomes whose genes satisfy the required relations."""
        with pause_gc():
            return self._bodies.count(self._counts, self._constraints.relations)

    @cached_property
    def _shapes(self) -> bool:
        return needs_shapes(self._constraints, list(self._bodies))

    def _genomes(self, bodies: Bodies, budget: int, shapes: bool = True) -> Genomes:
        return Genomes(self._counts, self._constraints, self._input, bodies, budget, shapes)

    def _verdicts(self, budget: int, shapes: bool = True) -> frozenset[Verdict] | None:
        """What can become of genomes, by the fold over sets; None if it spends its budget."""
        return self._genomes(self._bodies, 0, shapes).reached(budget, Memory()).verdicts

    def _by_division(self, wanted: Property, sets: int, shapes: bool = True) -> Certain:
        from nasdsl.analysis.certified.interval import Division

        def genomes(bodies: Bodies) -> Genomes:
            return self._genomes(bodies, limits.GLANCE, shapes)

        relations = self._constraints.relations
        division = Division(self._counts, self._bodies, relations, genomes)
        return division.certain(wanted, sets)

    # a genome that fails

    def _first_failure(self, genomes: Genomes) -> list[int]:
        """The first genome whose shapes fail."""
        genome = [0] * len(self._radices)
        Lexicographic(genomes, self._radices, failing=True).unrank(0, genome)
        return genome

    def _sampled_failure(self, genomes: Genomes, parts: Sequence[Allowed]) -> list[int] | None:
        """A genome whose shapes fail, found by drawing from parts that contain some."""
        from nasdsl.genome.encoding import PackedEncoding

        rng, open_ = Random(0), PackedEncoding(self._roots, self._counts)
        for allowed in parts:
            for _ in range(PART_DRAWS):
                left = (allowed.get(i, range(r)) for i, r in enumerate(self._radices))
                genome = open_.canonical(open_.decode(open_.encode([*map(rng.choice, left)])))
                with suppress(Spent, RecursionError):
                    if genomes.fails(genome):
                        return genome
        return None

    @cached_property
    def _radices(self) -> list[int]:
        return [locus.radix for locus in loci(self._roots)]
