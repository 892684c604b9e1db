"""The optimisers that a spec can name, made with optax.

Gradients are clipped before they reach the optimiser, if the spec says so, and its learning rate
follows a schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import optax

from nasdsl.train_settings import OPTIMIZERS, TrainSettings
from nasdsl_flax.config import arguments
from nasdsl_flax.schedules import Steps, schedule


def _sgd(weight_decay: float | None, **args: Any) -> optax.GradientTransformation:
    """With the decay as a part of the gradient, before the momentum."""
    if weight_decay is None:
        return optax.sgd(**args)
    return optax.chain(optax.add_decayed_weights(weight_decay), optax.sgd(**args))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "adam": optax.adam,
    "adamw": optax.adamw,
    "sgd": _sgd,
    "rmsprop": optax.rmsprop,
}
"""The function of a name; it calls its arguments as nasdsl does."""


def optimizer(
    settings: TrainSettings, steps: Steps = 1, epochs: Steps = 1
) -> optax.GradientTransformation:
    """The optax optimiser that the settings of training describe.

    Args:
        settings: the settings of training.
        steps: how many steps an epoch has.
        epochs: how many epochs there are; the schedule of the learning rate follows from both.

    Raises:
        BackendError: no optimiser or schedule has the name in the settings, or it has no such
            argument.
    """
    args = arguments("optimiser", settings.optimizer, OPTIMIZERS)
    args["learning_rate"] = schedule(args["learning_rate"], settings, steps, epochs)
    transformation = FUNCTIONS[settings.optimizer.name](**args)
    if settings.clip is None:
        return transformation
    return optax.chain(optax.clip_by_global_norm(settings.clip), transformation)
