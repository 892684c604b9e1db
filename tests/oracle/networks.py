"""Networks as graphs of tensors: shapes and costs, worked out anew for the laws.

Nothing here comes from nasdsl. A tensor knows the operation or merge that gives it, the tensors
that this takes, and its state (height, width, channels); what an output leads to is a network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oracle.merges import MERGES
from oracle.operations import Constant, Failure, State, arguments, cost_of, shape

Arguments = tuple[tuple[str, Constant], ...]  # sorted by name


@dataclass(frozen=True, eq=False)
class Tensor:
    """What an operation, with all its arguments, or a merge gives; every one is another."""

    name: str
    args: Arguments
    inputs: tuple[Tensor, ...]
    state: State


def source(state: State) -> Tensor:
    """The tensor that enters a network."""
    return Tensor("input", (), (), state)


def reached(output: Tensor) -> list[Tensor]:
    """The tensors from which one is made, each once, and itself."""
    found: dict[Tensor, None] = {}
    pending = [output]
    while pending:
        tensor = pending.pop()
        if tensor not in found:
            found[tensor] = None
            pending += tensor.inputs
    return list(found)


# operations


def operation(name: str, given: Mapping[str, Constant], before: Tensor) -> Tensor:
    """What an operation gives; an identity, what it takes."""
    args = arguments(name, given, before.state)
    after = shape(name, args, before.state)
    if name == "fit":
        return adapted(before, after)
    if name == "identity":
        return before
    return Tensor(name, tuple(sorted(args.items())), (before,), after)


def adapted(tensor: Tensor, after: State) -> Tensor:
    """A tensor in another state: repeated where that is larger, then convolved by 1 x 1.

    The strides are the least that lead there.
    """
    tensor = _enlarged(tensor, after)
    before = tensor.state
    if before == after:
        return tensor
    strides = [
        next((s for s in range(1, b + 1) if len(range(0, b, s)) == a), None)
        for b, a in zip(before[:2], after[:2], strict=True)
    ]
    if None in strides:
        raise Failure(f"no stride leads from {before} to {after}")
    named = {"filters": after[2], "stride_height": strides[0], "stride_width": strides[1]}
    args = tuple(sorted((k, v) for k, v in named.items() if v is not None))
    return Tensor("fit", args, (tensor,), after)


def _enlarged(tensor: Tensor, after: State) -> Tensor:
    height, width = (
        next(n for n in range(1, a + b) if n * b >= a)
        for b, a in zip(tensor.state[:2], after[:2], strict=True)
    )
    if height == width == 1:
        return tensor
    state = (tensor.state[0] * height, tensor.state[1] * width, tensor.state[2])
    if any(
        large > 1 and s != a for large, s, a in zip((height, width), state, after, strict=False)
    ):
        raise Failure(f"no repetition leads from {tensor.state} to {after}")
    return Tensor("repeat", (("height", height), ("width", width)), (tensor,), state)


# merges


def merged(kind: str, fit: str, outputs: Sequence[Tensor], entering: Tensor) -> Tensor:
    """The merge of branches that give these; of none, zeros in the shape of what enters."""
    if not outputs:
        return Tensor("zero", (("stride", 1),), (entering,), entering.state)
    if len(outputs) == 1:
        return outputs[0]
    fitted = _fitted(kind, fit, outputs)
    ends = [tensor.state for tensor in fitted]
    channels = sum(e[2] for e in ends) if MERGES[kind].stacks else ends[0][2]
    after = (max(e[0] for e in ends), max(e[1] for e in ends), channels)
    return Tensor(kind, (), tuple(fitted), after)


def _fitted(kind: str, fit: str, outputs: Sequence[Tensor]) -> list[Tensor]:
    ends = [tensor.state for tensor in outputs]
    if fit == "error":
        _check(kind, ends)
        return list(outputs)
    choose = min if fit == "project" else max
    height, width = choose(e[0] for e in ends), choose(e[1] for e in ends)
    widest = max(e[2] for e in ends)
    aims = [(height, width, e[2] if MERGES[kind].stacks else widest) for e in ends]
    way = adapted if fit == "project" else _padded
    return [way(tensor, aim) for tensor, aim in zip(outputs, aims, strict=True)]


def _padded(tensor: Tensor, after: State) -> Tensor:
    args = tuple(sorted(zip(("height", "width", "channels"), after, strict=True)))
    return tensor if tensor.state == after else Tensor("pad", args, (tensor,), after)


def _check(kind: str, ends: Sequence[State]) -> None:
    areas = {e[:2] for e in ends}
    if MERGES[kind].broadcasts and len(areas) > 1:
        areas -= {(1, 1)}
    if len(areas) > 1 or (not MERGES[kind].stacks and len({e[2] for e in ends}) > 1):
        raise Failure(f"the branches of {kind} do not fit")


# costs


def cost(output: Tensor) -> tuple[int, int]:
    """Parameters and multiply-accumulates of the network with this output."""
    params = macs = 0
    for tensor in reached(output):
        if tensor.inputs and tensor.name not in MERGES:
            before, after = tensor.inputs[0].state, tensor.state
            more = cost_of(tensor.name, dict(tensor.args), before, after)
            params, macs = params + more[0], macs + more[1]
    return params, macs
