"""An epoch as one compiled program: a loop of training steps, then a loop that measures.

Only the state and a few scalars cross between a training and its caller, so that a step costs what
its arithmetic costs. The numbers of steps, of epochs and of images to train and to measure on are
inputs of the program, not constants in it: one program trains and tests a network, however the
images of a data set are divided. Only how many they are in all is a constant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array, lax
from jax.typing import ArrayLike
from numpy.typing import NDArray
from optax import softmax_cross_entropy_with_integer_labels as cross_entropy

from nasdsl.program.graph import Program
from nasdsl.program.instantiate import DecisionValues
from nasdsl.train_settings import TrainSettings
from nasdsl_flax import lower
from nasdsl_flax.augment import Change, augmented
from nasdsl_flax.draw import Tree
from nasdsl_flax.images import Data, ImageRange, standard
from nasdsl_flax.modes import blended
from nasdsl_flax.rule import Context

Batch = tuple[Array, Array]
"""Standardised images, n x h x w x c, and their labels, n."""


class Fit(NamedTuple):
    """All that the steps of a training change.

    Args:
        params: the parameters of the network, as a tree of arrays.
        stats: its running statistics, as a tree of arrays.
        optimizer: the state of the optimiser.
    """

    params: Tree
    stats: Tree
    optimizer: Any


class Plan(NamedTuple):
    """What one epoch does, as numbers that the compiled program takes as inputs.

    Args:
        seed: the seed of the training, which determines the order of the images, their
            augmentation, and dropout; an array of seeds where several networks are trained at once.
        epoch: the number of the epoch, from 0.
        epochs: how many epochs the training has.
        train: how many images to train on, the first ones; 0 to measure alone.
        measured: the images to measure on afterwards.
    """

    seed: np.uint32 | NDArray[np.uint32]
    epoch: np.int32
    epochs: np.int32
    train: np.int32
    measured: ImageRange


EACH_SEED = Plan._make([0, None, None, None, None])
"""The axis of networks of a plan, where networks are trained at once."""


class Scores(NamedTuple):
    """The results of an epoch, as arrays on the device.

    Args:
        loss: the mean loss of the training steps.
        right: how many of the images measured on are classified correctly.
        held_out_loss: the loss on those images, added up.
    """

    loss: Array
    right: Array
    held_out_loss: Array


def shuffled(key: Array, images: int, count: ArrayLike) -> Array:
    """The numbers of images, from 0: the first ones in random order, then the others in order.

    Args:
        key: the random key.
        images: how many images there are.
        count: how many of them are put in random order.
    """
    first = jnp.arange(images) < count
    return jnp.lexsort((jax.random.bits(key, (images,)), ~first))


def smoothed_loss(logits: Array, y: Array, smoothing: float) -> Array:
    """Cross-entropy with label smoothing, for each image.

    Args:
        logits: n x classes.
        y: the number of the right class of each image, n.
        smoothing: the share of each label that is spread over all classes, 0 to 1 (Szegedy et al.
            2016, section 7).
    """
    loss = cross_entropy(logits, y)
    if not smoothing:
        return loss
    spread = -jnp.mean(jax.nn.log_softmax(logits), -1)
    return (1 - smoothing) * loss + smoothing * spread


@dataclass(frozen=True, slots=True)
class EpochTrainer:
    """Trains and measures the networks of one program, an epoch at a time.

    Args:
        program: the program, which computes the logits, 1 x 1 x classes.
        optimizer: makes the optimiser, from the steps of an epoch and the number of epochs.
        changes: random changes of the training images, applied in each step.
        batch: how many images a step has.
        settings: the settings of training; the arithmetic is in their `dtype`, and parameters,
            statistics and losses are float32.
        cpu: whether the program runs on a CPU.
    """

    program: Program
    optimizer: Callable[[Array, Array], optax.GradientTransformation]
    changes: tuple[Change, ...]
    batch: int
    settings: TrainSettings
    cpu: bool

    def together(
        self, fit: Fit, settings: DecisionValues, data: Data, plan: Plan
    ) -> tuple[Fit, Scores]:
        """Train several networks of the program for one epoch, then measure them, all at once.

        Args:
            fit: the states of the networks, along the first axis of each array.
            settings: the values of the program's open decisions, networks along the first axis.
            data: the images to train on and to measure on.
            plan: the epoch's number and sizes, and a seed for each network.

        Returns:
            The states after the epoch and its results, networks along the first axis.
        """
        return jax.vmap(self.epoch, in_axes=(0, 0, None, EACH_SEED))(fit, settings, data, plan)

    def epoch(
        self, fit: Fit, settings: DecisionValues, data: Data, plan: Plan
    ) -> tuple[Fit, Scores]:
        """Train on every whole batch of an epoch, then measure.

        Args:
            fit: the state of the network before the epoch.
            settings: the values of the program's open decisions.
            data: the images to train on and to measure on.
            plan: the epoch's number, seed and sizes.

        Returns:
            The state after the epoch, and its results.
        """
        keys = jax.random.split(jax.random.fold_in(jax.random.key(plan.seed), plan.epoch))
        order = shuffled(keys[0], len(data.y), plan.train)
        steps: Any = plan.train // self.batch
        rule = self.optimizer(jnp.maximum(steps, 1), jnp.asarray(plan.epochs))

        def step(number: Array, so_far: tuple[Fit, Array]) -> tuple[Fit, Array]:
            fit, total = so_far
            chosen = lax.dynamic_slice(order, (number * self.batch,), (self.batch,))
            key = jax.random.fold_in(keys[1], number)
            batch = standard(data.x[chosen], data), data.y[chosen]
            fit, loss = self._step(rule, settings, fit, batch, key)
            return fit, total + loss

        fit, total = lax.fori_loop(0, steps, step, (fit, jnp.float32(0)))
        right, held_out_loss = self._measured(settings, data, fit, plan.measured)
        return fit, Scores(total / jnp.maximum(steps, 1), right, held_out_loss)

    def _step(
        self,
        rule: optax.GradientTransformation,
        settings: DecisionValues,
        fit: Fit,
        batch: Batch,
        key: Array,
    ) -> tuple[Fit, Array]:
        x, key = augmented(self.changes, key, batch[0])
        slope = jax.value_and_grad(self._loss, has_aux=True)
        (loss, stats), gradients = slope(fit.params, settings, fit.stats, (x, batch[1]), key)
        updates, state = rule.update(gradients, fit.optimizer, fit.params)
        params: Any = optax.apply_updates(fit.params, updates)
        return Fit(params, stats, state), loss

    def _loss(
        self, params: Tree, settings: DecisionValues, stats: Tree, batch: Batch, key: Array
    ) -> tuple[Array, Tree]:
        x, y = batch
        context = Context(True, key, self.cpu, blended(self.settings.mode))
        logits, stats = self._logits(context, settings, params, stats, x)
        return jnp.mean(smoothed_loss(logits, y, self.settings.label_smoothing)), stats

    def _measured(
        self, settings: DecisionValues, data: Data, fit: Fit, part: ImageRange
    ) -> tuple[Array, Array]:
        """Right answers and summed loss on a part of the images, a batch at a time."""

        def add(number: Array, sums: tuple[Array, Array]) -> tuple[Array, Array]:
            places = number * self.batch + jnp.arange(self.batch)
            inside = places < part.size
            chosen = part.first + jnp.where(inside, places, 0)
            x, y = standard(data.x[chosen], data), data.y[chosen]
            context = Context(False, None, self.cpu, blended(self.settings.mode))
            logits, _ = self._logits(context, settings, fit.params, fit.stats, x)
            right = jnp.sum(jnp.argmax(logits, -1) == y, where=inside)
            return sums[0] + right, sums[1] + jnp.sum(cross_entropy(logits, y), where=inside)

        batches: Any = (part.size + self.batch - 1) // self.batch
        return lax.fori_loop(0, batches, add, (jnp.int32(0), jnp.float32(0)))

    def _logits(
        self, context: Context, settings: DecisionValues, params: Tree, stats: Tree, x: Array
    ) -> tuple[Array, Tree]:
        params = jax.tree.map(lambda array: array.astype(self.settings.dtype), params)
        x = x.astype(self.settings.dtype)
        y, stats = lower.apply(self.program, settings, context, params, stats, x)
        return y[:, 0, 0].astype(jnp.float32), stats
