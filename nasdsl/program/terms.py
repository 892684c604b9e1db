"""Nodes of a normal form, and nested merges as lists of what they merge: their terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

from nasdsl.ops import MergeKind

Edge = tuple[int, int]
"""A label and a node that is taken: its place, or how often a merge takes it in any place."""
Levels = dict[int, dict[int, int]]
"""How often terms are taken, by their heights."""
REST = 0
"""The label of a merge within one of its kind, of all but the highest terms."""
LISTED = 16
"""Merges of merges are one while so many times n log n terms are listed, for n tensors taken."""


class Nodes:
    """The nodes of a normal form, in topological order; equal computations have one node.

    Each stands for an operation of a network. Its inputs are other nodes, by their numbers, each
    with a label: its place among the inputs or, where their order does not matter, how often it is
    taken.

    Args:
        size: how many operations and inputs of operations the network has; it limits the terms
            listed.

    Attributes:
        heads: the label of each node.
        edges: the inputs of each node: pairs of a label and the number of a node.
        heights: for each node, the number of operations on the longest path to it; merges of terms
            do not count.
        listed: how many terms were listed so far.
    """

    def __init__(self, size: int) -> None:
        self.heads: list[str] = []
        self.edges: list[tuple[Edge, ...]] = []
        self.heights: list[int] = []
        self.listed = 0
        self._limit = LISTED * size * size.bit_length()
        self._known: dict[tuple[str, tuple[Edge, ...]], int] = {}

    def add(self, head: str, edges: tuple[Edge, ...], height: int | None = None) -> int:
        """Add a node, even where an equal one is there (`share` takes that), and return its number.

        Args:
            head: the label of the node: operation and arguments.
            edges: the inputs of the node: pairs of a label and the number of a node.
            height: the number of operations on the longest path to the node; by default computed
                from its inputs.
        """
        if height is None:
            heights = [self.heights[node] for _, node in edges]
            height = 1 + max(heights) if heights else 0
        self.heads.append(head)
        self.edges.append(edges)
        self.heights.append(height)
        return len(self.heads) - 1

    def share(self, head: str, edges: tuple[Edge, ...], height: int | None = None) -> int:
        """The number of the node with this label and these inputs; it is added if there is none.

        Args:
            head: the label of the node: operation and arguments.
            edges: the inputs of the node: pairs of a label and the number of a node.
            height: the number of operations on the longest path to the node; by default computed
                from its inputs.
        """
        key = head, edges
        if key not in self._known:
            self._known[key] = self.add(head, edges, height)
        return self._known[key]

    def terms(self, merge: MergeKind, node: int) -> Sequence[Edge]:
        """The terms of a node that is a merge of this kind, each with how often it occurs.

        Empty if it is another node, or too many terms were listed already.

        Args:
            merge: the kind of merge.
            node: the number of the node.
        """
        if self.heads[node] != merge.name or self.listed + len(self.edges[node]) > self._limit:
            return ()
        self.listed += len(self.edges[node])
        return self.edges[node]


def merge_of_terms(nodes: Nodes, merge: MergeKind, operands: Sequence[int]) -> int:
    """Add a node for a merge of nodes, nested merges made one, and return its number.

    Of the terms, those with most operations on a path to them are inputs of the node, and the
    others are inputs of a further merge, which is an input, too. So a merge that many others
    contain stays one node, and its terms are listed once.

    Args:
        nodes: the nodes so far, to which the new ones are added.
        merge: the kind of merge, which is associative and commutative.
        operands: the numbers of the nodes to merge.
    """
    times: dict[int, int] = {}
    for node in operands:
        times[node] = _together(merge, times.get(node, 0), 1)
    heap = [(-nodes.heights[node], node) for node in times]
    heapify(heap)
    levels: Levels = {}
    while heap and not _is_rest(nodes, merge, times, levels):
        height, node = heappop(heap)
        often, level = times.pop(node), levels.setdefault(-height, {})
        for label, term in nodes.terms(merge, node) or ((1, node),):
            more = often * (label or 1)
            if nodes.heights[term] == -height:
                level[term] = _together(merge, level.get(term, 0), more)
                continue
            if term not in times:
                heappush(heap, (-nodes.heights[term], term))
            times[term] = _together(merge, times.get(term, 0), more)
    return _levelled(nodes, merge, levels, [(REST, rest) for rest in times])


def _together(merge: MergeKind, often: int, more: int) -> int:
    """The multiplicity of a term that occurs `often` and `more` times: 1 if idempotent."""
    return 1 if merge.idempotent else often + more


def _is_rest(nodes: Nodes, merge: MergeKind, times: Mapping[int, int], levels: Levels) -> bool:
    """Whether the rest is a single merge of several terms, all lower than those listed."""
    if len(times) > 1:
        return False
    ((node, often),) = times.items()
    several = nodes.heads[node] == merge.name and len(nodes.edges[node]) > 1
    return several and often == 1 and nodes.heights[node] not in levels


def _levelled(nodes: Nodes, merge: MergeKind, levels: Levels, lower: Sequence[Edge]) -> int:
    """Nested merges of terms by height, the lowest innermost."""
    for height in sorted(levels):
        terms = sorted([(often, node) for node, often in levels[height].items()])
        edges = [*lower, *terms]
        if len(edges) > 1 or height == max(levels):
            edges = [(REST, nodes.share(merge.name, tuple(edges), height))]
        lower = edges
    return lower[0][1]
