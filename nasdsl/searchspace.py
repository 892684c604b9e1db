"""The search space as users see it, with all questions that can be asked of a spec."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.analysis.radices import flat_size
from nasdsl.elaborate.added import added
from nasdsl.errors import Diagnostic, NasdslError, SpecError, ordered
from nasdsl.experiment.meaning import meaning
from nasdsl.experiment.overrides import NOTHING, Overrides, override_sections
from nasdsl.genome.genotypes import GenotypeSet
from nasdsl.genome.layout import GenomeLayout
from nasdsl.language import ast
from nasdsl.ops import Op
from nasdsl.util.arguments import checked, random_source
from nasdsl.util.pause_gc import pause_gc

if TYPE_CHECKING:
    from nasdsl.analysis.part_counts import PartCount
    from nasdsl.experiment.feasible import BoundedSpace, Feasibility
    from nasdsl.experiment.model import Requirement, SearchSettings
    from nasdsl.genome.encoding import Encoding, EncodingName, Vector
    from nasdsl.genome.genotype import Genotype
    from nasdsl.genome.loci import Locus
    from nasdsl.genome.structure import Interval
    from nasdsl.program.architecture import Architecture, Staged
    from nasdsl.program.decoding import Decoder
    from nasdsl.program.failures import Failures
    from nasdsl.program.supernet import SupernetCache
    from nasdsl.space.printer import Outline
    from nasdsl.util.arguments import Seed

LOAD = "nasdsl.load reads one from a file, nasdsl.loads from a text"
DECODE = "a space has many: space.decode(space.sample(0)) is one"


class SearchSpace:
    """The networks that a spec describes, with its settings for data, training and search.

    Args:
        spec: the syntax tree.
        overrides: settings that replace the spec's own, by section and name: `{"train.epochs": 5}`.
        operations: operations, beside the vocabulary, that the spec can use.

    Raises:
        SpecError: the spec is wrong; the exception lists every fault.
    """

    def __init__(
        self, spec: ast.Spec, overrides: Overrides = NOTHING, operations: Iterable[Op] = ()
    ) -> None:
        self.spec = checked(spec, ast.Spec, "a search space is made of a syntax tree", LOAD)
        sections = override_sections(overrides)
        self.space, self.experiment = meaning(spec, sections, added(operations))
        self._genotypes = GenotypeSet(self.space)

    def __repr__(self) -> str:
        """Its name and how many genotypes it has."""
        return f"<SearchSpace {self.name}: {self.bounds()} genotypes>"

    def _repr_html_(self) -> str:
        """Its title, count, formula and picture, as notebooks show it."""
        from nasdsl.drawing.notebook import space_html

        return space_html(self)

    def _repr_svg_(self) -> str | None:
        """Its picture, as notebooks show it; none where it has too many boxes."""
        from nasdsl.drawing.notebook import space_svg

        return space_svg(self)

    def outline(self) -> Outline:
        """The space as a tree of text lines: first the genes, then the network, then each cell."""
        from nasdsl.space.printer import outline

        return outline(self.space)

    @property
    def name(self) -> str:
        """The name of the space, as the spec states it."""
        return self.space.name

    @property
    def text(self) -> str:
        """The text of the spec."""
        return self.spec.source.text

    @property
    def used(self) -> dict[str, str]:
        """The texts of other files that the spec uses, by their paths relative to its folder."""
        return {path: spec.source.text for path, spec in self.spec.used.items()}

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The bounds on cost that every network of a search must satisfy."""
        return self.experiment.requirements

    @property
    def search(self) -> SearchSettings:
        """The settings of the search: objectives, generations, population, strategy."""
        return self.experiment.search

    @cached_property
    @limits.deep_recursion()
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Warnings about what is legal but probably not meant, in the order of the text."""
        from nasdsl.lint.empty import empty
        from nasdsl.lint.logits import logits
        from nasdsl.lint.warnings import warnings

        with pause_gc():
            results = [*warnings(self.spec, self.space), *empty(self), *logits(self)]
            return ordered([*results, *self.bound_warnings])

    @cached_property
    def bound_warnings(self) -> tuple[Diagnostic, ...]:
        """The warning W116, if it is unknown whether a network satisfies the bounds on cost."""
        from nasdsl.lint.unmet import unmet

        if not self.requirements or not self.bounds().exact or not self.count():
            return ()
        return tuple(unmet(self.requirements, self.feasibility))

    @property
    def roots(self) -> GenomeLayout:
        """Where in a genome the loci of each gene, cell and the network lie."""
        return self._genotypes.layout

    @property
    def loci(self) -> list[Locus]:
        """All loci, in the order of the genome."""
        return self._genotypes.loci

    def count(self) -> int:
        """The number of genotypes; decisions in arms that are not taken do not count.

        Raises:
            NasdslError: requirements on structure make counting exceed `limits.STATES` states.
        """
        return self._genotypes.count()

    def bounds(self) -> Interval:
        """The number of genotypes, or an interval around it where counting exceeds its limit."""
        return self._genotypes.bounds()

    @limits.deep_recursion()
    def failing(self, thorough: bool = True) -> Failures | None:
        """The genotypes whose shapes fail: how many, and why.

        If not `thorough`, a smaller budget of work is used; None where that is spent.
        """
        from nasdsl.program.failures import explained

        with pause_gc():
            failing_genomes = self._genotypes.structure.failing(thorough)
        index = self.rank if self.bounds().exact else None
        return failing_genomes and explained(failing_genomes, self.roots, self.space.input, index)

    @limits.deep_recursion()
    def extremes(self) -> dict[str, Interval] | None:
        """The certified range of each cost (params, macs, memory) over all networks.

        No network lies outside, but the ends are not always attained. None where more than
        `limits.SETS` outcomes and `limits.LISTED` operations would have to be computed, or no
        network exists.
        """
        from nasdsl.program.cost_ranges import cost_ranges

        counts, state = self._genotypes.counts, self.space.input
        with pause_gc():
            return cost_ranges(self.roots, counts, state, lambda: self._listed)

    @cached_property
    @limits.deep_recursion()
    def _listed(self) -> list[Architecture] | None:
        """Its networks, where `limits.LISTED` operations make all of them; else None."""
        if not self.bounds().exact or self.count() > limits.LISTED:
            return None
        from nasdsl.program.listed_networks import listed_networks

        with pause_gc():
            genotypes = map(self.unrank, range(self.count()))
            return listed_networks(self.roots, self.space.input, genotypes)

    @cached_property
    def _bounded(self) -> BoundedSpace:
        from nasdsl.experiment.feasible import BoundedSpace

        return BoundedSpace(
            self.roots.bodies, self._genotypes.counts, self.space.constraints.relations,
            self.space.input, self.encoding("loci"), self.decode, self.requirements,
        )  # fmt: skip

    def keeps_bounds(self, genotype: Genotype) -> bool:
        """Whether a genotype has valid shapes and satisfies all bounds on cost."""
        network = self._bounded.network(genotype)
        if keeps := self._bounded.keeps(network):
            self._decoder.carry(genotype, network)
        return keeps

    @cached_property
    @limits.deep_recursion()
    def feasibility(self) -> Feasibility:
        """A genotype that satisfies all bounds on cost, a proof that there is none, or neither.

        Raises:
            NasdslError: counting the genotypes exceeds a limit.
        """
        from nasdsl.experiment.feasible import among, feasibility

        with pause_gc():
            known = feasibility(self._bounded)
            if known.witness or known.proved or self._listed is None:
                return known
            return among(self._bounded, self._listed)

    @limits.deep_recursion()
    def check_bounds(self) -> None:
        """Raise an error if it is proved that no network satisfies the bounds on cost.

        Raises:
            NasdslError: counting the genotypes exceeds a limit.
            SpecError: no network satisfies the bounds.
        """
        from nasdsl.experiment.feasible import unkept

        if self.count() and self.requirements and self.feasibility.proved:
            with pause_gc():
                raise SpecError([unkept(self._bounded)])

    @limits.deep_recursion()
    def feasible(self) -> int | None:
        """How many genotypes have valid shapes and satisfy all bounds on cost.

        The result is None if that number is unknown.
        """
        from nasdsl.experiment.feasible import verdict

        if not self.bounds().exact:
            return None
        if self._listed is not None:
            return sum(map(self._bounded.keeps, self._listed))
        with pause_gc():
            every = verdict(self._bounded)
            failing = self.failing(thorough=False) if every else None
            if failing and failing.number == (0, 0):
                return self.count()
            return 0 if every is False else None

    @limits.deep_recursion()
    def flat(self) -> int:
        """The product of the numbers of values of all loci, also of those that can be inactive."""
        return prod(flat_size(root.node) for root in self.roots)

    @limits.deep_recursion()
    def formula(self) -> tuple[str, dict[str, int]]:
        """The number of genotypes as a formula of symbols, and the value of each symbol."""
        from nasdsl.analysis.formula import name_apart
        from nasdsl.analysis.formulas import Formulas

        return name_apart(Formulas(self._genotypes.counts).space(self.space))

    @limits.deep_recursion()
    def parts(self) -> list[PartCount]:
        """The definitions that the network uses, inner ones first, each with its count."""
        from nasdsl.analysis.part_counts import part_counts

        return part_counts(self.space, self._genotypes.counts)

    def unrank(self, index: int) -> Genotype:
        """The genotype of an index.

        Raises:
            NasdslError: the index is not a whole number.
            GenomeError: the index is not from 0 to count() - 1.
        """
        return self._genotypes.unrank(index)

    def rank(self, genome: Vector) -> int:
        """The index of a genotype; values of its inactive loci are ignored.

        Raises:
            GenomeError: the genotype does not belong to this space.
        """
        return self._genotypes.rank(genome)

    def genotype(self, decisions: Mapping[str, object], seed: Seed | None = None) -> Genotype:
        """The genotype with these decisions.

        Args:
            decisions: by their paths, as `Genotype.decisions` gives them: all active ones or, with
                a seed, some of them.
            seed: if given, missing decisions are drawn, every value of a decision equally likely: a
                whole number or a random generator.

        Raises:
            GenomeError: a decision or value does not exist, is inactive or missing, or the genotype
                breaks a requirement on structure.
        """
        return self._genotypes.complete(decisions, seed)

    def sample(self, seed: Seed) -> Genotype:
        """A random genotype, uniformly distributed among those that satisfy all bounds on cost.

        Args:
            seed: a whole number, for which the result is always the same; or a `random.Random` or
                NumPy generator, which gives another result each time.

        Raises:
            NasdslError: `limits.DRAWS` genotypes in a row break a bound, or the space has no
                genotype.
        """
        return self.unrank(self.draw(seed))

    def draw(self, seed: Seed) -> int:
        """The index of a random genotype, distributed uniformly among those within the bounds.

        Raises:
            NasdslError: `limits.DRAWS` genotypes in a row break a bound, or the space has no
                genotype.
        """
        rng = random_source(seed)
        self._genotypes.check_some()
        for _ in range(limits.DRAWS):
            index = rng.randrange(self.count())
            if not self.requirements or self._bounded.affordable(self.unrank(index)):
                return index
        required = " and ".join(requirement.text for requirement in self.requirements)
        raise NasdslError(f"none of {limits.DRAWS:,} genotypes that were drawn keeps {required}")

    def encoding(self, name: EncodingName) -> Encoding:
        """Genotypes as vectors of integers: `packed`, the X of Pouy et al., or `loci`, the genome.

        Raises:
            NasdslError: `name` is neither of the two.
        """
        return self._genotypes.encoding(name)

    @limits.deep_recursion()
    def decode(self, genome: Vector) -> Architecture:
        """The network of a genotype.

        Args:
            genome: a genotype of this space, or the values of all loci, which are checked.

        Raises:
            GenomeError: the genotype does not belong to this space.
            InvalidNetwork: the shapes fail.
        """
        self._genotypes.check(genome)
        return self._decoder.network(genome)

    @cached_property
    def _decoder(self) -> Decoder:
        from nasdsl.program.decoding import Decoder

        return Decoder(self.roots, self.space.input)

    @cached_property
    def supernets(self) -> SupernetCache:
        """The supernets of this space that were planned so far; others are planned on demand."""
        from nasdsl.program.supernet import SupernetCache

        return SupernetCache(self.roots, self.space.input)

    @limits.deep_recursion()
    def stage(self, network: Architecture) -> Staged:
        """A network as its supernet together with the values of the supernet's open decisions.

        Raises:
            NasdslError: the program has too many operations.
        """
        from nasdsl.program.architecture import Architecture, Staged
        from nasdsl.program.instantiate import settings

        checked(network, Architecture, "what is staged is a network", DECODE)
        program = self.supernets.serving(network.genome).program
        return Staged(program, settings(program, network.genome), network.program)

    @limits.deep_recursion()
    def shape_key(self, genome: Vector) -> tuple[tuple[int, int], ...]:
        """The loci of decisions that change shapes, in order, each with its value in a genome.

        One supernet computes all genomes with the same result.

        Raises:
            GenomeError: the genome does not belong to this space.
            NasdslError: its shapes fail, or the program has too many operations.
        """
        self._genotypes.check(genome)
        return tuple(sorted(self.supernets.serving([*map(int, genome)]).key.items()))
