"""The learning rate as a function of the step, from what settings say of it by epochs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax.numpy as jnp
import optax
from jax import Array
from jax.typing import ArrayLike

from nasdsl.backend import SCHEDULES, TrainSettings
from nasdsl_flax.choices import arguments


def _constant(rate: float, steps: int, total: int) -> optax.Schedule:
    return optax.constant_schedule(rate)


def _cosine(rate: float, steps: int, total: int) -> optax.Schedule:
    return optax.cosine_decay_schedule(rate, total)


def _warm_restarts(rate: float, steps: int, total: int, first: int, factor: int) -> optax.Schedule:
    starts, lengths = [0], [first * steps]
    while starts[-1] + lengths[-1] <= total:
        starts.append(starts[-1] + lengths[-1])
        lengths.append(lengths[-1] * factor)
    begin, length = jnp.array(starts), jnp.array(lengths, jnp.float32)

    def at(step: ArrayLike) -> Array:
        period = jnp.searchsorted(begin, step, side="right") - 1
        part = (jnp.asarray(step) - begin[period]) / length[period]
        return rate * (1 + jnp.cos(jnp.pi * part)) / 2

    return at


def _exponential(rate: float, steps: int, total: int, decay: float) -> optax.Schedule:
    return optax.exponential_decay(rate, steps, decay, staircase=True)


FUNCTIONS: Mapping[str, Callable[..., optax.Schedule]] = {
    "constant": _constant,
    "cosine": _cosine,
    "warm_restarts": _warm_restarts,
    "exponential": _exponential,
}
"""By name: from the rate, the steps of an epoch, and all steps; see `nasdsl.backend.SCHEDULES`."""


def schedule(rate: float, settings: TrainSettings, steps: int) -> float | optax.Schedule:
    """The learning rate at each step; a number where it does not change.

    Args:
        rate: the optimiser's own.
        settings: of the training; the schedule begins when the warm-up has ended.
        steps: of an epoch.

    Raises:
        BackendError: there is no schedule of that name, or it has no such argument.
    """
    args = arguments("schedule", settings.schedule, SCHEDULES)
    warm = settings.warmup * steps
    if settings.schedule.name == "constant" and not warm:
        return rate
    total = max(1, settings.epochs * steps - warm)
    after = FUNCTIONS[settings.schedule.name](rate, steps, total, **args)
    if not warm:
        return after
    return optax.join_schedules([optax.linear_schedule(0, rate, warm), after], [warm])
