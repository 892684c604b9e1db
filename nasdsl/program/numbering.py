"""Canonical numbering of a graph's nodes: an order that does not depend on the given numbers.

Colour refinement divides the nodes into classes; classes with several nodes fall into parts that
can be ordered independently. In each part, one node after another is given a colour of its own and
the colours are refined again; the order with the least certificate is taken. Nodes in one orbit of
an automorphism with a node that was tried are not tried (McKay and Piperno 2014, Practical graph
isomorphism II). Beyond a budget of `EFFORT` the remaining ties are not broken: isomorphic graphs
may then get different orders.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from nasdsl.program.normal_form import LabelledGraph
from nasdsl.program.refinement import Beside, Colors, Refinement

EFFORT = 32
"""Ties are broken while at most so many times n log n edges are followed, of n nodes and edges."""
NESTED = 100
"""So many nodes are told apart within one another, at most."""

Certificate = tuple[tuple[int, tuple[tuple[int, int], ...]], ...]
"""What a part is up to the numbers of its nodes: each node's colour and what is beside it."""


class Numbering:
    """The canonical order of the nodes of a graph.

    Args:
        graph: the graph.

    Attributes:
        order: the nodes of the graph, in canonical order.
        work: how many edges were followed to find it.
    """

    def __init__(self, graph: LabelledGraph) -> None:
        self.work = 0
        self._graph = graph
        size = sum(1 + len(links) for links in graph.edges)
        self._limit = EFFORT * size * size.bit_length()
        outlines = self._outlines()
        often = Counter(outlines)
        nodes = sorted(range(len(outlines)), key=outlines.__getitem__)
        tied = [node for node in nodes if often[outlines[node]] > 1]
        self.order = [node for node in nodes if often[outlines[node]] == 1]
        if tied:
            self.order += self._order_of_tied(tied, outlines)

    def _outlines(self) -> list[str]:
        """For each node, a digest of the tree of its inputs; sharing is not visible in it."""
        outlines: list[str] = []
        for head, edges in zip(self._graph.heads, self._graph.edges, strict=True):
            self.work += len(edges)
            links = [f"{label:x} {outlines[node]}" for label, node in edges]
            text = "\n".join([head, *sorted(links)])
            outlines.append(hashlib.blake2b(text.encode(), digest_size=16).hexdigest())
        return outlines

    def _order_of_tied(self, tied: Sequence[int], outlines: Sequence[str]) -> list[int]:
        """The canonical order of nodes whose outlines are equal to those of others."""
        links: dict[int, list[tuple[int, int]]] = {node: [] for node in tied}
        takers: dict[int, list[tuple[int, str]]] = {node: [] for node in tied}
        for node, edges in enumerate(self._graph.edges):
            for label, source in edges:
                if source in links:
                    takers[source].append((label, outlines[node]))
                    if node in links:
                        links[source].append((2 * label + 1, node))
                        links[node].append((2 * label, source))
        self.work += sum(map(len, takers.values()))
        signatures = {node: (outlines[node], tuple(sorted(takers[node]))) for node in tied}
        ranks = {signature: rank for rank, signature in enumerate(sorted(set(signatures.values())))}
        colors = {node: ranks[signatures[node]] for node in tied}
        return self._ordered(links, colors, 0, greedy=False)

    def _ordered(self, links: Beside, colors: Colors, depth: int, *, greedy: bool) -> list[int]:
        """The canonical order of linked nodes; if `greedy`, one order without backtracking."""
        refined = Refinement(links, colors)
        self.work += refined.work
        settled: list[tuple[Certificate, list[int]]] = []
        for part in _linked_parts(links, refined):
            if len(part) == 1:
                settled.append((((refined.color[next(iter(part))], ()),), list(part)))
                continue
            inside = {node: [link for link in links[node] if link[1] in part] for node in part}
            order = self._part_ordered(inside, refined.color, depth, greedy=greedy)
            settled.append((self._certificate(inside, refined.color, order), order))
        settled.sort(key=lambda entry: entry[0])
        return [node for _, order in settled for node in order]

    def _part_ordered(
        self, links: Beside, colors: Colors, depth: int, *, greedy: bool
    ) -> list[int]:
        """The canonical order of one part, by individualisation and refinement.

        A greedy order is computed first: if its certificate was seen, the best order would be as
        well.
        """
        nodes = sorted(links, key=lambda node: (colors[node], node))
        often = Counter(colors[node] for node in nodes)
        tied = [node for node in nodes if often[colors[node]] > 1]
        if not tied or depth == NESTED or self.work > self._limit:
            return nodes
        first: dict[Certificate, list[int]] = {}
        best: dict[Certificate, list[int]] = {}
        orbits = _Orbits(nodes)
        for node in (node for node in tied if colors[node] == colors[tied[0]]):
            if first and (self.work > self._limit or orbits.reached(node)):
                continue
            orbits.reach(node)
            apart = {other: 2 * colors[other] + (other != node) for other in nodes}
            order = self._ordered(links, apart, depth + 1, greedy=True)
            if greedy:
                return order
            like = first.setdefault(self._certificate(links, colors, order), order)
            if like is not order:
                orbits.join(like, order)
                continue
            order = self._ordered(links, apart, depth + 1, greedy=False)
            like = best.setdefault(self._certificate(links, colors, order), order)
            orbits.join(like, order)
        return best[min(best)]

    def _certificate(self, links: Beside, colors: Colors, order: Sequence[int]) -> Certificate:
        self.work += sum(map(len, links.values()))
        place = {node: n for n, node in enumerate(order)}
        return tuple(
            (colors[node], tuple(sorted([(label, place[other]) for label, other in links[node]])))
            for node in order
        )


class _Orbits:
    """Orbits of nodes under the automorphisms found, and which nodes were tried."""

    def __init__(self, nodes: Sequence[int]) -> None:
        self._above = {node: node for node in nodes}
        self._tried: list[int] = []

    def join(self, order: Sequence[int], other: Sequence[int]) -> None:
        """Note an automorphism: it maps one order to another."""
        for a, b in zip(order, other, strict=True):
            self._above[self._top(a)] = self._top(b)

    def reach(self, node: int) -> None:
        """Note that a node was tried."""
        self._tried.append(node)

    def reached(self, node: int) -> bool:
        """Whether a node is in the orbit of one that was tried."""
        return self._top(node) in map(self._top, self._tried)

    def _top(self, node: int) -> int:
        while self._above[node] != node:
            self._above[node] = node = self._above[self._above[node]]
        return node


def _linked_parts(links: Beside, refined: Refinement) -> Iterator[set[int]]:
    """Parts of the graph without links between them that distinguish nodes."""
    seen: set[int] = set()
    for start in links:
        if start in seen:
            continue
        part, pending = {start}, [start]
        while pending:
            node = pending.pop()
            for other in _beside(links, refined, node):
                if other not in part:
                    part.add(other)
                    pending.append(other)
        seen |= part
        yield part


def _beside(links: Beside, refined: Refinement, node: int) -> Iterator[int]:
    """The neighbours of a node, except where it has all nodes of a colour as neighbours."""
    ways = Counter((label, refined.color[other]) for label, other in links[node])
    for label, other in links[node]:
        color = refined.color[other]
        if ways[label, color] < len(refined.cells[color]):
            yield other
