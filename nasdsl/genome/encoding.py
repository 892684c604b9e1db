"""Encodings of genotypes: index, genome, and the packed vector X of Pouy et al.

X has one integer for each pipeline and each reduction of each cell, one for the rest of each cell
and one for everything outside the cells. They are decided independently, so the product of their
numbers of values is the number of genotypes. The index is X read as a number in mixed radix, the
first integer the most significant.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence, Sized
from functools import cached_property
from numbers import Integral
from typing import Literal, Protocol, TypeGuard, assert_never, get_args

from nasdsl.analysis.counts import Counts, entered
from nasdsl.analysis.environment import Environment, Factor, Written, value
from nasdsl.analysis.joint import JointCount
from nasdsl.analysis.radices import locus_count
from nasdsl.errors import GenomeError
from nasdsl.genome.genotype import Decided, Genotype
from nasdsl.genome.layout import GenomeLayout, Occurrence
from nasdsl.genome.lexicographic import Lexicographic
from nasdsl.genome.loci import Locus, loci
from nasdsl.genome.names import DecisionNames
from nasdsl.language.vocabulary import Role
from nasdsl.space.constraints import Relation
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Series,
    Size,
    Tensor,
    Unused,
    cases_for,
)
from nasdsl.space.ir import Sequence as Row
from nasdsl.space.values import decides
from nasdsl.util.arguments import checked, wrong_argument

UNRANK = "space.unrank(index) is the genotype of an index"

Vector = Sequence[int] | Genotype
"""Values of variables, or of loci."""

EncodingName = Literal["packed", "loci"]
ENCODINGS: tuple[EncodingName, ...] = get_args(EncodingName)

PACKED_ROLES: tuple[Role, ...] = ("pipeline", "reduction")


class Encoding(Protocol):
    """A way to write genotypes as vectors of integers; each entry of a vector is called a variable.

    Attributes:
        bounds: the number of values of each variable, which are counted from 0.
        names: a name for each variable.
    """

    bounds: tuple[int, ...]
    names: tuple[str, ...]

    def decode(self, vector: Vector) -> Genotype:
        """The genotype that a vector stands for in this encoding."""
        ...

    def encode(self, genome: Vector) -> tuple[int, ...]:
        """The vector that stands for a genotype in this encoding.

        Args:
            genome: the genotype, or the values of all loci.
        """
        ...

    def free(self, genotype: Genotype) -> Container[int]:
        """The indices of those entries of a genotype's vector that have an effect on its network.

        Other entries, as of inactive loci, can have any value.
        """
        ...


class Variable(Protocol):
    """One of the whole numbers of the packed vector X: each of its values decides certain loci."""

    def count(self) -> int:
        """How many values this number of X can have, counted from 0."""
        ...

    def unrank(self, index: int, genome: Written) -> None:
        """Write the values of the loci that this number of X decides into a genome.

        Args:
            index: the number.
            genome: where values of loci are written.
        """
        ...

    def rank(self, genome: Sequence[int]) -> int:
        """This number of X, computed from the values of the loci that it decides.

        Args:
            genome: the values of all loci of the space.
        """
        ...


class PackedEncoding:
    """The encoding of genotypes as packed vectors X, in the way of Pouy et al.

    X has a single number if bounds restrict the structure.

    Args:
        roots: the layout of the space's genomes.
        counts: computes the number of genotypes of a node, given what is decided around it.
        relations: requirements on genes.
        bounded: a bijection between numbers and the genomes that satisfy the bounds on structure;
            None without such bounds.
    """

    def __init__(
        self,
        roots: GenomeLayout,
        counts: Counts,
        relations: Sequence[Relation] = (),
        bounded: Lexicographic | None = None,
    ) -> None:
        self._roots, self._loci = roots, loci(roots)
        self._open = None if bounded is None else PackedEncoding(roots, counts)
        cells, joint = roots.joint(counts, relations)
        variables: list[tuple[str, Variable]] = []
        if bounded is None:
            variables += [variable for cell in cells for variable in _variables(cell, counts)]
        variables = [(name, of_x) for name, of_x in variables if of_x.count() > 1]
        rest: Variable = bounded or joint
        if rest.count() != 1 or relations or bounded:  # the only genome need not be all zeros
            variables.append((roots.network.path, rest))
        self._parts = tuple(variable for _, variable in variables)
        self.names = tuple(name for name, _ in variables)
        self.bounds = tuple(variable.count() for variable in self._parts)

    def decode(self, vector: Vector) -> Genotype:
        """The genotype of a packed vector X.

        Raises:
            GenomeError: X has the wrong length, or one of its numbers is not whole or out of range.
        """
        _check_vector("packed vector", vector, self.bounds, self.names)
        return self._made([int(number) for number in vector])

    def unrank(self, index: int) -> Genotype:
        """The genotype of an index, which must be from 0 to the number of genotypes less 1."""
        return self._made(vector_of(index, self.bounds))

    def _made(self, vector: Sequence[int]) -> Genotype:
        loci = [0] * len(self._loci)
        self._write(vector, loci)
        return Genotype(index_of(vector, self.bounds), tuple(loci), self)

    def _write(self, vector: Sequence[int], loci: Written) -> None:
        for variable, number in zip(self._parts, vector, strict=True):
            variable.unrank(number, loci)

    def encode(self, genome: Vector) -> tuple[int, ...]:
        """The packed vector X of a genotype; values of its inactive loci are ignored.

        Raises:
            GenomeError: the genome has the wrong length, a value is out of range, or the genotype
                breaks a requirement on structure.
        """
        if self.made(genome):
            return vector_of(genome.index, self.bounds)
        values = self.canonical(genome)
        return tuple(variable.rank(values) for variable in self._parts)

    def free(self, genotype: Genotype) -> Container[int]:
        """The numbers of all variables of X, since each of them matters to every genotype."""
        return range(len(self.bounds))

    def made(self, genome: Vector) -> TypeGuard[Genotype]:
        """Whether a genome is a genotype that this encoding made, so that it needs no check."""
        return isinstance(genome, Genotype) and genome.naming is self

    def canonical(self, genome: Vector) -> list[int]:
        """The values of all loci of a genome, inactive ones set to 0.

        Raises:
            GenomeError: the genome has the wrong length, or a value is out of range.
        """
        _check_vector("genome", genome, [x.radix for x in self._loci], [x.path for x in self._loci])
        values = genome if self._open is None else self._open.decode(self._open.encode(genome))
        return [int(value) for value in values]

    def active(self, loci: Vector) -> dict[int, int]:
        """The active loci of a genotype: their indices, each with its value.

        Args:
            loci: the genotype, or the values of all loci.
        """
        whole = self._open or self
        active: dict[int, int] = {}
        whole._write(whole.encode(loci), active)
        return active

    def decisions(self, loci: Vector) -> Mapping[str, Decided]:
        """The active decisions of a genome by path: numbers, symbols, labels, or branches taken."""
        return self.paths.decided(self.active(loci))

    @cached_property
    def paths(self) -> DecisionNames:
        """Converts between values of loci and decisions by name."""
        return DecisionNames(self._roots)


class LociEncoding:
    """The encoding of a genotype as its genome: a variable for each locus.

    Args:
        packed: the encoding of the same space as packed vectors.
        places: all loci of the space, in order.
    """

    def __init__(self, packed: PackedEncoding, places: Sequence[Locus]) -> None:
        self._packed = packed
        self.bounds = tuple(locus.radix for locus in places)
        self.names = tuple(locus.path for locus in places)

    def decode(self, vector: Vector) -> Genotype:
        """The genotype of a genome; inactive loci are set to 0.

        Raises:
            GenomeError: the genome has the wrong length, or a value is not whole or out of range.
        """
        return self._packed.decode(self._packed.encode(vector))

    def encode(self, genome: Vector) -> tuple[int, ...]:
        """The values of the loci of a genotype or genome, unchanged, as a tuple of int.

        Raises:
            GenomeError: the genome has the wrong length, or a value is not whole or out of range.
        """
        _check_vector("genome", genome, self.bounds, self.names)
        return tuple(int(v) for v in genome)

    def free(self, genotype: Genotype) -> Container[int]:
        """The indices of the active loci of a genotype."""
        return self._packed.active(genotype)


def index_of(vector: Sequence[int], bounds: Sequence[int]) -> int:
    """The number with these digits in mixed radix, the first digit the most significant.

    Args:
        vector: the digits.
        bounds: the radix of each digit.
    """
    index = 0
    for digit, bound in zip(vector, bounds, strict=True):
        index = index * bound + digit
    return index


def vector_of(index: int, bounds: Sequence[int]) -> tuple[int, ...]:
    """The digits of a number in mixed radix, the first one the most significant.

    Args:
        index: the number.
        bounds: the radix of each digit.
    """
    digits: list[int] = []
    for bound in reversed(bounds):
        index, digit = divmod(index, bound)
        digits.append(digit)
    return tuple(reversed(digits))


def _check_vector(what: str, vector: Vector, bounds: Sequence[int], names: Sequence[str]) -> None:
    row = f"a {what} is a row of whole numbers"
    if isinstance(vector, str | bytes):
        raise wrong_argument(vector, row, UNRANK)
    checked(vector, Sized, row, UNRANK)
    if len(vector) != len(bounds):
        raise GenomeError(
            f"a {what} of this space has {len(bounds)} numbers, and this one {len(vector)}"
        )
    for number, bound, name in zip(vector, bounds, names, strict=True):
        if not isinstance(number, Integral):  # a fraction would be cut off, and 1.0 hides one
            raise GenomeError(f"{name} is {number}; it is a whole number, an int")
        if not 0 <= number < bound:
            raise GenomeError(f"{name} is {number}; it goes from 0 to {bound - 1}")


def _variables(cell: Occurrence, counts: Counts) -> Iterator[tuple[str, JointCount]]:
    """The variables of X for one body: each pipeline and reduction, then one for the rest."""
    rest: list[Factor] = []
    for occurrence, known in _independent(cell, {}, counts):
        factor = (occurrence.node, occurrence.at, known)
        if isinstance(occurrence.node, Part):
            yield occurrence.path, JointCount(counts, [], [factor])
        else:
            rest.append(factor)
    yield f"{cell.path}.rest", JointCount(counts, [], rest)


def _independent(
    occurrence: Occurrence, known: Environment, counts: Counts
) -> Iterator[tuple[Occurrence, Environment]]:
    """The occurrences of a node that decide independently in every genotype."""
    node = occurrence.node
    if locus_count(node) == 0:
        return
    match node:
        case Part(_, role) if role in PACKED_ROLES:
            yield occurrence, known
        case Choice() | Pick() | Series():
            yield occurrence, known
        case Let() if counts.steers(node):
            cases = list(counts.cases(node, known))
            if len(cases) > 1:
                yield occurrence, known
                return
            bound, body = occurrence.children()
            yield from _independent(bound, known, counts)
            yield from _independent(body, cases[0][1], counts)
        case Given(subject) if (key := value(subject, known)) is not None:
            case = occurrence.children()[1 + cases_for(node, key)[0]]
            yield from _independent(case, known, counts)
        case Graph():
            for part in occurrence.children():
                yield from _independent(part, entered(node, known), counts)
        case Repeat(body, head) | Each(head, body) if decides(body):
            runs = counts.whole(head, known)
            if len(runs) > 1:
                yield occurrence, known
                return
            head_part, *bodies = occurrence.children()
            yield from _independent(head_part, known, counts)
            for repeated in bodies[: runs[0][0]]:
                yield from _independent(repeated, known, counts)
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Let() | Given() | Part()
            | Operation() | Row() | Repeat() | FitTo() | Merge() | Fork() | Each() | Unused()
            | Cell()
        ):  # fmt: skip
            for part in occurrence.children():
                yield from _independent(part, known, counts)
        case _:
            assert_never(node)
