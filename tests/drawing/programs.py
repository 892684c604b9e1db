"""Programs to draw, of the forms that are hard to draw, made by hand."""

from __future__ import annotations

from collections.abc import Mapping

from nasdsl.ops import MERGES, OPERATIONS, resolve_arguments
from nasdsl.program.graph import Apply, Program, Scalar, State


class Writer:
    """A program that is written step by step."""

    def __init__(self, *inputs: State) -> None:
        self.inputs = inputs
        self.steps: list[Apply] = []

    def state(self, tensor: int) -> State:
        here = tensor - len(self.inputs)
        return self.inputs[tensor] if here < 0 else self.steps[here].state

    def add(self, op: str, path: str, *inputs: int, **given: Scalar) -> int:
        before = self.state(inputs[0])
        if op in MERGES:
            channels = sum(self.state(t).channels for t in inputs) if op == "concat" else before[2]
            args: Mapping[str, Scalar] = {}
            after = before._replace(channels=channels)
        else:
            args = resolve_arguments(OPERATIONS[op], given, before)
            after = OPERATIONS[op].shape(before, args)
        self.steps.append(Apply(op, tuple(args.items()), inputs, after, f"network.{path}.{op}"))
        return len(self.inputs) + len(self.steps) - 1

    def program(self) -> Program:
        return Program(self.inputs, tuple(self.steps), len(self.inputs) + len(self.steps) - 1)


def nasnet(cells: int = 6) -> Program:
    """NASNet-A's normal cell (Zoph et al. 2018, figure 4), `cells` of them."""
    net = Writer(State(32, 32, 3))
    stem = net.add("conv", "stem", 0, height=3, filters=32)
    outputs = [stem, stem]
    for number in range(1, cells + 1):
        outputs.append(_normal(net, f"normal[{number}]", outputs[-2], outputs[-1]))
    net.add("global_avg_pool", "", outputs[-1])
    return net.program()


def _normal(net: Writer, cell: str, before: int, last: int) -> int:
    a = net.add("fit", f"{cell}.a", before, filters=32)
    b = net.add("relu", f"{cell}.b", last)
    b = net.add("conv", f"{cell}.b", b, height=1, filters=32)
    b = net.add("batch_norm", f"{cell}.b", b)

    def pair(node: str, *ends: tuple[int, str, int]) -> int:
        path = f"{cell}.{node}"
        taken = [net.add(op, path, t, height=size) if op else t for t, op, size in ends]
        return net.add("add", path, *taken)

    sums = (
        pair("n1", (b, "separable_conv", 3), (b, "", 0)),
        pair("n2", (a, "separable_conv", 3), (b, "separable_conv", 5)),
        pair("n3", (b, "avg_pool", 3), (a, "", 0)),
        pair("n4", (a, "avg_pool", 3), (a, "avg_pool", 3)),
        pair("n5", (a, "separable_conv", 5), (a, "separable_conv", 3)),
    )
    return net.add("concat", cell, *sums)


def unet(depth: int = 4) -> Program:
    """U-Net (Ronneberger et al. 2015, figure 1), on small images."""
    net = Writer(State(64, 64, 1))
    net.add("conv", "", _level(net, "level", 0, 16, depth), height=1, filters=2)
    return net.program()


def _level(net: Writer, path: str, tensor: int, filters: int, depth: int) -> int:
    left = _double(net, f"{path}.left", tensor, filters)
    if depth == 0:
        return left
    below = net.add("max_pool", f"{path}.right", left, height=2, stride=2)
    below = _level(net, f"{path}.right.level", below, 2 * filters, depth - 1)
    up = {"height": 2, "stride": 2, "filters": filters}
    right = net.add("transposed_conv", f"{path}.right", below, **up)
    both = net.add("concat", path, left, right)
    return _double(net, f"{path}.out", both, filters)


def _double(net: Writer, path: str, tensor: int, filters: int) -> int:
    for _ in range(2):
        tensor = net.add("conv", f"{path}.double", tensor, height=3, filters=filters)
        tensor = net.add("relu", f"{path}.double", tensor)
    return tensor


def dense(layers: int = 5) -> Program:
    """DenseNet's block (Huang et al. 2017, figure 1): each layer takes all before it."""
    net = Writer(State(8, 8, 16))
    taken = [0]
    for number in range(1, layers + 1):
        joined = net.add("concat", f"block.layer[{number}]", *taken) if number > 1 else 0
        taken.append(
            net.add("conv", f"block.layer[{number}]", joined, height=3, filters=12),
        )
    net.add("concat", "block", *taken)
    return net.program()


def chain(layers: int = 200) -> Program:
    """Layers of which no two are equal."""
    net = Writer(State(8, 8, 4))
    for number in range(layers):
        net.add("conv", f"layer[{number + 1}]", number, height=3, filters=number + 1)
    return net.program()
