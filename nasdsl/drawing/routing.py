"""Routing of wires: polylines from output to input that avoid the items between.

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
    """Routes the wires of a laid-out graph.

    Args:
        shapes: of the nodes.
        layers: of the nodes.
        lefts: the left edges of nodes and joints.
        bands: upper and lower edge of each layer.
    """

    shapes: Sequence[Shape]
    layers: Layers
    lefts: Mapping[Spot, float]
    bands: Mapping[Spot, tuple[float, float]]

    def routes(self, wires: Sequence[Wire]) -> tuple[Route, ...]:
        """The polylines of wires, from the lower edge of the source to the top of the target."""
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
        """The polyline of a wire without its last point."""
        shape = self.shapes[wire.source]
        x = self.lefts[wire.source] + shape.outputs[wire.out]
        top, bottom = self.bands[wire.source]
        if shape is PORT:  # the line begins at the frame, above its label
            top, bottom = top - HEADER, bottom - HEADER + CLEAR
        yield from ((x, top + shape.height), (x, bottom))
        for joint in self.layers.joints(wire):
            yield from ((self.lefts[joint], edge) for edge in self.bands[joint])

    def ends(self, target: int, ports: Sequence[int]) -> list[float]:
        """The points where wires enter a node, for ports in order from the left."""
        shape, left = self.shapes[target], self.lefts[target]
        if shape.inputs is not None:
            return [left + shape.inputs[port] for port in ports]
        step = min(BESIDE, (shape.width - BESIDE) / len(ports))
        middle = left + shape.width / 2
        return [middle + step * (at - (len(ports) - 1) / 2) for at in range(len(ports))]
