"""A data set: labelled images to learn from, and labelled images to be judged on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nasdsl.backend import Images
from nasdsl.errors import DataError


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Labelled images of one size.

    Args:
        name: what reports call it.
        train: the images to learn from.
        test: the images that a finished network is judged on.
        classes: the number of labels, which are 0 to classes - 1.
    """

    name: str
    train: Images
    test: Images
    classes: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of an image."""
        height, width, channels = self.train.x.shape[1:]
        return height, width, channels

    def split(self, fraction: float, seed: int) -> tuple[Images, Images]:
        """The training images dealt out at random into those to train and those to validate on.

        Args:
            fraction: the share of the training images to validate on, between 0 and 1.
            seed: the same seed gives the same split.

        Returns:
            The images to train on and those to validate on; the test images are in neither.

        Raises:
            DataError: one side would be empty.
        """
        n = len(self.train.y)
        held = round(fraction * n) if 0 < fraction < 1 else 0
        if not 0 < held < n:
            raise DataError(f"{fraction} of the {n} training images of '{self.name}' is no split")
        order = np.random.default_rng(seed).permutation(n)
        x, y = self.train
        return Images(x[order[held:]], y[order[held:]]), Images(x[order[:held]], y[order[:held]])
