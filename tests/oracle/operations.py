"""Operations on a state (height, width, channels): shapes and costs, worked out anew for the laws.

Nothing here comes from nasdsl.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

Constant = int | Fraction | str
State = tuple[int, int, int]


class Failure(Exception):
    """A genotype whose shapes fail: no network."""


SIGNATURES = {
    "conv": "height width filters stride padding groups dilation bias",
    "depthwise_conv": "height width stride padding dilation bias",
    "separable_conv": "height width filters stride padding dilation bias",
    "transposed_conv": "height width filters stride padding bias",
    "max_pool": "height width stride padding",
    "avg_pool": "height width stride padding",
    "dense": "units bias",
    "softmax": "",
    "part": "number of",
    "channel_shuffle": "groups",
    "squeeze_excite": "ratio",
    "global_avg_pool": "",
    "global_max_pool": "",
    "flatten": "",
    "zero": "stride",
    "fit": "filters stride",
    "upsample": "factor",
    "attention": "heads width bias",
    "position_embedding": "",
    "class_token": "",
    "first_token": "",
    "batch_norm": "",
    "layer_norm": "",
    "group_norm": "groups",
    "instance_norm": "",
    "local_response_norm": "size alpha beta k",
    "identity": "",
    "relu": "",
    "relu6": "",
    "leaky_relu": "slope",
    "elu": "alpha",
    "gelu": "",
    "silu": "",
    "hard_swish": "",
    "hard_sigmoid": "",
    "sigmoid": "",
    "tanh": "",
    "scale": "factor",
    "dropout": "rate",
}
NEEDED = {
    "conv": "height", "depthwise_conv": "height", "separable_conv": "height",
    "transposed_conv": "height", "max_pool": "height", "avg_pool": "height", "dense": "units",
    "part": "number of", "channel_shuffle": "groups", "attention": "heads", "scale": "factor",
    "dropout": "rate",
}  # fmt: skip
DEFAULTS: Mapping[str, Constant] = {
    "filters": "channels", "width": "height", "stride": 1, "padding": "same", "groups": 1,
    "dilation": 1, "bias": "yes", "attention width": "channels", "ratio": Fraction(1, 16),
    "upsample factor": 2, "group_norm groups": 32, "size": 5,
    "local_response_norm alpha": Fraction("0.0001"), "beta": Fraction("0.75"), "k": 1,
    "slope": Fraction("0.01"), "alpha": 1,
}  # fmt: skip
NUMBERS = {"height", "width", "filters", "stride", "groups", "dilation", "units", "heads", "of"}


def default(name: str, key: str) -> Constant | None:
    """What an argument is that is not given: a constant, or what it is the same as."""
    if key in NEEDED.get(name, "").split():
        return None
    return DEFAULTS.get(f"{name} {key}", DEFAULTS.get(key))


def arguments(name: str, given: Mapping[str, Constant], state: State) -> dict[str, Constant]:
    """All arguments of an operation on a tensor."""
    known: dict[str, Constant] = {"channels": state[2]}
    for key in SIGNATURES[name].split():
        value = given[key] if key in given else default(name, key)
        assert value is not None
        known[key] = value = known.get(value, value) if isinstance(value, str) else value
        if key in NUMBERS and not (isinstance(value, int) and value > 0):
            raise Failure(f"{key} is {value}")
    del known["channels"]
    return known


def shape(name: str, args: Mapping[str, Constant], state: State) -> State:
    """The state that an operation gives."""
    height, width, channels = state
    match name:
        case "flatten":
            return (1, 1, height * width * channels)
        case "global_avg_pool" | "global_max_pool" | "first_token":
            return (1, 1, channels)
        case "class_token":
            return (len(range(height * width)) + 1, 1, channels)
        case "dense":
            return (height, width, _int(args["units"]))
        case "zero" | "fit":
            stride = _int(args["stride"])
            halved = len(range(0, height, stride)), len(range(0, width, stride))
            return (*halved, _int(args.get("filters", channels)))
        case "upsample":
            return (height * _int(args["factor"]), width * _int(args["factor"]), channels)
        case "part":
            _divide(channels, args["of"])
            if _int(args["number"]) not in range(1, _int(args["of"]) + 1):
                raise Failure("no such part")
            return (height, width, channels // _int(args["of"]))
        case "attention":
            _divide(_int(args["width"]), args["heads"])
            return state
        case "squeeze_excite":
            _squeezed(args, channels)
            return state
        case "transposed_conv":
            rows, columns = (
                _spread(state[i], _int(args[("height", "width")[i]]), args) for i in (0, 1)
            )
            return (rows, columns, _int(args["filters"]))
        case _ if "padding" in args:
            filters = _int(args.get("filters", channels))
            _divide(channels, args.get("groups", 1))
            _divide(filters, args.get("groups", 1))
            rows, columns = (
                _places(state[i], _int(args[("height", "width")[i]]), args) for i in (0, 1)
            )
            return (rows, columns, filters)
        case _:
            _divide(channels, args.get("groups", 1))
            return state


def _divide(number: int, by: Constant) -> None:
    if number % _int(by):
        raise Failure(f"{by} does not divide {number}")


def _squeezed(args: Mapping[str, Constant], channels: int) -> int:
    ratio = args["ratio"]
    assert not isinstance(ratio, str)
    if (channels * ratio) % 1:
        raise Failure("a part of a channel")
    return int(channels * ratio)


def _places(size: int, window: int, args: Mapping[str, Constant]) -> int:
    """How many positions a window has along an axis."""
    stride, padding = _int(args["stride"]), args["padding"]
    if padding == "same":
        return len(range(0, size, stride))
    reach = 1 + (window - 1) * _int(args.get("dilation", 1))
    room = size + (0 if padding == "valid" else 2 * _int(padding))
    places = len(range(0, room - reach + 1, stride))
    if not places:
        raise Failure("the window is larger than the tensor")
    return places


def _spread(size: int, window: int, args: Mapping[str, Constant]) -> int:
    """How many positions are reached by windows over each position, a stride apart."""
    stride, padding = _int(args["stride"]), args["padding"]
    if padding == "same":
        return size * stride
    last = max(place * stride + tap for place in range(size) for tap in range(window))
    left = last + 1 - (0 if padding == "valid" else 2 * _int(padding))
    if left < 1:
        raise Failure("all is cut off")
    return left


def _int(value: Constant) -> int:
    assert isinstance(value, int)
    return value


def cost_of(
    name: str, args: Mapping[str, Constant], before: State, after: State
) -> tuple[int, int]:
    """Parameters and multiply-accumulates of an operation."""
    here, into, out = before[0] * before[1], before[2], after[2]
    if name == "squeeze_excite":
        middle = _squeezed(args, into)
        return (into + 1) * middle + (middle + 1) * into, 2 * into * middle
    if name == "attention":
        width, bias = _int(args["width"]), int(args["bias"] == "yes")
        products = 3 * here * into * width + 2 * here**2 * width + here * width * into
        return 3 * (into + bias) * width + (width + bias) * into, products
    if name == "position_embedding":
        return here * into, 0
    if name == "class_token":
        return into, 0
    if name in ("batch_norm", "layer_norm", "group_norm", "instance_norm"):
        return 2 * into, 0
    weights = _weights(name, args, into, out)
    places = here if name == "transposed_conv" else after[0] * after[1]
    return weights + (out if args.get("bias") == "yes" else 0), weights * places


def _weights(name: str, args: Mapping[str, Constant], into: int, out: int) -> int:
    """NamedWeights that are used once at each position."""
    taps = _int(args["height"]) * _int(args["width"]) if "height" in args else 1
    match name:
        case "conv":
            return taps * (into // _int(args["groups"])) * out
        case "transposed_conv" | "dense" | "fit":
            return taps * into * out
        case "depthwise_conv":
            return taps * into
        case "separable_conv":
            return (taps + out) * into
        case _:
            return 0


ONE_POSITION = ("flatten", "global_avg_pool", "global_max_pool", "first_token")


def is_identity(name: str, args: Mapping[str, Constant], state: State) -> bool:
    """Whether an operation of these arguments leaves every tensor of a state as it is."""
    match name:
        case "scale" | "upsample":
            return args["factor"] == 1
        case "leaky_relu":
            return args["slope"] == 1
        case "dropout":
            return args["rate"] == 0
        case "part":
            return args["of"] == 1
        case "channel_shuffle":
            return args["groups"] in (1, state[2])
        case "max_pool" | "avg_pool":
            single = all(args[key] == 1 for key in ("height", "width", "stride"))
            return single and args["padding"] in ("same", "valid", 0)
        case _:
            return name in ONE_POSITION and state[:2] == (1, 1)


def is_zero(name: str, args: Mapping[str, Constant]) -> bool:
    """Whether an operation gives zeros, whatever it takes."""
    return name == "zero" or (name == "scale" and args["factor"] == 0)


SHIFTED = {
    "softmax", "sigmoid", "hard_sigmoid", "batch_norm", "layer_norm", "group_norm",
    "instance_norm", "position_embedding", "class_token",
}  # fmt: skip


def keeps_zero(name: str, args: Mapping[str, Constant]) -> bool:
    """Whether an operation gives zeros if it takes zeros, whatever its parameters are."""
    if name in ("max_pool", "avg_pool") and args["padding"] not in ("same", "valid"):
        return _int(args["padding"]) < min(_int(args["height"]), _int(args["width"]))
    return name not in SHIFTED and args.get("bias") != "yes"
