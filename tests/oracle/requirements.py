"""What is required of the structure of a small space, judged genome by genome."""

from __future__ import annotations

from dataclasses import replace

from nasdsl.analysis.joint import holds
from nasdsl.genome.genotypes import GenotypeSet
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from nasdsl.space.constraints import Constraints
from oracle.quantities import Measuring


class OpenSpace(SearchSpace):
    """The same space, with nothing required of its structure."""

    def __init__(self, space: SearchSpace) -> None:
        super().__init__(space.spec)
        self.space = replace(space.space, constraints=Constraints())
        self._genotypes = GenotypeSet(self.space)


def fails(space: SearchSpace, genome: list[int]) -> bool:
    """Whether a genome is no network."""
    try:
        space.decode(genome)
    except InvalidNetwork:
        return True
    return False


def judged(space: SearchSpace, genome: list[int]) -> tuple[bool, bool]:
    """Whether a genome keeps what is required, and whether its shapes fail."""
    measuring = Measuring(space.roots, space.space.constraints.bounds, genome)
    keeps, failing = measuring.measured(space.space.input)
    genes = measuring.decisions.start().env
    known = {slot: value for slot, value in genes.items() if isinstance(value, int)}
    return keeps and all(holds(r, known) for r in space.space.constraints.relations), failing
