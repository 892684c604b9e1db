"""Train networks on one set of images, one after another, with as little compiling as can be.

The images stay on the device, and so do the last compiled programs: networks that are run by one
program, whose decisions are data to it, compile it once.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from time import perf_counter
from typing import Any

import jax
import numpy as np
from flax import nnx
from jax import Array
from jax.stages import Compiled, Lowered

from nasdsl.backend import DTYPES, Checkpoint, Epoch, Images, OnEpoch, Result, TrainSettings
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Runnable
from nasdsl.program.graph import Program
from nasdsl.program.settled import Settings
from nasdsl_flax import failures, images, lower
from nasdsl_flax.augment import changes
from nasdsl_flax.cache import enable_cache
from nasdsl_flax.checkpoints import restored, saved
from nasdsl_flax.device import device
from nasdsl_flax.draw import fill, noise
from nasdsl_flax.epoch import Fit, Scores, Trainer
from nasdsl_flax.optimizers import optimizer

KEPT = 64  # compiled programs: as many as a space may have shape keys

# The first two: half of XLA's default time to compile, and steps just as fast. The last: only
# reductions go to the YNNPACK library, since its convolutions run in one thread inside loops and
# branches, where those of Eigen use all.
CPU_OPTIONS: dict[str, str | bool] = {
    "xla_backend_optimization_level": "1",
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_experimental_ynn_fusion_type": "LIBRARY_FUSION_TYPE_REDUCE",
}


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
        self._cpu = device().platform == "cpu"
        self._images = (train, held_out)
        self._settings = settings
        self._batch = min(settings.batch, len(train.y))
        steps = len(train.y) // max(1, self._batch)
        self._optimizer = optimizer(settings, max(1, steps))
        self._changes = changes(settings.augment)
        self._data: images.Data | None = None
        self._compiled: OrderedDict[tuple[int, int], tuple[Program, Compiled]] = OrderedDict()

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
            data, fit = self._prepared(), self._start(network, rngs.params())
            if resume:
                fit = restored(fit, resume.state)
            settings = jax.device_put(network.settings)
            keys = jax.random.split(rngs(), epochs).reshape(calls, each)
            run = self._program(network.program, fit, settings, data, keys[0])
        compiled = perf_counter()
        for call in keys[len(done) :]:
            with failures.evaluation():
                fit, scores = run(fit, settings, data, call)
                done += self._epochs(scores, len(done))
            if on_epoch:
                on_epoch(done[-1], partial(_checkpoint, done, fit))
        return Result(tuple(done), compiled - started, perf_counter() - compiled)

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

    def _start(self, network: Runnable, key: Array) -> Fit:
        """The untrained network. NumPy cuts the parameters out of their draw: no compiling."""
        drawn = lower.parameters(network.program, network.settings)
        params = fill(drawn, np.asarray(noise(drawn, key)))
        carried = lower.statistics(network.program, network.settings)
        stats = fill(carried, np.empty(0, np.float32))
        return jax.device_put(Fit(params, stats, self._optimizer.init(params)))

    def _program(
        self, program: Program, fit: Fit, settings: Settings, data: images.Data, keys: Array
    ) -> Compiled:
        """The compiled program, from those that are kept if it is there."""
        name = id(program), len(keys)
        if name not in self._compiled:
            rules = self._optimizer, self._changes, self._batch, self._settings
            trainer = Trainer(program, *rules, self._cpu)
            self._compiled[name] = program, _compile(trainer, fit, settings, data, keys)
        self._compiled.move_to_end(name)
        if len(self._compiled) > KEPT:
            self._compiled.popitem(last=False)
        return self._compiled[name][1]

    def _epochs(self, scores: Scores, before: int) -> list[Epoch]:
        held_out = len(self._images[1].y)
        losses, right, sums = (np.asarray(each, np.float64) for each in scores)
        return [
            _epoch(float(loss), int(hits), float(total), held_out, before + number)
            for number, (loss, hits, total) in enumerate(zip(losses, right, sums, strict=True), 1)
        ]


def _checkpoint(epochs: list[Epoch], fit: Fit) -> Checkpoint:
    return Checkpoint(tuple(epochs), saved(fit))


def _compile(trainer: Trainer, *args: Any) -> Compiled:
    enable_cache()
    lowered = jax.jit(trainer.epochs, donate_argnums=0).lower(*args)
    run = _quickly(lowered) if trainer.cpu else lowered.compile()
    if memory := run.memory_analysis():
        failures.fits(memory.temp_size_in_bytes + memory.argument_size_in_bytes)
    return run


def _quickly(lowered: Lowered) -> Compiled:
    """Compile with `CPU_OPTIONS`, where this version of XLA knows them: they come and go."""
    try:
        return lowered.compile(CPU_OPTIONS)
    except jax.errors.JaxRuntimeError as error:
        if "No such compile option" not in str(error):
            raise
        return lowered.compile()


def _epoch(loss: float, right: int, total: float, held_out: int, number: int) -> Epoch:
    failures.finite("training", loss, number)
    failures.finite("held-out", total / held_out, number)
    return Epoch(loss, right / held_out, total / held_out)
