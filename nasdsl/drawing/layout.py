"""Gives each box and frame of a scene a position: frames from the inside out, graphs in layers.

Widths of texts are estimated on the safe side, since the font is the viewer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from nasdsl.drawing.columns import GAP, columns
from nasdsl.drawing.layered import Layers, WireJoint, arrange
from nasdsl.drawing.placed import HEADER, PORT, Layout, PlacedItem, Shape
from nasdsl.drawing.routing import Router
from nasdsl.drawing.scene import Box, Frame, Look, Scene

LETTER = 7.0  # the width of one, of 12 units height
SMALL = 6.0  # of 10 units height
LINE = 14.0  # from one line of a box to the next
BAND = 36.0  # between two layers
NOTE = 6.0  # from a wire to the note beside it
NEAR = 20.0  # between a layer and a graph's inputs or outputs
MARGIN = 14.0  # around what is in a frame
LEAST = 104.0  # the width of a box


def lay_out(graph: Scene) -> Layout:
    """The sizes and positions of all boxes, frames and wires of a scene."""
    inner = [_item_size(item) for item in graph.items]
    shapes = [*[PORT] * graph.inputs, *inner, *[PORT] * graph.outputs]
    layers = arrange(len(shapes), graph.wires, graph.inputs, graph.outputs)
    lefts = columns(
        layers,
        lambda spot: 0.0 if isinstance(spot, WireJoint) else _room(shapes[spot]),
        lambda spot, port: 0.0 if isinstance(spot, WireJoint) else shapes[spot].enters(port),
        lambda spot, port: 0.0 if isinstance(spot, WireJoint) else shapes[spot].outputs[port],
    )
    bands = _bands(layers, shapes)
    band = {spot: bands[at] for at, layer in enumerate(layers.layers) for spot in layer}
    first, last = graph.inputs, graph.inputs + len(inner)
    return Layout(
        width=max((lefts[n] + shape.reach for n, shape in enumerate(shapes)), default=0.0),
        height=bands[-1][1] if bands else 0.0,
        items=tuple(
            PlacedItem(item, lefts[n], band[n][0], shape.width, shape.height, shape.inside)
            for n, (item, shape) in enumerate(zip(graph.items, inner, strict=True), first)
        ),
        routes=Router(shapes, layers, lefts, band).routes(graph.wires),
        inputs=tuple(lefts[n] for n in range(first)),
        outputs=tuple(lefts[n] for n in range(last, len(shapes))),
    )


# sizes


def _item_size(item: Box | Frame) -> Shape:
    match item:
        case Box():
            return _box_shape(item)
        case Frame():
            return _frame_shape(item)


def _box_shape(box: Box) -> Shape:
    head, *rest = box.lines
    text = max([len(head) * LETTER, *(len(line) * SMALL for line in rest)])
    round_ = box.look in (Look.MERGE, Look.END)
    width = max(text + 20, 0.0 if round_ else LEAST)
    height = LINE * len(box.lines) + (8.0 if round_ else 12.0)
    reach = max(width, width / 2 + NOTE + len(box.note) * SMALL)
    return Shape(width, height, reach, None, (width / 2,))


def _room(shape: Shape) -> float:
    """The width of a node and its note, if what stands beside it is as near as wires are."""
    return max(shape.width, shape.reach - GAP + NOTE)


def _frame_shape(frame: Frame) -> Shape:
    inside = lay_out(frame.graph)
    width = max(inside.width, len(frame.label) * SMALL) + 2 * MARGIN
    shift = (width - inside.width) / 2
    return Shape(
        width,
        inside.height + HEADER + (MARGIN if not inside.outputs else 0.0),
        width,
        tuple(shift + place for place in inside.inputs),
        tuple(shift + place for place in inside.outputs),
        inside,
    )


def _bands(layers: Layers, shapes: Sequence[Shape]) -> list[tuple[float, float]]:
    """The upper and the lower edge of each layer."""
    heights = [
        max((shapes[spot].height for spot in layer if isinstance(spot, int)), default=0.0)
        for layer in layers.layers
    ]
    gaps = [BAND if above and below else NEAR for above, below in pairwise(heights)]
    tops = accumulate((h + g for h, g in zip(heights, gaps, strict=False)), initial=0.0)
    return [(top, top + height) for top, height in zip(tops, heights, strict=False)]
