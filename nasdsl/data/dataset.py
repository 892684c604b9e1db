"""A data set: labelled images for training, testing and perhaps validation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from nasdsl.backend import Images
from nasdsl.errors import DataError, with_type
from nasdsl.util.arguments import checked, whole_number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dataset:
    """Labelled images of one size.

    Each part is `Images`: an array `x` of n x height x width x channels, and an array `y` of n
    labels.

    Args:
        name: the name of the data set, for reports.
        train: training images.
        test: test images.
        classes: the number of classes; the labels are 0 to classes - 1.
        validation: validation images, if the data set comes with some; else `split` takes them from
            `train`.
    """

    name: str
    train: Images
    test: Images
    classes: int
    validation: Images | None = None

    def __post_init__(self) -> None:
        """See that all images are arrays, and each has a label.

        Raises:
            DataError: they are not, or have none.
        """
        checked(self.name, str, "the name of a data set is a str", "Dataset('mine', ...)")
        whole_number(self.classes, "the number of classes")
        _check_images(self.name, "train", self.train)
        _check_images(self.name, "test", self.test)
        if self.validation is not None:
            _check_images(self.name, "validation", self.validation)

    def __repr__(self) -> str:
        """The name, the sizes of an image, and how many images each part has."""
        sizes = " x ".join(map(str, self.shape))
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        counts = [f"{len(images.y):,} {part}" for part, images in parts.items() if images]
        kind = f"{sizes}, {self.classes} classes"
        return f"<{type(self).__name__} {self.name}: {kind}, {', '.join(counts)}>"

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of an image."""
        height, width, channels = self.train.x.shape[1:]
        return height, width, channels

    def shaped(self, shape: tuple[int, int, int]) -> Dataset:
        """The same images with axes of size 1 added or removed, to match `shape`.

        Where the sizes above 1 are not those of the images in the same order, the data set is
        returned as it is. For example, images of 128 x 6 x 1 fit (128, 1, 6): signals of length 128
        with 6 channels.

        Args:
            shape: height, width and channels that an image is to have.
        """
        if [n for n in shape if n > 1] != [n for n in self.shape if n > 1]:
            return self
        parts = {"train": self.train, "test": self.test, "validation": self.validation}
        read = {
            name: Images(images.x.reshape(-1, *shape), images.y)
            for name, images in parts.items()
            if images is not None
        }
        return replace(self, **read)

    def split(self, fraction: float, seed: int) -> tuple[Images, Images]:
        """The images to train on and the images to validate on, in this order; no test images.

        A data set with validation images gives its training and validation images as they are.
        Otherwise the training images are split at random.

        Args:
            fraction: the share of the training images for validation, between 0 and 1.
            seed: a whole number from 0 on; the same number gives the same split.

        Raises:
            DataError: one of the two parts would be empty.
        """
        if self.validation is not None:
            return self.train, self.validation
        n = len(self.train.y)
        held = round(fraction * n) if 0 < fraction < 1 else 0
        if not 0 < held < n:
            raise DataError(f"{fraction} of the {n} training images of '{self.name}' is no split")
        order = np.random.default_rng(seed).permutation(n)
        x, y = self.train
        return Images(x[order[held:]], y[order[held:]]), Images(x[order[:held]], y[order[:held]])


def _check_images(name: str, part: str, images: object) -> None:
    what = f"'{part}' of the data set '{name}'"
    if not isinstance(images, Images):
        raise DataError(f"{what} is {with_type(images)}", "nasdsl.Images(x, y) is needed")
    x, y = images
    if not all(isinstance(array, np.ndarray) for array in cast("tuple[object, object]", images)):
        raise DataError(f"{what} holds no arrays", "numpy.asarray makes them of lists")
    if x.ndim != 4 or y.shape != x.shape[:1]:
        message = f"{what} holds images of shape {x.shape} and labels of shape {y.shape}"
        raise DataError(message, "images are n x height x width x channels, and labels are n")
    if y.dtype.kind not in "iu":
        raise DataError(f"{what} has labels of {y.dtype}", "they are whole numbers from 0 on")
