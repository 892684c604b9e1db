"""The program of each kind of node: the last genotype's operations, step by step, and its costs."""

from __future__ import annotations

from pathlib import Path

from kinds.tables import check, for_each_kind, space_of
from nasdsl.program.graph import Apply, Step
from nasdsl.program.printer import plain_value


@for_each_kind
def test_kind(kind: str) -> None:
    space = space_of(kind)
    network = space.decode(space.unrank(space.count() - 1))
    inputs = [f"{i}: input {state}" for i, state in enumerate(network.program.inputs)]
    first = len(inputs)
    steps = [f"{first + i}: {written(step)}" for i, step in enumerate(network.program.steps)]
    costs = f"params {network.params}, macs {network.macs}, memory {network.memory}"
    output = f"output {network.program.output}"
    check(Path(__file__).parent, kind, [*inputs, *steps, output, costs])


def written(step: Step) -> str:
    assert isinstance(step, Apply), "a network has no open decisions"
    args = ", ".join(f"{name}={plain_value(value)}" for name, value in step.args)
    inputs = ", ".join(map(str, step.inputs))
    return f"{step.op}({args}) of {inputs} -> {step.state}  {step.path}"
