"""Trees of parameters: from what each is to be, to arrays.

A draw for each parameter would take longer to compile than some networks to train, so all come from
one draw, cut into pieces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from nasdsl.program.graph import Weight

Tree = Mapping[str, Any]


class Shared(NamedTuple):
    """A row of numbers of which the arms of a decision take the first, each as many as it needs.

    Args:
        parts: those of the arm that is taken.
        size: how many the largest arm takes.
    """

    parts: Tree
    size: int


class Rounds(NamedTuple):
    """The parameters of a loop: a tree for each time round, stacked."""

    trees: tuple[Tree, ...]


def size(leaves: Tree) -> int:
    """How many numbers a tree has."""
    return sum(_size(leaf) for leaf in _flat(leaves))


def _size(leaf: Weight | Shared | Rounds) -> int:
    match leaf:
        case Weight():
            return leaf.size
        case Shared():
            return leaf.size
        case Rounds(trees):
            return sum(map(size, trees))


def noise(leaves: Tree, key: Array) -> Array:
    """All that `fill` needs to draw, at once.

    The length is a power of two, so that networks of similar size share one compiled program.
    """
    return jax.random.normal(key, (1 << size(leaves).bit_length(),))


def fill(leaves: Tree, noise: Array | NDArray[np.float32]) -> Tree:
    """Float32 arrays for `leaves`, NumPy's or JAX's as the noise is: one slice of it for each."""
    return _Cutter(noise).fill(leaves)


class _Cutter:
    """Cuts a row of random numbers into parameters, from its start on."""

    def __init__(self, noise: Any) -> None:
        self._noise, self._at = noise, 0

    def fill(self, leaves: Tree) -> Tree:
        arrays = [self._fill(leaf) for leaf in _flat(leaves)]
        return jax.tree.unflatten(jax.tree.structure(leaves, is_leaf=_is_leaf), arrays)

    def _fill(self, leaf: Weight | Shared | Rounds) -> Any:
        match leaf:
            case Weight():
                return self._leaf(leaf)
            case Shared(parts, size):
                return _row(jax.tree.leaves(self.fill(parts)), size)
            case Rounds(trees):
                filled = [self.fill(tree) for tree in trees]
                return jax.tree.map(_stacked, *filled)

    def _leaf(self, leaf: Weight) -> Any:
        if not leaf.deviation:
            return np.full(leaf.shape, leaf.mean, np.float32)
        start, self._at = self._at, self._at + leaf.size
        mine = self._noise[start : self._at].reshape(leaf.shape)
        return mine * np.float32(leaf.deviation) + np.float32(leaf.mean)


def _row(arrays: Sequence[Any], size: int) -> Any:
    """Arrays as one row, with zeros behind."""
    np_ = _library(arrays)
    missing = size - sum(array.size for array in arrays)
    zeros = np.zeros(missing, np.float32)
    return np_.concatenate([*(array.ravel() for array in arrays), zeros])


def _stacked(*arrays: Any) -> Any:
    return _library(arrays).stack(arrays)


def _library(arrays: Sequence[Any]) -> Any:
    return jnp if any(isinstance(array, Array) for array in arrays) else np


def _flat(leaves: Tree) -> list[Weight | Shared | Rounds]:
    return jax.tree.leaves(leaves, is_leaf=_is_leaf)


def _is_leaf(node: object) -> bool:
    return isinstance(node, Weight | Shared | Rounds)
