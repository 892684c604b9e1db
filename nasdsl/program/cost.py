"""The costs of a program: sums over its operations.

Memory is what training on one example keeps in float32: four bytes for each parameter and for each
element of the output of an operation or a merge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from nasdsl.ops import Op, total
from nasdsl.program.graph import Apply, DefinitionUse, Loop, Program, Scalar, Select, State
from nasdsl.space.constraints import COSTS

FLOAT32 = 4  # bytes of a number


def params(program: Program) -> int:
    """The number of trainable parameters; for open decisions, those of the arms that have most."""
    return _greatest_cost(program, step_params)


def macs(program: Program) -> int:
    """Multiply-accumulates for one example; for open decisions, those of the costliest arms."""
    return _greatest_cost(program, step_macs)


def memory(program: Program) -> int:
    """The bytes that training on one example keeps; with open decisions, an upper bound."""
    return _greatest_cost(program, step_memory)


def of_use(program: Program, use: DefinitionUse) -> dict[str, int]:
    """The costs of one use of a definition, by name: of all operations in it.

    Args:
        program: the program in which the use is.
        use: the use.
    """
    inside = [known for known in program.applies() if use.holds(known[0].path)]
    return {name: sum(OF_STEPS[name](step, states) for step, states in inside) for name in COSTS}


def _greatest_cost(program: Program, cost: Callable[[Apply, tuple[State, ...]], int]) -> int:
    greatest, states = 0, [*program.inputs, *(step.state for step in program.steps)]
    for step in program.steps:
        match step:
            case Apply():
                greatest += cost(step, tuple([states[t] for t in step.inputs]))
            case Select(_, arms):
                greatest += max(_greatest_cost(arm, cost) for arm in arms)
            case Loop(body, times):
                greatest += times * _greatest_cost(body, cost)
    return greatest


def step_params(step: Apply, states: tuple[State, ...]) -> int:
    """The number of trainable parameters of one operation; 0 for a merge.

    Args:
        step: the operation with its arguments.
        states: the states of its inputs.
    """
    op = step.known
    return _params(op, states[0], step.state, step.args) if op else 0


def step_macs(step: Apply, states: tuple[State, ...]) -> int:
    """The multiply-accumulates of one operation for one example; 0 for a merge.

    Args:
        step: the operation with its arguments.
        states: the states of its inputs.
    """
    op = step.known
    return _macs(op, states[0], step.state, step.args) if op else 0


# The networks of a space have few different operations, again and again.


@lru_cache(maxsize=1 << 12)
def _params(op: Op, before: State, after: State, args: tuple[tuple[str, Scalar], ...]) -> int:
    return total(op.weights(before, after, dict(args)))


@lru_cache(maxsize=1 << 12)
def _macs(op: Op, before: State, after: State, args: tuple[tuple[str, Scalar], ...]) -> int:
    return op.macs(before, after, dict(args))


def step_memory(step: Apply, states: tuple[State, ...]) -> int:
    """The bytes that training on one example keeps of one operation: its parameters and its output.

    Args:
        step: the operation with its arguments.
        states: the states of its inputs.
    """
    height, width, channels = step.state
    return FLOAT32 * (step_params(step, states) + height * width * channels)


OF_STEPS: Mapping[str, Callable[[Apply, tuple[State, ...]], int]] = {
    "params": step_params,
    "macs": step_macs,
    "memory": step_memory,
}
"""Computes each of `COSTS`, of one operation for the states that enter."""


def of_operation(
    op: Op | None, states: Sequence[State], after: State, args: Mapping[str, Scalar]
) -> tuple[int, ...]:
    """The costs of one operation or merge, as numbers in the order of `COSTS`.

    Args:
        op: the operation; None for a merge.
        states: the states of the inputs.
        after: the state of the output.
        args: the values of all arguments.
    """
    inputs = tuple(range(len(states)))
    step = Apply(op.name if op else "merge", tuple(args.items()), inputs, after, "", op)
    return tuple(OF_STEPS[name](step, tuple(states)) for name in COSTS)
