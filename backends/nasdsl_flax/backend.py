"""The backend as the core meets it."""

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
    """See `nasdsl.backend.Backend`."""

    engine = FlaxEngine
    versions = staticmethod(device_versions)

    def modes(self) -> tuple[Mode, ...]:
        """See `nasdsl_flax.modes`."""
        return MODES

    def choose(self, workload: Workload) -> Mode:
        """The mode that costs least, counted; see `nasdsl_flax.prices`."""
        return cheapest(workload, device().platform == "cpu", capacity())

    def compile(self, architecture: Architecture, *, seed: int = 0) -> FlaxNetwork:
        """An untrained network as an `nnx.Module`; training starts from the same parameters.

        Raises:
            BackendError: an operation has no rule.
        """
        return FlaxNetwork(architecture.program, rngs=nnx.Rngs(seed))


backend = Flax()
