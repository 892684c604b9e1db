"""The state of a training as bytes: its arrays in order, in the MessagePack format of Flax."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from flax.serialization import msgpack_restore, msgpack_serialize

from nasdsl.errors import BackendError
from nasdsl_flax.epoch import Fit


def saved(fit: Fit) -> bytes:
    """The bytes of everything that training changes: parameters, statistics, optimiser state."""
    leaves = jax.device_get(jax.tree.leaves(fit))
    return msgpack_serialize({str(at): np.asarray(leaf) for at, leaf in enumerate(leaves)})


def restored(fit: Fit, state: bytes) -> Fit:
    """The state of a training from the bytes that `saved` made of it, its arrays on the device.

    Args:
        fit: the same training before its first step, which shows how the state is structured.
        state: the bytes.

    Raises:
        BackendError: the bytes are of another training, or damaged.
    """
    expected, structure = jax.tree.flatten(fit)
    try:
        tree: Any = msgpack_restore(state)
        leaves = [np.asarray(tree[str(at)]) for at in range(len(tree))]
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise BackendError(f"the checkpoint is damaged: {error}") from error
    if [_array_form(leaf) for leaf in leaves] != [_array_form(leaf) for leaf in expected]:
        raise BackendError("the checkpoint is of another network, or of other settings")
    return jax.device_put(jax.tree.unflatten(structure, leaves))


def _array_form(array: Any) -> tuple[tuple[int, ...], str]:
    return array.shape, str(array.dtype)
