"""Optimisers by the names that users know: `adam(learning_rate=0.002)` becomes optax's.

The defaults are those of Kingma and Ba 2015 (adam), of Loshchilov and Hutter 2019 (adamw), and of
the frameworks' own documentation (sgd, rmsprop).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import optax

from nasdsl.backend import Optimizer
from nasdsl.errors import BackendError, nearest

ADAM = {"learning_rate": 1e-3, "b1": 0.9, "b2": 0.999, "eps": 1e-8}
MOMENTUM = {"momentum": None, "nesterov": False}

OPTIMIZERS: Mapping[str, tuple[Callable[..., Any], Mapping[str, float | None]]] = {
    "adam": (optax.adam, ADAM),
    "adamw": (optax.adamw, ADAM | {"weight_decay": 0.01}),
    "sgd": (optax.sgd, {"learning_rate": 0.01} | MOMENTUM),
    "rmsprop": (optax.rmsprop, {"learning_rate": 1e-3, "decay": 0.9, "eps": 1e-8} | MOMENTUM),
}
"""Optax's function by name, and the defaults of the arguments that it may be given."""


def optimizer(choice: Optimizer) -> optax.GradientTransformation:
    """The optax optimiser of a name and its arguments; arguments not given have their default.

    Raises:
        BackendError: the name is unknown, or the optimiser has no such argument.
    """
    if choice.name not in OPTIMIZERS:
        raise _unknown("optimiser", choice.name, OPTIMIZERS)
    make, defaults = OPTIMIZERS[choice.name]
    for name in choice.args:
        if name not in defaults:
            raise _unknown(f"argument of {choice.name}", name, defaults)
    return make(**{**defaults, **choice.args})


def _unknown(kind: str, name: str, known: Mapping[str, Any]) -> BackendError:
    return BackendError(
        f"there is no {kind} called '{name}'", nearest(name, known) or f"known: {', '.join(known)}"
    )
