"""A search space as its users hold it: a spec with all that can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nasdsl import limits
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.radices import flat_size
from nasdsl.elaborate.added import added, installed_for
from nasdsl.elaborate.spec import elaborate
from nasdsl.errors import Diagnostic, GenomeError, NasdslError, SpecError, ordered
from nasdsl.experiment import reader
from nasdsl.genome.layout import GenomeLayout, genome_layout
from nasdsl.language import ast
from nasdsl.ops import Op
from nasdsl.space.model import Space
from nasdsl.util.arguments import random_source, whole_number
from nasdsl.util.pause_gc import pause_gc

if TYPE_CHECKING:
    from nasdsl.experiment.feasible import BoundedSpace, Feasibility
    from nasdsl.experiment.model import Experiment, Requirement, SearchSettings
    from nasdsl.genome.encoding import Encoding, PackedEncoding, Vector
    from nasdsl.genome.feasibility import Interval, Structure
    from nasdsl.genome.genotype import Genotype
    from nasdsl.genome.loci import Locus
    from nasdsl.program.architecture import Architecture, Staged
    from nasdsl.program.shapes import InvalidNetwork
    from nasdsl.program.supernet import SupernetCache
    from nasdsl.util.arguments import Seed


class PartCount(NamedTuple):
    """A definition: how many genotypes it has by itself, as a number and as a formula."""

    name: str
    role: str
    genotypes: int
    formula: str
    symbols: dict[str, int]


@dataclass(frozen=True, slots=True)
class Failures:
    """The genotypes whose shapes fail: how many, one of them, and why that fails.

    It is the first where their number is exact. Its index is None where genotypes have none.
    """

    number: Interval
    genome: list[int] | None = None
    index: int | None = None
    misfit: InvalidNetwork | None = None


class SearchSpace:
    """The networks that a spec describes, and the experiment on them.

    Args:
        spec: the syntax tree.
        overrides: settings that go before the spec's own.
        operations: those that the spec can use beside the vocabulary.

    Raises:
        SpecError: all that is wrong with the spec.
    """

    def __init__(
        self, spec: ast.Spec, overrides: Sequence[ast.Section] = (), operations: Iterable[Op] = ()
    ) -> None:
        self.spec = spec
        self.space, self.experiment = _meaning(spec, overrides, added(operations))
        self._counts = Counts()

    def __repr__(self) -> str:
        """Its name and how many genotypes it has."""
        return f"<SearchSpace {self.name}: {self.bounds()} genotypes>"

    def _repr_html_(self) -> str:
        """Its title, count, formula and picture, as notebooks show it."""
        from nasdsl.drawing.notebook import space_html

        return space_html(self)

    @property
    def name(self) -> str:
        """The name that the spec gives it."""
        return self.space.name

    @property
    def text(self) -> str:
        """The spec, as it was written."""
        return self.spec.source.text

    @property
    def used(self) -> dict[str, str]:
        """The files that the spec uses, as they were written, by their paths from its folder."""
        return {path: spec.source.text for path, spec in self.spec.used.items()}

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Bounds on costs that a search keeps."""
        return self.experiment.requirements

    @property
    def search(self) -> SearchSettings:
        """How the spec wants it searched."""
        return self.experiment.search

    @cached_property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is legal in the spec and likely not meant, in the order of the text."""
        from nasdsl.lint.empty import empty
        from nasdsl.lint.logits import logits
        from nasdsl.lint.warnings import warnings

        with limits.deep_recursion(), pause_gc():
            found = [*warnings(self.spec, self.space), *empty(self), *logits(self)]
            return ordered([*found, *self.bound_warnings])

    @cached_property
    def bound_warnings(self) -> tuple[Diagnostic, ...]:
        """W116, where it is not known whether any network keeps the bounds on cost."""
        from nasdsl.lint.unmet import unmet

        if not self.requirements or not self.bounds().exact or not self.count():
            return ()
        return tuple(unmet(self.requirements, self.feasibility))

    @cached_property
    def roots(self) -> GenomeLayout:
        """Where its parts lie in a genome."""
        with limits.deep_recursion():
            return genome_layout(self.space)

    @cached_property
    def loci(self) -> list[Locus]:
        """Its decisions, in the order of the genome."""
        from nasdsl.genome.loci import loci

        with limits.deep_recursion(), pause_gc():
            return loci(self.roots)

    def count(self) -> int:
        """How many genotypes there are: decisions that an untaken arm would make do not count.

        Raises:
            NasdslError: what is required of structure cannot be counted within `limits.STATES`.
        """
        least, most = self.bounds()
        if least < most:
            raise NasdslError(
                "how many genotypes keep what is required of structure is not known: it takes more "
                f"than {limits.STATES:,} states",
                f"there are from {limits.abbreviate(least)} to {limits.abbreviate(most)}; "
                "without an exact count there are no indices",
            )
        return most

    def bounds(self) -> Interval:
        """Between which numbers that of the genotypes lies; both are equal where it is known."""
        with limits.deep_recursion():
            return self._structure.satisfying

    @cached_property
    def _structure(self) -> Structure:
        from nasdsl.genome.feasibility import Structure

        with limits.deep_recursion():
            space = self.space
            return Structure(self.roots, self._counts, space.constraints, space.input)

    def failing(self, thorough: bool = True) -> Failures | None:
        """How many genotypes have shapes that fail; None where that takes long and is not to."""
        with limits.deep_recursion():
            found = self._structure.failing(thorough)
            if found is None or found.genome is None:
                return found and Failures(found.number)
            index = self.rank(found.genome) if self.bounds().exact else None
            return Failures(found.number, found.genome, index, self._misfit(found.genome))

    def extremes(self) -> dict[str, Interval] | None:
        """Between which numbers each cost of all networks lies: params, macs and memory.

        The bounds are certain, and not always attained; None where more than `limits.SETS`
        outcomes would have to be looked at and the networks have more than `limits.LISTED`
        operations, or there is no network.
        """
        from nasdsl.analysis.extremes import extremes
        from nasdsl.genome.feasibility import Interval
        from nasdsl.program import cost

        with limits.deep_recursion(), pause_gc():
            state, bodies = self.space.input, self.roots.bodies
            found = extremes(self._counts, bodies, state, cost.of_operation, limits.SETS)
        if found is None and self._listed:
            costs = [(each.params, each.macs, each.memory) for each in self._listed]
            found = [(min(column), max(column)) for column in zip(*costs, strict=True)]
        if found is None:
            return None
        return {name: Interval(*each) for name, each in zip(cost.OF_STEPS, found, strict=True)}

    @cached_property
    def _listed(self) -> list[Architecture] | None:
        """Its networks, where `limits.LISTED` operations make all of them; else None."""
        from nasdsl.program.listed_networks import listed_networks

        if not self.bounds().exact or self.count() > limits.LISTED:
            return None
        with limits.deep_recursion(), pause_gc():
            genotypes = map(self.unrank, range(self.count()))
            return listed_networks(self.roots, self.space.input, genotypes)

    @cached_property
    def _bounded(self) -> BoundedSpace:
        from nasdsl.experiment.feasible import BoundedSpace

        return BoundedSpace(
            self.roots.bodies,
            self._counts,
            self.space.constraints.relations,
            self.space.input,
            self.encoding("loci"),
            self.decode,
            self.requirements,
        )

    def keeps_bounds(self, genotype: Genotype) -> bool:
        """Whether a genotype is a network that keeps all bounds on cost."""
        return self._bounded.keeps(self._bounded.network(genotype))

    @cached_property
    def feasibility(self) -> Feasibility:
        """A genotype that keeps all bounds on cost, or whether it is proved that none does.

        Raises:
            NasdslError: genotypes cannot be numbered.
        """
        from nasdsl.experiment.feasible import feasibility

        with limits.deep_recursion(), pause_gc():
            return feasibility(self._bounded)

    def check_bounds(self) -> None:
        """Refuse bounds on cost of which it is proved that no network keeps them.

        Raises:
            NasdslError: genotypes cannot be counted.
            SpecError: no network keeps them.
        """
        from nasdsl.experiment.feasible import unkept

        if self.count() and self.requirements and self.feasibility.proved:
            with limits.deep_recursion(), pause_gc():
                raise SpecError([unkept(self._bounded)])

    def feasible(self) -> int | None:
        """How many genotypes are networks that keep all bounds on cost; None where not counted."""
        from nasdsl.experiment.feasible import verdict

        if not self.bounds().exact:
            return None
        if self._listed is not None:
            return sum(map(self._bounded.keeps, self._listed))
        with limits.deep_recursion(), pause_gc():
            every = verdict(self._bounded)
            failing = self.failing(thorough=False) if every else None
            if failing and failing.number == (0, 0):
                return self.count()
            return 0 if every is False else None

    def _misfit(self, genome: list[int]) -> InvalidNetwork:
        """Why the shapes of a genome fail."""
        from nasdsl.program.plan import plan_program
        from nasdsl.program.shapes import InvalidNetwork

        try:
            plan_program(self.roots, self.space.input, genome)
        except InvalidNetwork as misfit:
            return misfit
        raise AssertionError("a genome that fails has no network")

    def flat(self) -> int:
        """The product of the radices of all loci, active or not."""
        with limits.deep_recursion():
            result = 1
            for root in self.roots:
                result *= flat_size(root.node)
            return result

    def formula(self) -> tuple[str, dict[str, int]]:
        """The count as a formula, and the values of its symbols."""
        from nasdsl.analysis.formula import Formulas, name_apart

        with limits.deep_recursion():
            return name_apart(Formulas(self._counts).space(self.space))

    def parts(self) -> list[PartCount]:
        """The definitions that the network reaches, inner ones first, with their own counts."""
        from nasdsl.analysis.formula import Formulas, name_apart
        from nasdsl.analysis.parts import counted_parts

        formulas = Formulas(self._counts)
        with limits.deep_recursion():
            return [
                PartCount(
                    part.name,
                    part.role,
                    self._counts.count(part.body, part.known),
                    *name_apart(formulas.formula(part.body, part.known)),
                )
                for part in counted_parts(self.space, self._counts)
            ]

    def unrank(self, index: int) -> Genotype:
        """The genotype of an index.

        Raises:
            NasdslError: it is no whole number.
            GenomeError: it is not from 0 to count() - 1.
        """
        with limits.deep_recursion():
            index = whole_number(index, "an index")
            self._check_some()
            if not 0 <= index < self.count():
                asked, last = limits.abbreviate(index), limits.abbreviate(self.count() - 1)
                raise GenomeError(f"there is no network {asked}: indices go from 0 to {last}")
            return self._packed.unrank(index)

    def rank(self, genome: Vector) -> int:
        """The index of a genotype, whatever its inactive loci say.

        Raises:
            GenomeError: it is not of this space.
        """
        from nasdsl.genome.encoding import index_of

        with limits.deep_recursion():
            if self._packed.made(genome):
                return genome.index
            return index_of(self._packed.encode(genome), self._packed.bounds)

    def genotype(self, decisions: Mapping[str, object], seed: Seed | None = None) -> Genotype:
        """The genotype with these decisions.

        Args:
            decisions: by their paths, as `Genotype.decisions` gives them: all that are active, or,
                with a seed, some.
            seed: what decisions that are left open are drawn with, each value of one equally
                likely; or what draws them, as `sample` has it.

        Raises:
            GenomeError: there is no such decision or value, one is inactive, one is missing, or
                what the space requires of structure is broken.
        """
        from nasdsl.genome.completion import Completion

        with limits.deep_recursion():
            self._check_some()
            rng = None if seed is None else random_source(seed)
            return Completion(self._packed, self.loci).genotype(decisions, rng)

    def sample(self, seed: Seed) -> Genotype:
        """A genotype that breaks no bound on cost, each with the same probability.

        Args:
            seed: a whole number, which gives one genotype; or what draws, a `random.Random` or a
                NumPy generator, which gives another each time.

        Raises:
            NasdslError: as `draw`.
        """
        return self.unrank(self.draw(seed))

    def draw(self, seed: Seed) -> int:
        """The index of a genotype that `sample` gives.

        Raises:
            NasdslError: of `limits.DRAWS` genotypes all break a bound, or there are none.
        """
        rng = random_source(seed)
        self._check_some()
        for _ in range(limits.DRAWS):
            index = rng.randrange(self.count())
            if not self.requirements or self._affordable(index):
                return index
        required = " and ".join(requirement.text for requirement in self.requirements)
        raise NasdslError(f"none of {limits.DRAWS:,} genotypes that were drawn keeps {required}")

    def _check_some(self) -> None:
        if not self.count():
            raise GenomeError("no genotype keeps what is required of structure")

    def _affordable(self, index: int) -> bool:
        """Whether a genome breaks no bound on cost; one whose shapes fail costs nothing."""
        from nasdsl.program.shapes import InvalidNetwork

        try:
            network = self.decode(self.unrank(index))
        except InvalidNetwork:
            return True
        return not any(requirement.violation(network) for requirement in self.requirements)

    def encoding(self, name: str) -> Encoding:
        """Genomes as vectors of integers: `packed` (the paper's X) or `loci`."""
        from nasdsl.genome.encoding import LociEncoding

        return self._packed if name == "packed" else LociEncoding(self._packed, self.loci)

    def decode(self, genome: Vector) -> Architecture:
        """The network of a genotype.

        Args:
            genome: a genotype of this space, or the values of loci, which are checked.

        Raises:
            GenomeError: it is not of this space.
            InvalidNetwork: its shapes fail.
        """
        from nasdsl.program.architecture import Architecture
        from nasdsl.program.plan import plan_program

        with limits.deep_recursion():
            self._check(genome)
            values = tuple(int(value) for value in genome)
            return Architecture(plan_program(self.roots, self.space.input, values), values)

    @cached_property
    def universals(self) -> SupernetCache:
        """The programs that serve many of its networks."""
        from nasdsl.program.supernet import SupernetCache

        return SupernetCache(self.roots, self.space.input)

    def stage(self, network: Architecture) -> Staged:
        """A network as a program that serves all of its shape key computes it.

        Raises:
            NasdslError: the program has too many operations.
        """
        from nasdsl.program.architecture import Staged
        from nasdsl.program.instantiate import settings

        with limits.deep_recursion():
            program = self.universals.serving(network.genome).program
            return Staged(program, settings(program, network.genome), network.program)

    def shape_key(self, genome: Vector) -> tuple[tuple[int, int], ...]:
        """The decisions of a genome that change shapes: loci and values, the same for one program.

        Raises:
            NasdslError: it is no network, or the program has too many operations.
        """
        with limits.deep_recursion():
            return tuple(sorted(self.universals.serving([*map(int, genome)]).key.items()))

    def _check(self, genome: Vector) -> None:
        """Whether a genome is of the space; what this space made is."""
        if self._packed.made(genome):
            return
        values = self._packed.canonical(genome)
        if not self._structure.binding:
            self._packed.encode(genome)
        elif not self._structure.genomes.holds(values):
            raise GenomeError("this genome breaks what the space requires of structure")

    @cached_property
    def _packed(self) -> PackedEncoding:
        from nasdsl.genome.encoding import PackedEncoding
        from nasdsl.genome.lexicographic import Lexicographic

        constraints = self.space.constraints
        bounded = None
        with limits.deep_recursion():
            if self._structure.binding:
                self.count()  # or say why there are no indices
                if self._structure.exact is None:
                    raise NasdslError(
                        "what is required of structure takes more than "
                        f"{limits.STATES:,} states to number what keeps it",
                        "without that there are no indices",
                    )
                genomes = self._structure.genomes
                bounded = Lexicographic(genomes, [x.radix for x in self.loci])
            return PackedEncoding(self.roots, self._counts, constraints.relations, bounded)


def _meaning(
    spec: ast.Spec, overrides: Sequence[ast.Section], operations: Mapping[str, Op]
) -> tuple[Space, Experiment]:
    """Space and experiment; what is wrong with either is reported together."""
    if "use" in spec.missing:  # with a file whose names nobody knows
        raise SpecError(spec.errors)
    wrong = [SpecError(spec.errors)] if spec.errors else list[SpecError]()
    space = experiment = None
    try:
        space = elaborate(spec, operations)
    except SpecError as error:
        wrong.append(error)
    try:
        experiment = reader.read_experiment(
            spec.statements, overrides, space.bodies() if space else ()
        )
    except SpecError as error:
        wrong.append(error)
    if wrong or space is None or experiment is None:
        raise SpecError(d for error in wrong for d in error.diagnostics)
    return space, experiment


def stated(spec: str | Path) -> ast.Spec:
    """What a spec states, with all that it uses: of a file, or of the library by its name.

    Raises:
        NasdslError: there is no such spec, or it cannot be read.
    """
    from nasdsl.language.imports import gather_used
    from nasdsl.language.library import read_spec
    from nasdsl.language.parser import recover

    return gather_used(recover(read_spec(str(spec))))


def described(
    spec: ast.Spec,
    overrides: Sequence[ast.Section] = (),
    input: Sequence[int] | None = None,
    operations: Iterable[Op] = (),
) -> SearchSpace:
    """The search space of a spec with all that it uses.

    Args:
        spec: the syntax tree.
        overrides: settings that go before the spec's own.
        input: height, width and channels of the input, in place of those that the spec states.
        operations: your own, beside the vocabulary and those of installed distributions.

    Raises:
        NasdslError: the name of an operation is taken.
        SpecError: all that is wrong with it.
    """
    meant = spec if input is None else ast.with_input(spec, tuple(input))
    return SearchSpace(meant, overrides, [*installed_for(meant), *operations])
