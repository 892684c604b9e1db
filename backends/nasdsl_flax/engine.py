"""Train networks on one set of images, one after another, with as little compiling as can be.

The images stay on the device, and so do the last compiled programs: networks that are run by one
program, whose decisions are data to it, compile it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from time import perf_counter
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from nasdsl.backend import (
    DTYPES,
    Checkpoint,
    Epoch,
    EvaluationFailed,
    Images,
    OnEpoch,
    Result,
    TrainSettings,
)  # fmt: skip
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Runnable
from nasdsl_flax import failures, images, lower
from nasdsl_flax.augment import changes
from nasdsl_flax.checkpoints import restored, saved
from nasdsl_flax.device import device
from nasdsl_flax.draw import fill, noise
from nasdsl_flax.epoch import Fit, Scores, Trainer
from nasdsl_flax.modes import TOGETHER
from nasdsl_flax.optimizers import optimizer
from nasdsl_flax.programs import Programs


class Engine:
    """Trains on `train` and measures on `held_out` after each epoch.

    Images are standardised, channel by channel, with mean and deviation of `train`. An epoch is a
    new random order of `train`, cut into whole batches: the images left over, fewer than a batch,
    are not used in it. A batch larger than `train` is cut to it.

    Args:
        train: images with labels.
        held_out: likewise.
        settings: how networks are trained.
    """

    def __init__(self, train: Images, held_out: Images, settings: TrainSettings) -> None:
        if settings.dtype not in DTYPES:
            raise BackendError(f"there is no arithmetic in '{settings.dtype}'", " or ".join(DTYPES))
        self._images = (train, held_out)
        self._settings = settings
        self._batch = min(settings.batch, len(train.y))
        steps = len(train.y) // max(1, self._batch)
        self._optimizer = optimizer(settings, max(1, steps))
        cpu = device().platform == "cpu"
        rules = self._optimizer, changes(settings.augment), self._batch, settings, cpu
        self._programs = Programs(lambda program: Trainer(program, *rules))
        self._data: images.Data | None = None

    def train(
        self,
        network: Runnable,
        *,
        seed: int,
        on_epoch: OnEpoch | None = None,
        resume: Checkpoint | None = None,
    ) -> Result:
        """Train a network: in one call of one program, or in one a epoch if those are reported.

        The same seed gives the same result, on a CPU to the last bit.

        Raises:
            EvaluationFailed: a loss is not finite, or the memory does not suffice.
            BackendError: images that this network cannot take, an operation without a rule, or a
                checkpoint of another training.
        """
        self.check(network)
        epochs = self._settings.epochs
        calls, each = (epochs, 1) if on_epoch or resume else (1, epochs)
        rngs = nnx.Rngs(seed)
        done = list(resume.epochs) if resume else []
        with failures.evaluation():
            started = perf_counter()
            data, fit = self._prepared(), self._start(network, rngs)
            if resume:
                fit = restored(fit, resume.state)
            settings = jax.device_put(network.settings)
            keys = jax.random.split(rngs(), epochs).reshape(calls, each)
            run = self._programs.compiled(network.program, fit, settings, data, keys[0])
        compiled = perf_counter()
        for call in keys[len(done) :]:
            with failures.evaluation():
                fit, scores = run(fit, settings, data, call)
                done += self._epochs(scores, len(done))
            if on_epoch:
                on_epoch(done[-1], partial(_checkpoint, done, fit))
        return Result(tuple(done), compiled - started, perf_counter() - compiled)

    def train_together(
        self, networks: Sequence[Runnable], *, seeds: Sequence[int]
    ) -> list[Result | EvaluationFailed]:
        """Train networks of one program at once, in one call: a step of all is one step.

        One program serves any number of them: those that are missing are the last one again.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: as `train`.
        """
        for network in networks:
            self.check(network)
        asked, spare = len(networks), TOGETHER.width - len(networks)
        networks = [*networks, *[networks[-1]] * spare]
        seeds = [*seeds, *[seeds[-1]] * spare]
        failures.fits(sum(failures.least_bytes(each, self._batch) for each in networks))
        rngs = [nnx.Rngs(seed) for seed in seeds]
        with failures.evaluation():
            started = perf_counter()
            data = self._prepared()
            starts = [self._start(*each) for each in zip(networks, rngs, strict=True)]
            fit, settings = _stacked(starts), _stacked([each.settings for each in networks])
            keys = jnp.stack([jax.random.split(each(), self._settings.epochs) for each in rngs])
            run = self._programs.compiled(networks[0].program, fit, settings, data, keys)
            compiled = perf_counter()
            _, scores = jax.device_get(run(fit, settings, data, keys))
        ended = perf_counter()
        each = [(t1 - t0) / len(networks) for t0, t1 in pairwise((started, compiled, ended))]
        return [self._result(Scores(*lane), *each) for lane in zip(*scores, strict=True)][:asked]

    def _result(self, scores: Scores, *seconds: float) -> Result | EvaluationFailed:
        try:
            return Result(tuple(self._epochs(scores, 0)), *seconds)
        except EvaluationFailed as failure:
            return failure

    def check(self, network: Runnable) -> None:
        """See that a network can be trained, as far as is known before it is compiled.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: images that this network cannot take, or an operation without a rule.
        """
        program = network.program
        lower.check(program)
        logits = program.state(program.output)
        if logits[:2] != (1, 1):
            raise BackendError(
                f"a network is trained on logits of 1 x 1 x classes, not on {logits}"
            )
        for part in self._images:
            images.check(part, program.inputs[0], logits.channels)
        failures.fits(failures.least_bytes(network, self._batch))

    def _prepared(self) -> images.Data:
        """The images, on the device from the first training on."""
        if self._data is None:
            self._data = images.prepare(*self._images, self._batch)
        return self._data

    def _start(self, network: Runnable, rngs: nnx.Rngs) -> Fit:
        """The untrained network. NumPy cuts the parameters out of their draw: no compiling."""
        drawn = lower.parameters(network.program, network.settings)
        params = fill(drawn, np.asarray(noise(drawn, rngs.params())))
        carried = lower.statistics(network.program, network.settings)
        stats = fill(carried, np.empty(0, np.float32))
        return jax.device_put(Fit(params, stats, self._optimizer.init(params)))

    def _epochs(self, scores: Scores, before: int) -> list[Epoch]:
        held_out = len(self._images[1].y)
        losses, right, sums = (np.asarray(each, np.float64) for each in scores)
        return [
            _epoch(float(loss), int(hits), float(total), held_out, before + number)
            for number, (loss, hits, total) in enumerate(zip(losses, right, sums, strict=True), 1)
        ]


def _checkpoint(epochs: list[Epoch], fit: Fit) -> Checkpoint:
    return Checkpoint(tuple(epochs), saved(fit))


def _stacked(trees: Sequence[Any]) -> Any:
    """Trees of arrays as one, with an axis of them in front."""
    return jax.tree.map(lambda *arrays: jnp.stack(arrays), *trees)


def _epoch(loss: float, right: int, total: float, held_out: int, number: int) -> Epoch:
    failures.finite("training", loss, number)
    failures.finite("held-out", total / held_out, number)
    return Epoch(loss, right / held_out, total / held_out)
