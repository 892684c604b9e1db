"""Operations on positions: resizing, padding, embeddings of positions, class tokens."""

from __future__ import annotations

from nasdsl.ops.algebra import if_one, keeps, makes, same_state, unless_biased
from nasdsl.ops.operation import Op, Parameter
from nasdsl.ops.resolution import SAME, STRIDED, Resolution
from nasdsl.ops.state import Arguments, ShapeError, State, multiple, whole
from nasdsl.ops.weights import NamedWeights, Weight, at_each_position, kernel, products
from nasdsl.ops.windows import BIAS, FILTERS, STRIDE

EMBEDDING = 0.02  # deviation, as Dosovitskiy et al. 2021 draw it


def _strided(state: State, args: Arguments) -> State:
    stride = whole(args, "stride")
    return State(-(-state.height // stride), -(-state.width // stride), state.channels)


def _fitted_shape(state: State, args: Arguments) -> State:
    return _strided(state, args)._replace(channels=whole(args, "filters"))


def _projection(before: State, after: State, args: Arguments) -> NamedWeights:
    """`kernel` (1 x 1 x channels x filters)."""
    return {"kernel": kernel(1, 1, before.channels, after.channels)}


def _single_position(state: State, args: Arguments) -> State:
    return State(1, 1, state.channels)


def _larger(state: State, args: Arguments) -> State:
    factor = whole(args, "factor")
    return State(state.height * factor, state.width * factor, state.channels)


def _heads_divide(state: State, args: Arguments) -> State:
    heads, width = whole(args, "heads"), whole(args, "width")
    if width % heads:
        help = f"choose heads that divide it, or width={multiple(width, heads)}"
        raise ShapeError(f"heads = {heads} does not divide a width of {width}", help)
    return state


def _attention(before: State, after: State, args: Arguments) -> NamedWeights:
    """`query_key_value` (channels x 3 width) and `out` (width x channels), each with its bias.

    Queries come first, then keys, then values; in each, one head after the other.
    """
    channels, width = before.channels, whole(args, "width")
    kernels = {"query_key_value": kernel(channels, 3 * width), "out": kernel(width, channels)}
    biases = {"query_key_value_bias": Weight((3 * width,)), "out_bias": Weight((channels,))}
    return kernels | (biases if args["bias"] == "yes" else {})


def _attention_macs(before: State, after: State, args: Arguments) -> int:
    of_pairs = 2 * before.positions * whole(args, "width")
    return (products(_attention(before, after, args)) + of_pairs) * before.positions


ZERO = Op(
    "zero",
    "zeros",
    (STRIDE,),
    _strided,
    resolution=STRIDED,
    zeros=makes,
    aliases="none zeroize null",
)
FIT = Op(
    "fit",
    "the identity if that has this shape, else a strided 1 x 1 convolution without bias; "
    "`fit(t)` repeats positions first where the tensor t is larger",
    (FILTERS, STRIDE),
    _fitted_shape,
    _projection,
    at_each_position(_projection),
    zeros=keeps,
    resolution=STRIDED,
)
POSITIONS = (
    Op(
        "global_avg_pool",
        "mean of all positions",
        shape=_single_position,
        resolution=SAME,
        identity=same_state,
        zeros=keeps,
        aliases="gap gap2d globalaveragepooling globalaveragepooling2d globalaveragepool "
        "adaptiveavgpool adaptiveavgpool2d globalavgpool2d",
    ),
    Op(
        "global_max_pool",
        "maximum of all positions",
        shape=_single_position,
        resolution=SAME,
        identity=same_state,
        zeros=keeps,
        aliases="gmp globalmaxpooling globalmaxpooling2d adaptivemaxpool2d globalmaxpool2d",
    ),
    Op(
        "flatten",
        "all positions' channels as those of one",
        shape=lambda state, args: State(1, 1, state.positions * state.channels),
        identity=same_state,
        resolution=SAME,
        zeros=keeps,
        aliases="reshape",
    ),
    ZERO,
    FIT,
    Op(
        "upsample",
        "each position `factor` times in each direction",
        (Parameter("factor", "count", 2),),
        _larger,
        identity=if_one("factor"),
        zeros=keeps,
        resolution=Resolution(finer="factor"),
        aliases="upsampling upsampling2d resize interpolate nearest",
    ),
    Op(
        "attention",
        "multi-head self-attention of the positions, with `width` channels in all heads together",
        (Parameter("heads", "count"), Parameter("width", "count", "channels"), BIAS),
        _heads_divide,
        _attention,
        _attention_macs,
        zeros=unless_biased,
        resolution=SAME,
        aliases="mha multiheadattention selfattention multiheaddotproductattention",
    ),
    Op(
        "position_embedding",
        "adds a trained tensor of the same shape",
        weights=lambda before, after, args: {"embedding": Weight(tuple(before), EMBEDDING)},
        aliases="posembed positionalembedding positionalencoding",
    ),
    Op(
        "class_token",
        "the positions as one column, below a trained one",
        shape=lambda state, args: State(state.positions + 1, 1, state.channels),
        resolution=SAME,
        weights=lambda before, after, args: {"token": Weight((before.channels,))},
        aliases="clstoken cls",
    ),
    Op(
        "first_token",
        "the first position alone",
        shape=_single_position,
        resolution=SAME,
        identity=same_state,
        zeros=keeps,
    ),
)
