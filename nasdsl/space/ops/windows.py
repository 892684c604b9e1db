"""Operations that move a window over the positions: convolutions and pools."""

from __future__ import annotations

from nasdsl.space.ops.operation import Arguments, Cost, Op, Parameter, State, Unfit, whole

WINDOW = (Parameter("height", "count"), Parameter("width", "count", "height"))
STRIDE = Parameter("stride", "count", 1)
PADDING = Parameter("padding", "padding", "same")
FILTERS = Parameter("filters", "count", "channels")
DILATION = Parameter("dilation", "count", 1)
BIAS = Parameter("bias", "flag", "yes")


def _extent(size: int, window: int, args: Arguments) -> int:
    """Positions of a window along an axis (Dumoulin and Visin 2016, relationships 6 and 14)."""
    stride, padding = whole(args, "stride"), args["padding"]
    if padding == "same":
        return -(-size // stride)
    reach = (window - 1) * int(args.get("dilation", 1)) + 1
    around = 0 if padding == "valid" else 2 * whole(args, "padding")
    positions = (size + around - reach) // stride + 1
    if positions < 1:
        raise Unfit(f"a window of {reach} does not fit into {size + around}")
    return positions


def _windowed(state: State, args: Arguments) -> State:
    height = _extent(state.height, whole(args, "height"), args)
    width = _extent(state.width, whole(args, "width"), args)
    return State(height, width, state.channels)


def _filtered(state: State, args: Arguments) -> State:
    return _windowed(state, args)._replace(channels=whole(args, "filters"))


def _grouped(state: State, args: Arguments) -> State:
    groups, filters = whole(args, "groups"), whole(args, "filters")
    if state.channels % groups or filters % groups:
        raise Unfit(f"groups = {groups} does not divide {state.channels} and {filters} channels")
    return _filtered(state, args)


def _spread(size: int, window: int, args: Arguments) -> int:
    """Positions that a window over each of `size` covers (the same, relationship 13)."""
    stride, padding = whole(args, "stride"), args["padding"]
    if padding == "same":
        return size * stride
    covered = (size - 1) * stride + window
    cut = 0 if padding == "valid" else whole(args, "padding")
    if covered <= 2 * cut:
        raise Unfit(f"a padding of {cut} leaves nothing of {covered} positions")
    return covered - 2 * cut


def _transposed(state: State, args: Arguments) -> State:
    height = _spread(state.height, whole(args, "height"), args)
    width = _spread(state.width, whole(args, "width"), args)
    return State(height, width, whole(args, "filters"))


def _taps(args: Arguments) -> int:
    return whole(args, "height") * whole(args, "width")


def _kernel(before: State, after: State, args: Arguments) -> int:
    return _taps(args) * (before.channels // int(args.get("groups", 1))) * after.channels


def _depthwise_kernel(before: State, after: State, args: Arguments) -> int:
    return _taps(args) * before.channels


def _separable_kernel(before: State, after: State, args: Arguments) -> int:
    return _taps(args) * before.channels + before.channels * after.channels


def with_bias(kernel: Cost) -> Cost:
    """The parameters of a kernel and, if there is one, of its bias."""
    return lambda before, after, args: (
        kernel(before, after, args) + (after.channels if args["bias"] == "yes" else 0)
    )


def at_each_position(kernel: Cost) -> Cost:
    """The multiply-accumulates of a kernel that is used once for every position it gives."""
    return lambda before, after, args: kernel(before, after, args) * after.positions


def _at_each_position_before(before: State, after: State, args: Arguments) -> int:
    return _kernel(before, after, args) * before.positions


CONV = Op(
    "conv",
    "convolution",
    (*WINDOW, FILTERS, STRIDE, PADDING, Parameter("groups", "count", 1), DILATION, BIAS),
    _grouped,
    with_bias(_kernel),
    at_each_position(_kernel),
)
DEPTHWISE = Op(
    "depthwise_conv",
    "convolution of each channel by itself",
    (*WINDOW, STRIDE, PADDING, DILATION, BIAS),
    _windowed,
    with_bias(_depthwise_kernel),
    at_each_position(_depthwise_kernel),
)
SEPARABLE = Op(
    "separable_conv",
    "convolution of each channel, then a 1 x 1 convolution",
    (*WINDOW, FILTERS, STRIDE, PADDING, DILATION, BIAS),
    _filtered,
    with_bias(_separable_kernel),
    at_each_position(_separable_kernel),
)
TRANSPOSED = Op(
    "transposed_conv",
    "transposed convolution: `stride` times as many positions; a padding in numbers is cut off",
    (*WINDOW, FILTERS, STRIDE, PADDING, BIAS),
    _transposed,
    with_bias(_kernel),
    _at_each_position_before,
)
MAX_POOL = Op("max_pool", "maximum of a window", (*WINDOW, STRIDE, PADDING), _windowed)
AVG_POOL = Op(
    "avg_pool", "mean of a window, without its padding", (*WINDOW, STRIDE, PADDING), _windowed
)
WINDOWS = (CONV, DEPTHWISE, SEPARABLE, TRANSPOSED, MAX_POOL, AVG_POOL)
