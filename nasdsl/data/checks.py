"""Checks that turn arrays into a `Dataset`, or say which array is wrong and how.

Everything that is loaded passes through here, so that training meets one form of data only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nasdsl.backend import Images
from nasdsl.data.dataset import Dataset
from nasdsl.errors import DataError

Arrays = Mapping[str, NDArray[Any]]
KEYS = ("x_train", "y_train", "x_test", "y_test")
VALIDATION = ("x_val", "y_val")
"""Which may be there too."""


def dataset(name: str, source: str, arrays: Arrays) -> Dataset:
    """The data set made of arrays, once they are checked.

    Args:
        name: the name of the data set.
        source: the file or folder that the arrays come from, for messages.
        arrays: `x_train`, `y_train`, `x_test`, `y_test`, and either both or neither of the
            validation arrays `x_val` and `y_val`. An `x_` array holds n images, n x height x width
            x channels, n x height x width, or n x channels; uint8 (0 to 255) or finite floats,
            which are not rescaled. A `y_` array holds n labels, n or n x 1 integers from 0 to k -
            1, where k is the number of classes; `y_train` contains every class.

    Raises:
        DataError: an array is of another form, or two arrays do not belong together.
    """
    parts = ("test", "val") if {*VALIDATION} & arrays.keys() else ("test",)
    train = _images(source, "train", arrays)
    classes = _class_number(source, train.y)
    test, *own = (_matching_images(source, part, arrays, train, classes) for part in parts)
    return Dataset(name, _compact(train), test, classes, *own)


def _matching_images(source: str, part: str, arrays: Arrays, train: Images, classes: int) -> Images:
    """The images of another part, which are as those to learn from."""
    images = _images(source, part, arrays)
    if train.x.shape[1:] != images.x.shape[1:] or train.x.dtype != images.x.dtype:
        raise DataError(
            f"{source}: 'x_{part}' holds images of {_shape_and_type(images.x[0])}, "
            f"expected those of 'x_train': {_shape_and_type(train.x[0])}"
        )
    strange = images.y[(images.y < 0) | (images.y >= classes)]
    if len(strange):
        raise DataError(
            f"{source}: 'y_{part}' has the label {strange[0]}, "
            f"expected 0 to {classes - 1} as in 'y_train'"
        )
    return _compact(images)


def _images(source: str, part: str, arrays: Arrays) -> Images:
    x = _pixels(f"{source}: 'x_{part}'", arrays[f"x_{part}"])
    y = _labels(f"{source}: 'y_{part}'", arrays[f"y_{part}"])
    if len(x) != len(y):
        raise DataError(
            f"{source}: 'y_{part}' holds {len(y)} labels, expected {len(x)}, one an image"
        )
    return Images(x, y)


def _compact(images: Images) -> Images:
    """Labels as int32, once they are known to fit."""
    return Images(images.x, images.y.astype(np.int32))


def _pixels(place: str, x: NDArray[Any]) -> NDArray[Any]:
    if x.ndim not in (2, 3, 4) or 0 in x.shape:
        raise DataError(f"{place} is {_shape_and_type(x)}, expected n x height x width x channels")
    if x.dtype != np.uint8 and x.dtype.kind != "f":
        raise DataError(
            f"{place} is {_shape_and_type(x)}, expected uint8 (0..255) or floating-point numbers"
        )
    if x.dtype != np.uint8:
        with np.errstate(over="ignore"):
            x = x.astype(np.float32, copy=False)
        if not np.isfinite(x).all():
            raise DataError(f"{place} holds numbers that are not finite, expected finite float32")
    sizes = {2: (1, 1, x.shape[-1]), 3: (*x.shape[1:], 1), 4: x.shape[1:]}[x.ndim]
    return x.reshape(len(x), *sizes)


def _labels(place: str, y: NDArray[Any]) -> NDArray[Any]:
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or y.dtype.kind not in "iu":
        raise DataError(f"{place} is {_shape_and_type(y)}, expected n integers, one an image")
    return y


def _class_number(source: str, train: NDArray[Any]) -> int:
    """The number of classes, where each is seen in training."""
    present = np.unique(train)
    gaps = np.flatnonzero(present != np.arange(len(present)))
    if len(gaps):
        raise DataError(
            f"{source}: 'y_train' has the label {present[gaps[0]]} and no label {gaps[0]}, "
            "expected each of 0 to k - 1"
        )
    return len(present)


def _shape_and_type(array: NDArray[Any]) -> str:
    """Shape and type, as `28 x 28 x 1 uint8`."""
    return f"{' x '.join(map(str, array.shape)) or 'one'} {array.dtype}"
