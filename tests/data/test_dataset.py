from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasdsl.backend import Images
from nasdsl.data import Dataset, read_dataset
from nasdsl.errors import DataError


def counted(n: int) -> Dataset:
    """A data set in which an image is its own number."""
    x = np.arange(n, dtype=np.float32).reshape(n, 1, 1, 1)
    images = Images(x, np.arange(n, dtype=np.int32))
    return Dataset("counted", images, images, n)


@given(n=st.integers(2, 60), fraction=st.floats(0.01, 0.99), seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_a_split_deals_out_every_image_once(n: int, fraction: float, seed: int) -> None:
    data = counted(n)
    if not 0 < round(fraction * n) < n:
        with pytest.raises(DataError, match="is no split"):
            data.split(fraction, seed)
        return
    train, held = data.split(fraction, seed)
    assert len(held.y) == round(fraction * n)
    assert sorted([*train.y, *held.y]) == list(range(n))
    for part in (train, held):
        assert np.array_equal(part.x[:, 0, 0, 0], part.y)


def test_a_split_depends_on_the_seed_alone() -> None:
    data = counted(50)
    first, again, other = (data.split(0.2, seed)[1].y for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("fraction", [0, 1, -0.5, 7.0, float("nan")])
def test_a_split_has_two_sides(fraction: float) -> None:
    with pytest.raises(DataError, match="50 training images of 'counted' is no split"):
        counted(50).split(fraction, 0)


def test_digits_are_embedded() -> None:
    data = read_dataset("digits")
    assert (data.name, data.shape, data.classes) == ("digits", (8, 8, 1), 10)
    assert (len(data.train.y), len(data.test.y)) == (1437, 360)
    assert data.train.x.dtype == np.uint8
    grey = {round(255 * value / 16) for value in range(17)}
    assert set(np.unique(data.train.x).tolist()) == grey
    assert (np.bincount(data.test.y) // 35 == 1).all()
