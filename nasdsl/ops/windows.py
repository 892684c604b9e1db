"""Operations that move a window over the positions: convolutions and pools."""

from __future__ import annotations

from nasdsl.ops.algebra import Zeros, unless_biased
from nasdsl.ops.operation import Op, Parameter
from nasdsl.ops.resolution import STRIDED, Resolution
from nasdsl.ops.state import Arguments, ShapeError, State, padding, whole
from nasdsl.ops.weights import NamedWeights, at_each_position, bias, kernel, products

WINDOW = (Parameter("height", "count"), Parameter("width", "count", "height"))
STRIDE = Parameter("stride", "count", 1)
PADDING = Parameter("padding", "padding", "same")
FILTERS = Parameter("filters", "count", "channels")
DILATION = Parameter("dilation", "count", 1)
BIAS = Parameter("bias", "flag", "yes")


def _extent(size: int, window: int, args: Arguments) -> int:
    """Positions of a window along an axis (Dumoulin and Visin 2016, relationships 6 and 14)."""
    stride = whole(args, "stride")
    match padding(args):
        case "same":
            return -(-size // stride)
        case "valid":
            around = 0
        case number:
            around = 2 * number
    reach = (window - 1) * int(args.get("dilation", 1)) + 1
    positions = (size + around - reach) // stride + 1
    if positions < 1:
        help = "padding=same fits at every size; strides and valid windows before it take positions"
        raise ShapeError(f"a window of {reach} does not fit into {size + around}", help)
    return positions


def _windowed(state: State, args: Arguments) -> State:
    height = _extent(state.height, whole(args, "height"), args)
    width = _extent(state.width, whole(args, "width"), args)
    return State(height, width, state.channels)


def _filtered(state: State, args: Arguments) -> State:
    height, width, _ = _windowed(state, args)
    return State(height, width, whole(args, "filters"))


def _grouped(state: State, args: Arguments) -> State:
    groups, filters = whole(args, "groups"), whole(args, "filters")
    if state.channels % groups or filters % groups:
        raise ShapeError(
            f"groups = {groups} does not divide {state.channels} and {filters} channels",
            "groups divide the channels that enter, and filters: those that leave",
        )
    return _filtered(state, args)


def _spread(size: int, window: int, args: Arguments) -> int:
    """Positions that a window over each of `size` covers (the same, relationship 13)."""
    stride = whole(args, "stride")
    match padding(args):
        case "same":
            return size * stride
        case "valid":
            cut = 0
        case number:
            cut = number
    covered = (size - 1) * stride + window
    if covered <= 2 * cut:
        raise ShapeError(f"a padding of {cut} leaves nothing of {covered} positions")
    return covered - 2 * cut


def _transposed(state: State, args: Arguments) -> State:
    height = _spread(state.height, whole(args, "height"), args)
    width = _spread(state.width, whole(args, "width"), args)
    return State(height, width, whole(args, "filters"))


def _taps(args: Arguments) -> tuple[int, int]:
    return whole(args, "height"), whole(args, "width")


def _conv(before: State, after: State, args: Arguments) -> NamedWeights:
    """`kernel` (height x width x channels/groups x filters) and `bias`."""
    inputs = before.channels // int(args.get("groups", 1))
    return {"kernel": kernel(*_taps(args), inputs, after.channels)} | bias(after.channels, args)


def _depthwise(before: State, after: State, args: Arguments) -> NamedWeights:
    """`kernel` (height x width x 1 x channels) and `bias`."""
    return {"kernel": kernel(*_taps(args), 1, before.channels)} | bias(before.channels, args)


def _separable(before: State, after: State, args: Arguments) -> NamedWeights:
    """`depthwise` (height x width x 1 x channels), `pointwise` (1 x 1 x channels x filters)."""
    kernels = {
        "depthwise": kernel(*_taps(args), 1, before.channels),
        "pointwise": kernel(1, 1, before.channels, after.channels),
    }
    return kernels | bias(after.channels, args)


def _transposed_macs(before: State, after: State, args: Arguments) -> int:
    return products(_conv(before, after, args)) * before.positions


def _single_positions(before: State, after: State, args: Arguments) -> bool:
    """A pool of windows of one position each, side by side."""
    return before == after and all(args[name] == 1 for name in ("height", "width", "stride"))


def _pooled(args: Arguments) -> Zeros:
    """A window of padding alone has no mean or maximum."""
    around = padding(args)
    alone = isinstance(around, int) and around >= min(whole(args, "height"), whole(args, "width"))
    return Zeros.LOST if alone else Zeros.KEPT


CONV = Op(
    "conv",
    "convolution",
    (*WINDOW, FILTERS, STRIDE, PADDING, Parameter("groups", "count", 1), DILATION, BIAS),
    _grouped,
    _conv,
    at_each_position(_conv),
    kernel="kernel",
    zeros=unless_biased,
    resolution=STRIDED,
    aliases="conv1d conv2d conv3d convolution convolution2d cnn",
)
DEPTHWISE = Op(
    "depthwise_conv",
    "convolution of each channel by itself",
    (*WINDOW, STRIDE, PADDING, DILATION, BIAS),
    _windowed,
    _depthwise,
    at_each_position(_depthwise),
    kernel="kernel",
    zeros=unless_biased,
    resolution=STRIDED,
    aliases="depthwiseconv2d dwconv dwconv2d dw depthwise depthconv",
)
SEPARABLE = Op(
    "separable_conv",
    "convolution of each channel, then a 1 x 1 convolution",
    (*WINDOW, FILTERS, STRIDE, PADDING, DILATION, BIAS),
    _filtered,
    _separable,
    at_each_position(_separable),
    kernel="depthwise",
    zeros=unless_biased,
    resolution=STRIDED,
    aliases="separableconv2d sepconv sepconv2d dsconv dsc",
)
TRANSPOSED = Op(
    "transposed_conv",
    "transposed convolution: `stride` times as many positions; a padding in numbers is cut off",
    (*WINDOW, FILTERS, STRIDE, PADDING, BIAS),
    _transposed,
    _conv,
    _transposed_macs,
    zeros=unless_biased,
    resolution=Resolution(finer="stride"),
    aliases="convtranspose convtranspose2d conv2dtranspose deconv deconv2d upconv",
)
MAX_POOL = Op(
    "max_pool",
    "maximum of a window",
    (*WINDOW, STRIDE, PADDING),
    _windowed,
    identity=_single_positions,
    zeros=_pooled,
    resolution=STRIDED,
    aliases="maxpool1d maxpool2d maxpooling maxpooling2d mp",
)
AVG_POOL = Op(
    "avg_pool",
    "mean of a window, without its padding",
    (*WINDOW, STRIDE, PADDING),
    _windowed,
    identity=_single_positions,
    zeros=_pooled,
    resolution=STRIDED,
    aliases="avgpool2d averagepool averagepooling averagepooling2d meanpool ap",
)
WINDOWS = (CONV, DEPTHWISE, SEPARABLE, TRANSPOSED, MAX_POOL, AVG_POOL)
