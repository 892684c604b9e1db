"""A program with open decisions for one genome: as numbers to run it with, or written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nasdsl.program import graph
from nasdsl.program.decision import settle
from nasdsl.program.graph import Apply, Loop, Program, Select

Settings = Mapping[str, Any]


def settings(program: Program, genome: Sequence[int]) -> Settings:
    """What the open decisions of a program come to, as a tree of integers and of arrays of them.

    For each decision its value and the settings of its arms, by its path; for each loop those of
    its body, each with the rounds as its first axis.

    Args:
        program: of the genome's shape key.
        genome: a value for each locus.
    """
    found: dict[str, Any] = {}
    for step in program.steps:
        match step:
            case Select(decision, arms):
                inside = {str(n): settings(arm, genome) for n, arm in enumerate(arms)}
                found[step.path] = {"arm": settle(decision, genome), **_filled(inside)}
            case Loop(body):
                found[step.path] = settings(body, genome)
            case Apply():
                pass
    return _filled(found)


def _filled(tree: Mapping[str, Any]) -> Settings:
    return {name: below for name, below in tree.items() if not isinstance(below, Mapping) or below}


def resolved(program: Program, genome: Sequence[int]) -> Program:
    """The network of a genome: a program with the arms that it takes, and every round written out.

    Args:
        program: of the genome's shape key.
        genome: a value for each locus.
    """
    steps: list[Apply] = []
    inputs = list(range(len(program.inputs)))
    output = _write(program, inputs, genome, (), steps, len(inputs))
    assert isinstance(output, int)
    return Program(program.inputs, tuple(steps), output).pruned()


def _write(
    program: Program,
    inputs: Sequence[int],
    genome: Sequence[int],
    rounds: tuple[int, ...],
    steps: list[Apply],
    first: int,
) -> int | list[int]:
    """Append the steps of a program on these tensors; the number of its output.

    Of a loop side by side those of all rounds; of a branch that is not there, none.
    """
    tensors: list[int | list[int]] = list(inputs)
    for step in program.steps:
        taken = [tensors[each] for each in step.inputs]
        match step:
            case Select(decision, arms):
                arm = arms[int(np.asarray(settle(decision, genome))[rounds])]
                tensors.append(_write(arm, _single(taken), genome, rounds, steps, first))
            case Loop(body, times, beside):
                row = _single(taken)
                constant = row[times if beside else 1 :]
                given: list[int] = []
                for n in range(times):
                    start = row[n] if beside else (given[-1] if given else row[0])
                    again = (*rounds, n)
                    output = _write(body, [start, *constant], genome, again, steps, first)
                    given += _single([output])
                tensors.append(given if beside else given[-1])
            case Apply(op=graph.ITEM):
                (of,) = taken
                assert isinstance(of, list)
                tensors.append(of[int(step.arg("number"))])
            case Apply(op=graph.ABSENT):
                tensors.append([])
            case Apply() if len(step.inputs) > len(_single(taken)) == 1:
                tensors += _single(taken)  # a sum of one is that one
            case Apply(op, args, _, state, path, added):
                steps.append(Apply(op, args, tuple(_single(taken)), state, path, added))
                tensors.append(first + len(steps) - 1)
    return tensors[program.output]


def _single(tensors: Sequence[int | list[int]]) -> list[int]:
    return [each for each in tensors if isinstance(each, int)]
