"""Operations on the positions: how many there are, and what they know of each other."""

from __future__ import annotations

from nasdsl.space.ops.operation import Arguments, Op, Parameter, State, Unfit, whole
from nasdsl.space.ops.windows import BIAS, FILTERS, STRIDE, at_each_position


def _strided(state: State, args: Arguments) -> State:
    stride = whole(args, "stride")
    return State(-(-state.height // stride), -(-state.width // stride), state.channels)


def _fitted(state: State, args: Arguments) -> State:
    return _strided(state, args)._replace(channels=whole(args, "filters"))


def _projection(before: State, after: State, args: Arguments) -> int:
    return before.channels * after.channels


def _single(state: State, args: Arguments) -> State:
    return State(1, 1, state.channels)


def _larger(state: State, args: Arguments) -> State:
    factor = whole(args, "factor")
    return State(state.height * factor, state.width * factor, state.channels)


def _headed(state: State, args: Arguments) -> State:
    heads, width = whole(args, "heads"), whole(args, "width")
    if width % heads:
        raise Unfit(f"heads = {heads} does not divide a width of {width}")
    return state


def _attention_weights(before: State, args: Arguments) -> int:
    return 4 * before.channels * whole(args, "width")


def _attention_params(before: State, after: State, args: Arguments) -> int:
    biases = 3 * whole(args, "width") + after.channels if args["bias"] == "yes" else 0
    return _attention_weights(before, args) + biases


def _attention_macs(before: State, after: State, args: Arguments) -> int:
    of_pairs = 2 * before.positions * whole(args, "width")
    return (_attention_weights(before, args) + of_pairs) * before.positions


POSITIONS = (
    Op("global_avg_pool", "mean of all positions", shape=_single),
    Op("global_max_pool", "maximum of all positions", shape=_single),
    Op(
        "flatten",
        "all positions' channels as those of one",
        shape=lambda state, args: State(1, 1, state.positions * state.channels),
    ),
    Op("zero", "zeros", (STRIDE,), _strided),
    Op(
        "fit",
        "the identity if that has this shape, else a strided 1 x 1 convolution without bias; "
        "`fit(t)` repeats positions first where the tensor t is larger",
        (FILTERS, STRIDE),
        _fitted,
        _projection,
        at_each_position(_projection),
    ),
    Op(
        "upsample",
        "each position `factor` times in each direction",
        (Parameter("factor", "count", 2),),
        _larger,
    ),
    Op(
        "attention",
        "multi-head self-attention of the positions, with `width` channels in all heads together",
        (Parameter("heads", "count"), Parameter("width", "count", "channels"), BIAS),
        _headed,
        _attention_params,
        _attention_macs,
    ),
    Op(
        "position_embedding",
        "adds a trained tensor of the same shape",
        params=lambda before, after, args: before.positions * before.channels,
    ),
    Op(
        "class_token",
        "the positions as one column, below a trained one",
        shape=lambda state, args: State(state.positions + 1, 1, state.channels),
        params=lambda before, after, args: before.channels,
    ),
    Op("first_token", "the first position alone", shape=_single),
)
