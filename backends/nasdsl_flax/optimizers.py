"""Optimisers by the names that users know: `adam(learning_rate=0.002)` becomes optax's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import optax

from nasdsl.backend import OPTIMIZERS, Optimizer
from nasdsl.errors import BackendError, nearest

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "adam": optax.adam,
    "adamw": optax.adamw,
    "sgd": optax.sgd,
    "rmsprop": optax.rmsprop,
}
"""Optax's function by name; it calls its arguments as nasdsl does."""


def optimizer(choice: Optimizer) -> optax.GradientTransformation:
    """The optax optimiser of a name and its arguments; arguments not given have their default.

    Raises:
        BackendError: the name is unknown, or the optimiser has no such argument.
    """
    if choice.name not in FUNCTIONS:
        raise _unknown("optimiser", choice.name, FUNCTIONS)
    defaults = OPTIMIZERS[choice.name]
    for name in choice.args:
        if name not in defaults:
            raise _unknown(f"argument of {choice.name}", name, defaults)
    return FUNCTIONS[choice.name](**{**defaults, **choice.args})


def _unknown(kind: str, name: str, known: Mapping[str, Any]) -> BackendError:
    return BackendError(
        f"there is no {kind} called '{name}'", nearest(name, known) or f"known: {', '.join(known)}"
    )
