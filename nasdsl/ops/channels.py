"""Operations on the channels: which there are, in which order, and how they are combined."""

from __future__ import annotations

from fractions import Fraction

from nasdsl.ops.algebra import if_one, keeps, unless_biased
from nasdsl.ops.norms import GROUPS, divided
from nasdsl.ops.operation import Op, Parameter
from nasdsl.ops.resolution import SAME
from nasdsl.ops.state import Arguments, ShapeError, State, multiple, whole
from nasdsl.ops.weights import NamedWeights, Weight, at_each_position, bias, kernel, products
from nasdsl.ops.windows import BIAS


def _linear_cost(before: State, after: State, args: Arguments) -> NamedWeights:
    """`kernel` (channels x units) and `bias`."""
    return {"kernel": kernel(before.channels, after.channels)} | bias(after.channels, args)


def _channel_part(state: State, args: Arguments) -> State:
    number, of = whole(args, "number"), whole(args, "of")
    if number > of:
        raise ShapeError(f"there is no part {number} of {of}")
    if state.channels % of:
        help = f"choose parts that divide them, or filters={multiple(state.channels, of)} before"
        raise ShapeError(f"{state.channels} channels do not fall into {of} equal parts", help)
    return state._replace(channels=state.channels // of)


def _squeezed(channels: int, args: Arguments) -> int:
    """The channels between squeeze and excitation.

    Raises:
        ShapeError: the ratio gives no whole number.
    """
    ratio = args["ratio"]
    assert not isinstance(ratio, str)
    width = Fraction(ratio) * channels
    if width.denominator > 1:
        fact = f"ratio = {ratio} of {channels} channels is {width}, not a whole number"
        fitting = multiple(channels, Fraction(ratio).denominator)
        raise ShapeError(fact, f"choose another ratio, or filters={fitting} before")
    return width.numerator


def _excited(state: State, args: Arguments) -> State:
    _squeezed(state.channels, args)
    return state


def _gate(before: State, after: State, args: Arguments) -> NamedWeights:
    """`reduce` (channels x squeezed) and `expand` (squeezed x channels), each with a bias."""
    channels = before.channels
    squeezed = _squeezed(channels, args)
    return {
        "reduce": kernel(channels, squeezed),
        "reduce_bias": Weight((squeezed,)),
        "expand": kernel(squeezed, channels),
        "expand_bias": Weight((channels,)),
    }


CHANNELS = (
    Op(
        "dense",
        "linear map of the channels of each position",
        (Parameter("units", "count"), BIAS),
        lambda state, args: state._replace(channels=whole(args, "units")),
        _linear_cost,
        at_each_position(_linear_cost),
        zeros=unless_biased,
        resolution=SAME,
        aliases="linear fc fullyconnected innerproduct affine fclayer",
    ),
    Op("softmax", "exp(x), divided by its sum over the channels"),
    Op(
        "part",
        "one of `of` equal parts of the channels, by its number from 1 on",
        (Parameter("number", "count"), Parameter("of", "count")),
        _channel_part,
        identity=if_one("of"),
        zeros=keeps,
        resolution=SAME,
    ),
    Op(
        "channel_shuffle",
        "the first channel of each group, then the second of each, and so on",
        (GROUPS,),
        divided,
        identity=lambda before, after, args: args["groups"] in (1, before.channels),
        zeros=keeps,
        resolution=SAME,
        aliases="shuffle",
    ),
    Op(
        "squeeze_excite",
        "times global_avg_pool -> dense(ratio*channels) -> relu -> dense(channels) -> sigmoid",
        (Parameter("ratio", "positive", Fraction(1, 16)),),
        _excited,
        _gate,
        lambda before, after, args: products(_gate(before, after, args)),
        zeros=keeps,
        resolution=SAME,
        aliases="se selayer seblock squeezeandexcitation squeezeexcitation",
    ),
)
