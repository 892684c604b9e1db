"""The Flax backend as nasdsl uses it: it builds networks as Flax modules, and trains them."""

from __future__ import annotations

from flax import nnx

from nasdsl.backend import Mode, Workload
from nasdsl.program.architecture import Architecture
from nasdsl_flax.checks import capacity
from nasdsl_flax.device import device
from nasdsl_flax.engine import FlaxEngine
from nasdsl_flax.modes import MODES
from nasdsl_flax.module import FlaxNetwork
from nasdsl_flax.prices import cheapest
from nasdsl_flax.versions import device_versions


class Flax:
    """The backend `flax`: networks as Flax modules, and their training in JAX."""

    engine = FlaxEngine
    versions = staticmethod(device_versions)

    def modes(self) -> tuple[Mode, ...]:
        """The ways to train networks; in the first, each network has a program of its own."""
        return MODES

    def choose(self, workload: Workload) -> Mode:
        """The mode for `mode=auto`: that of the least estimated cost for a search of this size."""
        return cheapest(workload, device().platform == "cpu", capacity())

    def compile(self, architecture: Architecture, *, seed: int = 0) -> FlaxNetwork:
        """An untrained network as an `nnx.Module`; `engine` starts from the same parameters.

        Args:
            architecture: the network.
            seed: the number, from 0, that determines the parameters.

        Raises:
            BackendError: an operation has no rule.
        """
        return FlaxNetwork(architecture.program, rngs=nnx.Rngs(seed))


backend = Flax()
