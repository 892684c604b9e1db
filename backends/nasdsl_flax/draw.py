"""Random initialisation of all parameters of a network in one draw.

A draw for each parameter would take longer to compile than some networks take to train, so all come
from one draw, which is cut into pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import numpy as np
from jax import Array
from numpy.typing import NDArray

from nasdsl.program.graph import Weight

Tree = Mapping[str, Any]


def tree_size(leaves: Tree) -> int:
    """The total number of elements of all arrays in a tree.

    Args:
        leaves: a tree whose leaves state shape and initialiser of each array.
    """
    return sum(leaf.size for leaf in _flat_leaves(leaves))


def noise(leaves: Tree, key: Array) -> Array:
    """The normally distributed numbers from which `fill` makes all parameters of a network.

    How many there are is rounded up to a power of two, so that networks of similar size share one
    compiled program.

    Args:
        leaves: a tree whose leaves state shape and initialiser of each parameter.
        key: the random key.
    """
    return jax.random.normal(key, (1 << tree_size(leaves).bit_length(),))


def fill(leaves: Tree, noise: Array | NDArray[np.float32]) -> Tree:
    """The initial arrays of a network, float32, in a tree of the same structure as `leaves`.

    Args:
        leaves: a tree whose leaves state shape, mean and deviation of each array.
        noise: standard normal numbers, in one dimension; each array with a deviation takes the next
            ones. The result has arrays of NumPy or JAX, as this one is.
    """
    flat = _flat_leaves(leaves)
    drawn = [leaf.size if leaf.deviation else 0 for leaf in flat]
    starts = np.cumsum([0, *drawn])
    arrays = [_filled(leaf, noise[start:]) for leaf, start in zip(flat, starts, strict=False)]
    return jax.tree.unflatten(jax.tree.structure(leaves, is_leaf=_is_leaf), arrays)


def _filled(leaf: Weight, noise: Any) -> Any:
    if not leaf.deviation:
        return np.full(leaf.shape, leaf.mean, np.float32)
    mine = noise[: leaf.size].reshape(leaf.shape)
    return mine * np.float32(leaf.deviation) + np.float32(leaf.mean)


def _flat_leaves(leaves: Tree) -> list[Weight]:
    return jax.tree.leaves(leaves, is_leaf=_is_leaf)


def _is_leaf(node: object) -> bool:
    return isinstance(node, Weight)
