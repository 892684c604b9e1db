"""The normal form of a network, by rewriting of its own: what is left of what makes no difference.

Operations that change nothing vanish, and so do zeros that are added or go through what
makes zeros of them; sums of sums are one sum, likewise products and maxima; the order of branches
counts in `concat` alone. A tensor that is taken twice is one tensor; another one that is made alike
is another if parameters or chance have a part in it. Forms are equal where networks are the same
but for the names of their tensors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from oracle.merges import MERGES
from oracle.networks import Tensor
from oracle.operations import cost_of, is_identity, is_zero, keeps_zero

Form = tuple[object, ...]
Colors = dict["Node", int]
ORDERS = 2_000
_unfoldings: dict[object, int] = {}


class TooManyOrders(Exception):
    """A network with too much in it that looks alike."""


@dataclass(frozen=True, eq=False)
class Node:
    """A tensor that is left: its head, what it takes, and the number of its unfolding.

    Two nodes have one unfolding if the trees that they unfold into are equal.
    """

    head: tuple[object, ...]
    inputs: tuple[Node, ...]
    ordered: bool
    unfolding: int


def structural(output: Tensor) -> Form:
    """The normal form of the network with this output.

    Nodes that unfold like no other are told by that. Of the others, those of which all is taken
    by themselves alone are told first, each by its own; the rest is told by the least of its texts.
    """
    root = _rewritten(output)
    nodes = _reached(root)
    number = Counter(node.unfolding for node in nodes)
    doubled = {node for node in nodes if number[node.unfolding] > 1}
    form = _Form(nodes, doubled)
    names = frozenset(node.unfolding for node in doubled)
    return (root.unfolding, names, form.least(root, form.closed) if doubled else ())


class _Form:
    """What the nodes of a network are called, as far as that is known."""

    def __init__(self, nodes: Sequence[Node], doubled: set[Node]) -> None:
        self.taken = Counter(each for node in nodes for each in node.inputs)
        self.names: dict[Node, int] = {node: node.unfolding for node in nodes}
        self.closed: set[Node] = set()
        self.single = set(nodes) - doubled
        for node in reversed(nodes):
            if node in doubled and self.is_closed(node):
                text = self.least(node, self.single | self.closed)
                self.names[node] = _unfoldings.setdefault(text, len(_unfoldings))
                self.closed.add(node)

    def is_closed(self, node: Node) -> bool:
        """Whether nothing else takes what a node is made of, up to what unfolds like no other."""
        inside = set(_reached(node, self.single)) - self.single
        taken = Counter(each for other in inside for each in other.inputs)
        return all(self.taken[each] == taken[each] for each in inside - {node})

    def least(self, root: Node, known: set[Node]) -> Form:
        """The least text of a node, in which those that are known are not spelt out."""
        inside = _reached(root, known)
        part = _Part(inside, {root, *inside} - (known - {root}), self.names)
        return min(part.texts(part.refined({node: self.names[node] for node in inside})))


class _Part:
    """Nodes, those of which are spelt out, and the texts of them all.

    Colours that nothing refines are told apart by giving each node of one colour, in turn, a colour
    of its own.
    """

    def __init__(self, nodes: Sequence[Node], spelt: set[Node], names: dict[Node, int]) -> None:
        self.nodes, self.names = nodes, names
        self.inputs = {node: node.inputs if node in spelt else () for node in nodes}
        self.takers: dict[Node, list[tuple[Node, int]]] = {node: [] for node in nodes}
        for node in nodes:
            for place, each in enumerate(self.inputs[node]):
                self.takers[each].append((node, place if node.ordered else 0))
        self.tried = 0

    def refined(self, colors: Colors) -> Colors:
        """Colours, refined until neither what is taken nor what takes tells more apart."""
        while True:
            told = {node: self.told(node, colors) for node in self.nodes}
            ranks = {key: rank for rank, key in enumerate(sorted(set(told.values())))}
            if len(ranks) == len(set(colors.values())):
                return {node: ranks[told[node]] for node in self.nodes}
            colors = {node: ranks[told[node]] for node in self.nodes}

    def told(self, node: Node, colors: Colors) -> tuple[object, ...]:
        takers = sorted((colors[taker], place) for taker, place in self.takers[node])
        return (colors[node], self.below(node, colors), tuple(takers))

    def below(self, node: Node, colors: Colors) -> tuple[int, ...]:
        found = [colors[each] for each in self.inputs[node]]
        return tuple(found if node.ordered else sorted(found))

    def texts(self, colors: Colors) -> Iterator[Form]:
        """What the nodes are, by their colours, in each way in which every one has its own."""
        classes: dict[int, list[Node]] = {}
        for node in self.nodes:
            classes.setdefault(colors[node], []).append(node)
        alike = [nodes for _, nodes in sorted(classes.items()) if len(nodes) > 1]
        if not alike:
            self.tried += 1
            if self.tried > ORDERS:
                raise TooManyOrders
            yield tuple(
                (self.names[c[0]], self.below(c[0], colors)) for _, c in sorted(classes.items())
            )
            return
        for node in alike[0][: 1 if self.are_twins(alike[0]) else None]:
            doubled = {each: 2 * color + 1 for each, color in colors.items()}
            yield from self.texts(self.refined({**doubled, node: doubled[node] - 1}))

    def are_twins(self, nodes: Sequence[Node]) -> bool:
        """Whether nothing tells nodes of one colour apart: all take and are taken by the same."""
        first = nodes[0]
        return all(
            self.inputs[node] == self.inputs[first] and self.takers[node] == self.takers[first]
            for node in nodes
        )


def _rewritten(output: Tensor) -> Node:
    return _Rewriting().node(output)


class _Rewriting:
    """The nodes of a network's tensors; what has no parameters and is the same is one node."""

    def __init__(self) -> None:
        self.known: dict[Tensor, Node] = {}
        self.shared: dict[object, Node] = {}

    def node(self, tensor: Tensor) -> Node:
        if tensor not in self.known:
            self.known[tensor] = self.made(tensor)
        return self.known[tensor]

    def made(self, tensor: Tensor) -> Node:
        if not tensor.inputs:
            return _node(_head(tensor), ())
        inputs = tuple(self.node(each) for each in tensor.inputs)
        if tensor.name in MERGES:
            return self.merge(tensor, inputs)
        (inner,), args = inputs, dict(tensor.args)
        before = tensor.inputs[0].state
        if is_identity(tensor.name, args, before):
            return inner
        if is_zero(tensor.name, args) or (_is_zeros(inner) and keeps_zero(tensor.name, args)):
            return self.same(("zeros", tensor.state), ())
        if tensor.name == "dropout" or cost_of(tensor.name, args, before, tensor.state)[0]:
            return _node(_head(tensor), inputs)
        return self.same(_head(tensor), inputs)

    def merge(self, tensor: Tensor, inputs: tuple[Node, ...]) -> Node:
        kind, merge, zeros = tensor.name, MERGES[tensor.name], sum(map(_is_zeros, inputs))
        if zeros == len(inputs) or (zeros and merge.zeros == "absorbing"):
            return self.same(("zeros", tensor.state), ())
        if merge.zeros == "dropped":
            inputs = tuple(each for each in inputs if not _is_zeros(each))
        if merge.flat:
            of = [each.inputs if each.head == (kind,) else (each,) for each in inputs]
            inputs = tuple(leaf for leaves in of for leaf in leaves)
        if merge.idempotent and (merge.flat or len(set(inputs)) == 1):
            inputs = tuple(dict.fromkeys(inputs))
        return inputs[0] if len(inputs) == 1 else self.same((kind,), inputs)

    def same(self, head: tuple[object, ...], inputs: tuple[Node, ...]) -> Node:
        taken = inputs if _is_ordered(head) else frozenset(Counter(inputs).items())
        if (head, taken) not in self.shared:
            self.shared[head, taken] = _node(head, inputs)
        return self.shared[head, taken]


def _head(tensor: Tensor) -> tuple[object, ...]:
    return (tensor.name, tensor.args, tensor.state)


def _is_zeros(node: Node) -> bool:
    return node.head[0] == "zeros"


def _is_ordered(head: tuple[object, ...]) -> bool:
    return head[0] not in MERGES or MERGES[str(head[0])].ordered


def _node(head: tuple[object, ...], inputs: tuple[Node, ...]) -> Node:
    ordered = _is_ordered(head)
    below = [each.unfolding for each in inputs]
    tree = (head, tuple(below if ordered else sorted(below)))
    return Node(head, inputs, ordered, _unfoldings.setdefault(tree, len(_unfoldings)))


def _reached(root: Node, leaves: Collection[Node] = ()) -> list[Node]:
    """What a node is made of, each before what it takes; what leaves take is left out."""
    after: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node not in after:
            for each in node.inputs if node is root or node not in leaves else ():
                visit(each)
            after[node] = None

    visit(root)
    return list(reversed(after))
