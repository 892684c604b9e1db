"""What a program costs, from the table of operations alone: each cost a sum over its operations.

Memory is what training on one example keeps in float32: four bytes for each parameter and for each
value that an operation or a merge gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from nasdsl.program.graph import Apply, Program, State, Use

Known = tuple[Apply, tuple[State, ...]]
BYTES = 4  # of a float32


def params(program: Program) -> int:
    """Trainable parameters; of a `Select`, those of all arms."""
    return _sum("params", program.applies())


def macs(program: Program) -> int:
    """Multiply-accumulates of one example; of a `Select`, those of all arms."""
    return _sum("macs", program.applies())


def memory(program: Program) -> int:
    """Bytes that training on one example keeps; of a `Select`, those of all arms."""
    return _sum("memory", program.applies())


def of_use(program: Program, use: Use) -> dict[str, int]:
    """What the operations that stand in one use of a definition cost, each cost by its name."""
    inside = [known for known in program.applies() if use.holds(known[0].path)]
    return {name: _sum(name, inside) for name in OF_STEPS}


def step_params(step: Apply, states: tuple[State, ...]) -> int:
    """Trainable parameters of one operation, for the states that enter."""
    op = step.known
    return op.params(states[0], step.state, dict(step.args)) if op else 0


def step_macs(step: Apply, states: tuple[State, ...]) -> int:
    """Multiply-accumulates of one operation for one example, for the states that enter."""
    op = step.known
    return op.macs(states[0], step.state, dict(step.args)) if op else 0


def step_memory(step: Apply, states: tuple[State, ...]) -> int:
    """Bytes that training one operation on one example keeps, for the states that enter."""
    height, width, channels = step.state
    return BYTES * (step_params(step, states) + height * width * channels)


def _sum(name: str, steps: Iterable[Known]) -> int:
    return sum(OF_STEPS[name](step, states) for step, states in steps)


OF_STEPS: Mapping[str, Callable[[Apply, tuple[State, ...]], int]] = {
    "params": step_params,
    "macs": step_macs,
    "memory": step_memory,
}
"""The costs that a spec knows, each of one operation for the states that enter."""
