"""Every operation in plain NumPy and float64: loops over windows, nothing clever."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nasdsl.program.graph import Scalar

Array = NDArray[np.float64]
Args = Mapping[str, Scalar]
Params = Mapping[str, Array]


def pads(args: Args, size: int, taps: int) -> tuple[int, int]:
    """Zeros before and after an axis."""
    stride, reach = int(args["stride"]), (taps - 1) * int(args.get("dilation", 1)) + 1
    match args["padding"]:
        case "same":
            missing = max((-(-size // stride) - 1) * stride + reach - size, 0)
            return missing // 2, missing - missing // 2
        case "valid":
            return 0, 0
        case number:
            return int(number), int(number)


def windows(x: Array, args: Args, fill: float) -> Iterator[tuple[int, int, Array]]:
    """The output's row and column, and n x taps x taps x channels that are seen from there."""
    taps = int(args["height"]), int(args["width"])
    stride, dilation = int(args["stride"]), int(args.get("dilation", 1))
    around = [pads(args, x.shape[axis + 1], taps[axis]) for axis in (0, 1)]
    padded = np.pad(x, [(0, 0), *around, (0, 0)], constant_values=fill)
    reach = [(count - 1) * dilation + 1 for count in taps]
    for i, top in enumerate(range(0, padded.shape[1] - reach[0] + 1, stride)):
        for j, left in enumerate(range(0, padded.shape[2] - reach[1] + 1, stride)):
            rows = slice(top, top + reach[0], dilation)
            yield i, j, padded[:, rows, left : left + reach[1] : dilation]


def grid(cells: Iterator[tuple[int, int, Array]]) -> Array:
    """n x rows x columns x channels from the outputs at each place."""
    found = {(i, j): value for i, j, value in cells}
    rows, columns = (max(place[axis] for place in found) + 1 for axis in (0, 1))
    return np.stack(
        [np.stack([found[i, j] for j in range(columns)], 1) for i in range(rows)], axis=1
    )


def conv(params: Params, args: Args, x: Array) -> Array:
    kernel, groups = params["kernel"], int(args["groups"])
    pieces = zip(np.split(x, groups, -1), np.split(kernel, groups, -1), strict=True)
    y = np.concatenate([_one_group(piece, part, args) for piece, part in pieces], -1)
    return y + params.get("bias", 0)


def _one_group(x: Array, kernel: Array, args: Args) -> Array:
    cells = windows(x, args, 0)
    return grid((i, j, np.einsum("nabc,abcf->nf", seen, kernel)) for i, j, seen in cells)


def depthwise_conv(params: Params, args: Args, x: Array) -> Array:
    kernel = params.get("kernel", params.get("depthwise"))
    cells = windows(x, args, 0)
    y = grid((i, j, np.einsum("nabc,abc->nc", seen, kernel[:, :, 0])) for i, j, seen in cells)
    return y + (params.get("bias", 0) if "kernel" in params else 0)


def separable_conv(params: Params, args: Args, x: Array) -> Array:
    y = depthwise_conv(params, args, x)
    return np.einsum("nhwc,cf->nhwf", y, params["pointwise"][0, 0]) + params.get("bias", 0)


def fit(params: Params, args: Args, x: Array) -> Array:
    rows, columns = int(args["stride_height"]), int(args["stride_width"])
    return np.einsum("nhwc,cf->nhwf", x[:, ::rows, ::columns], params["kernel"][0, 0])


def dense(params: Params, args: Args, x: Array) -> Array:
    return np.einsum("nhwc,cu->nhwu", x, params["kernel"]) + params.get("bias", 0)


def max_pool(params: Params, args: Args, x: Array) -> Array:
    return grid((i, j, seen.max((1, 2))) for i, j, seen in windows(x, args, -np.inf))


def avg_pool(params: Params, args: Args, x: Array) -> Array:
    """Padding is marked as not a number, and left out."""
    return grid((i, j, np.nanmean(seen, (1, 2))) for i, j, seen in windows(x, args, np.nan))


