"""Labelled images on the device, with the statistics that standardise them."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from nasdsl.backend import DataSplit, Images
from nasdsl.errors import BackendError
from nasdsl.program.graph import State


class Data(NamedTuple):
    """All images of an experiment: training, held out and test images, in this order.

    Args:
        x: images, n x h x w x c, not standardised.
        y: their labels, n.
        mean: of each channel of the training images, c.
        deviation: the standard deviation likewise, c; 1 for a constant channel.
    """

    x: Array
    y: Array
    mean: Array
    deviation: Array


class ImageRange(NamedTuple):
    """Consecutive images: the number of the first, and how many."""

    first: np.int32
    size: np.int32


def image_range(first: int, images: Images) -> ImageRange:
    """The range of `images` among all images of an experiment; `first` is where it begins."""
    return ImageRange(np.int32(first), np.int32(len(images.y)))


def prepare(images: DataSplit) -> Data:
    """Put all images of an experiment on the device, with the statistics of the training images."""
    x = np.concatenate([part.x for part in images])
    y = np.concatenate([part.y for part in images]).astype(np.int32)
    mean, deviation = _moments(images.train.x)
    return Data(*map(jax.device_put, (x, y, mean, deviation)))


def standard(x: Array, data: Data) -> Array:
    """Standardised float32 images: each channel of the training images has mean 0, deviation 1.

    Bytes need no scaling to 0..1 before: mean and deviation would be scaled alike.
    """
    return (x.astype(jnp.float32) - data.mean) / data.deviation


def check_images(images: Images, state: State, classes: int) -> None:
    """Check that images have the shape and labels that a network takes.

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


def _moments(x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Mean and deviation of each channel."""
    mean = np.asarray(np.mean(x, (0, 1, 2), dtype=np.float64))
    deviation = np.asarray(np.std(x, (0, 1, 2), dtype=np.float64))
    divisor = np.where(deviation > 0, deviation, 1)
    return mean.astype(np.float32), divisor.astype(np.float32)
