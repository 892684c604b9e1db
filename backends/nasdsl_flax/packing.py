"""Rows of numbers that the arms of a select share: each arm takes its arrays from the start.

Only one arm of a select is computed, so one row as long as the largest arm serves all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

Shapes = Mapping[str, Any]
Tree = Mapping[str, Any]


def length(shapes: Shapes) -> int:
    """The total number of elements of arrays with these shapes.

    Args:
        shapes: a tree of shapes.
    """
    return sum(math.prod(shape) for shape in jax.tree.leaves(shapes, is_leaf=_is_shape))


def cut(row: Array, shapes: Shapes) -> Tree:
    """The arrays of one arm, cut from the start of the row that all arms of a select share.

    Args:
        row: the row, in one dimension.
        shapes: the tree of the shapes of the arm's arrays; the result is a tree of the same
            structure.
    """
    flat, structure = jax.tree.flatten(shapes, is_leaf=_is_shape)
    stops = np.cumsum([math.prod(shape) for shape in flat])
    pieces = zip([0, *stops[:-1]], stops, flat, strict=True) if flat else ()
    return structure.unflatten([row[a:b].reshape(shape) for a, b, shape in pieces])


def filled(arrays: Sequence[NDArray[np.float32]], length: int) -> NDArray[np.float32]:
    """A row of numbers: the elements of several arrays, one array after another, then zeros.

    Args:
        arrays: the arrays.
        length: how many numbers the row has, at least as many as the arrays together.
    """
    row = np.zeros(length, np.float32)
    flat = [array.ravel() for array in arrays]
    if flat:
        joint = np.concatenate(flat)
        row[: joint.size] = joint
    return row


def joined_row(arrays: Tree, row: Array) -> Array:
    """A row whose start is replaced by the elements of several arrays, one array after another.

    Args:
        arrays: a tree of the arrays.
        row: the row, in one dimension, at least as long as all arrays together.
    """
    flat = [array.ravel() for array in jax.tree.leaves(arrays)]
    return jnp.concatenate([*flat, row[sum(array.size for array in flat) :]])


def stacked(trees: Sequence[Any]) -> Any:
    """Several trees of arrays as one, whose arrays have a new first axis with an entry for each.

    Args:
        trees: the trees, all of one structure and with arrays of the same shapes.
    """
    return jax.tree.map(lambda *arrays: np.stack(arrays), *trees)


def _is_shape(node: object) -> bool:
    return isinstance(node, tuple)
