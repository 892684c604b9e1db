"""A laid-out scene: items with sizes and positions, wires as lines."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.drawing.scene import Box, Frame

HEADER = 22.0  # for the label of a frame

Point = tuple[float, float]
Route = tuple[Point, ...]
"""The points that a wire joins: straight down, then bent, in turn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The size and ports of an item.

    Args:
        width, height: its extent.
        reach: the distance from its left edge to the end of its note.
        inputs: the distance of each input from the left edge; None if all are side by side in the
            middle.
        outputs: likewise.
        inside: its content, laid out.
    """

    width: float
    height: float
    reach: float
    inputs: tuple[float, ...] | None
    outputs: tuple[float, ...]
    inside: Layout | None = None

    def enters(self, port: int) -> float:
        """The position of an input; the middle of all if they are side by side."""
        return self.width / 2 if self.inputs is None else self.inputs[port]


PORT = Shape(0.0, 0.0, 0.0, (0.0,), (0.0,))
"""An input or output of a graph."""


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item with its upper left corner, its size and its content."""

    item: Box | Frame
    left: float
    top: float
    width: float
    height: float
    inside: Layout | None = None

    @property
    def corner(self) -> Point:
        """The upper left corner of its content."""
        inner = self.inside.width if self.inside else 0.0
        return self.left + (self.width - inner) / 2, self.top + HEADER


@dataclass(frozen=True, slots=True)
class Layout:
    """A laid-out graph; positions are relative to its upper left corner.

    Args:
        width, height: its extent.
        items: in the order of the graph's.
        routes: the lines of the wires.
        inputs, outputs: the distance of each from the left edge.
    """

    width: float
    height: float
    items: tuple[PlacedItem, ...]
    routes: tuple[Route, ...]
    inputs: tuple[float, ...]
    outputs: tuple[float, ...]
