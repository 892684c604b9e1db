"""Operations that are inserted to make shapes fit; a spec cannot name them."""

from __future__ import annotations

from collections.abc import Mapping

from nasdsl.ops.algebra import keeps, same_state
from nasdsl.ops.operation import Op, Parameter
from nasdsl.ops.resolution import SAME
from nasdsl.ops.state import Arguments, State, whole


def _padded(state: State, args: Arguments) -> State:
    return State(whole(args, "height"), whole(args, "width"), whole(args, "channels"))


def _repeated_map(state: State, args: Arguments) -> State:
    height, width = whole(args, "height"), whole(args, "width")
    return State(state.height * height, state.width * width, state.channels)


PAD = Op(
    "pad",
    "zeros below, to the right, and as new channels",
    tuple(Parameter(name, "count") for name in ("height", "width", "channels")),
    _padded,
    resolution=SAME,
    identity=same_state,
    zeros=keeps,
)
REPEAT = Op(
    "repeat",
    "each position `height` times downwards and `width` times to the right",
    (Parameter("height", "count"), Parameter("width", "count")),
    _repeated_map,
    resolution=SAME,
    identity=same_state,
    zeros=keeps,
)
ADAPTERS: Mapping[str, Op] = {op.name: op for op in (PAD, REPEAT)}
