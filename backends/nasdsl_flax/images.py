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
    """All images of a training on the device: first those to train on, then validation, then test.

    Args:
        x: the images, n x height x width x channels, not standardised.
        y: the label of each image, n.
        mean: the mean of each channel of the training images.
        deviation: the standard deviation of each channel of the training images; 1 for a constant
            channel.
    """

    x: Array
    y: Array
    mean: Array
    deviation: Array


class ImageRange(NamedTuple):
    """Consecutive images.

    Args:
        first: the number of the first, from 0, among all images.
        size: how many there are.
    """

    first: np.int32
    size: np.int32


def image_range(first: int, images: Images) -> ImageRange:
    """The range of some images among all images of a training.

    Args:
        first: the number of the first of them among all images, from 0.
        images: these images, of which there are as many as the range is long.
    """
    return ImageRange(np.int32(first), np.int32(len(images.y)))


def prepare(images: DataSplit) -> Data:
    """Put all images on the device, with mean and deviation of the training images."""
    x = np.concatenate([part.x for part in images])
    y = np.concatenate([part.y for part in images]).astype(np.int32)
    mean, deviation = _moments(images.train.x)
    return Data(*map(jax.device_put, (x, y, mean, deviation)))


def standard(x: Array, data: Data) -> Array:
    """Images as float32, less the mean and divided by the deviation of the training images.

    Args:
        x: n x height x width x channels.
        data: the mean and the deviation of each channel.
    """
    return (x.astype(jnp.float32) - data.mean) / data.deviation


def check_images(images: Images, state: State, classes: int) -> None:
    """Check that images have the shape and the labels that a network takes.

    Args:
        images: the images with their labels.
        state: the state of the network's input.
        classes: how many outputs the network has; labels are below this number.

    Raises:
        BackendError: there are no images, their shape is not `state`, or a label is not from 0 to
            `classes` - 1.
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
