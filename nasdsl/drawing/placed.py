"""A scene in which everything has a size and a place: shapes of nodes, lines, whole graphs."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.drawing.scene import Box, Frame

HEADER = 22.0  # for the label of a frame

Point = tuple[float, float]
Route = tuple[Point, ...]
"""The points that a wire joins: straight down, then bent, in turn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A node of any kind.

    Args:
        width, height: its extent.
        reach: how far from its left edge its note ends.
        inputs: how far from its left edge each is; of None, all are side by side in the middle.
        outputs: likewise.
        inside: what is in it.
    """

    width: float
    height: float
    reach: float
    inputs: tuple[float, ...] | None
    outputs: tuple[float, ...]
    inside: Layout | None = None

    def enters(self, port: int) -> float:
        """Where an input is, or the middle of all."""
        return self.width / 2 if self.inputs is None else self.inputs[port]


PORT = Shape(0.0, 0.0, 0.0, (0.0,), (0.0,))
"""An input or output of a graph."""


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item of a graph: its left upper corner, its size, and what is in it."""

    item: Box | Frame
    left: float
    top: float
    width: float
    height: float
    inside: Layout | None = None

    @property
    def corner(self) -> Point:
        """The left upper corner of what is inside."""
        inner = self.inside.width if self.inside else 0.0
        return self.left + (self.width - inner) / 2, self.top + HEADER


@dataclass(frozen=True, slots=True)
class Layout:
    """A graph with places, from its own left upper corner.

    Args:
        width, height: its extent.
        items: in the order of the graph's.
        routes: of the wires.
        inputs, outputs: how far from the left each is.
    """

    width: float
    height: float
    items: tuple[PlacedItem, ...]
    routes: tuple[Route, ...]
    inputs: tuple[float, ...]
    outputs: tuple[float, ...]
