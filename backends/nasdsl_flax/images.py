"""Labelled images as a compiled epoch takes them: on the device, with what standardises them."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from nasdsl.backend import Images
from nasdsl.errors import BackendError
from nasdsl.program.graph import State

PADDING = -1


class Data(NamedTuple):
    """What an epoch sees.

    Args:
        x: the training images, n x h x w x c, as they came.
        y: their labels, n.
        held_x: the held-out images in chunks, chunks x size x h x w x c; zeros at the end.
        held_y: their labels, chunks x size; `PADDING` at the end.
        mean: of the training images, c.
        deviation: of the training images, c; 1 for a constant channel.
    """

    x: Array
    y: Array
    held_x: Array
    held_y: Array
    mean: Array
    deviation: Array


def prepare(train: Images, held_out: Images, chunk: int) -> Data:
    """Put images on the device; the held-out ones in chunks of `chunk`, the last one filled up."""
    x = jnp.asarray(train.x)
    held_x = jnp.asarray(_chunks(held_out.x, chunk, 0))
    held_y = jnp.asarray(_chunks(held_out.y, chunk, PADDING))
    return Data(x, jnp.asarray(train.y, jnp.int32), held_x, held_y, *_moments(x))


def standard(x: Array, data: Data) -> Array:
    """Float32 images with the training images' mean at 0 and their deviation at 1.

    Bytes need no scaling to 0..1 before: mean and deviation would be scaled alike.
    """
    return (x.astype(jnp.float32) - data.mean) / data.deviation


def check(images: Images, state: State, classes: int) -> None:
    """See that images fit a network.

    Raises:
        BackendError: there are none, their shape is not `state`, or a label is not below `classes`.
    """
    if images.x.shape[0] == 0 or images.x.shape[0] != images.y.shape[0]:
        raise BackendError(f"{images.x.shape[0]} images with {images.y.shape[0]} labels")
    if images.x.shape[1:] != state:
        shape = " x ".join(map(str, images.x.shape[1:]))
        raise BackendError(f"the images are {shape}, but the network's input is {state}")
    if images.y.min() < 0 or images.y.max() >= classes:
        span = f"{images.y.min()} to {images.y.max()}"
        raise BackendError(f"the labels go from {span}, but the network has {classes} outputs")


def _chunks(values: np.ndarray, size: int, fill: int) -> np.ndarray:
    missing = -len(values) % size
    padded = np.pad(values, [(0, missing)] + [(0, 0)] * (values.ndim - 1), constant_values=fill)
    return padded.reshape(-1, size, *values.shape[1:])


@jax.jit
def _moments(x: Array) -> tuple[Array, Array]:
    """Mean and deviation of each channel: of each image first, since float32 sums lose digits."""
    x = x.astype(jnp.float32)
    mean = jnp.mean(jnp.mean(x, (1, 2)), 0)
    variance = jnp.mean(jnp.mean(jnp.square(x - mean), (1, 2)), 0)
    return mean, jnp.where(variance > 0, jnp.sqrt(variance), 1)
