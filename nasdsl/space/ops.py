"""The vocabulary: what each operation takes, what it makes of a tensor, and what it costs.

An operation is known by this table alone: the checker, the shapes, the costs and the printed
reference all follow from it, and a backend adds one rule to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

Scalar = int | Fraction | str
Arguments = Mapping[str, Scalar]


class State(NamedTuple):
    """What is known of a tensor before it exists: one example's shape."""

    height: int
    width: int
    channels: int

    def __str__(self) -> str:
        return f"{self.height} x {self.width} x {self.channels}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Args:
        name: as it is written.
        type: what values it takes, a key of `TYPES`.
        default: a constant, the name of a parameter before it or of a size (`channels`), or None
            if it must be given.
    """

    name: str
    type: str
    default: Scalar | None = None


class Unfit(Exception):
    """The operation cannot take this tensor; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Op:
    """One operation.

    Args:
        parameters: in the order in which they may be given without a name.
        shape: the state that it gives for the state that enters; raises `Unfit`.
        params: how many trainable parameters it has, for the states that enter and leave.
        macs: how many multiply-accumulates one example costs, likewise.
        summary: what it does, for the reference.
    """

    parameters: tuple[Parameter, ...]
    shape: Callable[[State, Arguments], State]
    params: Callable[[State, State, Arguments], int]
    macs: Callable[[State, State, Arguments], int]
    summary: str


TYPES: Mapping[str, tuple[str, Callable[[Scalar], bool]]] = {
    "count": ("a whole number of at least 1", lambda v: isinstance(v, int) and v >= 1),
    "padding": (
        "same, valid or a whole number",
        lambda v: v in ("same", "valid") or (isinstance(v, int) and v >= 0),
    ),
    "flag": ("yes or no", lambda v: v in ("yes", "no")),
    "rate": (
        "a number from 0 to below 1",
        lambda v: isinstance(v, int | Fraction) and 0 <= v < 1,
    ),
}
"""What a parameter may be: said in words, and as a test."""

WINDOW = (Parameter("height", "count"), Parameter("width", "count", "height"))
STRIDE = Parameter("stride", "count", 1)
PADDING = Parameter("padding", "padding", "same")
FILTERS = Parameter("filters", "count", "channels")
DILATION = Parameter("dilation", "count", 1)
BIAS = Parameter("bias", "flag", "yes")


def _int(args: Arguments, name: str) -> int:
    value = args[name]
    assert isinstance(value, int)
    return value


def _nothing(before: State, after: State, args: Arguments) -> int:
    return 0


def _keep(state: State, args: Arguments) -> State:
    return state


