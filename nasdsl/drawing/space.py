"""A space as a picture: the network, each cell and each definition in a frame of its own.

A definition is drawn once and used by its name, so the picture is as long as the spec, however
large the space is. What is decided is dashed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from nasdsl import limits
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.parts import NamedPart, counted_parts
from nasdsl.drawing.layered import Wire
from nasdsl.drawing.scene import Box, Frame, Look, Picture, Scene, clipped
from nasdsl.ops import IDENTITY
from nasdsl.searchspace import SearchSpace
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
)
from nasdsl.space.ir import (
    Sequence as Row,
)
from nasdsl.space.model import Family, Space
from nasdsl.space.paths import parameter_name, worded

ARMS = 8  # side by side; more are one below another, in words
DIGITS = 9  # of a count, before it is told by its size

End = tuple[int, int]
"""Where a tensor is given: a node of the graph that is being made, and which of its outputs."""


def space_picture(space: SearchSpace) -> Picture:
    """The picture of a space."""
    title = f"{space.name}: {space.space.title}" if space.space.title else space.name
    notes = (
        f"Genotypes: {_number_text(space.count())}; beside a definition, how many it has alone.",
        "Dashed: what is decided. Of a definition with different arguments, the largest is drawn.",
    )
    with limits.deep_recursion():
        return Picture(title, notes, tuple(space_graphs(space.space)))


def space_graphs(space: Space) -> Iterator[Scene]:
    """What a picture of a space shows: the network's frame, then genes, cells and definitions."""
    yield _panel(f"network: from {space.input}", _module_scene(space.network.node))
    genes = [f"{slot} = {worded(gene.node)}" for slot, gene in space.genes.items()]
    if genes:
        box = Box(tuple(map(clipped, genes)), Look.DECISION, "\n".join(genes))
        yield _panel("genes", Scene((box,), ()))
    counts = Counts()
    for name, uses in _drawn_definitions(space, counts):
        outer = uses[::-1]
        known = [counts.count(use.body, use.known) for use in outer]
        largest = outer[known.index(max(known))]
        names = _members(space.cells[name]) if name in space.cells else name
        yield _panel(f"{largest.role} {names}{_count_text(known)}", _module_scene(largest.body))


def _drawn_definitions(space: Space, counts: Counts) -> list[tuple[str, list[NamedPart]]]:
    """The definitions of modules and branches with their uses, cells first, then outer ones."""
    found: dict[str, list[NamedPart]] = {}
    for use in counted_parts(space, counts):
        if kind(use.body) is not Kind.VALUE:
            name = use.name.partition("(")[0].partition("#")[0]
            found.setdefault(name, []).append(use)
    cells = [item for item in found.items() if item[0] in space.cells]
    others = [item for item in found.items() if item[0] not in space.cells]
    return [*cells, *reversed(others)]


def _members(family: Family) -> str:
    """What the members of a family are called together: `c[1..2]`."""
    first, last = family.members[0], family.members[-1]
    if last - first + 1 == len(family.members) > 1:
        return f"{family.name}[{first}..{last}]"
    return ", ".join(family.path(member) for member in family.members)


def _count_text(counts: Sequence[int]) -> str:
    least, most = min(counts), max(counts)
    return (
        f": {_number_text(least)}"
        if least == most
        else f": {_number_text(least)} to {_number_text(most)}"
    )


def _number_text(value: int) -> str:
    digits = str(value)
    short = f"{digits[0]}.{digits[1:3]}e{len(digits) - 1}"
    return f"{value:,}" if len(digits) <= DIGITS else short


def _panel(label: str, graph: Scene) -> Scene:
    return Scene((Frame(clipped(label), Look.PART, graph),), ())


def _module_scene(node: Node) -> Scene:
    """The graph of a module, or of branches: from one input to their outputs."""
    maker = _Maker()
    return maker.graph(maker.run(node, [(0, 0)]))


