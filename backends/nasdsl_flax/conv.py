"""Rules of convolutions: operations that move a kernel over an image.

Each becomes one call of `convolve`, which picks the form that the platform runs fast: a 1 x 1
kernel is a matrix product; on a CPU, gradients take the form of `canonical_conv`, and a grouped
kernel is filled up with zeros to an ungrouped one, since XLA's own grouped convolution is slower
even for a thousand groups; everything else is XLA's convolution as it is.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from nasdsl_flax.canonical_conv import NHWC, Window, canonical_conv
from nasdsl_flax.rule import Args, Context, Params


def window(args: Args, size: tuple[int, int], taps: tuple[int, int]) -> Window:
    """How the kernel of an operation moves over an image.

    Args:
        args: the operation's arguments: `stride`; `dilation`, if it has one; and `padding`: `same`
            (XLA's, which gives ceil(size / stride) positions), `valid`, or the number of zeros on
            each side.
        size: height and width of the image.
        taps: height and width of the kernel.
    """
    stride, padding, dilation = int(args["stride"]), args["padding"], int(args.get("dilation", 1))
    match padding:
        case str():
            extent = [(k - 1) * dilation + 1 for k in taps]
            pads = lax.padtype_to_pads(size, extent, (stride, stride), padding.upper())
        case _:
            pads = [(int(padding), int(padding))] * 2
    return Window((stride, stride), (pads[0], pads[1]), (dilation, dilation))


def convolve(x: Array, kernel: Array, window: Window, groups: int, cpu: bool) -> Array:
    """The convolution of images with a kernel, in the form that is fast on the platform.

    Args:
        x: n x height x width x channels.
        kernel: kernel height x kernel width x channels / groups x filters.
        window: how the kernel moves over an image.
        groups: into how many groups the channels are split.
        cpu: whether the program runs on a CPU.
    """
    strides, pads, dilation = window
    if kernel.shape[:2] == (1, 1) and groups == 1 and not np.any(pads):
        return jnp.einsum("nhwc,cf->nhwf", x[:, :: strides[0], :: strides[1]], kernel[0, 0])
    if cpu:
        return canonical_conv(x, ungrouped(kernel, groups), window)
    return lax.conv_general_dilated(
        x, kernel, strides, pads, None, dilation, NHWC, feature_group_count=groups
    )


def ungrouped(kernel: Array, groups: int) -> Array:
    """The kernel of the same convolution without groups: zero between channels of different groups.

    Args:
        kernel: kernel height x kernel width x channels / groups x filters.
        groups: into how many groups the channels are split.
    """
    if groups == 1:
        return kernel
    inputs, filters = kernel.shape[2:]
    of_input = jnp.arange(groups * inputs) // inputs
    of_filter = jnp.arange(filters) // (filters // groups)
    return jnp.where(of_input[:, None] == of_filter, jnp.tile(kernel, (1, 1, groups, 1)), 0)


def biased(y: Array, params: Params) -> Array:
    """The tensor `y` plus the array `bias` of `params`, one number a channel, if there is one."""
    return y + params["bias"] if "bias" in params else y


def conv(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `conv`: a convolution, with the channels split into groups.

    Args:
        params: `kernel`, height x width x channels / groups x filters, and `bias` if there is one.
        args: size of the kernel, `stride`, `padding`, `dilation` and `groups`.
        context: whether the program runs on a CPU.
        x: n x height x width x channels.
    """
    moves = window(args, _spatial_size(x), taps(args))
    return biased(convolve(x, params["kernel"], moves, int(args["groups"]), context.cpu), params)


def depthwise(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `depthwise_conv`: each channel is convolved with a kernel of its own.

    Args:
        params: `kernel`, height x width x 1 x channels, and `bias` if there is one.
        args: size of the kernel, `stride`, `padding` and `dilation`.
        context: whether the program runs on a CPU.
        x: n x height x width x channels.
    """
    moves = window(args, _spatial_size(x), taps(args))
    return biased(convolve(x, params["kernel"], moves, x.shape[-1], context.cpu), params)


def separable(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `separable_conv`: a depthwise convolution, then a 1 x 1 convolution.

    On a CPU both are one convolution with the product of their kernels.

    Args:
        params: the kernels `depthwise` and `pointwise`, and `bias` if there is one.
        args: size of the first kernel, `stride`, `padding` and `dilation`.
        context: whether the program runs on a CPU.
        x: n x height x width x channels.
    """
    depthwise, pointwise = params["depthwise"], params["pointwise"]
    moves = window(args, _spatial_size(x), taps(args))
    if context.cpu:
        y = convolve(x, depthwise[:, :, 0, :, None] * pointwise[0], moves, 1, cpu=True)
    else:
        y = convolve(x, depthwise, moves, x.shape[-1], cpu=False) @ pointwise[0, 0]
    return biased(y, params)


def transposed(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `transposed_conv`: a convolution of the image with zeros between its positions.

    There are `stride` - 1 zeros between neighbours. The kernel is not turned round, as in Flax.

    Args:
        params: `kernel`, height x width x channels x filters, and `bias` if there is one.
        args: size of the kernel, `stride` and `padding`.
        context: whether the program runs on a CPU.
        x: n x height x width x channels.
    """
    gap = int(args["stride"]) - 1
    spread = lax.pad(x, jnp.zeros((), x.dtype), ((0, 0, 0), (0, 0, gap), (0, 0, gap), (0, 0, 0)))
    rows, columns = (_around(size, args) for size in taps(args))
    moves = Window((1, 1), (rows, columns), (1, 1))
    return biased(convolve(spread, params["kernel"], moves, 1, context.cpu), params)


def _around(taps: int, args: Args) -> tuple[int, int]:
    """Zeros before and after a spread axis: all that a kernel reaches, less what is cut off.

    What `same` cuts off is half of the kernel's overlap, the larger half at the end; a kernel
    smaller than the stride leaves zeros at the end in its place.
    """
    match args["padding"]:
        case "same":
            overlap = taps - int(args["stride"])
            before = max(overlap, 0) // 2
            after = overlap - before
        case "valid":
            before = after = 0
        case number:
            before = after = int(number)
    return taps - 1 - before, taps - 1 - after


def fit(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `fit`, the 1 x 1 convolution without bias that `fit=project` adds.

    Args:
        params: `kernel`, 1 x 1 x channels x filters.
        args: `stride_height` and `stride_width`, a stride for each axis.
        context: not used.
        x: n x height x width x channels.
    """
    rows, columns = int(args["stride_height"]), int(args["stride_width"])
    return x[:, ::rows, ::columns] @ params["kernel"][0, 0]


def taps(args: Args) -> tuple[int, int]:
    """Height and width of the kernel, from the arguments of an operation."""
    return int(args["height"]), int(args["width"])


def _spatial_size(x: Array) -> tuple[int, int]:
    return x.shape[1], x.shape[2]
