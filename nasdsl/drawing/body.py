"""Draws the text after the `=` of one definition, or of the network, as boxes and frames.

All texts in it are copied from the spec, so parameters stand there by their names: `filters=4*f`,
`x n-1`. A use of another definition is a box with its name and its arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from nasdsl.drawing.layered import Wire
from nasdsl.drawing.scene import Box, Frame, Look, Scene, clipped, wrapped
from nasdsl.language import ast
from nasdsl.lint.tree import walk_expressions
from nasdsl.ops import OPERATIONS, worded_arguments
from nasdsl.source import Span
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Kind,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Series,
    Size,
    Tensor,
    Unused,
    children,
    kind,
    per_node,
)  # fmt: skip
from nasdsl.space.ir import (
    Sequence as Row,
)
from nasdsl.space.model import PlacedNode
from nasdsl.space.paths import parameter_name, worded

DRAWN_ARMS = 8  # side by side; more are one below another, in words

End = tuple[int, int]
"""Where a tensor is given: a node of the graph that is being made, and which of its outputs."""


@dataclass(frozen=True, slots=True)
class BodyContext:
    """What must be known around an expression of a definition to draw it.

    Args:
        parameters: the names of the definition's parameters; where one is used, its name is drawn.
        cases: labels of the cases of `given`, by the places of the cases in the spec: where only
            one case was elaborated, it is drawn in a frame with its label.
    """

    parameters: frozenset[str] = frozenset()
    cases: Mapping[Span, str] = field(default_factory=dict[Span, str])

    def within(self, case: Span) -> BodyContext:
        """The same context without the label of the case at the place `case`, to draw that case."""
        return replace(
            self, cases={s: case_text for s, case_text in self.cases.items() if s != case}
        )


def body_context(body: ast.Expr, parameters: Iterable[str] = ()) -> BodyContext:
    """The context in which to draw `body`, what a definition with these parameters stands for."""
    cases = {
        case.body.span: f"given {expr.name}: {'else' if case.label is None else case.label}"
        for expr in walk_expressions([body])
        if isinstance(expr, ast.GivenExpr)
        for case in expr.cases
    }
    return BodyContext(frozenset(parameters), cases)


def body_scene(body: PlacedNode, context: BodyContext) -> Scene:
    """The graph that draws a module or branches, with one input, and as many outputs as there are.

    Args:
        body: the module or the branches, as they stand in the spec.
        context: the parameters and the labels of cases around `body`.
    """
    maker = _Maker(context)
    return maker.scene(maker.run(body, [(0, 0)]))


def source_text(placed: PlacedNode | ast.Expr | ast.ParameterDeclaration) -> str:
    """The text in the spec of a node, expression or parameter, on one line and without comments."""
    return _balanced(" ".join(re.sub("#.*", "", placed.span.text).split()))


def _balanced(text: str) -> str:
    """A text with the parentheses at its ends, which are no part of the expression in them."""
    depth = least = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        least = min(least, depth)
    return "(" * -least + text + ")" * (depth - least)


@dataclass(slots=True)
class _Maker:
    """Makes a scene of one input.

    Args:
        context: what is written around.
        items, wires: what was made so far.
        tensors: where those are that have names here.
    """

    context: BodyContext
    items: list[Box | Frame] = field(default_factory=list[Box | Frame])
    wires: list[Wire] = field(default_factory=list[Wire])
    tensors: dict[str, End] = field(default_factory=dict[str, End])

    def scene(self, ends: Sequence[End]) -> Scene:
        """What was made, each end an output."""
        outputs = [Wire(*end, n, 0) for n, end in enumerate(ends, start=len(self.items) + 1)]
        return Scene(tuple(self.items), (*self.wires, *outputs), 1, len(outputs))

    def joined(self, ends: Sequence[End]) -> Scene:
        """What was made, with one output for all ends."""
        outputs = [Wire(*end, len(self.items) + 1, 0) for end in ends]
        return Scene(tuple(self.items), (*self.wires, *outputs), 1, 1)

    def add(self, item: Box | Frame, ends: Sequence[End]) -> list[End]:
        """Put an item after what gives its inputs; its own outputs."""
        self.items.append(item)
        number = len(self.items)
        self.wires += [Wire(*end, number, 0) for end in ends]
        outputs = item.graph.outputs if isinstance(item, Frame) else 1
        return [(number, out) for out in range(outputs)]

    def inner(self, body: PlacedNode) -> Scene:
        """The scene of what stands in a frame of its own."""
        return body_scene(body, self.context.within(body.span))

    def run(self, placed: PlacedNode, ends: list[End]) -> list[End]:
        """Add what a module or branches are, after what enters them; what they give."""
        node, parts = placed.node, placed.children
        if isinstance(node, Tensor | Ref) and node.slot in self.tensors:
            return [self.tensors[node.slot]]
        if placed.span in self.context.cases:
            return self.add(self.settled(placed), ends)
        if source_text(placed) in self.context.parameters:
            return self.parameter(placed, ends)
        match node:
            case Row(()) | Const() | Size() | Arithmetic() | Ref():  # a row of none is not reached
                return self.add(_text_box(source_text(placed), Look.USE), ends)
            case Row():
                for step in parts:
                    ends = self.run(step, ends)
                return ends
            case Fork():
                return [end for item in parts for end in self.run(item, ends)]
            case Let() | Part() | Cell():
                return self.use(placed, ends)
            case Choice(arms):
                labels = [arm.label for arm in arms]
                return self.add(self.choice(labels, parts), ends)
            case Given(_, cases):
                inside = self.arms([str(label) for label, _ in cases], parts[1:])
                subject = source_text(placed).partition("{")[0].strip()
                return self.add(Frame(clipped(subject), Look.PART, inside), ends)
            case Repeat(_, _, _, same):
                times, body = parts
                return self.add(self.repeated(times, body, ", all the same" * same), ends)
            case Series():
                return self.add(self.repeated(parts[0], parts[-1]), ends)
            case Each(_, _, _, same):
                branches, module = parts
                label = "on all branches, the same" if same else "on each branch"
                frame = Frame(label, Look.REPEAT, self.inner(module))
                return [end for head in self.run(branches, ends) for end in self.add(frame, [head])]
            case Merge():
                return self.add(_merge_box(node, parts[0]), self.run(parts[1], ends))
            case Pick():
                how = "any" if node.number is None else f"pick {source_text(parts[0])}"
                return self.add(Box((how,), Look.DECISION), self.run(parts[-1], ends))
            case Unused():
                return self.add(Box(("unused",), Look.MERGE), self.run(parts[0], ends))
            case Graph():
                return self.add(
                    Frame(clipped(worded(node)), Look.PART, self.bound(node, parts)), ends
                )
            case Tensor(slot):
                return self.add(_tensor_name(slot), [])
            case FitTo():
                fitted = [self.tensors[s] for s in _tensors_in(node) if s in self.tensors]
                return self.add(_text_box(worded(node), Look.PLAIN), [*ends, *fitted])
            case Operation():
                return self.add(self.operation(node, parts), ends)
            case _:
                assert_never(node)

    def settled(self, placed: PlacedNode) -> Frame:
        """The one case that is there of a `given` on what is known."""
        return Frame(clipped(self.context.cases[placed.span]), Look.PART, self.inner(placed))

    def text(self, placed: PlacedNode) -> str:
        """A value as the spec writes it, with the case of a `given` in which it stands."""
        case = self.context.cases.get(placed.span)
        return f"{source_text(placed)} ({case})" if case else source_text(placed)

    def operation(self, node: Operation, parts: Sequence[PlacedNode]) -> Box:
        """An operation with its arguments as the spec writes them, defaults of the file too."""
        texts = {name: self.text(part) for (name, _), part in zip(node.args, parts, strict=True)}
        listed = ", ".join(worded_arguments(node.added or OPERATIONS[node.name], texts))
        look = Look.DECISION if any(map(_decides, children(node))) else Look.PLAIN
        return _text_box(f"{node.name}({listed})" if listed else node.name, look)

    def parameter(self, placed: PlacedNode, ends: list[End]) -> list[End]:
        """Add what is passed to the definition: tensors that have names elsewhere, or modules."""
        text = source_text(placed)
        if _only_tensors(placed.node):
            return self.add(Box((text,), Look.END), [])
        return self.add(Box((text,), Look.USE), ends)

    def choice(self, labels: Sequence[str | None], bodies: Sequence[PlacedNode]) -> Box | Frame:
        """Alternatives side by side; where they are many, in words."""
        if len(bodies) <= DRAWN_ARMS:
            return Frame(f"one of {len(bodies)}", Look.DECISION, self.arms(labels, bodies))
        lines = [f"one of {len(bodies)}", *map(source_text, bodies)]
        return Box(tuple(map(clipped, lines)), Look.DECISION, "\n".join(lines))

    def repeated(self, times: PlacedNode, body: PlacedNode, how: str = "") -> Frame:
        """What is done several times, in a frame that says how often."""
        look = Look.DECISION if _decides(times.node) else Look.REPEAT
        return Frame(f"x {clipped(source_text(times))}{how}", look, self.inner(body))

    def bound(self, node: Graph, parts: Sequence[PlacedNode]) -> Scene:
        """The graph of a graph: a round box for each tensor that has a name."""
        maker = _Maker(self.context)
        *bodies, result = parts
        *others, last = node.inputs if node.every is None else (node.every, *node.inputs)
        for slot in others:
            (maker.tensors[slot],) = maker.add(_tensor_name(slot), [])
        (maker.tensors[last],) = maker.add(_tensor_name(last), [(0, 0)])
        for (slot, _), body in zip(node.bindings, bodies, strict=True):
            (maker.tensors[slot],) = maker.add(_tensor_name(slot), maker.run(body, [(0, 0)]))
        return maker.scene(maker.run(result, [(0, 0)]))

    def arms(self, labels: Sequence[str | None], bodies: Sequence[PlacedNode]) -> Scene:
        """Alternatives side by side."""
        maker = _Maker(self.context)
        arms = zip(labels, bodies, strict=True)
        drawn = [_draw_arm(label, self.inner(body)) for label, body in arms]
        return maker.joined([end for item in drawn for end in maker.add(item, [(0, 0)])])

    def use(self, placed: PlacedNode, ends: list[End]) -> list[End]:
        """Add the use of a definition with its arguments, or what a definition decides first."""
        lets, used = _unwrapped(placed)
        name = used.node.name if isinstance(used.node, Part | Cell) else None
        arguments = [value for slot, value in lets if slot.rpartition(".")[0] == name]
        for slot, value in lets:
            if value not in arguments:
                text = f"{parameter_name(slot)} = {source_text(value)}"
                self.items.append(_text_box(text, _look(value.node)))
        if name is None:
            return self.run(used, ends)
        decisions = (used.node, *(value.node for value in arguments))
        # A use that is given tensors is drawn after those: it hardly ever takes another.
        tensors = [self.tensors[slot] for slot in _tensors_in(placed.node) if slot in self.tensors]
        return self.add(_text_box(source_text(used), _look(*decisions)), tensors or ends)


def _unwrapped(placed: PlacedNode) -> tuple[list[tuple[str, PlacedNode]], PlacedNode]:
    """What is bound around a node, by slots, and the node."""
    lets: list[tuple[str, PlacedNode]] = []
    while isinstance(placed.node, Let):
        bound, body = placed.children
        lets.append((placed.node.slot, bound))
        placed = body
    return lets, placed


@per_node
def _decides(node: Node) -> bool:
    """Whether something is decided here, and not in a definition that is used here."""
    match node:
        case Part() if kind(node) is not Kind.VALUE:
            return False
        case Choice() | Pick():
            return True
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Let() | Given() | Part()
            | Operation() | Row() | Repeat() | Series() | Graph() | FitTo() | Merge() | Fork()
            | Each() | Unused() | Cell()
        ):  # fmt: skip
            return any(map(_decides, children(node)))
        case _:
            assert_never(node)


@per_node
def _tensors_in(node: Node) -> tuple[str, ...]:
    """The tensors to which a node refers."""
    inner = [slot for child in children(node) for slot in _tensors_in(child)]
    return (node.slot,) if isinstance(node, Tensor) else tuple(dict.fromkeys(inner))


def _only_tensors(node: Node) -> bool:
    if isinstance(node, Fork):
        return all(map(_only_tensors, node.items))
    return isinstance(node, Tensor)


# boxes


def _look(*nodes: Node) -> Look:
    """Of a use: a decision if something is decided in one of its arguments."""
    return Look.DECISION if any(map(_decides, nodes)) else Look.USE


def _tensor_name(slot: str) -> Box:
    """A tensor that has a name."""
    return Box((parameter_name(slot),), Look.END)


def _text_box(text: str, look: Look) -> Box:
    """A box for a use or an operation, its arguments in lines of their own."""
    name, bracket, rest = text.partition("(")
    if not bracket or not text.endswith(")"):
        return Box(wrapped(text), look, text)
    return Box((clipped(name), *wrapped(rest.removesuffix(")"))), look, text)


def _merge_box(merge: Merge, how: PlacedNode) -> Box:
    name = worded(merge.kind) if isinstance(merge.kind, Const) else source_text(how)
    label = f"merge by {name}" if isinstance(merge.kind, Ref) else name
    lines = (label,) if merge.fit == "error" else (label, f"fit by {merge.fit}")
    return Box(lines, Look.DECISION if _decides(merge.kind) else Look.MERGE)


def _draw_arm(label: str | None, graph: Scene) -> Box | Frame:
    """An alternative: a box or frame that is alone in it, under its label, or all in a frame."""
    match graph.items:
        case (item,) if label is None:
            return item
        case (Box() as box,):
            head, *rest = box.lines
            return replace(box, lines=(f"{label}: {head}", *rest))
        case _:
            return Frame(clipped(label or "in a row"), Look.PART, graph)
