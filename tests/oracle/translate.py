"""Genomes and programs of nasdsl in the terms of the brute force, so that both can be compared."""

from __future__ import annotations

from nasdsl.genome.encoding import Vector
from nasdsl.program.graph import Apply, Program
from nasdsl.searchspace import SearchSpace
from oracle.networks import Tensor, reached, source
from oracle.operations import State
from oracle.scope import Member


def output_of(program: Program) -> Tensor:
    """The output of a program without open decisions; everything in it leads there."""
    tensors = [source(state_of(state)) for state in program.inputs]
    for step in program.steps:
        assert isinstance(step, Apply)
        inputs = tuple(tensors[each] for each in step.inputs)
        args = tuple(sorted(step.args))
        tensors.append(Tensor(step.op, args, inputs, state_of(step.state)))
    output = tensors[program.output]
    assert len(reached(output)) == len(tensors), "every step is needed"
    return output


def state_of(state: tuple[int, int, int]) -> State:
    """A state of nasdsl as that of the brute force."""
    height, width, channels = state
    return height, width, channels


def members_of(space: SearchSpace) -> tuple[list[Member], list[Member]]:
    """Genes and cells in the order of the genome."""
    genes = [slot.rstrip("]").partition("[") for slot in space.roots.genes]
    return [(name, int(number or 0)) for name, _, number in genes], list(space.roots.cells)


def active(space: SearchSpace, genome: Vector) -> list[int]:
    """The values at the loci that count: where another value gives another rank."""
    values: list[int] = []
    own = space.rank(genome)
    for at, locus in enumerate(space.loci):
        other = list(genome)
        other[at] = (genome[at] + 1) % locus.radix
        if space.rank(other) != own:
            values.append(int(genome[at]))
        else:
            assert genome[at] == 0, "an inactive locus is 0"
    return values
