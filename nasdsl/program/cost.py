"""What a program costs: parameters and multiply-accumulates, from the table of operations alone."""

from __future__ import annotations

from nasdsl.program.graph import Apply, Program, State


def params(program: Program) -> int:
    """Trainable parameters; of an open decision, those of all arms, and of a loop, of one round."""
    return sum(step_params(step, states) for step, states in program.applies())


def macs(program: Program) -> int:
    """Multiply-accumulates of one example, likewise."""
    return sum(step_macs(step, states) for step, states in program.applies())


def step_params(step: Apply, states: tuple[State, ...]) -> int:
    """Trainable parameters of one operation, for the states that enter."""
    op = step.known
    return op.params(states[0], step.state, dict(step.args)) if op else 0


def step_macs(step: Apply, states: tuple[State, ...]) -> int:
    """Multiply-accumulates of one operation for one example, for the states that enter."""
    op = step.known
    return op.macs(states[0], step.state, dict(step.args)) if op else 0
