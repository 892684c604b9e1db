"""A space as a picture: the network, each cell and each definition in a frame of its own.

A definition is drawn once and used by its name, so the picture is as long as the spec, however
large the space is. What is decided is dashed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nasdsl import limits
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.parts import parts
from nasdsl.drawing.layered import Wire
from nasdsl.drawing.scene import Box, Frame, Graph, Look, Picture, clipped
from nasdsl.searchspace import SearchSpace
from nasdsl.space.ir import (
    Cell,
    Choice,
    Each,
    Fork,
    Given,
    Kind,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Ref,
    Repeat,
    children,
    kind,
    per_node,
)  # fmt: skip
from nasdsl.space.ir import (
    Sequence as Row,
)
from nasdsl.space.model import Space
from nasdsl.space.naming import parameter
from nasdsl.space.wording import worded

DIGITS = 9  # of a count, before it is told by its size

End = tuple[int, int]
"""Where a tensor is given: a node of the graph that is being made, and which of its outputs."""


def space_picture(space: SearchSpace) -> Picture:
    """The picture of a space."""
    title = f"{space.name}: {space.space.title}" if space.space.title else space.name
    notes = (
        f"{_number(space.count())} genotypes; beside a definition, how many it has by itself",
        "Dashed: what is decided",
    )
    with limits.deep():
        return Picture(title, notes, tuple(space_graphs(space.space)))


def space_graphs(space: Space) -> Iterator[Graph]:
    """What a picture of a space shows: the network's frame, then cells, then definitions."""
    known = _counted(space)
    found: dict[Part, None] = {}
    yield _panel(f"network: from {space.input}", space.network.node, found)
    for family in space.cells.values():
        names = ", ".join(family.path(member) for member in family.members)
        counts = known.get((family.name, family.body.node), ())
        yield _panel(f"cell {names}{_told(counts)}", family.body.node, found)
    drawn = set[Part]()
    while waiting := [part for part in found if part not in drawn]:
        part = waiting[0]
        drawn.add(part)
        counts = known.get((part.name, part.body), ())
        yield _panel(f"{part.role} {part.name}{_told(counts)}", part.body, found)


def _counted(space: Space) -> dict[tuple[str, Node], list[int]]:
    """How many genotypes each definition has, in each way in which it is used."""
    counts = Counts()
    found: dict[tuple[str, Node], list[int]] = {}
    for part in parts(space, counts):
        name = part.name.partition("(")[0].partition("#")[0]
        found.setdefault((name, part.body), []).append(counts.count(part.body, part.known))
    return found


def _told(counts: Sequence[int]) -> str:
    return f": {' or '.join(map(_number, counts))}" if counts else ""


def _number(value: int) -> str:
    digits = str(value)
    short = f"{digits[0]}.{digits[1:3]}e{len(digits) - 1}"
    return f"{value:,}" if len(digits) <= DIGITS else short


def _panel(label: str, body: Node, found: dict[Part, None]) -> Graph:
    frame = Frame(clipped(label), Look.PART, _graph(body, found))
    return Graph((frame,), ())


def _graph(node: Node, found: dict[Part, None]) -> Graph:
    """The graph of a module, or of branches: from one input to their outputs."""
    maker = _Maker(found)
    return maker.graph(maker.run(node, [(0, 0)]))


