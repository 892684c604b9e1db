"""Genomes and programs of nasdsl in the terms of the brute force, so that both can be compared."""

from __future__ import annotations

from collections.abc import Mapping

from brute_networks import Tensor, reached, source
from brute_operations import State
from brute_scope import Member

from nasdsl.genome.codec import Genome
from nasdsl.program.graph import Apply, Program, Select, Step
from nasdsl.searchspace import SearchSpace


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


def active(space: SearchSpace, genome: Genome) -> list[int]:
    """The values at the loci that count: where another value gives another rank."""
    values: list[int] = []
    own = space.rank(genome)
    for at, locus in enumerate(space.loci):
        other = genome.copy()
        other[at] = (genome[at] + 1) % locus.radix
        if space.rank(other) != own:
            values.append(int(genome[at]))
        else:
            assert genome[at] == 0, "an inactive locus is 0"
    return values


def closed(program: Program, genome: Mapping[int, int]) -> Program:
    """A program with the arms that a genome takes in place of its open decisions."""
    steps: list[Step] = []
    output = _write(program, tuple(range(len(program.inputs))), genome, steps)
    return Program(program.inputs, tuple(steps), output)


def _write(
    program: Program, inputs: tuple[int, ...], genome: Mapping[int, int], steps: list[Step]
) -> int:
    """Append the steps of a program on these tensors; the number of its output."""
    numbers = list(inputs)
    for step in program.steps:
        taken = tuple(numbers[each] for each in step.inputs)
        match step:
            case Select(locus, arms):
                numbers.append(_write(arms[genome[locus]], taken, genome, steps))
            case Apply(op, args, _, state, path):
                steps.append(Apply(op, args, taken, state, path))
                numbers.append(1 + len(steps) - 1)
    return numbers[program.output]
