"""The normal form of a network, by rewriting of its own: what is left of what makes no difference.

Operations that change nothing vanish; sums of sums are one sum, likewise
products and maxima; the order of branches counts in `concat` alone. A tensor that is taken twice
is one tensor, and another one that is made alike is another. Forms are equal where networks are
the same but for the names of their tensors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from math import prod

from brute_networks import KINDS, Tensor
from brute_operations import is_identity

ASSOCIATIVE = ("add", "multiply", "max")

Form = tuple[object, ...]
Orders = dict["Node", Sequence["Node"]]
ORDERS = 50
_unfoldings: dict[object, int] = {}


class TooManyOrders(Exception):
    """A network with too much in it that looks alike."""


@dataclass(frozen=True, eq=False)
class Node:
    """A tensor that is left: its head, what it takes, and the number of its unfolding.

    Two nodes have one unfolding if the trees that they unfold into are equal.
    """

    head: object
    inputs: tuple[Node, ...]
    ordered: bool
    unfolding: int


def structural(output: Tensor) -> Form:
    """The normal form of the network with this output.

    Nodes that unfold like no other are told by that. Of the others, those of which all is taken
    by themselves alone are told first, each by its own; the rest is told by the least of its texts
    over all orders of what merges may take in any order.
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
        single = set(nodes) - doubled
        for node in reversed(nodes):
            if node in doubled and self.is_closed(node, doubled):
                text = self.least(node, single | self.closed)
                self.names[node] = _unfoldings.setdefault(text, len(_unfoldings))
                self.closed.add(node)

    def is_closed(self, node: Node, doubled: set[Node]) -> bool:
        """Whether nothing else takes what a node is made of, up to what unfolds like no other."""
        inside = set(_reached(node, doubled))
        taken = Counter(each for other in inside for each in other.inputs)
        return all(self.taken[each] == taken[each] for each in inside - {node})

    def least(self, root: Node, known: set[Node]) -> tuple[object, ...]:
        """The least text of a node, in which those that are known are not spelt out."""
        inside = _reached(root, {node for node in self.names if node not in known})
        merges = [node for node in inside if not node.ordered]
        ways = [self.arranged(node, known) for node in merges]
        if prod(map(len, ways)) > ORDERS:
            raise TooManyOrders
        texts = (
            self.text(root, known, dict(zip(merges, way, strict=True))) for way in product(*ways)
        )
        return min(texts)

    def arranged(self, node: Node, known: set[Node]) -> list[Sequence[Node]]:
        """Every order of what a merge takes that names do not settle."""
        inputs = sorted(node.inputs, key=self.names.__getitem__)
        alike = [
            [each for each in inputs if self.names[each] == name]
            for name in dict.fromkeys(self.names[each] for each in inputs)
        ]
        free = [
            [tuple(group)]
            if all(each in known and self.taken[each] == 1 for each in group)
            else sorted(set(permutations(group)), key=lambda g: [inputs.index(e) for e in g])
            for group in alike
        ]
        return [[each for group in groups for each in group] for groups in product(*free)]

    def text(self, root: Node, known: set[Node], orders: Orders) -> tuple[object, ...]:
        """Every node once, numbered as it is first met."""
        numbers: dict[Node, int] = {}
        lines: list[tuple[object, ...]] = []

        def visit(node: Node) -> None:
            if node not in numbers:
                spelt = node is root or node not in known
                inputs = orders.get(node, node.inputs) if spelt else ()
                for each in inputs:
                    visit(each)
                numbers[node] = len(numbers)
                name = repr(node.head) if spelt else str(self.names[node])
                lines.append((name, tuple(numbers[each] for each in inputs)))

        visit(root)
        return tuple(lines)


def _rewritten(output: Tensor) -> Node:
    known: dict[Tensor, Node] = {}

    def rewrite(tensor: Tensor) -> Node:
        while _changes_nothing(tensor):
            (tensor,) = tensor.inputs
        if tensor not in known:
            inputs = tuple(each for taken in tensor.inputs for each in parts(tensor, taken))
            known[tensor] = _node(tensor, inputs)
        return known[tensor]

    def parts(merge: Tensor, taken: Tensor) -> Sequence[Node]:
        node = rewrite(taken)
        same = merge.name in ASSOCIATIVE and node.head == _head(merge)
        return node.inputs if same else (node,)

    return rewrite(output)


def _head(tensor: Tensor) -> object:
    return (tensor.name, tensor.args, tensor.state)


def _node(tensor: Tensor, inputs: tuple[Node, ...]) -> Node:
    ordered = tensor.name not in KINDS or tensor.name == "concat"
    below = [each.unfolding for each in inputs]
    tree = (_head(tensor), tuple(below if ordered else sorted(below)))
    return Node(_head(tensor), inputs, ordered, _unfoldings.setdefault(tree, len(_unfoldings)))


def _changes_nothing(tensor: Tensor) -> bool:
    if not tensor.inputs or tensor.name in KINDS:
        return False
    return is_identity(tensor.name, dict(tensor.args), tensor.inputs[0].state)


def _reached(root: Node, among: Collection[Node] | None = None) -> list[Node]:
    """What a node is made of, each before what it takes; `among` these nodes, if it is given."""
    after: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node not in after and (node is root or among is None or node in among):
            for each in node.inputs:
                visit(each)
            after[node] = None

    visit(root)
    return list(reversed(after))
