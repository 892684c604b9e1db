"""Genomes and programs of nasdsl in the terms of the brute force, so that both can be compared."""

from __future__ import annotations

from collections.abc import Mapping

from brute_networks import KINDS, Merge, Op, Term
from brute_operations import State

from nasdsl.genome.codec import Genome
from nasdsl.program.graph import Apply, Program, Select, Step
from nasdsl.searchspace import SearchSpace


def term_of(program: Program) -> Term:
    """The term of a program without open decisions; every step stands in it once.

    A merge's branches start where all paths to it last meet: at its immediate dominator.
    """
    reader = _Reader(program)
    term = reader.path(0, program.output)
    assert sorted(reader.read) == list(range(1, 1 + len(program.steps))), "a step is taken once"
    return term


def state_of(state: tuple[int, int, int]) -> State:
    """A state of nasdsl as that of a term."""
    height, width, channels = state
    return height, width, channels


class _Reader:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.read: list[int] = []
        self.above = [0]  # of each tensor, the last one through which all paths to it lead
        for step in program.steps:
            self.above.append(self.meet(step.inputs))

    def meet(self, tensors: tuple[int, ...]) -> int:
        pending = set(tensors)
        while len(pending) > 1:
            latest = max(pending)
            pending = pending - {latest} | {self.above[latest]}
        return pending.pop()

    def path(self, start: int, tensor: int) -> Term:
        """The term that leads from one tensor to another."""
        if tensor == start:
            return ()
        step = self.program.steps[tensor - 1]
        assert isinstance(step, Apply)
        self.read.append(tensor)
        state = state_of(step.state)
        if step.op in KINDS:
            fork = self.above[tensor]
            branches = tuple(self.path(fork, branch) for branch in step.inputs)
            return (*self.path(start, fork), Merge(step.op, branches, state))
        (before,) = step.inputs
        return (*self.path(start, before), Op(step.op, tuple(sorted(step.args)), state))


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
