"""An ungrouped convolution whose gradients stay fast inside loops on XLA:CPU.

XLA:CPU brings convolutions into the layout of its fast kernel only in a program's entry
computation: inside `lax.scan` or `lax.cond` a backward convolution falls to a loop that is 11 to 40
times slower. Here both gradients are written as convolutions that have that layout from the start,
behind `optimization_barrier`, so that no later pass merges the transposes back in. The fast kernel
also wants an image no smaller than the convolution's kernel: where it is smaller, zeros are added
first (which keeps clear of an operand swap that crashes XLA at strides of 2, too).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

Pair = tuple[int, int]
NHWC = ("NHWC", "HWIO", "NHWC")


class Window(NamedTuple):
    """How a kernel moves over an image; each field has one entry for height and one for width.

    Args:
        strides: by how many positions the kernel moves at a time.
        pads: how many zeros are added before and after the image.
        dilation: the distance between neighbouring taps of the kernel, in positions.
    """

    strides: Pair
    pads: tuple[Pair, ...]
    dilation: Pair

    def axes(self) -> Iterator[AxisWindow]:
        """The window along the height by itself, then the window along the width."""
        return map(AxisWindow, *self)


class AxisWindow(NamedTuple):
    """How a kernel moves along one axis.

    Args:
        stride: by how many positions the kernel moves at a time.
        pads: how many zeros are added before and after the axis.
        dilation: the distance between neighbouring taps of the kernel, in positions.
    """

    stride: int
    pads: Pair
    dilation: int


@partial(jax.custom_vjp, nondiff_argnums=(2,))
def canonical_conv(x: Array, kernel: Array, window: Window) -> Array:
    """The convolution of images with a kernel, whose gradients are fast in loops on a CPU.

    Args:
        x: n x height x width x channels.
        kernel: kernel height x kernel width x channels x filters.
        window: how the kernel moves over an image.

    Returns:
        n x new height x new width x filters.
    """
    return _conv(x, kernel, window)


def _forward(x: Array, kernel: Array, window: Window) -> tuple[Array, tuple[Array, Array]]:
    return _conv(x, kernel, window), (x, kernel)


def _backward(window: Window, saved: tuple[Array, Array], g: Array) -> tuple[Array, Array]:
    x, kernel = saved
    return _to_image(x, kernel, window, g), _to_kernel(x, kernel, window, g)


canonical_conv.defvjp(_forward, _backward)


def _to_image(x: Array, kernel: Array, window: Window, g: Array) -> Array:
    """The gradient of the image: `g`, spread by the strides, with the kernel turned round."""
    turned = lax.optimization_barrier(jnp.transpose(kernel[::-1, ::-1], (0, 1, 3, 2)))
    pads = tuple(map(_image_pads, x.shape[1:3], kernel.shape, g.shape[1:3], window.axes()))
    return _conv(g, turned, Window((1, 1), pads, window.dilation), spread=window.strides)


def _image_pads(size: int, taps: int, out: int, axis: AxisWindow) -> Pair:
    before = axis.dilation * (taps - 1) - axis.pads[0]
    return before, size + axis.pads[0] - (out - 1) * axis.stride - 1


def _to_kernel(x: Array, kernel: Array, window: Window, g: Array) -> Array:
    """The gradient of the kernel: the images, channels as batch, with `g` as their kernel."""
    images = lax.optimization_barrier(jnp.transpose(x, (3, 1, 2, 0)))
    g = lax.optimization_barrier(jnp.transpose(g, (1, 2, 0, 3)))
    pads = tuple(map(_kernel_pads, x.shape[1:3], kernel.shape, g.shape[:2], window.axes()))
    taps = _conv(images, g, Window(window.dilation, pads, window.strides))
    return jnp.transpose(lax.optimization_barrier(taps), (1, 2, 0, 3))


def _kernel_pads(size: int, taps: int, out: int, axis: AxisWindow) -> Pair:
    reach = (out - 1) * axis.stride + axis.dilation * (taps - 1) + 1
    return axis.pads[0], reach - size - axis.pads[0]


def _conv(x: Array, kernel: Array, window: Window, spread: Pair = (1, 1)) -> Array:
    strides, pads, dilation = window
    if any(map(_exceeds, kernel.shape, dilation, x.shape[1:3])):
        zeros = [(0, 0, 0), *((*p, s - 1) for p, s in zip(pads, spread, strict=True)), (0, 0, 0)]
        x = lax.optimization_barrier(lax.pad(x, jnp.zeros((), x.dtype), zeros))
        pads, spread = ((0, 0), (0, 0)), (1, 1)
    return lax.conv_general_dilated(
        x, kernel, strides, pads, spread, dilation, dimension_numbers=NHWC
    )


def _exceeds(taps: int, dilation: int, size: int) -> bool:
    """Whether a kernel's extent is larger than the image's, along one axis."""
    return (taps - 1) * dilation >= size
