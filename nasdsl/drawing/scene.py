"""What a picture shows, before anything has a place: boxes, frames around graphs, wires between."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum

from nasdsl.drawing.layered import Wire

TEXT = 40  # letters of a line in a box
LINES = 8  # of one text in a box
LABEL = 80  # letters of the label of a frame


class Look(StrEnum):
    """How a thing is drawn; the names are the classes of the SVG."""

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
    """Something without an inside.

    Args:
        lines: its texts, the first one large.
        look: how it is drawn.
        tip: what is shown of it on hovering.
        note: a small text below it, at the beginning of its output.
    """

    lines: tuple[str, ...]
    look: Look
    tip: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A graph with a border around it; wires end at its ports, and go on inside."""

    label: str
    look: Look
    graph: Scene
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Boxes and frames, wired.

    In the wires the graph's inputs are the nodes with the first numbers, then come the items, then
    the graph's outputs. All have one output and one input, but frames as many as their graphs.
    """

    items: tuple[Box | Frame, ...]
    wires: tuple[Wire, ...]
    inputs: int = 0
    outputs: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture: its title, what is said below that, and the parts that it consists of."""

    title: str
    notes: tuple[str, ...]
    panels: tuple[Scene, ...]


def wrapped(text: str) -> tuple[str, ...]:
    """The lines of a text that fit into a box; what is left out of a very long one is its end."""
    lines = textwrap.wrap(text, TEXT, break_on_hyphens=False)
    return tuple(lines) if len(lines) <= LINES else (*lines[: LINES - 1], "...")


def clipped(text: str) -> str:
    """A text that fits on the frame around a scene, or on a line for an alternative."""
    return text if len(text) <= LABEL else f"{text[: LABEL - 3]}..."
