"""A cache of compiled programs: the last ones in memory, all on the disk."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cache

import jax
import numpy as np
from jax.stages import Compiled, Lowered

from nasdsl.program.graph import Program
from nasdsl.program.instantiate import DecisionValues
from nasdsl_flax import checks
from nasdsl_flax.cache import enable_cache
from nasdsl_flax.epoch import EpochTrainer, Fit, Plan
from nasdsl_flax.images import Data

# The first two: half of XLA's default time to compile, and steps just as fast. The last: only
# reductions go to the YNNPACK library, since its convolutions run in one thread inside loops and
# branches, where those of Eigen use all.
CPU_OPTIONS: dict[str, str | bool] = {
    "xla_backend_optimization_level": "1",
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_experimental_ynn_fusion_type": "LIBRARY_FUSION_TYPE_REDUCE",
}


class Programs:
    """Compiles training programs, and has the most recently used ones ready.

    Args:
        trainer: makes, for a program, what trains its networks.
        capacity: how many compiled programs stay in memory.
    """

    def __init__(self, trainer: Callable[[Program], EpochTrainer], capacity: int) -> None:
        self._trainer = trainer
        self._capacity = capacity
        self._cache: OrderedDict[tuple[int, bool], tuple[Program, Compiled]] = OrderedDict()

    def compiled(
        self, program: Program, fit: Fit, settings: DecisionValues, data: Data, plan: Plan
    ) -> Compiled:
        """The compiled training of a program, from the cache if it is there.

        The result is called with the same arguments except `program`. Where several networks are
        trained at once, `fit` and `settings` have them along the first axis of each array.

        Args:
            program: the program.
            fit: the state of the network.
            settings: the values of the program's open decisions.
            data: the images.
            plan: the numbers of an epoch; with an array of seeds, several networks are trained at
                once.

        Raises:
            EvaluationFailed: the memory does not suffice.
        """
        together = np.ndim(plan.seed) > 0
        name = id(program), together
        if name not in self._cache:
            self._make_room()
            trainer = self._trainer(program)
            train = trainer.together if together else trainer.epoch
            lowered = jax.jit(train, donate_argnums=0).lower(fit, settings, data, plan)
            self._cache[name] = program, _compiled(lowered, trainer.cpu)
        self._cache.move_to_end(name)
        return self._cache[name][1]

    def _make_room(self) -> None:
        """Drop the oldest program, and with it all that JAX keeps of what it traced."""
        if len(self._cache) == self._capacity:
            self._cache.popitem(last=False)
            jax.clear_caches()


def _compiled(lowered: Lowered, cpu: bool) -> Compiled:
    enable_cache()
    run = lowered.compile(known_options() if cpu else None)
    if memory := run.memory_analysis():
        checks.fits(memory.temp_size_in_bytes + memory.argument_size_in_bytes)
    return run


@cache
def known_options() -> dict[str, str | bool]:
    """Those of `CPU_OPTIONS` that this version of XLA knows: they come and go."""
    smallest = jax.jit(jax.lax.neg).lower(0.0)
    return {name: value for name, value in CPU_OPTIONS.items() if _takes(smallest, {name: value})}


def _takes(lowered: Lowered, options: dict[str, str | bool]) -> bool:
    try:
        lowered.compile(options)
    except jax.errors.JaxRuntimeError:
        return False
    return True
