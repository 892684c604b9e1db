"""A network as a picture: operations from top to bottom, parts of the spec as frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from nasdsl.drawing.folding import folded
from nasdsl.drawing.grouping import Item, StepGroup, StepLeaf, grouped
from nasdsl.drawing.layered import Wire
from nasdsl.drawing.ordering import contiguous
from nasdsl.drawing.scene import Box, Frame, Look, Picture, Scene, clipped, wrapped
from nasdsl.errors import NasdslError
from nasdsl.ops import MERGES
from nasdsl.program.cost import macs, params, step_macs, step_params
from nasdsl.program.graph import Apply, Program, Select
from nasdsl.program.printer import plain_value, written

BOXES = 4000  # of one picture: nobody finds their way among more


def network_picture(program: Program, title: str) -> Picture:
    """The picture of a network, with its numbers of parameters and of multiply-accumulates.

    Args:
        program: the network.
        title: the heading of the picture.

    Raises:
        NasdslError: over 4,000 boxes would be drawn, even with repetitions drawn once.
    """
    cost = f"{params(program):,} params, {macs(program):,} MACs"
    return Picture(title, (cost,), (network_graph(program),))


def network_graph(program: Program) -> Scene:
    """The boxes, frames and wires that draw a network, from its inputs to its output.

    Raises:
        NasdslError: over 4,000 boxes would be drawn, even with repetitions drawn once.
    """
    program = contiguous(program)
    tree = folded(program, grouped(program))
    shown = _visible(tree.items)
    if len(shown) > BOXES:
        raise NasdslError(f"a picture of {len(shown):,} boxes: there is room for {BOXES:,}")
    return _Scene(program, tree.shown).whole(tree.items)


def _visible(items: Iterable[Item]) -> list[StepLeaf]:
    """The steps that are drawn."""
    return [
        leaf
        for item in items
        for leaf in (_visible(item.items) if isinstance(item, StepGroup) else [item])
    ]


@dataclass(frozen=True, slots=True)
class _Node:
    """A node of a graph that is being made, the tensors that it takes and those that it gives."""

    item: Box | Frame
    takes: tuple[int, ...]
    gives: tuple[int, ...]


@dataclass(slots=True)
class _Scene:
    program: Program
    shown: Callable[[int], int]
    takers: dict[int, set[int]] = field(default_factory=dict[int, set[int]])

    def whole(self, items: Sequence[Item]) -> Scene:
        """The graph of the network, from its inputs to its output."""
        output = self.shown(self.program.output)
        self.takers = {output: {-1}}
        for leaf in _visible(items):
            for tensor in self.enters(leaf):
                self.takers.setdefault(tensor, set()).add(leaf.tensor)
        begin = [
            _Node(Box(("input",), Look.END, note=str(state)), (), (tensor,))
            for tensor, state in enumerate(self.program.inputs)
        ]
        end = _Node(Box(("output",), Look.END), (output,), ())
        return _wired([*begin, *map(self.node, items), end], (), ())

    def enters(self, leaf: StepLeaf) -> tuple[int, ...]:
        return tuple(map(self.shown, leaf.step.inputs))

    def node(self, item: Item) -> _Node:
        if isinstance(item, StepLeaf):
            return _Node(_network_box(item), self.enters(item), (item.tensor,))
        inside = _visible([item])
        made = {leaf.tensor for leaf in inside}
        entering = {tensor for leaf in inside for tensor in self.enters(leaf)}
        takes = tuple(sorted(entering - made))  # older tensors at the left, in all frames alike
        gives = tuple(leaf.tensor for leaf in inside if self.takers[leaf.tensor] - made)
        graph = _wired([self.node(inner) for inner in item.items], takes, gives)
        label = clipped(item.label)
        if item.times > 1:
            label = f"{label} x {item.times}".strip()
        look = Look.REPEAT if item.times > 1 else Look.PART
        return _Node(Frame(label, look, graph), takes, gives)


def _wired(nodes: Sequence[_Node], takes: Sequence[int], gives: Sequence[int]) -> Scene:
    """The graph of nodes, from the tensors that enter it to those that it gives."""
    source = {tensor: (number, 0) for number, tensor in enumerate(takes)}
    first = len(takes)
    for number, node in enumerate(nodes, start=first):
        source.update({tensor: (number, out) for out, tensor in enumerate(node.gives)})
    wires = [
        Wire(*source[tensor], number, into if isinstance(node.item, Frame) else 0)
        for number, node in enumerate(nodes, start=first)
        for into, tensor in enumerate(node.takes)
    ]
    outputs = [
        Wire(*source[tensor], number, 0)
        for number, tensor in enumerate(gives, start=first + len(nodes))
    ]
    items = tuple(node.item for node in nodes)
    return Scene(items, (*wires, *outputs), len(takes), len(gives))


# boxes


def _network_box(leaf: StepLeaf) -> Box:
    step, states = leaf.step, leaf.states
    if not isinstance(step, Apply):
        text = f"one of {len(step.arms)}" if isinstance(step, Select) else f"{step.times} times"
        return Box((text,), Look.DECISION, step.path, str(step.state))
    weights = step_params(step, states)
    text = ", ".join(written(step, states[0]))
    lines = (step.op, *wrapped(text)) if text else (step.op,)
    look = Look.MERGE if step.op in MERGES else Look.TRAINED if weights else Look.PLAIN
    return Box(lines, look, _step_tooltip(step, leaf, weights), str(step.state))


def _step_tooltip(step: Apply, leaf: StepLeaf, weights: int) -> str:
    args = ", ".join(f"{name}={plain_value(value)}" for name, value in step.args)
    before = ", ".join(map(str, leaf.states))
    cost = f"{weights:,} params, {step_macs(step, leaf.states):,} MACs"
    return f"{step.op}({args})\n{before} -> {step.state}\n{cost}\n{step.path}"
