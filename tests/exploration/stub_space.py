"""A search space without a language: mixed-radix genomes, made-up costs, no training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from math import prod
from typing import cast

from nasdsl.errors import NasdslError
from nasdsl.experiment.feasible import Feasibility
from nasdsl.experiment.model import Objective, SearchSettings
from nasdsl.genome.genotype import Genotype, Naming


@dataclass(frozen=True)
class StubArchitecture:
    genome: tuple[int, ...]

    @cached_property
    def hash(self) -> str:
        """The last locus means nothing while the first is 0: several genomes, one network."""
        kept = self.genome[:-1] if self.genome[0] == 0 else self.genome
        return sha256(repr(kept).encode()).hexdigest()

    @property
    def params(self) -> int:
        return 1000 * (1 + sum(self.genome)) + self.genome[-1]

    @property
    def macs(self) -> int:
        return 10 * self.params

    @property
    def memory(self) -> int:
        return 4 * self.params


@dataclass(frozen=True)
class StubRequirement:
    limit: int

    @property
    def text(self) -> str:
        return f"params <= {self.limit}"

    def violation(self, architecture: StubArchitecture) -> float:
        return max(0.0, architecture.params / self.limit - 1)


@dataclass(frozen=True)
class StubEncoding:
    """One variable per locus, or (`packed`) the first two loci in one."""

    radices: tuple[int, ...]
    packed: bool

    @property
    def bounds(self) -> tuple[int, ...]:
        if not self.packed:
            return self.radices
        first, second, *rest = self.radices
        return (first * second, *rest)

    def decode(self, vector: Sequence[int]) -> Genotype:
        if not self.packed:
            return made(self.radices, vector)
        return made(self.radices, [*divmod(vector[0], self.radices[1]), *vector[1:]])

    def encode(self, genotype: Genotype) -> tuple[int, ...]:
        if not self.packed:
            return genotype.loci
        first, second, *rest = genotype.loci
        return (first * self.radices[1] + second, *rest)

    def free(self, genotype: Genotype) -> range:
        return range(len(self.bounds))


def made(radices: Sequence[int], loci: Sequence[int]) -> Genotype:
    """The genotype of these loci, numbered in mixed radix."""
    index = 0
    for radix, digit in zip(radices, loci, strict=True):
        index = index * radix + digit
    return Genotype(index, tuple(loci), cast("Naming", None))


def objective(name: str) -> Objective:
    return Objective(name, (name,), lambda metrics: metrics[name])


SETTINGS = SearchSettings(
    minimize=(objective("error"), objective("params")), population=8, generations=6
)


@dataclass(frozen=True)
class StubSpace:
    radices: tuple[int, ...] = (4, 5, 3, 1, 6, 7)
    name: str = "stub"
    text: str = 'space stub "a stub"\n'
    used: Mapping[str, str] = field(default_factory=dict[str, str])
    requirements: tuple[StubRequirement, ...] = ()
    search: SearchSettings = SETTINGS
    misfits: frozenset[tuple[int, ...]] = field(default=frozenset())

    def count(self) -> int:
        return prod(self.radices)

    def unrank(self, index: int) -> Genotype:
        digits: list[int] = []
        for radix in reversed(self.radices):
            index, digit = divmod(index, radix)
            digits.append(digit)
        return made(self.radices, digits[::-1])

    def rank(self, genotype: Genotype) -> int:
        return made(self.radices, genotype.loci).index

    def decode(self, genotype: Genotype) -> StubArchitecture:
        if genotype.loci in self.misfits:
            raise NasdslError("28 x 28 does not fit 14 x 14")
        return StubArchitecture(genotype.loci)

    def check_bounds(self) -> None:
        """Nothing is proved of made-up costs."""

    def keeps_bounds(self, genotype: Genotype) -> bool:
        if genotype.loci in self.misfits:
            return False
        network = StubArchitecture(genotype.loci)
        return not any(required.violation(network) for required in self.requirements)

    @property
    def feasibility(self) -> Feasibility:
        every = map(self.unrank, range(self.count()))
        return Feasibility(next(filter(self.keeps_bounds, every), None))

    def encoding(self, name: str) -> StubEncoding:
        return StubEncoding(self.radices, packed=name == "packed")

    def where(self, **settings: object) -> StubSpace:
        return replace(self, search=replace(self.search, **settings))


def evaluate(architecture: StubArchitecture) -> dict[str, float]:
    """Deterministic 'accuracy': larger networks are better, with noise from the hash."""
    noise = int(architecture.hash[:8], 16) / 2**32
    return {"accuracy": 1 - (0.5 + noise) / (2 + 2 * sum(architecture.genome[:-1])), "loss": noise}
