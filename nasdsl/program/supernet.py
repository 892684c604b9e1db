"""One program for many genomes: what is decided when it is planned, and what when it runs."""

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
        key: the loci that change shapes, and their values: those of the genomes that it serves.
        program: the others are open in it.
    """

    key: Key
    program: Program

    def serves(self, genome: Sequence[int]) -> bool:
        """Whether the network of a genome is one of its."""
        return all(genome[at] == value for at, value in self.key.items())


@dataclass(slots=True)
class SupernetCache:
    """The programs of a space, each planned when it is first asked for.

    Args:
        roots: the space, laid out.
        input: the state of its input.
        planned: those that were asked for.
    """

    roots: GenomeLayout
    input: State
    planned: list[Supernet] = field(default_factory=list[Supernet])

    def serving(self, genome: Sequence[int]) -> Supernet:
        """The program for all genomes that share the shapes of this one, that of a network."""
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
        """The programs of all shape keys, in the order of the values at their loci.

        Args:
            radices: among how many each locus decides.
            work: what planning has left.
            key: what is known of the keys.

        Raises:
            WorkSpent: that is not enough.
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
