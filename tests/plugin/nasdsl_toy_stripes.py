"""A data set of another distribution: stripes that stand or lie."""

from __future__ import annotations

import numpy as np

from nasdsl.backend import Images
from nasdsl.data import Dataset


def toy_stripes() -> Dataset:
    """40 images of 8 x 8 x 1 to learn from, 20 to be judged on, in two classes."""
    return Dataset("toy_stripes", _images(40), _images(20), 2)


def _images(number: int) -> Images:
    y = np.arange(number, dtype=np.int32) % 2
    stripes = np.zeros((8, 8, 1), np.uint8)
    stripes[::2] = 255
    return Images(np.stack([stripes if label else stripes.transpose(1, 0, 2) for label in y]), y)
