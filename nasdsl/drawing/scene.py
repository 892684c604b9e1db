"""The content of a picture before layout: boxes, frames around graphs, wires between them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum

from nasdsl.drawing.layered import Wire

TEXT = 40  # letters of a line in a box
LINES = 8  # of one text in a box
LABEL = 80  # letters of the label of a frame


class Look(StrEnum):
    """How an item is drawn; the names are the CSS classes in the SVG."""

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
    """An item without content: some lines of text.

    Args:
        lines: its texts, the first one large.
        look: how it is drawn.
        tip: the tooltip.
        note: a small text below it, beside its output.
    """

    lines: tuple[str, ...]
    look: Look
    tip: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A border with a label around a graph; wires end at its ports and go on inside."""

    label: str
    look: Look
    graph: Scene


@dataclass(frozen=True, slots=True)
class Scene:
    """A graph of boxes and frames.

    In the wires the graph's inputs are the nodes with the first numbers, then come the items, then
    the graph's outputs. All have one output and one input, except frames, which have as many as
    their graphs.
    """

    items: tuple[Box | Frame, ...]
    wires: tuple[Wire, ...]
    inputs: int = 0
    outputs: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture: title, subtitle, and the parts below each other."""

    title: str
    notes: tuple[str, ...]
    panels: tuple[Scene, ...]

    @property
    def boxes(self) -> int:
        """The number of its boxes, those in frames too."""
        return sum(map(_boxes, self.panels))


def _boxes(scene: Scene) -> int:
    return sum(_boxes(i.graph) if isinstance(i, Frame) else 1 for i in scene.items)


def wrapped(text: str) -> tuple[str, ...]:
    """A text as lines that fit into a box; the end of a very long one is cut off."""
    lines = textwrap.wrap(text, TEXT, break_on_hyphens=False)
    return tuple(lines) if len(lines) <= LINES else (*lines[: LINES - 1], "...")


def clipped(text: str) -> str:
    """A text cut to the width of a frame's label, or of a line in a box."""
    return text if len(text) <= LABEL else f"{text[: LABEL - 3]}..."
