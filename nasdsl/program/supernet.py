"""Supernets: one program for all genomes of a shape key; those of a space are planned once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from nasdsl.genome.layout import GenomeLayout
from nasdsl.program.builder import Static
from nasdsl.program.graph import Program, State
from nasdsl.program.plan import plan_known
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.program.work import Work

Key = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Supernet:
    """A program that computes every network of one shape key.

    Args:
        key: the indices of the loci whose decisions change shapes, each with its value.
        program: the program, in which all other decisions are open.
    """

    key: Key
    program: Program

    def serves(self, genome: Sequence[int]) -> bool:
        """Whether the supernet computes the network of a genome."""
        return all(genome[at] == value for at, value in self.key.items())


@dataclass(slots=True)
class SupernetCache:
    """The supernets of a space; each is planned when it is first needed.

    Args:
        roots: the layout of the space's genomes.
        input: the state of the network's input.
        planned: the supernets that are planned already.
    """

    roots: GenomeLayout
    input: State
    planned: list[Supernet] = field(default_factory=list[Supernet])

    def serving(self, genome: Sequence[int]) -> Supernet:
        """The supernet that computes the network of a genome, whose shapes must not fail."""
        for planned in self.planned:
            if planned.serves(genome):
                return planned
        key: dict[int, int] = {}
        while True:
            try:
                program = plan_known(self.roots, self.input, key)
            except Static as reason:
                key |= {at: int(genome[at]) for at in reason.loci}
            else:
                self.planned.append(Supernet(key, program))
                return self.planned[-1]

    def all(self, radices: Sequence[int], work: Work, key: Key | None = None) -> Iterator[Supernet]:
        """The supernets of all shape keys, in the order of the values at their loci.

        Keys of which all shapes fail are left out.

        Args:
            radices: the number of values of each locus.
            work: how many operations may be added, in all programs together.
            key: restricts the result to shape keys with these values, by index of the locus.

        Raises:
            WorkSpent: more operations are needed.
        """
        key = key or {}
        try:
            yield Supernet(key, plan_known(self.roots, self.input, key, work))
        except InvalidNetwork:
            return
        except Static as reason:
            for values in product(*(range(radices[at]) for at in reason.loci)):
                also = dict(zip(reason.loci, values, strict=True))
                yield from self.all(radices, work, {**key, **also})
