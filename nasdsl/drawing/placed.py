"""A graph of boxes and frames whose sizes, positions and wires are known."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.drawing.scene import Box, Frame

HEADER = 22.0  # for the label of a frame

Point = tuple[float, float]
Route = tuple[Point, ...]
"""The points that a wire joins: straight down, then bent, in turn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a box or frame, and where wires enter and leave it.

    Lengths are in the units of the SVG.

    Args:
        width: the width of the box or frame.
        height: its height.
        reach: the distance from the left edge to the right end of a note beside the box.
        inputs: the distance of each input from the left edge; None for a box, whose wires enter
            side by side around the middle.
        outputs: the distance of each output from the left edge.
        inside: the graph in a frame, with positions; None for a box.
    """

    width: float
    height: float
    reach: float
    inputs: tuple[float, ...] | None
    outputs: tuple[float, ...]
    inside: Layout | None = None

    def enters(self, port: int) -> float:
        """The distance from the left edge to the input `port`, a number from 0.

        For a box whose wires enter side by side it is the middle.
        """
        return self.width / 2 if self.inputs is None else self.inputs[port]


PORT = Shape(0.0, 0.0, 0.0, (0.0,), (0.0,))
"""An input or output of a graph."""


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """A box or frame with its position, in the units of the SVG.

    Args:
        item: the box or frame.
        left: the distance to the left edge of the graph in which it is.
        top: the distance to the upper edge of that graph.
        width: the width of the box or frame.
        height: its height.
        inside: the graph in a frame, with positions; None for a box.
    """

    item: Box | Frame
    left: float
    top: float
    width: float
    height: float
    inside: Layout | None = None

    @property
    def corner(self) -> Point:
        """The upper left corner, as (x, y), of the graph that a frame contains."""
        inner = self.inside.width if self.inside else 0.0
        return self.left + (self.width - inner) / 2, self.top + HEADER


@dataclass(frozen=True, slots=True)
class Layout:
    """A graph whose boxes, frames and wires have positions, measured from its upper left corner.

    Args:
        width: the width of the graph, in the units of the SVG.
        height: its height.
        items: the boxes and frames, in the order of the graph's items.
        routes: for each wire, the corners of the line that draws it.
        inputs: the distance of each input of the graph from the left edge.
        outputs: the distance of each output from the left edge.
    """

    width: float
    height: float
    items: tuple[PlacedItem, ...]
    routes: tuple[Route, ...]
    inputs: tuple[float, ...]
    outputs: tuple[float, ...]
