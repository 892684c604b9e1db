"""Colour refinement: distinguishes the nodes of a graph by their neighbours (Hopcroft 1971)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

Beside = Mapping[int, list[tuple[int, int]]]
"""For each node a label and a neighbour, for every edge that it is on."""
Colors = dict[int, int]


class Refinement:
    """The coarsest refinement of colours in which nodes of one colour have equal neighbourhoods.

    A neighbourhood is the colours of a node's neighbours, with the labels of the edges to them. The
    result does not depend on the numbers of the nodes.

    Args:
        links: for each node, its neighbours in both directions, each with the label of the edge.
        colors: the colour of each node before the refinement.
    """

    def __init__(self, links: Beside, colors: Colors) -> None:
        self.links = links
        self.work = 0
        number = {color: n for n, color in enumerate(sorted(set(colors.values())))}
        self.color = {node: number[color] for node, color in colors.items()}
        self.cells: list[set[int]] = [set() for _ in number]
        for node, color in self.color.items():
            self.cells[color].add(node)
        self._pending = deque(range(len(self.cells)))
        self._is_pending = set(self._pending)
        while self._pending:
            splitter = self._pending.popleft()
            self._is_pending.remove(splitter)
            self._split_by(splitter)

    def _split_by(self, splitter: int) -> None:
        """Split the cells whose nodes have different links to one cell."""
        beside: dict[int, list[int]] = {}
        cells, color = self.cells, self.color
        for node in cells[splitter]:
            self.work += len(self.links[node])
            for label, other in self.links[node]:
                if len(cells[color[other]]) > 1:
                    beside.setdefault(other, []).append(label)
        touched: dict[int, list[int]] = {}
        for node in beside:
            touched.setdefault(color[node], []).append(node)
        for cell in sorted(touched):
            ways: dict[tuple[int, ...], list[int]] = {}
            for node in touched[cell]:
                ways.setdefault(tuple(sorted(beside[node])), []).append(node)
            self._split(cell, [ways[way] for way in sorted(ways)])

    def _split(self, cell: int, groups: list[list[int]]) -> None:
        """Give each group of a cell's nodes a cell of its own; the others stay."""
        if sum(map(len, groups)) == len(self.cells[cell]):
            groups = groups[1:]
        if not groups:
            return
        parts = [cell]
        for group in groups:
            self.cells[cell].difference_update(group)
            self.color.update(dict.fromkeys(group, len(self.cells)))
            parts.append(len(self.cells))
            self.cells.append(set(group))
        if cell not in self._is_pending:
            parts.remove(max(parts, key=lambda part: len(self.cells[part])))
        self._await(part for part in parts if part != cell or cell not in self._is_pending)

    def _await(self, cells: Iterable[int]) -> None:
        for cell in cells:
            self._pending.append(cell)
            self._is_pending.add(cell)