def pad(params: Params, args: Args, x: Array) -> Array:
    y = np.zeros((len(x), int(args["height"]), int(args["width"]), int(args["channels"])))
    y[:, : x.shape[1], : x.shape[2], : x.shape[3]] = x
    return y


def zero(params: Params, args: Args, x: Array) -> Array:
    stride = int(args["stride"])
    return np.zeros((len(x), -(-x.shape[1] // stride), -(-x.shape[2] // stride), x.shape[3]))


def transposed_conv(params: Params, args: Args, x: Array) -> Array:
    """Every position adds its share to a window of the output, of which the ends are cut off."""
    kernel, stride = params["kernel"][::-1, ::-1], int(args["stride"])
    taps, sizes = kernel.shape[:2], x.shape[1:3]
    reach = [(n - 1) * stride + max(t, stride) for n, t in zip(sizes, taps, strict=True)]
    full = np.zeros((len(x), *reach, kernel.shape[3]))
    for i, j, a, b in itertools.product(*map(range, (*sizes, *taps))):
        full[:, i * stride + a, j * stride + b] += x[:, i, j] @ kernel[a, b]
    ends: list[slice] = []
    for n, t in zip(sizes, taps, strict=True):
        match args["padding"]:
            case "same":
                first = (t - stride) // 2 if t > stride else 0
                ends.append(slice(first, first + n * stride))
            case "valid":
                ends.append(slice(0, (n - 1) * stride + t))
            case number:
                ends.append(slice(int(number), (n - 1) * stride + t - int(number)))
    return full[:, ends[0], ends[1]] + params.get("bias", 0)


def layer_norm(params: Params, args: Args, x: Array) -> Array:
    return _standard(x) * params["scale"] + params["bias"]


def _standard(rows: Array) -> Array:
    """Each row (all but the last axis number the rows) with mean 0 and variance 1."""
    mean, var = rows.mean(-1, keepdims=True), rows.var(-1, keepdims=True)
    return (rows - mean) / np.sqrt(var + 1e-6)


def group_norm(params: Params, args: Args, x: Array) -> Array:
    pieces = np.split(x, int(args["groups"]), -1)
    y = np.concatenate([_standard(p.reshape(len(x), -1)).reshape(p.shape) for p in pieces], -1)
    return y * params["scale"] + params["bias"]


def instance_norm(params: Params, args: Args, x: Array) -> Array:
    return group_norm(params, {"groups": x.shape[-1]}, x)


def local_response_norm(params: Params, args: Args, x: Array) -> Array:
    size, channels = int(args["size"]), x.shape[-1]
    alpha, beta, k = (float(args[name]) for name in ("alpha", "beta", "k"))
    y = np.empty_like(x)
    for c in range(channels):
        around = x[..., max(c - size // 2, 0) : c + (size - 1) // 2 + 1]
        y[..., c] = x[..., c] / (k + alpha * (around**2).sum(-1) / size) ** beta
    return y


def part(params: Params, args: Args, x: Array) -> Array:
    return np.split(x, int(args["of"]), -1)[int(args["number"]) - 1]


def channel_shuffle(params: Params, args: Args, x: Array) -> Array:
    groups, size = int(args["groups"]), x.shape[-1] // int(args["groups"])
    return np.stack([x[..., g * size + i] for i in range(size) for g in range(groups)], -1)


def squeeze_excite(params: Params, args: Args, x: Array) -> Array:
    assert params["reduce"].shape[1] == Fraction(args["ratio"]) * x.shape[-1]
    y = x.mean((1, 2)) @ params["reduce"] + params["reduce_bias"]
    y = np.maximum(y, 0) @ params["expand"] + params["expand_bias"]
    return x / (1 + np.exp(-y))[:, None, None]


def softmax(params: Params, args: Args, x: Array) -> Array:
    return np.exp(x) / np.exp(x).sum(-1, keepdims=True)


def attention(params: Params, args: Args, x: Array) -> Array:
    """An image, a head and a query at a time."""
    heads, width = int(args["heads"]), int(args["width"])
    y = np.zeros_like(x)
    for image, head in itertools.product(range(len(x)), range(heads)):
        tokens = x[image].reshape(-1, x.shape[-1])
        taken = tokens @ params["query_key_value"] + params.get("query_key_value_bias", 0)
        of_head = slice(head * width // heads, (head + 1) * width // heads)
        query, key, value = (piece[:, of_head] for piece in np.split(taken, 3, -1))
        for place, one in enumerate(query):
            weights = np.exp(key @ one / math.sqrt(width / heads))
            mixed = weights @ value / weights.sum()
            y[image, place // x.shape[2], place % x.shape[2]] += mixed @ params["out"][of_head]
    return y + params.get("out_bias", 0)


def class_token(params: Params, args: Args, x: Array) -> Array:
    y = np.empty((len(x), x.shape[1] * x.shape[2] + 1, 1, x.shape[3]))
    y[:, 0, 0] = params["token"]
    for i, j in itertools.product(range(x.shape[1]), range(x.shape[2])):
        y[:, 1 + i * x.shape[2] + j, 0] = x[:, i, j]
    return y


def upsample(params: Params, args: Args, x: Array) -> Array:
    return np.kron(x, np.ones((1, int(args["factor"]), int(args["factor"]), 1)))


def repeat(params: Params, args: Args, x: Array) -> Array:
    return np.kron(x, np.ones((1, int(args["height"]), int(args["width"]), 1)))


def each(function: Callable[..., float], *names: str) -> Callable[[Params, Args, Array], Array]:
    """A function of one number, and of these arguments."""
    return lambda params, args, x: np.vectorize(function)(x, *(float(args[n]) for n in names))


REFERENCE: Mapping[str, Callable[[Params, Args, Array], Array]] = {
    "conv": conv,
    "depthwise_conv": depthwise_conv,
    "separable_conv": separable_conv,
    "fit": fit,
    "dense": dense,
    "max_pool": max_pool,
    "avg_pool": avg_pool,
    "global_avg_pool": lambda params, args, x: x.mean((1, 2), keepdims=True),
    "flatten": lambda params, args, x: x.reshape(len(x), 1, 1, -1),
    "relu": lambda params, args, x: np.where(x > 0, x, 0),
    "pad": pad,
    "zero": zero,
    "transposed_conv": transposed_conv,
    "layer_norm": layer_norm,
    "group_norm": group_norm,
    "instance_norm": instance_norm,
    "local_response_norm": local_response_norm,
    "part": part,
    "channel_shuffle": channel_shuffle,
    "squeeze_excite": squeeze_excite,
    "softmax": softmax,
    "attention": attention,
    "class_token": class_token,
    "first_token": lambda params, args, x: x[:, [0]][:, :, [0]],
    "position_embedding": lambda params, args, x: x + params["embedding"],
    "repeat": repeat,
    "upsample": upsample,
    "global_max_pool": lambda params, args, x: x.max((1, 2), keepdims=True),
    "relu6": each(lambda x: min(max(x, 0), 6)),
    "leaky_relu": each(lambda x, slope: x if x > 0 else slope * x, "slope"),
    "elu": each(lambda x, alpha: x if x > 0 else alpha * math.expm1(x), "alpha"),
    "gelu": each(lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2),
    "silu": each(lambda x: x / (1 + math.exp(-x))),
    "hard_swish": each(lambda x: x * min(max(x + 3, 0), 6) / 6),
    "hard_sigmoid": each(lambda x: min(max(x + 3, 0), 6) / 6),
    "sigmoid": each(lambda x: 1 / (1 + math.exp(-x))),
    "tanh": each(math.tanh),
    "scale": each(lambda x, factor: factor * x, "factor"),
}
