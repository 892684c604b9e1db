"""Epochs as one program: every training step in a scan, then the measurement in another.

Only the state and a few scalars cross between a training and its caller, so that a step costs what
its arithmetic costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array, lax
from optax import softmax_cross_entropy_with_integer_labels as cross_entropy

from nasdsl.backend import TrainSettings
from nasdsl.program.graph import Program
from nasdsl.program.settled import Settings
from nasdsl_flax import lower
from nasdsl_flax.augment import Change, augmented
from nasdsl_flax.draw import Tree
from nasdsl_flax.images import PADDING, Data, standard
from nasdsl_flax.modes import blended
from nasdsl_flax.rule import Context


class Fit(NamedTuple):
    """What training changes: parameters, running statistics, the optimiser's own state."""

    params: Tree
    stats: Tree
    optimizer: Any


class Batches(NamedTuple):
    """The order of an epoch: the images' numbers, steps x batch, and a key a step."""

    order: Array
    keys: Array


class Scores(NamedTuple):
    """Mean training loss; right answers and summed loss on the held-out images."""

    loss: Array
    right: Array
    held_out_loss: Array


def batches(key: Array, images: int, batch: int) -> Batches:
    """A random order of all `images`; those left over by the last whole batch are left out."""
    steps = images // batch
    shuffle, drop = jax.random.split(key)
    order = jax.random.permutation(shuffle, images)[: steps * batch]
    return Batches(order.reshape(steps, batch), jax.random.split(drop, steps))


def smoothed_loss(logits: Array, y: Array, smoothing: float) -> Array:
    """Cross-entropy with labels of which a share is spread over all classes, one an image.

    Args:
        logits: n x classes.
        y: the right classes, n.
        smoothing: that share, 0 to 1 (Szegedy et al. 2016, section 7).
    """
    loss = cross_entropy(logits, y)
    if not smoothing:
        return loss
    spread = -jnp.mean(jax.nn.log_softmax(logits), -1)
    return (1 - smoothing) * loss + smoothing * spread


@dataclass(frozen=True, slots=True)
class Trainer:
    """How a network is trained.

    Args:
        program: what gives the logits, 1 x 1 x classes, of a network.
        optimizer: its rule of change.
        changes: what is done to images before a step.
        batch: examples a step.
        settings: the arithmetic is in their `dtype`; parameters, statistics and losses are float32.
        cpu: whether it runs on a CPU.
    """

    program: Program
    optimizer: optax.GradientTransformation
    changes: tuple[Change, ...]
    batch: int
    settings: TrainSettings
    cpu: bool

    def together(self, fit: Fit, settings: Settings, data: Data, keys: Array) -> tuple[Fit, Scores]:
        """As `epochs`, for networks at once: all but `data` has an axis of them in front."""
        return jax.vmap(self.epochs, in_axes=(0, 0, None, 0))(fit, settings, data, keys)

    def epochs(self, fit: Fit, settings: Settings, data: Data, keys: Array) -> tuple[Fit, Scores]:
        """Train and measure an epoch for each key.

        Args:
            fit: what the network is before.
            settings: what the open decisions of the program come to.
            data: to train and to measure on.
            keys: the randomness of each epoch.
        """
        return lax.scan(partial(self._epoch, settings, data), fit, keys)

    def _epoch(self, settings: Settings, data: Data, fit: Fit, key: Array) -> tuple[Fit, Scores]:
        """Train on every batch, then measure on the held-out images."""
        shuffled = batches(key, len(data.y), self.batch)
        fit, losses = lax.scan(partial(self._step, settings, data), fit, shuffled)
        measure = partial(self._measure, settings, data, fit)
        right, loss = lax.map(measure, (data.held_x, data.held_y))
        return fit, Scores(jnp.mean(losses), jnp.sum(right), jnp.sum(loss))

    def _step(self, settings: Settings, data: Data, fit: Fit, batch: Batches) -> tuple[Fit, Array]:
        x, y = standard(data.x[batch.order], data), data.y[batch.order]
        x, key = augmented(self.changes, batch.keys, x)
        slope = jax.value_and_grad(self._loss, has_aux=True)
        (loss, stats), gradients = slope(fit.params, settings, fit.stats, x, y, key)
        updates, state = self.optimizer.update(gradients, fit.optimizer, fit.params)
        params: Any = optax.apply_updates(fit.params, updates)
        return Fit(params, stats, state), loss

    def _loss(
        self, params: Tree, settings: Settings, stats: Tree, x: Array, y: Array, key: Array
    ) -> tuple[Array, Tree]:
        context = Context(True, key, self.cpu, blended(self.settings.mode))
        logits, stats = self._logits(context, settings, params, stats, x)
        return jnp.mean(smoothed_loss(logits, y, self.settings.label_smoothing)), stats

    def _measure(
        self, settings: Settings, data: Data, fit: Fit, chunk: tuple[Array, Array]
    ) -> tuple[Array, Array]:
        """Right answers and summed loss of a chunk, without what fills it up."""
        x, y = standard(chunk[0], data), chunk[1]
        context = Context(False, None, self.cpu, blended(self.settings.mode))
        logits, _ = self._logits(context, settings, fit.params, fit.stats, x)
        losses = cross_entropy(logits, jnp.maximum(y, 0))
        return jnp.sum(jnp.argmax(logits, -1) == y), jnp.sum(losses, where=y != PADDING)

    def _logits(
        self, context: Context, settings: Settings, params: Tree, stats: Tree, x: Array
    ) -> tuple[Array, Tree]:
        params = jax.tree.map(lambda array: array.astype(self.settings.dtype), params)
        x = x.astype(self.settings.dtype)
        y, stats = lower.apply(self.program, settings, context, params, stats, x)
        return y[:, 0, 0].astype(jnp.float32), stats