@dataclass(slots=True)
class _Maker:
    """Makes a graph of one input.

    Args:
        items, wires: what was made so far.
        tensors: where those are that have names here.
    """

    items: list[Box | Frame] = field(default_factory=list[Box | Frame])
    wires: list[Wire] = field(default_factory=list[Wire])
    tensors: dict[str, End] = field(default_factory=dict[str, End])

    def graph(self, ends: Sequence[End]) -> Scene:
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

    def run(self, node: Node, ends: list[End]) -> list[End]:
        """Add what a module or branches are, after what enters them; what they give."""
        match node:
            case Row(()) | Operation(IDENTITY.name):
                return self.add(Box((IDENTITY.name,), Look.PLAIN), ends)
            case Row(steps):
                for step in steps:
                    ends = self.run(step, ends)
                return ends
            case Fork(items):
                return [end for item in items for end in self.run(item, ends)]
            case Let() | Part() | Cell():
                return self.use(node, ends)
            case Choice(arms) if len(arms) > ARMS:
                told = [f"one of {len(arms)}", *map(worded, children(node))]
                box = Box(tuple(map(clipped, told)), Look.DECISION, "\n".join(told))
                return self.add(box, ends)
            case Choice(arms):
                inside = self.arms([(arm.label, arm.body) for arm in arms])
                return self.add(Frame(f"one of {len(arms)}", Look.DECISION, inside), ends)
            case Given(subject, cases):
                inside = self.arms([(str(label), body) for label, body in cases])
                return self.add(Frame(clipped(f"given {worded(subject)}"), Look.PART, inside), ends)
            case Repeat(body, times, _, same):
                look = Look.DECISION if _decides(times) else Look.REPEAT
                label = f"x {clipped(worded(times))}{', all the same' if same else ''}"
                return self.add(Frame(label, look, _module_scene(body)), ends)
            case Each(branches, module, _, same):
                label = "after all, the same" if same else "after each"
                frame = Frame(label, Look.REPEAT, _module_scene(module))
                return [end for head in self.run(branches, ends) for end in self.add(frame, [head])]
            case Merge(_, branches):
                return self.add(_draw_merge(node), self.run(branches, ends))
            case Pick(number, _, branches):
                how = "any" if number is None else f"pick {worded(number)}"
                return self.add(Box((how,), Look.DECISION), self.run(branches, ends))
            case Unused(branches):
                return self.add(Box(("unused",), Look.MERGE), self.run(branches, ends))
            case Series(times, repeated):
                look = Look.DECISION if _decides(times) else Look.REPEAT
                inside = _module_scene(repeated[-1])
                return self.add(Frame(f"x {clipped(worded(times))}", look, inside), ends)
            case Graph():
                return self.add(Frame(clipped(worded(node)), Look.PART, self.bound(node)), ends)
            case Tensor(slot) if slot in self.tensors:
                return [self.tensors[slot]]
            case Tensor(slot):
                return self.add(_tensor_name(slot), [])
            case FitTo(Tensor(slot)) if slot in self.tensors:
                return self.add(
                    _space_box(worded(node), (), Look.PLAIN), [*ends, self.tensors[slot]]
                )
            case Const() | Size() | Arithmetic() | Ref() | Operation() | FitTo():
                look = Look.PLAIN if isinstance(node, Operation) else Look.USE
                return self.add(_space_box(worded(node), (), look, node), ends)
            case _:
                assert_never(node)

    def bound(self, node: Graph) -> Scene:
        """The graph of a graph: a round box for each tensor that has a name."""
        maker = _Maker()
        *others, last = node.inputs if node.every is None else (node.every, *node.inputs)
        for slot in others:
            (maker.tensors[slot],) = maker.add(_tensor_name(slot), [])
        (maker.tensors[last],) = maker.add(_tensor_name(last), [(0, 0)])
        for slot, body in node.bindings:
            (maker.tensors[slot],) = maker.add(_tensor_name(slot), maker.run(body, [(0, 0)]))
        return maker.graph(maker.run(node.result, [(0, 0)]))

    def arms(self, bodies: Sequence[tuple[str | None, Node]]) -> Scene:
        """Alternatives side by side."""
        maker = _Maker()
        return maker.joined(
            [
                end
                for label, body in bodies
                for end in maker.add(_draw_arm(label, _module_scene(body)), [(0, 0)])
            ]
        )

    def use(self, node: Let | Part | Cell, ends: list[End]) -> list[End]:
        """Add the use of a definition with its arguments, or what a definition decides first."""
        lets, used = _unwrapped(node)
        name = used.name if isinstance(used, Part | Cell) else None
        arguments = [let for let in lets if let.slot.rpartition(".")[0] == name]
        for let in lets:
            if let not in arguments:
                self.items.append(_space_box(_draw_binding(let), (), Look.USE, let.bound))
        if name is None:
            return self.run(used, ends)
        told = [_draw_binding(let) for let in arguments]
        decisions = (used, *(let.bound for let in arguments))
        # A use that is given tensors is drawn after those: it hardly ever takes another.
        given = [self.tensors[slot] for slot in _named_in(node) if slot in self.tensors]
        return self.add(_space_box(worded(used), told, Look.USE, *decisions), given or ends)


def _unwrapped(node: Node) -> tuple[list[Let], Node]:
    """What is bound around a node, and the node."""
    lets: list[Let] = []
    while isinstance(node, Let):
        lets.append(node)
        node = node.body
    return lets, node


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
def _named_in(node: Node) -> tuple[str, ...]:
    """The tensors to which a node refers."""
    inner = [slot for child in children(node) for slot in _named_in(child)]
    return (node.slot,) if isinstance(node, Tensor) else tuple(dict.fromkeys(inner))


# boxes


def _tensor_name(slot: str) -> Box:
    """A tensor that has a name."""
    return Box((parameter_name(slot),), Look.END)


def _space_box(text: str, more: Sequence[str], look: Look, *decisions: Node) -> Box:
    """A box for a use or an operation, its arguments in lines of their own.

    It is drawn as a decision if something is decided in one of `decisions`.
    """
    name, bracket, rest = text.partition("(")
    lines = [name, rest.removesuffix(")")] if bracket and text.endswith(")") else [text]
    if any(map(_decides, decisions)):
        look = Look.DECISION
    return Box(tuple(map(clipped, (*lines, *more))), look, "\n".join((text, *more)))


def _draw_binding(let: Let) -> str:
    return f"{parameter_name(let.slot)} = {worded(let.bound)}"


def _draw_merge(merge: Merge) -> Box:
    how = f"merge by {worded(merge.kind)}" if isinstance(merge.kind, Ref) else worded(merge.kind)
    lines = (how,) if merge.fit == "error" else (how, f"fit by {merge.fit}")
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