@dataclass(slots=True)
class _Maker:
    """Makes a graph of one input.

    Args:
        found: the definitions that were met, in order.
    """

    found: dict[Part, None]
    items: list[Box | Frame] = field(default_factory=list[Box | Frame])
    wires: list[Wire] = field(default_factory=list[Wire])

    def graph(self, ends: Sequence[End]) -> Graph:
        """What was made, each end an output."""
        outputs = [Wire(*end, n, 0) for n, end in enumerate(ends, start=len(self.items) + 1)]
        return Graph(tuple(self.items), (*self.wires, *outputs), 1, len(outputs))

    def joined(self, ends: Sequence[End]) -> Graph:
        """What was made, with one output for all ends."""
        outputs = [Wire(*end, len(self.items) + 1, 0) for end in ends]
        return Graph(tuple(self.items), (*self.wires, *outputs), 1, 1)

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
            case Row(()) | Operation("identity"):
                return self.add(Box(("identity",), Look.PLAIN), ends)
            case Row(steps):
                for step in steps:
                    ends = self.run(step, ends)
                return ends
            case Fork(items):
                return [end for item in items for end in self.run(item, ends)]
            case Let() | Part() | Cell():
                return self.use(node, ends)
            case Choice(arms):
                inside = self.arms([(arm.label, arm.body) for arm in arms])
                return self.add(Frame(f"one of {len(arms)}", Look.DECISION, inside), ends)
            case Given(subject, cases):
                inside = self.arms([(str(label), body) for label, body in cases])
                return self.add(Frame(clipped(f"given {worded(subject)}"), Look.PART, inside), ends)
            case Repeat(body, times, _, same):
                look = Look.DECISION if _decides(times) else Look.REPEAT
                label = f"x {clipped(worded(times))}{', all the same' if same else ''}"
                return self.add(Frame(label, look, _graph(body, self.found)), ends)
            case Each(branches, module, _, same):
                label = "after all, the same" if same else "after each"
                frame = Frame(label, Look.REPEAT, _graph(module, self.found))
                return [end for head in self.run(branches, ends) for end in self.add(frame, [head])]
            case Merge(_, branches):
                return self.add(_merge(node), self.run(branches, ends))
            case _:
                look = Look.PLAIN if isinstance(node, Operation) else Look.USE
                return self.add(_box(worded(node), (), look, node), ends)

    def arms(self, bodies: Sequence[tuple[str | None, Node]]) -> Graph:
        """Alternatives side by side."""
        maker = _Maker(self.found)
        return maker.joined(
            [
                end
                for label, body in bodies
                for end in maker.add(_arm(label, _graph(body, self.found)), [(0, 0)])
            ]
        )

    def use(self, node: Let | Part | Cell, ends: list[End]) -> list[End]:
        """Add the use of a definition with its arguments, or what a definition decides first."""
        lets, used = _unwrapped(node)
        name = used.name if isinstance(used, Part | Cell) else None
        arguments = [let for let in lets if let.slot.rpartition(".")[0] == name]
        for let in lets:
            self.mention(let.bound)
            if let not in arguments:
                self.items.append(_box(_bound(let), (), Look.USE, let.bound))
        if name is None:
            return self.run(used, ends)
        self.mention(used)
        told = [_bound(let) for let in arguments]
        decisions = (used, *(let.bound for let in arguments))
        return self.add(_box(worded(used), told, Look.USE, *decisions), ends)

    def mention(self, node: Node) -> None:
        """Remember the definitions of modules and branches to which a node refers."""
        if not isinstance(node, Part):
            for child in children(node):
                self.mention(child)
        elif kind(node) is not Kind.VALUE:
            self.found.setdefault(node)


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
    if isinstance(node, Part) and kind(node) is not Kind.VALUE:
        return False
    return isinstance(node, Choice) or any(_decides(child) for child in children(node))


# boxes


def _box(text: str, more: Sequence[str], look: Look, *decisions: Node) -> Box:
    """A box for a use or an operation, its arguments in lines of their own.

    It is drawn as a decision if something is decided in one of `decisions`.
    """
    name, bracket, rest = text.partition("(")
    lines = [name, rest.removesuffix(")")] if bracket and text.endswith(")") else [text]
    if any(map(_decides, decisions)):
        look = Look.DECISION
    return Box(tuple(map(clipped, (*lines, *more))), look, "\n".join((text, *more)))


def _bound(let: Let) -> str:
    return f"{parameter(let.slot)} = {worded(let.bound)}"


def _merge(merge: Merge) -> Box:
    how = f"merge by {worded(merge.kind)}" if isinstance(merge.kind, Ref) else worded(merge.kind)
    lines = (how,) if merge.fit == "error" else (how, f"fit by {merge.fit}")
    return Box(lines, Look.DECISION if _decides(merge.kind) else Look.MERGE)


def _arm(label: str | None, graph: Graph) -> Box | Frame:
    """An alternative: a box or frame that is alone in it, under its label, or all in a frame."""
    match graph.items:
        case (item,) if label is None:
            return item
        case (Box() as box,):
            head, *rest = box.lines
            return replace(box, lines=(f"{label}: {head}", *rest))
        case _:
            return Frame(clipped(label or "in a row"), Look.PART, graph)
