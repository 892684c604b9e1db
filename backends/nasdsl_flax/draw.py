"""Trees of parameters: from what each is to be, to arrays.

A draw for each parameter would take longer to compile than some networks to train, so all come from
one draw, cut into pieces.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import accumulate
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import Array
from numpy.typing import NDArray

Tree = Mapping[str, Any]


class Leaf(NamedTuple):
    """A parameter before it is drawn: normal around `mean` with `deviation`, constant for 0."""

    shape: tuple[int, ...]
    deviation: float = 0.0
    mean: float = 0.0

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)


def size(leaves: Tree) -> int:
    """How many numbers a tree has."""
    return sum(leaf.size for leaf in _flat(leaves))


def noise(leaves: Tree, key: Array) -> Array:
    """All that `fill` needs to draw, at once.

    The length is a power of two, so that networks of similar size share one compiled program.
    """
    drawn = sum(leaf.size for leaf in _flat(leaves) if leaf.deviation)
    return jax.random.normal(key, (1 << drawn.bit_length(),))


def fill(leaves: Tree, noise: Array | NDArray[np.float32]) -> Tree:
    """Float32 arrays for `leaves`, NumPy's or JAX's as the noise is: one slice of it for each."""
    stops = accumulate(leaf.size if leaf.deviation else 0 for leaf in _flat(leaves))
    arrays = [_fill(leaf, noise, stop) for leaf, stop in zip(_flat(leaves), stops, strict=True)]
    return jax.tree.unflatten(jax.tree.structure(leaves, is_leaf=_is_leaf), arrays)


def _flat(leaves: Tree) -> list[Leaf]:
    return jax.tree.leaves(leaves, is_leaf=_is_leaf)


def _is_leaf(node: object) -> bool:
    return isinstance(node, Leaf)


def _fill(leaf: Leaf, noise: Any, stop: int) -> Any:
    if not leaf.deviation:
        return np.full(leaf.shape, leaf.mean, np.float32)
    mine = noise[stop - leaf.size : stop].reshape(leaf.shape)
    return mine * np.float32(leaf.deviation) + np.float32(leaf.mean)
