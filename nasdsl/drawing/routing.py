"""Finds the line of each wire, from output to input, around the boxes between.

A wire goes straight down beside what is on its layers, and bends only between two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nasdsl.drawing.layered import Layers, Spot, Wire
from nasdsl.drawing.placed import HEADER, PORT, Point, Route, Shape

CLEAR = 14.0  # of a frame's header, where wires do not bend
BESIDE = 12.0  # between wires that enter one box


@dataclass(frozen=True, slots=True)
class Router:
    """Finds the lines that draw the wires of a graph.

    Positions are distances from the upper left corner of the graph, in the units of the SVG.

    Args:
        shapes: the size of each node, and where wires enter and leave it, by the node's number.
        layers: the nodes by layer, and the joints where wires cross layers.
        lefts: the left edge of each node and joint.
        bands: for each node and joint, the upper and the lower edge of its layer.
    """

    shapes: Sequence[Shape]
    layers: Layers
    lefts: Mapping[Spot, float]
    bands: Mapping[Spot, tuple[float, float]]

    def routes(self, wires: Sequence[Wire]) -> tuple[Route, ...]:
        """The corners, as (x, y), of the line that draws each wire, in the order of `wires`.

        A line runs from the lower edge of the wire's source to the upper edge of its target.
        """
        begun = [list(self.begun(wire)) for wire in wires]
        entering: defaultdict[int, list[int]] = defaultdict(list)
        for number, wire in enumerate(wires):
            entering[wire.target].append(number)
        ends: dict[int, float] = {}
        for target, numbers in entering.items():
            numbers.sort(key=lambda number: begun[number][-1])
            places = self.ends(target, [wires[number].into for number in numbers])
            ends.update(zip(numbers, places, strict=True))
        return tuple(
            (*points, (ends[number], self.bands[wire.target][0]))
            for number, (wire, points) in enumerate(zip(wires, begun, strict=True))
        )

    def begun(self, wire: Wire) -> Iterator[Point]:
        """The corners, as (x, y), of the line that draws a wire, without the last one.

        The last corner depends on the other wires that enter the same node, and `routes` adds it.
        """
        shape = self.shapes[wire.source]
        x = self.lefts[wire.source] + shape.outputs[wire.out]
        top, bottom = self.bands[wire.source]
        if shape is PORT:  # the line begins at the frame, above its label
            top, bottom = top - HEADER, bottom - HEADER + CLEAR
        yield from ((x, top + shape.height), (x, bottom))
        for joint in self.layers.joints(wire):
            yield from ((self.lefts[joint], edge) for edge in self.bands[joint])

    def ends(self, target: int, ports: Sequence[int]) -> list[float]:
        """Where each wire that enters a node ends: the distance from the left edge of the graph.

        Args:
            target: the number of the node.
            ports: for each wire, from the left, the number of the input that it enters.
        """
        shape, left = self.shapes[target], self.lefts[target]
        if shape.inputs is not None:
            return [left + shape.inputs[port] for port in ports]
        step = min(BESIDE, (shape.width - BESIDE) / len(ports))
        middle = left + shape.width / 2
        return [middle + step * (at - (len(ports) - 1) / 2) for at in range(len(ports))]