def _extent(size: int, window: int, args: Arguments) -> int:
    """Positions of a window along an axis (Dumoulin and Visin 2016, relationships 6 and 14)."""
    stride, padding = _int(args, "stride"), args["padding"]
    if padding == "same":
        return -(-size // stride)
    reach = (window - 1) * int(args.get("dilation", 1)) + 1
    around = 0 if padding == "valid" else 2 * _int(args, "padding")
    positions = (size + around - reach) // stride + 1
    if positions < 1:
        raise Unfit(f"a window of {reach} does not fit into {size + around}")
    return positions


def _windowed(state: State, args: Arguments) -> State:
    height = _extent(state.height, _int(args, "height"), args)
    width = _extent(state.width, _int(args, "width"), args)
    return State(height, width, state.channels)


def _filtered(state: State, args: Arguments) -> State:
    return _windowed(state, args)._replace(channels=_int(args, "filters"))


def _conv_shape(state: State, args: Arguments) -> State:
    groups, filters = _int(args, "groups"), _int(args, "filters")
    if state.channels % groups or filters % groups:
        raise Unfit(f"groups = {groups} does not divide {state.channels} and {filters} channels")
    return _filtered(state, args)


def _taps(args: Arguments) -> int:
    return _int(args, "height") * _int(args, "width")


def _bias(after: State, args: Arguments) -> int:
    return after.channels if args["bias"] == "yes" else 0


def _conv_kernel(before: State, after: State, args: Arguments) -> int:
    return _taps(args) * before.channels // _int(args, "groups") * after.channels


def _depthwise_kernel(before: State, after: State, args: Arguments) -> int:
    return _taps(args) * before.channels


def _separable_kernel(before: State, after: State, args: Arguments) -> int:
    return _taps(args) * before.channels + before.channels * after.channels


def _pointwise_kernel(before: State, after: State, args: Arguments) -> int:
    return before.channels * after.channels


Kernel = Callable[[State, State, Arguments], int]


def _with_bias(kernel: Kernel) -> Kernel:
    return lambda before, after, args: kernel(before, after, args) + _bias(after, args)


def _at_each_position(kernel: Kernel) -> Kernel:
    return lambda before, after, args: kernel(before, after, args) * after.height * after.width


def _norm_params(before: State, after: State, args: Arguments) -> int:
    return 2 * after.channels


def _flat(state: State, args: Arguments) -> State:
    return State(1, 1, state.height * state.width * state.channels)


def _strided(state: State, args: Arguments) -> State:
    stride = _int(args, "stride")
    return State(-(-state.height // stride), -(-state.width // stride), _int(args, "filters"))


OPERATIONS: Mapping[str, Op] = {
    "conv": Op(
        (*WINDOW, FILTERS, STRIDE, PADDING, Parameter("groups", "count", 1), DILATION, BIAS),
        _conv_shape,
        _with_bias(_conv_kernel),
        _at_each_position(_conv_kernel),
        "convolution",
    ),
    "depthwise_conv": Op(
        (*WINDOW, STRIDE, PADDING, DILATION, BIAS),
        _windowed,
        _with_bias(_depthwise_kernel),
        _at_each_position(_depthwise_kernel),
        "convolution of each channel by itself",
    ),
    "separable_conv": Op(
        (*WINDOW, FILTERS, STRIDE, PADDING, DILATION, BIAS),
        _filtered,
        _with_bias(_separable_kernel),
        _at_each_position(_separable_kernel),
        "convolution of each channel, then a 1 x 1 convolution",
    ),
    "dense": Op(
        (Parameter("units", "count"), BIAS),
        lambda state, args: state._replace(channels=_int(args, "units")),
        _with_bias(_pointwise_kernel),
        _at_each_position(_pointwise_kernel),
        "linear map of the channels of each position",
    ),
    "max_pool": Op(
        (*WINDOW, STRIDE, PADDING), _windowed, _nothing, _nothing, "maximum of a window"
    ),
    "avg_pool": Op(
        (*WINDOW, STRIDE, PADDING),
        _windowed,
        _nothing,
        _nothing,
        "mean of a window, without its padding",
    ),
    "global_avg_pool": Op(
        (),
        lambda state, args: State(1, 1, state.channels),
        _nothing,
        _nothing,
        "mean of all positions",
    ),
    "batch_norm": Op(
        (), _keep, _norm_params, _nothing, "batch normalisation, with scale and shift"
    ),
    "relu": Op((), _keep, _nothing, _nothing, "maximum of 0 and the tensor"),
    "dropout": Op(
        (Parameter("rate", "rate"),), _keep, _nothing, _nothing, "zeros at this rate, in training"
    ),
    "identity": Op((), _keep, _nothing, _nothing, "the tensor itself"),
    "flatten": Op((), _flat, _nothing, _nothing, "all positions' channels as those of one"),
    "zero": Op(
        (STRIDE,),
        lambda state, args: _strided(state, {**args, "filters": state.channels}),
        _nothing,
        _nothing,
        "zeros",
    ),
    "fit": Op(
        (FILTERS, STRIDE),
        _strided,
        _pointwise_kernel,
        _at_each_position(_pointwise_kernel),
        "the identity if that has this shape, else a strided 1 x 1 convolution without bias",
    ),
}

MERGES = ("add", "concat", "multiply", "mean", "max")
FITS = ("error", "project", "pad")
SIZES = ("channels", "height", "width")


def resolve(name: str, given: Arguments, state: State) -> dict[str, Scalar]:
    """All arguments of the operation `name`: those given, and the defaults for `state`.

    Raises:
        Unfit: a value is not of its parameter's type.
    """
    args: dict[str, Scalar] = {}
    for parameter in OPERATIONS[name].parameters:
        value = given.get(parameter.name, parameter.default)
        if isinstance(value, str) and parameter.name not in given:
            value = args[value] if value in args else getattr(state, value, value)
        assert value is not None
        words, test = TYPES[parameter.type]
        if not test(value):
            raise Unfit(f"{parameter.name} is {value}, not {words}")
        args[parameter.name] = value
    return args
