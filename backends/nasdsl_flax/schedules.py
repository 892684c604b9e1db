"""Learning-rate schedules, which specs state in epochs, as functions of the training step.

The numbers of steps and epochs may be traced: one program serves trainings of every length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax.numpy as jnp
import optax
from jax import Array
from jax.typing import ArrayLike

from nasdsl.train_settings import SCHEDULES, TrainSettings
from nasdsl_flax.config import arguments

MOST_EPOCHS = 1_000_000


Steps = int | Array  # a number, or one that a compiled program is given


def _constant(rate: float, steps: Steps, total: Steps) -> optax.Schedule:
    return optax.constant_schedule(rate)


def _cosine(rate: float, steps: Steps, total: Steps) -> optax.Schedule:
    return lambda step: _half_wave(rate, jnp.minimum(step / total, 1))


def _warm_restarts(
    rate: float, steps: Steps, total: Steps, first: int, factor: int
) -> optax.Schedule:
    starts, lengths = [0], [first]
    while factor > 1 and starts[-1] + lengths[-1] < MOST_EPOCHS:
        starts.append(starts[-1] + lengths[-1])
        lengths.append(min(lengths[-1] * factor, MOST_EPOCHS))
    begins, periods = jnp.array(starts), jnp.array(lengths)

    def at(step: ArrayLike) -> Array:
        epoch = jnp.asarray(step) // steps
        if factor == 1:
            begin, period = epoch // first * first, first
        else:
            number = jnp.searchsorted(begins, epoch, side="right") - 1
            begin, period = begins[number], periods[number]
        since = jnp.asarray(step) - begin * steps
        return _half_wave(rate, since / (jnp.asarray(period, jnp.float32) * steps))

    return at


def _half_wave(rate: float, part: ArrayLike) -> Array:
    return rate * (1 + jnp.cos(jnp.pi * part)) / 2


def _exponential(rate: float, steps: Steps, total: Steps, decay: float) -> optax.Schedule:
    return lambda step: rate * decay ** (jnp.asarray(step) // steps)


FUNCTIONS: Mapping[str, Callable[..., optax.Schedule]] = {
    "constant": _constant,
    "cosine": _cosine,
    "warm_restarts": _warm_restarts,
    "exponential": _exponential,
}
"""By name in `nasdsl.train_settings`: from the rate, the steps of an epoch, and all steps."""


def schedule(
    rate: float, settings: TrainSettings, steps: Steps, epochs: Steps
) -> float | optax.Schedule:
    """The learning rate as a function of the step, or as a number if it is constant.

    Args:
        rate: the learning rate of the optimiser, which the schedule changes.
        settings: the settings of training; the schedule begins when the warm-up has ended.
        steps: how many steps an epoch has.
        epochs: how many epochs the training has.

    Raises:
        BackendError: no schedule has the name in the settings, or it has no such argument.
    """
    args = arguments("schedule", settings.schedule, SCHEDULES)
    if settings.schedule.name == "constant" and not settings.warmup:
        return rate
    warm = settings.warmup * steps
    total = jnp.maximum(1, epochs * steps - warm)
    after = FUNCTIONS[settings.schedule.name](rate, steps, total, **args)
    if not settings.warmup:
        return after

    def at(step: ArrayLike) -> Array:
        count = jnp.asarray(step)
        return jnp.where(count < warm, rate * count / warm, after(jnp.maximum(count - warm, 0)))

    return at
