"""Evaluates a program with open decisions for one genome: the decisions' values, or the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from nasdsl.program import graph
from nasdsl.program.decision_expr import evaluate_decision
from nasdsl.program.graph import Apply, Loop, Program, Select

DecisionValues = Mapping[str, Any]


def settings(program: Program, genome: Sequence[int]) -> DecisionValues:
    """The values of a program's open decisions for a genome, as nested mappings by path.

    For a select: the number of the arm, and the values inside the arms. For a loop: the values
    inside its body, as arrays whose first axis is the rounds.

    Args:
        program: a program that can compute the genome's network.
        genome: the values of all loci.
    """
    values: dict[str, Any] = {}
    for step in program.steps:
        match step:
            case Select(decision, arms):
                inside = {str(n): settings(arm, genome) for n, arm in enumerate(arms)}
                values[step.path] = {"arm": evaluate_decision(decision, genome), **_filled(inside)}
            case Loop(body):
                values[step.path] = settings(body, genome)
            case Apply():
                pass
    return _filled(values)


def _filled(tree: Mapping[str, Any]) -> DecisionValues:
    return {name: below for name, below in tree.items() if not isinstance(below, Mapping) or below}


def of_round(tree: Any, number: int) -> Any:
    """The values of decisions in round `number` of a loop, counted from 0.

    Args:
        tree: the values for all rounds, in nested mappings: arrays whose first axis is the rounds.
        number: the number of the round.
    """
    if isinstance(tree, Mapping):
        branches = cast("Mapping[str, Any]", tree)
        return {name: of_round(below, number) for name, below in branches.items()}
    return tree[number]


def instantiate(program: Program, genome: Sequence[int]) -> Program:
    """The network of a genome as a program: arms that are not taken are dropped, loops unrolled.

    Args:
        program: the supernet of the genome's shape key.
        genome: the values of all loci.
    """
    written, _ = written_out(program, settings(program, genome))
    return written.pruned()


Address = tuple[str | int, ...]
"""Where an operation stands in a program: paths, each of a `Select` with the arm that is taken and
each of a `Loop` with the round, and last its own."""


def written_out(program: Program, settings: DecisionValues) -> tuple[Program, list[Address]]:
    """A program with open decisions and loops as one without any, and the addresses of its steps.

    The address of a step says where it stands in the given program: the path of each select and
    loop around it, with the number of the arm or round, and then its own path.

    Args:
        program: a program, with or without open decisions.
        settings: the values of its open decisions, as nested mappings by path.
    """
    writer = _Writer(len(program.inputs))
    output = writer.write(program, settings, list(range(len(program.inputs))), ())
    assert isinstance(output, int)
    return Program(program.inputs, tuple(writer.steps), output), writer.addresses


@dataclass
class _Writer:
    """Appends the steps of programs, with decisions taken and loops unrolled.

    Args:
        first: the number of the first step's output.
    """

    first: int
    steps: list[Apply] = field(default_factory=list[Apply])
    addresses: list[Address] = field(default_factory=list[Address])

    def write(
        self, program: Program, settings: DecisionValues, inputs: Sequence[int], at: Address
    ) -> int | list[int]:
        """Append a program on these tensors, and return the number of its output.

        Of a loop side by side the numbers of all rounds; of an absent branch none.
        """
        tensors: list[int | list[int]] = list(inputs)
        for step in program.steps:
            sources = [tensors[number] for number in step.inputs]
            mine = settings.get(step.path, {})
            match step:
                case Select(_, arms):
                    arm = int(mine["arm"])
                    below = mine.get(str(arm), {})
                    inside = (*at, step.path, arm)
                    tensors.append(self.write(arms[arm], below, _single_tensor(sources), inside))
                case Loop():
                    tensors.append(
                        self._loop(step, mine, _single_tensor(sources), (*at, step.path))
                    )
                case Apply(op=graph.ITEM):
                    (of,) = sources
                    assert isinstance(of, list)
                    tensors.append(of[int(step.arg("number"))])
                case Apply(op=graph.ABSENT):
                    tensors.append([])
                case Apply() if len(step.inputs) > len(_single_tensor(sources)) == 1:
                    tensors += _single_tensor(sources)  # a sum of one is that one
                case Apply(op, args, _, state, path, added):
                    self.steps.append(
                        Apply(op, args, tuple(_single_tensor(sources)), state, path, added)
                    )
                    self.addresses.append((*at, path))
                    tensors.append(self.first + len(self.steps) - 1)
        return tensors[program.output]

    def _loop(
        self, loop: Loop, settings: DecisionValues, inputs: Sequence[int], at: Address
    ) -> int | list[int]:
        constant = inputs[loop.times if loop.side_by_side else 1 :]
        outputs: list[int] = []
        for n in range(loop.times):
            start = inputs[n] if loop.side_by_side else (outputs[-1] if outputs else inputs[0])
            inside = [start, *constant]
            outputs += _single_tensor(
                [self.write(loop.body, of_round(settings, n), inside, (*at, n))]
            )
        return outputs if loop.side_by_side else outputs[-1]


def _single_tensor(tensors: Sequence[int | list[int]]) -> list[int]:
    return [tensor for tensor in tensors if isinstance(tensor, int)]
