"""The backend as the core meets it."""

from __future__ import annotations

from flax import nnx

from nasdsl.program.architecture import Architecture
from nasdsl_flax.device import device
from nasdsl_flax.engine import Engine
from nasdsl_flax.module import Network
from nasdsl_flax.versions import versions


class Flax:
    """See `nasdsl.backend.Backend`."""

    engine = Engine
    versions = staticmethod(versions)

    def modes(self) -> tuple[str, ...]:
        """A CPU takes a switch for nothing, and gains nothing from more work at once."""
        several = ("blended", "masked", "together") if device().platform != "cpu" else ()
        return ("specialised", "universal", *several)

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Network:
        """An untrained network as an `nnx.Module`; training starts from the same parameters.

        Raises:
            BackendError: an operation has no rule.
        """
        return Network(architecture.program, rngs=nnx.Rngs(seed))


backend = Flax()
