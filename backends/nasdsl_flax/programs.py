"""Compiled programs: the last ones are kept, and those of earlier processes lie on the disk."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import jax
from jax import Array
from jax.stages import Compiled, Lowered

from nasdsl.program.graph import Program
from nasdsl.program.settled import Settings
from nasdsl_flax import failures
from nasdsl_flax.cache import enable_cache
from nasdsl_flax.epoch import Fit, Trainer
from nasdsl_flax.images import Data

KEPT = 64  # compiled programs: as many as a space may have shape keys

# The first two: half of XLA's default time to compile, and steps just as fast. The last: only
# reductions go to the YNNPACK library, since its convolutions run in one thread inside loops and
# branches, where those of Eigen use all.
CPU_OPTIONS: dict[str, str | bool] = {
    "xla_backend_optimization_level": "1",
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_experimental_ynn_fusion_type": "LIBRARY_FUSION_TYPE_REDUCE",
}


class Programs:
    """What trains networks, compiled.

    Args:
        trainer: how, for a program.
    """

    def __init__(self, trainer: Callable[[Program], Trainer]) -> None:
        self._trainer = trainer
        self._kept: OrderedDict[tuple[int, tuple[int, ...]], tuple[Program, Compiled]] = (
            OrderedDict()
        )

    def compiled(
        self, program: Program, fit: Fit, settings: Settings, data: Data, keys: Array
    ) -> Compiled:
        """What trains the networks of a program, from those that are kept if it is there.

        The arguments are as those of `Trainer.epochs`; if there is an axis of networks in front,
        as those of `Trainer.together`.

        Raises:
            EvaluationFailed: the memory does not suffice.
        """
        name = id(program), keys.shape
        if name not in self._kept:
            trainer = self._trainer(program)
            train = trainer.together if keys.ndim > 1 else trainer.epochs
            lowered = jax.jit(train, donate_argnums=0).lower(fit, settings, data, keys)
            self._kept[name] = program, _compiled(lowered, trainer.cpu)
        self._kept.move_to_end(name)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[name][1]


def _compiled(lowered: Lowered, cpu: bool) -> Compiled:
    enable_cache()
    run = _quickly(lowered) if cpu else lowered.compile()
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
