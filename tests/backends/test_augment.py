"""Augmentations by what must hold of each image, and smoothed labels against NumPy."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasdsl_flax.augment import FUNCTIONS, augmented, changes, crop, cutout, flip
from nasdsl_flax.epoch import smoothed_loss

from nasdsl.train_settings import AUGMENTATIONS, Augmentation

HEIGHT, WIDTH = 5, 7
# Every pixel has a number of its own, and none is 0.
IMAGES = np.arange(1, 64 * HEIGHT * WIDTH * 2 + 1, dtype=np.float32).reshape(64, HEIGHT, WIDTH, 2)

seeds = st.integers(0, 2**31 - 1)
examples = settings(max_examples=10, deadline=None)


def changed(function: Any, seed: int, **args: int) -> np.ndarray:
    return np.asarray(function(jax.random.key(seed), jnp.array(IMAGES), **args))


def test_all_augmentations_are_there() -> None:
    assert set(FUNCTIONS) == set(AUGMENTATIONS)


@examples
@given(seeds, st.integers(1, 9))
def test_a_crop_is_a_window_of_the_padded_image(seed: int, padding: int) -> None:
    side = (padding, padding)
    padded = np.pad(IMAGES, [(0, 0), side, side, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (HEIGHT, WIDTH), (1, 2))
    for image, own in zip(changed(crop, seed, padding=padding), windows, strict=True):
        theirs = np.moveaxis(own, 2, -1)
        assert (theirs == image).all((-3, -2, -1)).any()


def test_every_window_comes() -> None:
    """Of 9, in 640 draws; one is left out of all with a probability below 1e-30."""
    kinds: set[tuple[int, int]] = set()
    for seed in range(10):
        zeros = changed(crop, seed, padding=1)[..., 0] == 0
        for rows, columns in zip(zeros.all(2), zeros.all(1), strict=True):
            kinds.add((int(rows[0]) - int(rows[-1]), int(columns[0]) - int(columns[-1])))
    assert len(kinds) == 9


@examples
@given(seeds)
def test_a_flip_undoes_itself(seed: int) -> None:
    once = changed(flip, seed)
    again = flip(jax.random.key(seed), jnp.array(once))
    np.testing.assert_array_equal(again, IMAGES)
    for image, own in zip(once, IMAGES, strict=True):
        assert (image == own).all() or (image == own[:, ::-1]).all()


def test_every_second_image_is_flipped() -> None:
    """Of 6,400, give or take five standard deviations."""
    flipped = [(changed(flip, seed) != IMAGES).any((1, 2, 3)) for seed in range(100)]
    assert abs(np.sum(flipped) - 3200) < 5 * 40


@examples
@given(seeds, st.integers(1, 20))
def test_a_cutout_is_a_square_around_a_pixel(seed: int, size: int) -> None:
    possible = {
        (rows, columns)
        for rows in map(tuple, bands(HEIGHT, size))
        for columns in map(tuple, bands(WIDTH, size))
    }
    for image, own in zip(changed(cutout, seed, size=size), IMAGES, strict=True):
        gone = (image == 0).all(2)
        np.testing.assert_array_equal(image, np.where(gone[..., None], 0, own))
        assert (tuple(gone.any(1)), tuple(gone.any(0))) in possible
        np.testing.assert_array_equal(gone, np.outer(gone.any(1), gone.any(0)))


def bands(length: int, size: int) -> list[list[bool]]:
    """What a square may cover of a row, by its middle."""
    return [
        [middle - size // 2 <= place < middle - size // 2 + size for place in range(length)]
        for middle in range(length)
    ]


def test_images_are_changed_in_order_and_anew() -> None:
    named = changes([Augmentation("crop", {"padding": 2}), Augmentation("flip")])
    x, key = augmented(named, jax.random.key(0), jnp.array(IMAGES))
    first, own = jax.random.split(jax.random.key(0))
    second, other = jax.random.split(first)
    expected = flip(other, crop(own, jnp.array(IMAGES), padding=2))
    np.testing.assert_array_equal(x, expected)
    assert key == second


def test_without_augmentations_nothing_is_drawn() -> None:
    x, key = augmented((), jax.random.key(0), jnp.array(IMAGES))
    assert key == jax.random.key(0)
    np.testing.assert_array_equal(x, IMAGES)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_labels_are_smoothed(smoothing: float) -> None:
    logits = np.random.default_rng(0).normal(size=(6, 4)) * 3
    y = np.array([0, 1, 2, 3, 0, 1])
    labels = (1 - smoothing) * np.eye(4)[y] + smoothing / 4
    chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    expected = -(labels * np.log(chances)).sum(1)
    found = smoothed_loss(jnp.array(logits, jnp.float32), jnp.array(y), smoothing)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
