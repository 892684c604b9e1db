"""What a program costs: parameters and multiply-accumulates, from the table of operations alone."""

from __future__ import annotations

from collections.abc import Callable

from nasdsl.program.graph import Apply, Loop, Program, Select, State


def params(program: Program) -> int:
    """Trainable parameters; where decisions are open, as many as the largest network may need."""
    return _most(program, step_params)


def macs(program: Program) -> int:
    """Multiply-accumulates of one example; where decisions are open, those of the costliest."""
    return _most(program, step_macs)


def _most(program: Program, cost: Callable[[Apply, tuple[State, ...]], int]) -> int:
    total = 0
    for step in program.steps:
        match step:
            case Apply():
                total += cost(step, tuple(program.state(t) for t in step.inputs))
            case Select(_, arms):
                total += max(_most(arm, cost) for arm in arms)
            case Loop(body, times):
                total += times * _most(body, cost)
    return total


def step_params(step: Apply, states: tuple[State, ...]) -> int:
    """Trainable parameters of one operation, for the states that enter."""
    op = step.known
    return op.params(states[0], step.state, dict(step.args)) if op else 0


def step_macs(step: Apply, states: tuple[State, ...]) -> int:
    """Multiply-accumulates of one operation for one example, for the states that enter."""
    op = step.known
    return op.macs(states[0], step.state, dict(step.args)) if op else 0
