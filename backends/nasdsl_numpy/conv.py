"""Rules of convolutions, as sums over the taps of a kernel, each a linear map of the channels."""

from __future__ import annotations

from functools import reduce

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params
from nasdsl_numpy.windows import taps, windows


def conv(params: Params, args: Args, x: Array) -> Array:
    """The rule of `conv`: a convolution, with the channels split into groups.

    Args:
        params: `kernel`, height x width x channels / groups x filters, and `bias` if there is one.
        args: size of the kernel, `stride`, `padding`, `dilation` and `groups`.
        x: n x height x width x channels.
    """
    groups = int(args["groups"])
    pairs = zip(np.split(x, groups, -1), np.split(params["kernel"], groups, -1), strict=True)
    return np.concatenate([_dense(*pair, args) for pair in pairs], -1) + params.get("bias", 0)


def _dense(x: Array, kernel: Array, args: Args) -> Array:
    seen = windows(x, args, 0)
    return reduce(np.add, (seen[..., i, j] @ kernel[i, j] for i, j in np.ndindex(taps(args))))


def depthwise(params: Params, args: Args, x: Array) -> Array:
    """The rule of `depthwise_conv`: each channel is convolved with a kernel of its own.

    Args:
        params: `kernel`, height x width x 1 x channels, and `bias` if there is one.
        args: size of the kernel, `stride`, `padding` and `dilation`.
        x: n x height x width x channels.
    """
    return _by_channel(x, params["kernel"], args) + params.get("bias", 0)


def _by_channel(x: Array, kernel: Array, args: Args) -> Array:
    seen = windows(x, args, 0)
    return reduce(np.add, (seen[..., i, j] * kernel[i, j, 0] for i, j in np.ndindex(taps(args))))


def separable(params: Params, args: Args, x: Array) -> Array:
    """The rule of `separable_conv`: a depthwise convolution, then a 1 x 1 convolution.

    Args:
        params: the kernels `depthwise` and `pointwise`, and `bias` if there is one.
        args: size of the first kernel, `stride`, `padding` and `dilation`.
        x: n x height x width x channels.
    """
    y = _by_channel(x, params["depthwise"], args)
    return y @ params["pointwise"][0, 0] + params.get("bias", 0)


def transposed(params: Params, args: Args, x: Array) -> Array:
    """The rule of `transposed_conv`: each position adds its share to a window of the output.

    What lies outside of the output is cut off. The last tap of the kernel falls on the first
    position of the window.

    Args:
        params: `kernel`, height x width x channels x filters, and `bias` if there is one.
        args: size of the kernel, `stride` and `padding`.
        x: n x height x width x channels.
    """
    kernel, stride, sizes = params["kernel"][::-1, ::-1], int(args["stride"]), x.shape[1:3]
    starts = [(size - 1) * stride for size in sizes]
    ends = [start + max(t, stride) for start, t in zip(starts, taps(args), strict=True)]
    full = np.zeros((len(x), *ends, kernel.shape[3]))
    for i, j in np.ndindex(taps(args)):
        rows = slice(i, i + starts[0] + 1, stride)
        full[:, rows, j : j + starts[1] + 1 : stride] += x @ kernel[i, j]
    rows, columns = (
        _cropped_size(args, size, t) for size, t in zip(sizes, taps(args), strict=True)
    )
    return full[:, rows, columns] + params.get("bias", 0)


def _cropped_size(args: Args, size: int, reach: int) -> slice:
    """What is left of an axis: with `same`, `stride` times its size, less cut off at the start."""
    stride = int(args["stride"])
    covered = (size - 1) * stride + reach
    match args["padding"]:
        case "same":
            start = max(reach - stride, 0) // 2
            return slice(start, start + size * stride)
        case "valid":
            return slice(0, covered)
        case number:
            return slice(int(number), covered - int(number))


def fit(params: Params, args: Args, x: Array) -> Array:
    """The rule of `fit`, the 1 x 1 convolution without bias that `fit=project` adds.

    Args:
        params: `kernel`, 1 x 1 x channels x filters.
        args: `stride_height` and `stride_width`, a stride for each axis.
        x: n x height x width x channels.
    """
    rows, columns = int(args["stride_height"]), int(args["stride_width"])
    return x[:, ::rows, ::columns] @ params["kernel"][0, 0]
