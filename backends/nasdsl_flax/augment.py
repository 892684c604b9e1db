"""Random changes of training images, anew for each image in each step, inside the program.

Images are standardised by then: a zero is the mean of its channel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl.train_settings import AUGMENTATIONS, Augmentation
from nasdsl_flax.config import arguments

Change = Callable[[Array, Array], Array]
"""From a key and images, n x h x w x c, to images of that shape."""


def crop(key: Array, x: Array, padding: int) -> Array:
    """Each image shifted by up to `padding` pixels in each direction; zeros come in from outside.

    Args:
        key: the random key.
        x: n x height x width x channels, as the result.
        padding: the largest shift, in pixels.
    """
    shifts = jax.random.randint(key, (len(x), 2), -padding, padding + 1)
    return jax.vmap(_window)(x, shifts)


def flip(key: Array, x: Array) -> Array:
    """Each image, with probability 1/2, with left and right exchanged.

    Args:
        key: the random key.
        x: n x height x width x channels, as the result.
    """
    chosen = jax.random.bernoulli(key, shape=(len(x), 1, 1, 1))
    return jnp.where(chosen, x[:, :, ::-1], x)


def cutout(key: Array, x: Array, size: int) -> Array:
    """Each image with a square of zeros around a random pixel, as far as the square is inside.

    Args:
        key: the random key.
        x: n x height x width x channels, as the result.
        size: the side of the square in pixels.
    """
    n, height, width, _ = x.shape
    rows, columns = jax.random.split(key)
    cut = (
        _band(rows, n, height, size)[:, :, None, None]
        & _band(columns, n, width, size)[:, None, :, None]
    )
    return jnp.where(cut, 0, x)


FUNCTIONS: Mapping[str, Callable[..., Array]] = {"crop": crop, "flip": flip, "cutout": cutout}
"""By the names that users know; they call their arguments as nasdsl does."""


def changes(choices: Iterable[Augmentation]) -> tuple[Change, ...]:
    """The functions that make the random changes of a spec's `augment`, in the spec's order.

    Each takes a random key and images, n x height x width x channels, and returns changed images.

    Args:
        choices: the names of the changes with their arguments.

    Raises:
        BackendError: a name is not known, or has no such argument.
    """
    named = [(choice.name, arguments("augmentation", choice, AUGMENTATIONS)) for choice in choices]
    return tuple(partial(FUNCTIONS[name], **args) for name, args in named)


def augmented(changes: Iterable[Change], key: Array, x: Array) -> tuple[Array, Array]:
    """The images after all changes, and a random key for what comes later in the step.

    Args:
        changes: the functions that change images.
        key: the random key; returned as it is if there are no changes.
        x: n x height x width x channels.
    """
    for change in changes:
        key, own = jax.random.split(key)
        x = change(own, x)
    return x, key


def _window(x: Array, shift: Array) -> Array:
    """The image shifted by a number of pixels, zeros filling what comes in from outside."""
    for axis in (0, 1):
        size = x.shape[axis]
        places = jnp.arange(size) + shift[axis]
        outside = jnp.where(places < 0, size, places)  # a negative number would count from the end
        x = jnp.take(x, outside, axis, mode="fill", fill_value=0)
    return x


def _band(key: Array, n: int, length: int, size: int) -> Array:
    """For each of n images, a mask of the rows or columns that a square covers: n x length."""
    first = jax.random.randint(key, (n, 1), 0, length) - size // 2
    places = jnp.arange(length)
    return (first <= places) & (places < first + size)
