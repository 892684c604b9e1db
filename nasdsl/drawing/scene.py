"""The content of a picture before anything has a position: boxes, frames around graphs, wires."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum

from nasdsl.drawing.layered import Wire

TEXT = 40  # letters of a line in a box
LINES = 8  # of one text in a box
LABEL = 80  # letters of the label of a frame


class Look(StrEnum):
    """How a box or frame is drawn, by what it stands for; the values are CSS classes in the SVG."""

    END = "end"  # what enters a network, or leaves it
    PLAIN = "plain"  # an operation without parameters
    TRAINED = "trained"  # an operation with trainable parameters
    MERGE = "merge"
    USE = "use"  # of a definition
    DECISION = "decision"
    PART = "part"  # the frame of a definition
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with some lines of text.

    Args:
        lines: the lines, the first one in larger letters.
        look: the colours and the shape.
        tip: the tooltip.
        note: a small text below the box, beside the wire that leaves it.
    """

    lines: tuple[str, ...]
    look: Look
    tip: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A border with a label around a graph.

    A wire ends at an input of the frame, and a wire of the graph inside goes on from there.

    Args:
        label: the text in the upper left corner.
        look: the colours of the border.
        graph: what is inside.
    """

    label: str
    look: Look
    graph: Scene


@dataclass(frozen=True, slots=True)
class Scene:
    """A graph of boxes and frames, connected by wires.

    Wires name nodes by number: the inputs of the graph come first, then the items, then the outputs
    of the graph. Inputs, outputs and boxes have one input and one output; a frame has as many of
    each as the graph inside it.

    Args:
        items: the boxes and frames.
        wires: the connections between the nodes.
        inputs: how many inputs the graph has.
        outputs: how many outputs the graph has.
    """

    items: tuple[Box | Frame, ...]
    wires: tuple[Wire, ...]
    inputs: int = 0
    outputs: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture.

    Args:
        title: the heading.
        notes: lines of small text below the heading.
        panels: graphs that are drawn beside or below each other.
    """

    title: str
    notes: tuple[str, ...]
    panels: tuple[Scene, ...]

    @property
    def boxes(self) -> int:
        """How many boxes the picture has, with those in frames."""
        return sum(map(_boxes, self.panels))


def _boxes(scene: Scene) -> int:
    return sum(_boxes(i.graph) if isinstance(i, Frame) else 1 for i in scene.items)


def wrapped(text: str) -> tuple[str, ...]:
    """The lines of a text that fit into a box: at most 8, the last one `...` if it is cut off."""
    lines = textwrap.wrap(text, TEXT, break_on_hyphens=False)
    return tuple(lines) if len(lines) <= LINES else (*lines[: LINES - 1], "...")


def clipped(text: str) -> str:
    """The text, cut with `...` at the longest that a label of a frame or a line of a box may be."""
    return text if len(text) <= LABEL else f"{text[: LABEL - 3]}..."
