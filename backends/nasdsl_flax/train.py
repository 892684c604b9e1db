"""Train one network: compile an epoch of it, run that as often as asked, report after each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import jax
import numpy as np
from flax import nnx
from jax import Array
from jax.stages import Compiled, Lowered

from nasdsl.backend import DTYPES, Epoch, Images, Result, TrainSettings
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Architecture
from nasdsl.program.graph import Program
from nasdsl_flax import failures, images, lower
from nasdsl_flax.cache import enable_cache
from nasdsl_flax.draw import fill, noise
from nasdsl_flax.epoch import Fit, Scores, Trainer, batches
from nasdsl_flax.optimizers import optimizer

# Half of XLA's default time to compile, and steps just as fast.
CPU_OPTIONS: dict[str, str | bool] = {
    "xla_backend_optimization_level": "1",
    "xla_cpu_use_fusion_emitters": False,
}


def train(
    architecture: Architecture,
    train: Images,
    held_out: Images,
    settings: TrainSettings,
    *,
    seed: int,
    on_epoch: Callable[[Epoch], None] = lambda _: None,
) -> Result:
    """Train on `train` and measure on `held_out` after each epoch.

    Images are standardised, channel by channel, with mean and deviation of `train`. An epoch is a
    new random order of `train`, cut into whole batches: the images left over, fewer than a batch,
    are not used in it. A batch larger than `train` is cut to it. The same seed gives the same
    result, on a CPU to the last bit.

    Raises:
        EvaluationFailed: a loss is not finite, or the memory does not suffice.
        BackendError: the settings, or images that this network cannot take.
    """
    trainer = _trainer(architecture.program, train, held_out, settings)
    batch = min(settings.batch, len(train.y))
    shuffled = partial(batches, images=len(train.y), batch=batch)
    rngs = nnx.Rngs(seed)
    with failures.evaluation():
        failures.fits(failures.least_bytes(trainer.program, batch))
        data = images.prepare(train, held_out, batch)
        started = perf_counter()
        fit = _start(trainer, rngs.params())
        run = _compile(trainer, fit, data, shuffled(rngs()))
    compiled = perf_counter()
    epochs: list[Epoch] = []
    for number in range(1, settings.epochs + 1):
        with failures.evaluation():
            fit, scores = run(fit, data, shuffled(rngs()))
            epochs.append(_epoch(scores, len(held_out.y), number))
        on_epoch(epochs[-1])
    return Result(tuple(epochs), compiled - started, perf_counter() - compiled)


def _trainer(program: Program, train: Images, held_out: Images, settings: TrainSettings) -> Trainer:
    lower.check(program)
    logits = program.state(program.output)
    if logits[:2] != (1, 1):
        raise BackendError(f"a network is trained on logits of 1 x 1 x classes, not on {logits}")
    if settings.dtype not in DTYPES:
        raise BackendError(f"there is no arithmetic in '{settings.dtype}'", " or ".join(DTYPES))
    for part in (train, held_out):
        images.check(part, program.inputs[0], logits.channels)
    cpu = jax.default_backend() == "cpu"
    return Trainer(program, optimizer(settings.optimizer), settings.dtype, cpu)


def _start(trainer: Trainer, key: Array) -> Fit:
    """The untrained network. NumPy cuts the parameters out of their draw: nothing to compile."""
    drawn = lower.parameters(trainer.program)
    params = fill(drawn, np.asarray(noise(drawn, key)))
    stats = fill(lower.statistics(trainer.program), np.empty(0, np.float32))
    return jax.device_put(Fit(params, stats, trainer.optimizer.init(params)))


def _compile(trainer: Trainer, *args: Any) -> Compiled:
    enable_cache()
    lowered = jax.jit(trainer.epoch, donate_argnums=0).lower(*args)
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


def _epoch(scores: Scores, held_out: int, number: int) -> Epoch:
    loss, held_out_loss = float(scores.loss), float(scores.held_out_loss) / held_out
    failures.finite("training", loss, number)
    failures.finite("held-out", held_out_loss, number)
    return Epoch(loss, int(scores.right) / held_out, held_out_loss)
