"""Training of networks on one set of images, with as few compilations as possible.

The images stay on the device, and so do the last compiled programs: networks that are run by one
program, whose decisions are data to it, share its compilation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from itertools import pairwise
from operator import itemgetter
from time import perf_counter
from typing import Any

import jax
import numpy as np
from flax import nnx

from nasdsl.backend import (
    Checkpoint,
    DataSplit,
    Epoch,
    EvaluationFailed,
    OnEpoch,
    Result,
    Score,
    Weights,
)  # fmt: skip
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Runnable
from nasdsl.program.graph import Apply
from nasdsl.train_settings import DTYPES, TrainSettings
from nasdsl_flax import checks, images, layout, lower, packing
from nasdsl_flax.augment import changes
from nasdsl_flax.checkpoints import restored, saved
from nasdsl_flax.device import device
from nasdsl_flax.draw import fill, noise
from nasdsl_flax.epoch import EpochTrainer, Fit, Plan, Scores
from nasdsl_flax.modes import named
from nasdsl_flax.optimizers import optimizer
from nasdsl_flax.programs import Programs

SHARED_PROGRAMS = 64  # kept compiled: as many as a space may have shape keys


class FlaxEngine:
    """The engine of the backend `flax`.

    It trains on the training images and measures on the validation images after each epoch. Images
    are standardised, channel by channel, with mean and deviation of the training images. An epoch
    is a new random order of the training images, cut into whole batches: the images left over,
    fewer than a batch, are not used in it. A batch larger than all training images is cut to them.

    Args:
        data: images with labels, to train on, to validate on and to test on.
        settings: how networks are trained.
    """

    def __init__(self, data: DataSplit, settings: TrainSettings) -> None:
        if settings.dtype not in DTYPES:
            raise BackendError(f"there is no arithmetic in '{settings.dtype}'", " or ".join(DTYPES))
        self._images = data
        self._settings = settings
        self._mode = named(settings.mode)
        self._batch = max(1, min(settings.batch, len(data.train.y)))
        self._optimizer = optimizer(settings)
        cpu = device().platform == "cpu"
        rules = partial(optimizer, settings), changes(settings.augment), self._batch, settings, cpu
        capacity = SHARED_PROGRAMS if self._mode.shared else 1
        self._programs = Programs(lambda program: EpochTrainer(program, *rules), capacity)

    def train(
        self,
        network: Runnable,
        *,
        seed: int,
        on_epoch: OnEpoch | None = None,
        resume: Checkpoint | None = None,
    ) -> Result:
        """Train a network; each epoch is one call of a compiled program.

        The same seed gives the same result, on a CPU to the last bit.

        Args:
            network: the program that computes the network, and the values of its open decisions.
            seed: the number, from 0, that determines parameters, order of the images, and dropout.
            on_epoch: called after each epoch with its results, and with a function that gives the
                checkpoint after it.
            resume: the checkpoint at which to go on with an interrupted training.

        Raises:
            EvaluationFailed: a loss is not finite, or the memory does not suffice.
            BackendError: images that this network cannot take, an operation without a rule, or a
                checkpoint of another training.
        """
        self.check(network)
        done = list(resume.epochs) if resume else []
        with checks.evaluation():
            started = perf_counter()
            places = layout.paths(network)
            settings = jax.device_put(layout.named(network, places))
            fit = jax.device_put(self._start(network, seed, places))
            if resume:
                fit = restored(fit, resume.state)
            plan = self._plan(np.uint32(seed))
            run = self._programs.compiled(network.program, fit, settings, self._data, plan)
        compiled, waiting = perf_counter(), list[Scores]()
        for number in range(len(done), self._settings.epochs):
            with checks.evaluation():
                fit, scores = run(fit, settings, self._data, plan._replace(epoch=np.int32(number)))
                waiting.append(scores)
                if on_epoch or number + 1 == self._settings.epochs:
                    done += self._epochs(jax.device_get(waiting), len(done))
                    waiting = []
            if on_epoch:
                on_epoch(done[-1], partial(_checkpoint, done, fit))
        ended = perf_counter()
        with checks.evaluation():
            weights = _weights(network, fit, places)
        return Result(tuple(done), compiled - started, ended - compiled, weights)

    def train_together(
        self, networks: Sequence[Runnable], *, seeds: Sequence[int]
    ) -> list[Result | EvaluationFailed]:
        """Train several networks of one program at once: each step updates all of them.

        The program is compiled for as many networks as the mode's width; where fewer are given, the
        last is repeated and its copies are ignored.

        Args:
            networks: the networks, with the values of the program's open decisions.
            seeds: for each network, the number that determines all randomness of its training.

        Returns:
            For each network a result, or EvaluationFailed if its loss is not finite.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: images that a network cannot take, or an operation without a rule.
        """
        for network in networks:
            self.check(network)
        asked, spare = len(networks), self._mode.width - len(networks)
        networks = [*networks, *[networks[-1]] * spare]
        seeds = [*seeds, *[seeds[-1]] * spare]
        checks.fits(sum(checks.least_bytes(network, self._batch) for network in networks))
        with checks.evaluation():
            started = perf_counter()
            places = [layout.paths(network) for network in networks]
            starts = list(map(self._start, networks, seeds, places))
            values = list(map(layout.named, networks, places))
            fit, settings = jax.device_put(tuple(map(packing.stacked, (starts, values))))
            plan = self._plan(np.asarray(seeds, np.uint32))
            run = self._programs.compiled(networks[0].program, fit, settings, self._data, plan)
            compiled, waiting = perf_counter(), list[Scores]()
            for number in range(self._settings.epochs):
                fit, scores = run(fit, settings, self._data, plan._replace(epoch=np.int32(number)))
                waiting.append(scores)
            fit, waiting = jax.device_get((fit, waiting))
        ended = perf_counter()
        durations = [(t1 - t0) / asked for t0, t1 in pairwise((started, compiled, ended))]
        lanes = [jax.tree.map(itemgetter(lane), (fit, waiting)) for lane in range(asked)]
        return [
            self._lane_result(network, own, scores, place, durations)
            for network, (own, scores), place in zip(networks, lanes, places, strict=False)
        ]

    def _lane_result(
        self,
        network: Runnable,
        fit: Fit,
        scores: Sequence[Scores],
        places: Any,
        seconds: Sequence[float],
    ) -> Result | EvaluationFailed:
        try:
            epochs = tuple(self._epochs(scores, 0))
        except EvaluationFailed as failure:
            return failure
        compiling, training = seconds
        return Result(epochs, compiling, training, _weights(network, fit, places))

    def test(self, network: Runnable, weights: Weights) -> Score:
        """Accuracy and loss of a trained network on the test images, by the program that trains it.

        Args:
            network: the program that computes the network, and the values of its open decisions.
            weights: its trained arrays by name.

        Raises:
            EvaluationFailed: the memory does not suffice, or the loss is not finite.
            BackendError: the weights are of another network.
        """
        self.check(network)
        count = len(self._images.test.y)
        with checks.evaluation():
            places = layout.paths(network)
            fit = self._fit(network, layout.read(network, weights), places)
            settings = layout.named(network, places)
            first = len(self._images.train.y) + len(self._images.held_out.y)
            measured = images.image_range(first, self._images.test)
            plan = self._plan(np.uint32(0))._replace(train=np.int32(0), measured=measured)
            if self._mode.width > 1:
                fit, settings = (
                    packing.stacked([tree] * self._mode.width) for tree in (fit, settings)
                )
                plan = plan._replace(seed=np.zeros(self._mode.width, np.uint32))
            fit, settings = jax.device_put((fit, settings))
            run = self._programs.compiled(network.program, fit, settings, self._data, plan)
            scores = jax.device_get(run(fit, settings, self._data, plan)[1])
        right, total = (np.ravel(values)[0] for values in (scores.right, scores.held_out_loss))
        checks.finite("test", float(total), self._settings.epochs)
        return Score(int(right) / count, float(total) / count)

    def check(self, network: Runnable) -> None:
        """Check that a network can be trained, as far as is known before it is compiled.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: images that this network cannot take, or an operation without a rule.
        """
        program = network.program
        lower.check_rules(program)
        logits = program.state(program.output)
        if logits[:2] != (1, 1):
            raise BackendError(
                f"a network is trained on logits of 1 x 1 x classes, not on {logits}"
            )
        for part in self._images:
            images.check_images(part, program.inputs[0], logits.channels)
        checks.fits(checks.least_bytes(network, self._batch))

    @cached_property
    def _data(self) -> images.Data:
        """The images, on the device from the first training on."""
        return images.prepare(self._images)

    def _plan(self, seed: Any) -> Plan:
        train, epochs = np.int32(len(self._images.train.y)), np.int32(self._settings.epochs)
        held_out = images.image_range(len(self._images.train.y), self._images.held_out)
        return Plan(seed, np.int32(0), epochs, train, held_out)

    def _start(self, network: Runnable, seed: int, places: layout.Places) -> Fit:
        """The untrained network. NumPy cuts the parameters out of their draw: no compiling."""
        drawn = lower.parameters(network.written)
        arrays = fill(drawn, np.asarray(noise(drawn, nnx.Rngs(seed).params())))
        carried = fill(lower.statistics(network.written), np.empty(0, np.float32))
        return self._fit(network, (arrays, carried), places)

    def _fit(
        self, network: Runnable, arrays: tuple[layout.Arrays, layout.Arrays], places: layout.Places
    ) -> Fit:
        params = layout.packed(network, Apply.weights, arrays[0], places)
        stats = layout.packed(network, Apply.buffers, arrays[1], places)
        # What an optimiser keeps is zero at first; drawn here, each new shape would be a program.
        state = jax.eval_shape(self._optimizer.init, params)
        zeros = jax.tree.map(lambda leaf: np.zeros(leaf.shape, leaf.dtype), state)
        return Fit(params, stats, zeros)

    def _epochs(self, scores: Sequence[Scores], before: int) -> list[Epoch]:
        held_out = len(self._images.held_out.y)
        return [
            _epoch(float(loss), int(right), float(total), held_out, number)
            for number, (loss, right, total) in enumerate(scores, before + 1)
        ]


def _weights(network: Runnable, fit: Fit, places: layout.Places) -> Weights:
    params, stats = jax.device_get((fit.params, fit.stats))
    return layout.flat(
        layout.unpacked(network, Apply.weights, params, places),
        layout.unpacked(network, Apply.buffers, stats, places),
    )


def _checkpoint(epochs: list[Epoch], fit: Fit) -> Checkpoint:
    return Checkpoint(tuple(epochs), saved(fit))


def _epoch(loss: float, right: int, total: float, held_out: int, number: int) -> Epoch:
    checks.finite("training", loss, number)
    checks.finite("held-out", total / held_out, number)
    return Epoch(loss, right / held_out, total / held_out)
