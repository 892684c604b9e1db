"""Every operation in plain NumPy and float64: loops over windows, nothing clever."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

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
}
